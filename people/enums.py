"""Words of the people room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class OrganisationKind(TextChoices):
    MEMBERS_OFFICE = "members_office", _("Member’s or Senator’s office")
    LAW_FIRM = "law_firm", _("Law firm or consultant")
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Other body")
