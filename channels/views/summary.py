"""The answers in words, section by section: to check before sending, and as a copy afterwards."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from channels.forms.about import RepresentativeForm, WhoForm
from channels.forms.question import NOT_SURE
from channels.models import EnquiryDraft
from channels.steps import Step, asked
from channels.views.steps import CHECK, RETURN, step_url
from contactcentre.kit import formatting
from contactcentre.kit.languages import NAMES, page_language
from people.identifiers import application_is_shaped, display_uci
from tickets.countries import country_name, province_name
from tickets.enums import Urgency
from tickets.models import EnquiryType

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]


class Summary:
    """One draft in the page's language; with `changeable`, each row leads to its question."""

    def __init__(self, draft: EnquiryDraft, *, changeable: bool) -> None:
        self.draft, self.changeable = draft, changeable
        self.answers: Mapping[str, Any] = draft.answers
        self.language = page_language()
        self.pages = asked(draft.answers)

    def sections(self) -> list[Section]:
        return [
            Section(_("Your enquiry"), self._enquiry()),
            Section(_("Your numbers"), self._numbers()),
            Section(_("How we reach you"), self._reach()),
        ]

    def odd_numbers(self) -> list[str]:
        """Application numbers of an unusual shape: worth a second look, never refused."""
        numbers = self.answers.get("applications", [])
        return [number for number in numbers if not application_is_shaped(number)]

    def _row(self, step: Step, label: str, value: Any) -> Row:
        url = f"{step_url(step)}?{RETURN}={CHECK}" if self.changeable else ""
        return {"label": label, "value": value, "change_url": url, "lang": ""}

    def _enquiry(self) -> list[Row]:
        given = self.answers
        rows = [self._row(Step.TOPIC, _("Topic"), self._kind(given["topic"]))]
        if Step.URGENCY in self.pages:
            why = Urgency(given["urgency"]).label
            rows.append(self._row(Step.URGENCY, _("Why it is urgent"), why))
            rows.append(self._row(Step.URGENCY, _("Date of the event"), self._date("urgency_date")))
        rows.append(self._row(Step.WHO, _("Who you are"), _choice(WhoForm, "role", given)))
        if Step.REPRESENTATIVE in self.pages:
            named = _choice(RepresentativeForm, "named", given)
            label = _("Named by the client as representative")
            rows.append(self._row(Step.REPRESENTATIVE, label, named))
        if given.get("subtopic"):
            detail = given["subtopic"]
            words = _("Not sure") if detail == NOT_SURE else self._kind(detail)
            rows.append(self._row(Step.QUESTION, _("What exactly it is about"), words))
        rows.append(self._row(Step.QUESTION, _("Question"), given["question"]))
        rows.append(self._row(Step.FILES, _("Files"), self._files()))
        return rows

    def _numbers(self) -> list[Row]:
        given = self.answers
        uci = display_uci(given.get("uci", ""))
        unknown = _("I do not have this or I do not know") if given.get("uci_unknown") else ""
        return [
            self._row(Step.NUMBERS, _("Client number (UCI)"), uci or unknown),
            self._row(Step.NUMBERS, _("Application number"), ", ".join(given["applications"])),
            self._row(Step.NUMBERS, _("Family name"), given.get("family_name", "")),
            self._row(Step.NUMBERS, _("Date of birth"), self._date("date_of_birth")),
        ]

    def _reach(self) -> list[Row]:
        given = self.answers
        phone = formatting.phone(given["phone"], self.language) if given.get("phone") else ""
        country = country_name(given["country"], self.language)
        province = province_name(given.get("province", ""), self.language)
        place = f"{country} ({province})" if province else country
        answer_in = given["answer_language"]
        language = self._row(Step.REACH, _("Answer in"), NAMES[answer_in])
        language["lang"] = answer_in
        return [
            self._row(Step.REACH, _("Full name"), given["name"]),
            self._row(Step.REACH, _("E-mail address"), given["email"]),
            self._row(Step.REACH, _("Phone number"), phone),
            self._row(Step.REACH, _("Country"), place),
            language,
            self._row(Step.REACH, _("Accommodation"), given.get("accommodation", "")),
        ]

    def _kind(self, code: str) -> str:
        kind = EnquiryType.objects.filter(code=code).first()
        return kind.name_in(self.language) if kind else ""

    def _date(self, name: str) -> str:
        day = self.answers.get(name)
        if not day:
            return ""
        date = dt.date.fromisoformat(day)
        return formatting.long_date(date, self.language, settings.CENTRE_TIME_ZONE)

    def _files(self) -> SafeString | str:
        files = list(self.draft.files.all())
        sizes = [(item.name, formatting.file_size(item.size, self.language)) for item in files]
        return format_html_join("\n", "{} ({})", sizes) if sizes else ""


def _choice(form: Any, field: str, answers: Mapping[str, Any]) -> str:
    """The words of a choice that a form offers."""
    return str(dict(form.base_fields[field].choices).get(answers.get(field, ""), ""))
