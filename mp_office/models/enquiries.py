"""What an office files for a constituent: written, sent, followed, answered."""

import datetime as dt
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from contactcentre.kit.formatting import last_day
from mp_office.enums import Purpose, Side, Signer
from mp_office.models.offices import Office, centre_day
from people.enums import ConsentScope
from people.models import Consent, Person
from tickets.enums import Author, State
from tickets.models import Message

LIFETIME = dt.timedelta(days=30)


def new_token() -> str:
    return secrets.token_urlsafe(32)


class OfficeEnquiryQuerySet(models.QuerySet["OfficeEnquiry"]):
    def visible_to(self, user: User, now: dt.datetime) -> Self:
        """Those of the office that the user works for now, while its mandate lasts; no others."""
        wrote = Message.objects.filter(
            ticket=OuterRef("enquiry__ticket"),
            author=Author.CLIENT,
            created_at__gt=OuterRef("created_at"),
        )
        answers = OfficeAnswer.objects.filter(~Exists(wrote), enquiry=OuterRef("pk"))
        mine = self.filter(office__in=Office.objects.open_to(user, now))
        return mine.annotate(has_answer=Exists(answers))

    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(sent_at=None)

    def call_is_late(self, now: dt.datetime) -> Self:
        """Those whose promised call was not made in time, which nobody was told yet."""
        return self.filter(callback_by__lt=now, called_at=None, call_late_at=None)

    def on_side(self, side: Side, now: dt.datetime) -> Self:
        """The sent ones whose turn is ours, the centre's or nobody's."""
        done = Q(ticket__state__in=[State.RESOLVED, State.CLOSED])
        day = centre_day(now)
        second = Q(constituent=None) | _counts("second_consent", day)
        ours = ~(_counts("consent", day) & second) | Q(ticket__state=State.WAITING_CLIENT)
        where = {
            Side.ANSWERED: done,
            Side.NEEDS_US: ~done & ours,
            Side.WITH_CENTRE: ~done & ~ours,
        }
        return self.sent().filter(where[side])


def _counts(name: str, day: dt.date) -> Q:
    """Whether the consent of that name may be gone by: what `consent_state` says, for a list."""
    lasts = Q(
        **{
            f"{name}__isnull": False,
            f"{name}__ended_at": None,
            f"{name}__valid_from__lte": day,
            f"{name}__valid_until__gte": day,
        }
    )
    named = ~Q(ticket__application_numbers=[]) & Q(
        **{f"{name}__application_numbers__contains": F("ticket__application_numbers")}
    )
    return lasts & (Q(**{f"{name}__scope": ConsentScope.FILE}) | named)


