"""Persons, their contact points and files, and organisations."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from people.enums import (
    Activity,
    Awaited,
    AwaitedFrom,
    ConsentEnd,
    ConsentScope,
    ConsentState,
    ContactKind,
    Evidence,
    LineOfBusiness,
    NextStep,
    OrganisationKind,
    Stage,
)


class Organisation(models.Model):
    """A body that writes to us or is told: a member's office, a law firm, an employer."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who writes to us. Not a user: a user works here."""

    name = models.CharField(_("full name"), max_length=200)
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    accommodation = models.CharField(_("accommodation"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def email(self, address: str) -> Self:
        return self.filter(kind=ContactKind.EMAIL, value=address.strip().lower())


class ContactPoint(models.Model):
    """An address or number of a person, as typed but lower-cased; verified or not."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("kind", "value", name="contact_point_value")]
        constraints = [
            models.UniqueConstraint("person", "kind", "value", name="one_contact_point_a_person"),
            models.CheckConstraint(condition=~Q(value=""), name="contact_point_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ClientFile(models.Model):
    """A client's file in the processing system. Its applications are its statuses.

    The person is known once somebody who writes to us has been matched with the file.
    """

    uci = models.CharField(_("client number (UCI)"), max_length=20, unique=True)
    date_of_birth = models.DateField(_("date of birth"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name=_("person"), related_name="files"
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("client file")
        verbose_name_plural = _("client files")
        constraints = [models.CheckConstraint(condition=~Q(uci=""), name="client_file_has_uci")]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def application_numbers(self) -> list[str]:
        """The numbers of its applications, first known first."""
        return [status.application_number for status in self.statuses.all()]


class ApplicationStatus(models.Model):
    """Where one application stands, as a source told it at a time. Never a guess of ours.

    `digits` is the application number as a telephone keypad can give it.
    """

    file = models.ForeignKey(
        ClientFile, models.PROTECT, verbose_name=_("client file"), related_name="statuses"
    )
    application_number = models.CharField(_("application number"), max_length=20, unique=True)
    digits = models.CharField(max_length=20, db_index=True)
    line_of_business = models.CharField(
        _("line of business"), max_length=30, choices=LineOfBusiness
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    awaited = models.CharField(
        _("awaited"), max_length=20, choices=Awaited, default=Awaited.NOTHING
    )
    awaited_from = models.CharField(
        _("awaited from"), max_length=10, choices=AwaitedFrom, blank=True
    )
    last_activity = models.CharField(_("last activity"), max_length=30, choices=Activity)
    last_activity_on = models.DateField(_("date of the last activity"))
    next_step = models.CharField(
        _("next step"), max_length=20, choices=NextStep, default=NextStep.NONE
    )
    next_step_on = models.DateField(_("date of the next step"), null=True)
    as_of = models.DateTimeField(_("as of"))
    source = models.CharField(_("source"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("application status")
        verbose_name_plural = _("application statuses")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(awaited=Awaited.NOTHING, awaited_from="")
                | (~Q(awaited=Awaited.NOTHING) & ~Q(awaited_from="")),
                name="awaited_from_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(next_step=NextStep.NONE) | Q(next_step_on__isnull=True),
                name="no_next_step_no_date",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="known_stage"),
        ]

    def __str__(self) -> str:
        return gettext("Application ending in %(ending)s") % {"ending": self.ending}

    @property
    def ending(self) -> str:
        """The last four characters of the number: enough for whoever knows it."""
        return self.application_number[-4:]


class Consent(models.Model):
    """A person lets a body be told what concerns them: how far, how long, and how we know."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="consents")
    scope = models.CharField(_("scope"), max_length=20, choices=ConsentScope)
    application_numbers: ArrayField = ArrayField(models.CharField(max_length=20), default=list)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence)
    signed_name = models.CharField(_("name signed"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed"))
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("why it ended"), max_length=10, choices=ConsentEnd, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="consent_lasts"
            ),
            models.CheckConstraint(
                condition=Q(evidence=Evidence.FORM) & ~Q(file_sha256="")
                | Q(evidence=Evidence.LINK) & ~Q(signed_name=""),
                name="consent_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="ended_consent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def state_on(self, day: dt.date) -> ConsentState:
        """What it is worth on a day of the centre."""
        if self.ended_at is not None:
            return ConsentState.ENDED
        if day < self.valid_from:
            return ConsentState.NOT_YET
        return ConsentState.VALID if day <= self.valid_until else ConsentState.EXPIRED

    def covers(self, numbers: Iterable[str]) -> bool:
        """Whether these applications may be spoken of.

        What names no application is covered only where the consent is for the whole file.
        """
        asked = {*numbers}
        named = bool(asked) and asked <= {*self.application_numbers}
        return self.scope == ConsentScope.FILE or named
