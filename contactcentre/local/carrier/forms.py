"""The form by which one calls the centre."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contactcentre.local.carrier.lines import Line
from contactcentre.local.carrier.numbers import SAMPLES


class CallForm(forms.Form):
    line = forms.ChoiceField(label=_("Line to call"))
    number = forms.ChoiceField(label=_("Call from"))
    other = forms.RegexField(
        r"^\+[1-9]\d{6,14}$",
        label=_("or from another number"),
        help_text=_("As in +15145550199"),
        required=False,
    )

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en")[:2]
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            (line.slug, f"{line.names[language]} ({line.number})") for line in lines
        ]
        self.fields["number"].choices = [  # type: ignore[attr-defined]
            (sample.number, f"{sample.place} – {sample.number}") for sample in SAMPLES
        ]

    def clean(self) -> dict[str, Any]:
        """The number to call from is the other one where there is one."""
        data = super().clean() or {}
        if data.get("other"):
            data["number"] = data["other"]
        return data
