"""What an operation says, in both languages side by side."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tickets.models import OperationEvent
from tickets.models.operations import OperationTexts, SpecialOperation

SAID = ("banner", "facts", "guidance", "announcement", "closing")


@dataclass(frozen=True)
class Told:
    """An operation as it is told in one language."""

    language: str
    name: str
    banner: str
    facts: str
    guidance: str
    announcement: str
    closing: str


def told(operation: OperationTexts) -> list[Told]:
    """English, then French."""
    return [
        Told(
            language=language,
            name=operation.name_in(language),
            **{name: operation.text_in(name, language) for name in SAID},
        )
        for language in ("en", "fr")
    ]


def changes(event: OperationEvent) -> list[dict[str, Any]]:
    """What an edit changed, each with the field's name, what it was and what it became."""
    labels = {field.name: field.verbose_name for field in SpecialOperation._meta.fields}
    return [
        {
            "label": labels[name],
            "before": _word(before),
            "after": _word(after),
        }
        for name, (before, after) in event.data.get("changed", {}).items()
    ]


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or gettext("nothing")
    return str(value) if value not in ("", None) else gettext("nothing")
