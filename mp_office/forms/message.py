"""A further message of the office; a document alone is a message too."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import CentreForm
from mp_office.forms.enquiry import LONGEST
from mp_office.forms.parts import files_field


class MessageForm(CentreForm):
    text = forms.CharField(
        label=_("Your message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": str(LONGEST)}),
    )
    upload = files_field(_("Choose files"), _("PDF, JPG, PNG or DOCX. Up to 5 files of 10 MB each"))

    def __init__(self, *args: Any, has_files: bool = False, **kwargs: Any) -> None:
        self.has_files = has_files
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise ValidationError(_("Shorten your message to 4,000 characters"), code="long")
        if not text and not self.has_files:
            raise ValidationError(_("Write your message, or choose a file"), code="required")
        return text