class OfficeEnquiry(models.Model):
    """An enquiry of an office; a draft until it is sent, then the office's side of a ticket.

    `answers` holds what was typed, by the names of the form's fields, so that a draft is the same
    in both languages. Once sent it is emptied: the ticket has it.

    `constituent` is set where the file is another person's, and then there are two consents.
    `callback_by` is promised where somebody's safety is at stake; `call_late_at` is when the
    supervisors were told that it was not kept. `has_answer`, which `visible_to` fills in, is
    whether the centre answered and the office wrote nothing since.
    """

    has_answer = False

    office = models.ForeignKey(Office, models.PROTECT, related_name="enquiries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    own_reference = models.CharField(_("your reference"), max_length=40, blank=True)
    constituent_name = models.CharField(_("constituent"), max_length=200, blank=True)
    constituent_email = models.EmailField(_("constituent’s e-mail address"), blank=True)
    constituent_language = models.CharField(
        _("constituent’s language"), max_length=2, choices=Language, blank=True
    )
    sent_at = models.DateTimeField(null=True)
    ticket = models.OneToOneField(
        "tickets.Ticket", models.PROTECT, null=True, related_name="office_enquiry"
    )
    consent = models.ForeignKey("people.Consent", models.PROTECT, null=True, related_name="+")
    constituent = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    second_consent = models.ForeignKey(
        "people.Consent", models.PROTECT, null=True, related_name="+"
    )
    next_update_on = models.DateField(_("next update"), null=True)
    callback_phone = models.CharField(_("number to call back"), max_length=30, blank=True)
    callback_by = models.DateTimeField(_("called back by"), null=True)
    called_at = models.DateTimeField(_("called back"), null=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    call_late_at = models.DateTimeField(null=True)

    objects = OfficeEnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry of an office")
        verbose_name_plural = _("enquiries of offices")
        ordering = ["-id"]
        indexes = [
            models.Index(
                "office",
                F("sent_at").desc(),
                name="office_enquiry_list",
                condition=Q(sent_at__isnull=False),
            ),
            models.Index("expires_at", name="office_draft_old", condition=Q(sent_at=None)),
            models.Index(
                "next_update_on",
                name="office_update_due",
                condition=Q(next_update_on__isnull=False),
            ),
            models.Index(
                "callback_by",
                name="office_call_due",
                condition=Q(callback_by__isnull=False, called_at=None, call_late_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "own_reference"],
                condition=Q(sent_at__isnull=False),
                name="one_reference_an_office",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, ticket=None, expires_at__isnull=False)
                | Q(sent_at__isnull=False, ticket__isnull=False, expires_at=None)
                & ~Q(own_reference=""),
                name="sent_enquiry_has_ticket",
            ),
            models.CheckConstraint(
                condition=Q(callback_by=None) | ~Q(callback_phone=""),
                name="call_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(called_at=None, called_by=None)
                | Q(called_at__isnull=False, called_by__isnull=False),
                name="somebody_called",
            ),
        ]

    def __str__(self) -> str:
        return f"office enquiry {self.pk}"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def answered_so_far(self) -> bool:
        """Whether the office has its answer, and the centre said that there is more to do."""
        return self.has_answer and self.ticket is not None and self.ticket.state == State.OPEN

    def hears_by(self, now: dt.datetime) -> dt.date | None:
        """The day of the next word: never after an answer that is still due."""
        due = self.ticket.due_at if self.ticket else None
        if self.next_update_on is None or due is None or due <= now:
            return self.next_update_on
        return min(self.next_update_on, last_day(due, settings.CENTRE_TIME_ZONE))

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Whose consents it needs."""
        return (Signer.CLIENT, Signer.CONSTITUENT) if self.constituent_id else (Signer.CLIENT,)

    def consent_of(self, signer: Signer) -> Consent | None:
        return self.consent if signer == Signer.CLIENT else self.second_consent

    def person_of(self, signer: Signer) -> Person | None:
        """Who that is; nobody on a draft."""
        if signer == Signer.CONSTITUENT:
            return self.constituent
        return self.ticket.client if self.ticket else None

    def take_consent(self, signer: Signer, consent: Consent) -> None:
        """From now on this consent of theirs is the one that counts."""
        field = "consent" if signer == Signer.CLIENT else "second_consent"
        setattr(self, field, consent)
        self.save(update_fields=[field])


class EnquiryFile(models.Model):
    """A file put beside a draft: it is in storage before this row says so."""

    enquiry = models.ForeignKey(OfficeEnquiry, models.CASCADE, related_name="files")
    purpose = models.CharField(max_length=10, choices=Purpose)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of an unsent enquiry")
        verbose_name_plural = _("files of unsent enquiries")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("enquiry", "purpose", "sha256", name="one_file_a_purpose")
        ]

    def __str__(self) -> str:
        return f"enquiry file {self.pk}"


class OfficeAnswer(models.Model):
    """The four facts of an answer, and words that the office may pass on."""

    enquiry = models.ForeignKey(OfficeEnquiry, models.PROTECT, related_name="given_answers")
    message = models.OneToOneField("tickets.Message", models.PROTECT, related_name="+")
    done = models.CharField(_("what was done"), max_length=500)
    next_step = models.CharField(_("what happens next"), max_length=500)
    by_whom = models.CharField(_("by whom"), max_length=200)
    by_when = models.DateField(_("by when"))
    forward = models.TextField(_("text to forward"), blank=True)
    forward_language = models.CharField(max_length=2, choices=Language)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to an office")
        verbose_name_plural = _("answers to offices")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"answer {self.pk}"
