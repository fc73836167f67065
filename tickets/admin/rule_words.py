"""Routing rules as people read them: every key by its label, every code by what it stands for."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Skill
from contactcentre.kit.languages import page_language
from tickets.countries import countries, provinces
from tickets.enums import Channel, Priority, ReferralReason, Sensitivity, Urgency
from tickets.models import EnquiryType, ProcessingOffice, Queue

# In the order in which they are shown.
LABELS = {
    "channel": _("Channel"),
    "type": _("Type"),
    "words": _("Words"),
    "language": _("Language"),
    "country": _("Country"),
    "province": _("Province"),
    "urgency": _("Urgency"),
    "abroad": _("From abroad"),
    "queue": _("Queue"),
    "priority": _("Priority"),
    "skills": _("Skills"),
    "tags": _("Tags"),
    "sensitivity": _("Sensitivity"),
    "high_profile": _("High-profile"),
    "refer": _("Refer to"),
    "refer_if_missed": _("Refer if a standard is missed"),
    "reason": _("Reason"),
    "question_en": format_lazy("{} (en)", _("Question")),
    "question_fr": format_lazy("{} (fr)", _("Question")),
}
CHOICES = {
    "channel": Channel,
    "language": Language,
    "urgency": Urgency,
    "priority": Priority,
    "sensitivity": Sensitivity,
    "reason": ReferralReason,
}
TABLES: dict[str, Any] = {
    "type": EnquiryType,
    "queue": Queue,
    "skills": Skill,
    "office": ProcessingOffice,
}


class RuleWords:
    """The words for what rules hold; names are read once, for all the rules of a page."""

    def rows(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The label and the value of each condition or effect."""
        for key, label in LABELS.items():
            if key in data:
                yield from self._rows_of(key, str(label), data[key])

    def _rows_of(self, key: str, label: str, value: Any) -> Iterator[tuple[str, str]]:
        if key == "words":
            for language, words in value.items():
                yield f"{label} ({language})", ", ".join(words)
        elif isinstance(value, dict):
            yield label, self._named("office", value["office"])
            yield from self.rows(value)
        else:
            yield label, self._named(key, value)

    def _named(self, key: str, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self._named(key, each) for each in value)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        return str(self._names.get(key, {}).get(value, value))

    @cached_property
    def _names(self) -> dict[str, dict[Any, Any]]:
        language = page_language()
        return {
            "country": dict(countries(language)),
            "province": dict(provinces(language)),
            **{key: dict(kind.choices) for key, kind in CHOICES.items()},
            **{
                key: {row.code: row.name for row in model.objects.all()}
                for key, model in TABLES.items()
            },
        }
