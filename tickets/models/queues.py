"""Queues, enquiry types, outcome codes and processing times: reference data, edited by people."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual, User
from tickets.models.operations import SpecialOperation


class QueueQuerySet(models.QuerySet["Queue"]):
    def worked_by(self, user: User) -> Self:
        """The queues of the user's teams."""
        return self.filter(active=True, teams__users=user).distinct()

    def receiving(self) -> Self:
        """The queues that tickets may be sent to: not one made for an operation now closed."""
        of_it = SpecialOperation.objects.filter(queue=OuterRef("pk"))
        retired = Exists(of_it.filter(own_queue=True, closed_at__isnull=False))
        return self.filter(~retired | Exists(of_it.filter(closed_at=None)), active=True)


class Queue(Bilingual):
    """A line of tickets, worked by teams. Exactly one is the default: where no rule matches."""

    code = models.SlugField(_("code"), unique=True)
    teams: models.ManyToManyField = models.ManyToManyField(
        "accounts.Team", verbose_name=_("teams"), blank=True, related_name="queues"
    )
    is_default = models.BooleanField(_("default queue"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = QueueQuerySet.as_manager()

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_queue"
            )
        ]


class EnquiryType(Bilingual):
    """What an enquiry is about: a tree of two levels. Retired, never deleted."""

    code = models.SlugField(_("code"), unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"parent": None},
        related_name="children",
        verbose_name=_("parent"),
    )
    hint_en = models.CharField(_("English hint"), max_length=300, blank=True)
    hint_fr = models.CharField(_("French hint"), max_length=300, blank=True)
    prompt_en = models.CharField(_("English prompt for the question"), max_length=500, blank=True)
    prompt_fr = models.CharField(_("French prompt for the question"), max_length=500, blank=True)
    on_form = models.BooleanField(_("offered on the web form"), default=True)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("enquiry type")
        verbose_name_plural = _("enquiry types")
        ordering = ["position", "code"]

    def hint_in(self, language: str) -> str:
        return self.hint_fr if language == "fr" else self.hint_en

    def prompt_in(self, language: str) -> str:
        return self.prompt_fr if language == "fr" else self.prompt_en


class OutcomeCode(Bilingual):
    """Why work on a ticket stops, and who acts next. Required to resolve."""

    code = models.SlugField(_("code"), unique=True)
    client_wording_en = models.CharField(_("what the client reads, in English"), max_length=300)
    client_wording_fr = models.CharField(_("what the client reads, in French"), max_length=300)
    discards = models.BooleanField(_("closes without an answer (spam, duplicate)"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("outcome code")
        verbose_name_plural = _("outcome codes")
        ordering = ["position", "code"]

    def client_wording_in(self, language: str) -> str:
        return self.client_wording_fr if language == "fr" else self.client_wording_en


class ProgrammeIssue(Bilingual):
    """A tag for an issue with a programme, service or tool, counted in trends."""

    code = models.SlugField(_("code"), unique=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("programme issue")
        verbose_name_plural = _("programme issues")
        ordering = ["code"]


class ProcessingTime(Bilingual):
    """The published processing time of a line of business, as of a day."""

    code = models.SlugField(_("code"), unique=True)
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    as_of = models.DateField(_("as of"))
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("processing time")
        verbose_name_plural = _("processing times")
        ordering = ["position", "code"]


class ProcessingOffice(Bilingual):
    """An office that decides files and answers what is referred to it."""

    code = models.SlugField(_("code"), unique=True)
    officers: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officers"),
        blank=True,
        related_name="offices",
        limit_choices_to={"roles__contains": ["officer"]},
    )
    duty_email = models.EmailField(_("duty inbox"), blank=True)
    next_level = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("next level")
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("processing office")
        verbose_name_plural = _("processing offices")
        ordering = ["code"]

    def officers_on_duty(self) -> list[User]:
        """The officers who still work here."""
        return list(User.objects.active().filter(offices=self))
