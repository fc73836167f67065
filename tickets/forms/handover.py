"""Pass a document on to a processing office: which, for what, with whose consent."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contactcentre.kit.forms import DatePartsField
from people.identifiers import canonical
from people.models import Person
from tickets.adapters.files import StoredFile
from tickets.enums import ConsentBy
from tickets.filetypes import ACCEPT, MAX_FILES
from tickets.forms.composers import FilesField, FilesInput
from tickets.forms.deeds import DeedForm
from tickets.models import Attachment, ProcessingOffice
from tickets.roles import SPEAKS_FOR_THE_CLIENT

# What no row names is swept from storage after a day.
KEPT_FOR = 86_000


class HandOverForm(DeedForm):
    """Files that were uploaded for a form that was refused come back as `kept`, signed."""

    office = forms.ModelChoiceField(
        label=_("Processing office in charge"),
        queryset=ProcessingOffice.objects.filter(active=True),
        empty_label=_("Select an office"),
        error_messages={"required": _("Select the processing office that has the file")},
    )
    application_number = forms.CharField(
        label=_("Application number"),
        max_length=40,
        error_messages={"required": _("Enter the number of the application")},
    )
    title = forms.CharField(
        label=_("What the document is"),
        max_length=200,
        help_text=_("For example “Police certificate from Portugal”"),
        error_messages={"required": _("Say what the document is")},
    )
    attachments = forms.ModelMultipleChoiceField(
        label=_("Files that the client sent"),
        required=False,
        queryset=Attachment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    kept = forms.MultipleChoiceField(
        label=_("Files that you uploaded"), required=False, widget=forms.CheckboxSelectMultiple
    )
    uploads = FilesField(
        label=_("Files from elsewhere"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, JPG, PNG or DOCX. Up to 5 files of 10 MB each"),
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
    )
    consent_of = forms.ModelChoiceField(
        label=_("Who agreed that it is passed on"),
        queryset=Person.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who agreed to it")},
    )
    consent_by = forms.ChoiceField(
        label=_("How"),
        choices=ConsentBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how they agreed to it")},
    )
    consent_on = DatePartsField(
        label=_("When"), error_messages={"required": _("Enter the day on which they agreed to it")}
    )

    def prepare(self) -> None:
        files = self.ticket.attachments.filter(message__isnull=False, message__flagged=False)
        self.control("attachments").queryset = files
        self.control("attachments").label_from_instance = lambda item: item.name
        if not files:
            del self.fields["attachments"]
        self._prepare_kept()
        people = Person.objects.filter(
            parties__ticket=self.ticket, parties__role__in=SPEAKS_FOR_THE_CLIENT
        ).distinct()
        self.control("consent_of").queryset = people
        numbers = self.ticket.application_numbers
        self.initial.setdefault("application_number", numbers[0] if numbers else "")
        asked = self.ticket.referrals.order_by("-id").first()
        self.initial.setdefault("office", asked.office_id if asked else None)

    def _prepare_kept(self) -> None:
        tokens = self.data.getlist("kept") if isinstance(self.data, QueryDict) else []
        known = {token: unsign(token, self.ticket.pk, self.user.pk) for token in tokens}
        self.kept_files = {token: file for token, file in known.items() if file}
        if self.kept_files:
            choices = [(token, file.name) for token, file in self.kept_files.items()]
            self.control("kept").choices = choices
        else:
            del self.fields["kept"]

    def clean_application_number(self) -> str:
        number = canonical(self.cleaned_data["application_number"])
        if len(number) > 20 or not number.isalnum():
            raise forms.ValidationError(
                _("Enter the number of the application, like W123456789 or E000123456")
            )
        return number

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        chosen = [_stored(item) for item in facts.get("attachments", ())]
        files = [*chosen, *(self.kept_files[token] for token in facts.get("kept", ()))]
        if not files:
            self.add_error("uploads", _("Choose or upload the document"))
        if len(files) > MAX_FILES:
            words = ngettext("Choose at most %(n)s file", "Choose at most %(n)s files", MAX_FILES)
            self.add_error("uploads", words % {"n": MAX_FILES})
        return {**facts, "files": tuple(files)}


def _stored(item: Attachment) -> StoredFile:
    return StoredFile(
        sha256=item.sha256, name=item.name, content_type=item.content_type, size=item.size
    )


def sign(file: StoredFile, ticket_id: int, user_id: int) -> str:
    """A token of a file in storage that only this user's form about this ticket gives back."""
    return signing.dumps(asdict(file), salt=_salt(ticket_id, user_id), compress=True)


def unsign(token: str, ticket_id: int, user_id: int) -> StoredFile | None:
    """The file of a token; None for one that is not ours, of another form, or too old."""
    try:
        facts = signing.loads(token, salt=_salt(ticket_id, user_id), max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return StoredFile(**facts)


def _salt(ticket_id: int, user_id: int) -> str:
    return f"handover:{ticket_id}:{user_id}"
