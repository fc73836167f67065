"""The three composers: reply, note, message to a processing office. Each has its own form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.forms import CentreForm
from tickets.actions.reply import BLANK
from tickets.filetypes import ACCEPT
from tickets.models import Referral


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; what they are is judged when they are kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


class ComposerForm(CentreForm):
    """Three stand on one page, so each marks its own controls."""

    mark = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.mark}_%s", **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # what is pasted is never cut in silence


class ReplyForm(ComposerForm):
    """A reply to the client. It has no field for a recipient: that follows from the ticket."""

    mark = "reply"

    text = forms.CharField(
        label=_("Reply"),
        widget=forms.Textarea(attrs={"rows": 9, "data-blanks": ""}),
        max_length=50_000,
        error_messages={"required": _("Write your reply")},
    )
    thread_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    uploads = FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, JPG, PNG or DOCX. Up to 5 files of 10 MB each"),
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
    )
    wait = forms.BooleanField(label=_("Then wait for the client’s answer"), required=False)
    general = forms.BooleanField(
        label=_("This reply holds general information only, nothing about the file"),
        required=False,
    )
    offers_general = False

    def offer_general(self) -> None:
        """Ask whether the reply is general: nothing else may go to whom it would go to."""
        self.offers_general = True

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        left = list(dict.fromkeys(BLANK.findall(text)))
        if left:
            raise forms.ValidationError(
                _("Fill in or remove %(blanks)s"), params={"blanks": ", ".join(left)}
            )
        return text


class NoteForm(ComposerForm):
    """An internal note. It has no recipient."""

    mark = "note"

    text = forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=50_000,
        error_messages={"required": _("Write your note")},
    )


class OfficeForm(ComposerForm):
    """A word to the office of an open referral."""

    mark = "office"

    referral = forms.ModelChoiceField(
        label=_("Referral"),
        queryset=Referral.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("This referral has ended. Refer the ticket again")},
    )
    text = forms.CharField(
        label=_("Message to the processing office"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        error_messages={"required": _("Write your message to the office")},
    )

    def __init__(self, *args: Any, referrals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["referral"]
        field.queryset = referrals
        field.label_from_instance = lambda item: f"{item.number}, {item.climbed_to or item.office}"
