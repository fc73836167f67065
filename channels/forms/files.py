"""The choice of files. What they are is judged one by one when they are put beside the draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import CentreForm
from tickets.filetypes import ACCEPT


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(CentreForm):
    upload = forms.FileField(
        label=_("Choose files"),
        help_text=_("PDF, JPG, PNG or DOCX. Up to 5 files of 10 MB each"),
        required=False,
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ACCEPT}),
    )
