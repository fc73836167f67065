"""Persons, their contact points, and organisations."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from people.enums import ContactKind, OrganisationKind


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
