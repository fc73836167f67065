"""The question itself, and a further message on the status page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from channels.forms.steps import StepForm
from channels.queries import details_of
from contactcentre.kit import formatting
from contactcentre.kit.forms import CentreForm
from contactcentre.kit.languages import page_language

LONGEST = 4000
NOT_SURE = "not_sure"
TOO_LONG = ngettext_lazy(
    "Your text has %(over)s character too many. You can use up to %(most)s",
    "Your text has %(over)s characters too many. You can use up to %(most)s",
    "over_count",
)


def text_field(**options: Any) -> forms.CharField:
    """A long text that may be exceeded: the writer is told, never stopped."""
    area = forms.Textarea(attrs={"rows": 8, "data-count": str(LONGEST), "autocomplete": "off"})
    return forms.CharField(widget=area, **options)


def checked_text(text: str) -> str:
    """The text with plain line ends; refused when it is too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    over, language = len(text) - LONGEST, page_language()
    if over > 0:
        raise ValidationError(
            TOO_LONG,
            code="long",
            params={
                "over_count": over,
                "over": formatting.number(over, language),
                "most": formatting.number(LONGEST, language),
            },
        )
    return text


class QuestionForm(StepForm):
    subtopic = forms.ChoiceField(
        label=_("What exactly is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what it is about, or that you are not sure")},
    )
    question = text_field(
        label=_("Your question"), error_messages={"required": _("Write your question")}
    )

    def adapt(self) -> None:
        kinds = list(details_of(self.given.get("topic", "")))
        if not kinds:
            del self.fields["subtopic"]
            return
        self.fields["subtopic"].choices = [
            *((kind.code, kind.name_in(self.language)) for kind in kinds),
            (NOT_SURE, _("Something else, or I am not sure")),
        ]

    def shown(self, answers: dict[str, Any]) -> dict[str, Any]:
        return {**super().shown(answers), "subtopic": answers.get("subtopic") or None}

    def clean_question(self) -> str:
        return checked_text(self.cleaned_data["question"])


class MessageForm(CentreForm):
    """A further message; a file alone is a message too."""

    text = text_field(label=_("Your message"), required=False)

    def __init__(self, *args: Any, has_files: bool, **kwargs: Any) -> None:
        self.has_files = has_files
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text = checked_text(self.cleaned_data["text"])
        if not text and not self.has_files:
            raise ValidationError(_("Write your message, or choose a file"), code="required")
        return text
