"""A question to a processing office, and its answer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from tickets.enums import OPEN_REFERRALS, MayTell, ReferralReason, ReferralState


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """An officer sees the referrals of their offices and of the offices below them."""
        if not user.is_active or not user.can(Can.ANSWER_REFERRALS):
            return self.none()
        return self.filter(Q(office__officers=user) | Q(climbed_to__officers=user)).distinct()

    def unanswered(self) -> Self:
        return self.filter(state__in=OPEN_REFERRALS)


class Referral(models.Model):
    """A ticket's question to an office. The ticket waits for it; its owner is told."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="referrals")
    office = models.ForeignKey("tickets.ProcessingOffice", models.PROTECT)
    climbed_to = models.ForeignKey(
        "tickets.ProcessingOffice", models.PROTECT, null=True, related_name="climbed_referrals"
    )
    reason = models.CharField(max_length=20, choices=ReferralReason)
    question = models.TextField()
    urgent = models.BooleanField(default=False)
    client_told = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=ReferralState, default=ReferralState.SENT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    stage = models.CharField(_("stage"), max_length=200, blank=True)
    outstanding = models.CharField(
        _("what is outstanding and with whom"), max_length=500, blank=True
    )
    last_activity = models.CharField(_("last activity"), max_length=500, blank=True)
    next_update_on = models.DateField(_("next update"), null=True)
    may_tell = models.CharField(max_length=10, choices=MayTell, blank=True)
    wording = models.TextField(blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-id"]
        indexes = [
            models.Index(
                "office",
                "due_at",
                "id",
                name="referral_open",
                condition=Q(state__in=OPEN_REFERRALS),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="referral_has_question"),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.ANSWERED)
                | (
                    ~Q(stage="")
                    & ~Q(outstanding="")
                    & ~Q(last_activity="")
                    & ~Q(may_tell="")
                    & Q(next_update_on__isnull=False, answered_by__isnull=False)
                ),
                name="answer_has_four_facts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REFERRALS, ended_at__isnull=True)
                | Q(
                    state__in=[ReferralState.ANSWERED, ReferralState.WITHDRAWN],
                    ended_at__isnull=False,
                ),
                name="ended_referral_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"R-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REFERRALS


class ReferralMessage(models.Model):
    """A question of the office to the centre, or the centre's word to the office."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    from_office = models.BooleanField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"referral message {self.pk}"


class ReferralDraft(models.Model):
    """What an officer has typed of an answer so far; gone when the referral is answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="drafts")
    facts = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [
            models.UniqueConstraint("user", "referral", name="one_answer_draft_an_officer")
        ]

    def __str__(self) -> str:
        return f"draft for {self.referral_id}"
