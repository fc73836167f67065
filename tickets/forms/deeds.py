"""What an agent's deed on a ticket needs to know: where to, why, with what outcome."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from contactcentre.kit.forms import CentreForm, HintedRadioSelect
from contactcentre.kit.languages import page_language
from people import identifiers
from tickets.enums import EventKind, Priority, ReferralReason, Sensitivity, Urgency
from tickets.models import (
    Attachment,
    EnquiryType,
    OutcomeCode,
    ProcessingOffice,
    ProgrammeIssue,
    Queue,
    Referral,
    Ticket,
)

REASONS = [
    (reason.value, reason.label)
    for reason in ReferralReason
    if reason != ReferralReason.STANDARD_MISSED
]


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason")},
    )


class DeedForm(CentreForm):
    """A form about one ticket, filled by one user."""

    def __init__(self, *args: Any, ticket: Ticket, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.user = ticket, user
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # what is pasted is never cut in silence
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the ticket or the user."""

    def control(self, name: str) -> Any:
        """A field of one's own kind: its queryset, choices or labels are set from the ticket."""
        return self.fields[name]


class ReasonForm(DeedForm):
    reason = _reason(_("Reason"), _("Kept as an internal note on the ticket"))


class TransferForm(DeedForm):
    queue = forms.ModelChoiceField(
        label=_("To queue"), queryset=Queue.objects.none(), empty_label=_("Select a queue")
    )
    reason = _reason(_("Reason"), _("Kept as an internal note on the ticket"))

    def prepare(self) -> None:
        queues = Queue.objects.receiving().exclude(pk=self.ticket.queue_id)
        self.control("queue").queryset = queues


class AssignForm(DeedForm):
    to = forms.ModelChoiceField(
        label=_("Give to"), queryset=User.objects.none(), empty_label=_("Select a person")
    )

    def prepare(self) -> None:
        people = User.objects.active().filter(teams__queues=self.ticket.queue_id)
        self.control("to").queryset = people.exclude(pk=self.ticket.assignee_id).distinct()


