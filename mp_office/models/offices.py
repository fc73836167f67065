"""The office of a Member or Senator, who works there, and who is invited to."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Language
from accounts.models import User, all_languages
from accounts.roles import Can
from contactcentre.kit.formatting import today_in
from mp_office.models.members import Member, Term
from tickets.calendars import zone_of


def centre_day(now: dt.datetime) -> dt.date:
    """The centre's local day at a moment."""
    return today_in(now, settings.CENTRE_TIME_ZONE)


def day_begins(day: dt.date) -> dt.datetime:
    """The moment at which a day of the centre begins."""
    return dt.datetime.combine(day, dt.time(), zone_of(settings.CENTRE_TIME_ZONE))


class OfficeQuerySet(models.QuerySet["Office"]):
    def in_mandate(self, now: dt.datetime) -> Self:
        """Those whose Member or Senator sits on this day."""
        terms = Term.objects.on(centre_day(now)).filter(member=OuterRef("member"))
        return self.filter(Exists(terms))

    def open_to(self, user: User, now: dt.datetime) -> Self:
        """The office that this user works for now, while its mandate lasts."""
        if not user.is_active or not user.can(Can.FILE_FOR_CONSTITUENTS):
            return self.none()
        places = Staff.objects.working(now).filter(user=user, office=OuterRef("pk"))
        return self.in_mandate(now).filter(Exists(places))


class Office(models.Model):
    """An office: the organisation that consents name, its languages and its own numbering."""

    member = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="offices",
        verbose_name=pgettext_lazy("model", "Member or Senator"),
    )
    organisation = models.OneToOneField(
        "people.Organisation", models.PROTECT, related_name="office", editable=False
    )
    language = models.CharField(
        _("language of the office"), max_length=2, choices=Language, default=Language.EN
    )
    languages: ArrayField = ArrayField(
        models.CharField(max_length=2, choices=Language),
        verbose_name=_("languages that it works in"),
        default=all_languages,
    )
    reference_prefix = models.CharField(
        _("beginning of its own references"),
        max_length=20,
        blank=True,
        help_text=_("For example RID-, which makes RID-1, RID-2"),
    )
    email = models.EmailField(
        _("e-mail address for notices"),
        help_text=_("Gets the number of an enquiry when there is news, never what it says"),
    )
    created_at = models.DateTimeField(_("created"), editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("model", "Member’s or Senator’s office")
        verbose_name_plural = pgettext_lazy("model", "Members’ and Senators’ offices")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(languages__contained_by=list(Language.values)),
                name="office_known_languages",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def term_at(self, now: dt.datetime) -> Term | None:
        """The mandate that runs on the centre's day at a moment."""
        return Term.objects.on(centre_day(now)).filter(member=self.member_id).first()


class StaffQuerySet(models.QuerySet["Staff"]):
    def working(self, now: dt.datetime) -> Self:
        """Those whose access has begun and not ended."""
        return self.filter(from_at__lte=now).filter(Q(until_at=None) | Q(until_at__gt=now))


class Staff(models.Model):
    """A user's place in an office, from and to a moment. Past places stay, as a record."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="places")
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(until_at=None), name="one_office_a_user"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="place_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.office_id}"


class StaffInvitation(models.Model):
    """Which office an invitation leads into."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="invitations")
    invitation = models.OneToOneField("accounts.Invitation", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("invitation of an office")
        verbose_name_plural = _("invitations of offices")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"invitation {self.invitation_id}"