class EscalateForm(DeedForm):
    office = forms.ModelChoiceField(
        label=_("Processing office"),
        queryset=ProcessingOffice.objects.filter(active=True),
        empty_label=_("Select an office"),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=REASONS,
        widget=HintedRadioSelect(
            hints={
                ReferralReason.URGENT: _("Sets the priority to urgent"),
                ReferralReason.HIGH_PROFILE: _("Marks the ticket as high-profile"),
                ReferralReason.PRIVACY_BREACH: _(
                    "Restricts the ticket at once: only you, its owner and the supervisors of its "
                    "queue can open it"
                ),
            }
        ),
        error_messages={"required": _("Select why the office is asked")},
    )
    urgency = forms.ChoiceField(
        label=_("What makes it urgent"),
        required=False,
        choices=[("", _("Not assessed")), *Urgency.choices],
    )
    question = forms.CharField(
        label=_("Question to the office"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-count": "4000"}),
        help_text=_("Ask one thing that the office can answer or do"),
        error_messages={"required": _("Write the question to the office")},
    )
    attachments = forms.ModelMultipleChoiceField(
        label=_("Files to send with it"),
        required=False,
        queryset=Attachment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    client_told = forms.BooleanField(
        label=_("The client was told that another office is asked"), required=False
    )

    def prepare(self) -> None:
        if self.ticket.urgency_claimed == Urgency.SAFETY:
            self.initial.setdefault("reason", ReferralReason.URGENT)
            self.initial.setdefault("urgency", Urgency.SAFETY)
        files = self.ticket.attachments.filter(message__isnull=False, message__flagged=False)
        self.control("attachments").queryset = files
        self.control("attachments").label_from_instance = lambda item: item.name
        if not files:
            del self.fields["attachments"]


class WithdrawForm(DeedForm):
    referral = forms.ModelChoiceField(
        label=_("Referral"), queryset=Referral.objects.none(), empty_label=None
    )
    reason = _reason(_("Reason"), _("Kept as an internal note on the ticket"))

    def prepare(self) -> None:
        referrals = self.ticket.referrals.unanswered().select_related("office")
        field = self.control("referral")
        field.queryset = referrals.order_by("id")
        field.label_from_instance = lambda item: f"{item.number}, {item.office}"


class PriorityForm(DeedForm):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        self.initial.setdefault("priority", self.ticket.priority)


class UrgencyForm(DeedForm):
    NONE = "none"
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=[(NONE, _("Not urgent")), *Urgency.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what makes it urgent, or that it is not")},
    )

    def prepare(self) -> None:
        known = self.ticket.urgency_assessed or self.ticket.urgency_claimed
        if not known and self.ticket.events.filter(kind=EventKind.URGENCY_ASSESSED).exists():
            known = self.NONE
        self.initial.setdefault("urgency", known)

    def clean_urgency(self) -> str:
        chosen: str = self.cleaned_data["urgency"]
        return "" if chosen == self.NONE else chosen


class FactsForm(DeedForm):
    enquiry_type = forms.ModelChoiceField(
        label=_("Enquiry type"),
        queryset=EnquiryType.objects.none(),
        empty_label=_("Select a type"),
    )
    uci = forms.CharField(
        label=_("Client number (UCI)"),
        required=False,
        max_length=40,
        help_text=_("8 or 10 digits, like 1234-5678 or 11-2233-4455"),
    )
    application_numbers = forms.CharField(
        label=_("Application numbers"),
        required=False,
        max_length=300,
        help_text=_("With commas between them, like W123456789, E000123456"),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=300, help_text=_("With commas between them")
    )

    def prepare(self) -> None:
        kinds = EnquiryType.objects.select_related("parent").filter(active=True)
        field = self.control("enquiry_type")
        field.queryset = kinds.order_by("parent__position", "position")
        field.label_from_instance = _type_label
        facts = {
            "enquiry_type": self.ticket.enquiry_type_id,
            "uci": identifiers.display_uci(self.ticket.uci),
            "application_numbers": ", ".join(self.ticket.application_numbers),
            "tags": ", ".join(self.ticket.tags),
        }
        for name, value in facts.items():
            self.initial.setdefault(name, value)

    def clean_uci(self) -> str:
        uci = identifiers.canonical_uci(self.cleaned_data["uci"])
        if uci and not identifiers.uci_is_shaped(uci):
            raise forms.ValidationError(
                _("UCI must be 8 or 10 digits, like 1234-5678 or 11-2233-4455")
            )
        return uci

    def clean_application_numbers(self) -> list[str]:
        numbers = [identifiers.canonical(item) for item in _split(self, "application_numbers")]
        if any(len(number) > 20 for number in numbers):
            raise forms.ValidationError(_("An application number has at most 20 characters"))
        return [number for number in numbers if number]

    def clean_tags(self) -> list[str]:
        tags = sorted({item.lower() for item in _split(self, "tags")})
        if any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 40 characters"))
        return tags


def _type_label(kind: EnquiryType) -> str:
    return f"{kind.parent.name} – {kind.name}" if kind.parent else kind.name


def _split(form: forms.Form, name: str) -> list[str]:
    return [part.strip() for part in form.cleaned_data[name].split(",") if part.strip()]


class RestrictForm(DeedForm):
    """Seal a ticket, or take the seal off."""

    sensitivity = forms.ChoiceField(label=_("Who may open this ticket"), widget=HintedRadioSelect())
    reason = _reason(_("Reason"), _("Kept as an internal note on the ticket"))

    def prepare(self) -> None:
        hints = {
            Sensitivity.ORDINARY: _("Everybody at the desk"),
            Sensitivity.RESTRICTED: _("Supervisors, and the people named on it"),
            Sensitivity.PRIVACY_BREACH: _("Only the people named on it"),
        }
        offered = [
            word
            for word in Sensitivity
            if word != self.ticket.sensitivity
            and (word != Sensitivity.ORDINARY or self.user.can(Can.SEE_RESTRICTED))
        ]
        field = self.control("sensitivity")
        field.choices = [(word.value, word.label) for word in offered]
        field.widget.hints = {word.value: hints[word] for word in offered}
        now = Sensitivity(self.ticket.sensitivity)
        field.help_text = _("Now: %(who)s") % {"who": hints[now]}


class GrantForm(DeedForm):
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Select a person")
    )

    def prepare(self) -> None:
        named = self.ticket.need_to_know.values("user")
        people = User.objects.active().filter(roles__overlap=["agent", "supervisor"])
        self.control("person").queryset = people.exclude(pk__in=named)


class _OutcomeForm(DeedForm):
    discards = False
    outcome = forms.ModelChoiceField(
        label=_("Outcome"),
        queryset=OutcomeCode.objects.none(),
        empty_label=None,
        help_text=_("Below each outcome is what the client reads"),
        widget=HintedRadioSelect(),
        error_messages={"required": _("Select the outcome")},
    )

    def prepare(self) -> None:
        codes = OutcomeCode.objects.filter(active=True, discards=self.discards)
        field = self.control("outcome")
        field.queryset = codes
        language = page_language()
        field.widget.hints = {code.pk: code.client_wording_in(language) for code in codes}


class ResolveForm(_OutcomeForm):
    programme_issue = forms.ModelChoiceField(
        label=_("Programme issue"),
        required=False,
        queryset=ProgrammeIssue.objects.filter(active=True),
        empty_label=_("None"),
        help_text=_("Counted in trends. It does not name the client"),
    )


class DiscardForm(_OutcomeForm):
    discards = True
