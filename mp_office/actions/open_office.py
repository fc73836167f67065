"""Open the office of a Member or Senator."""

import datetime as dt

from django.db import transaction

from mp_office.models import Member, Office
from people.enums import OrganisationKind
from people.models import Organisation


@transaction.atomic
def open_office(
    *,
    member: Member,
    name: str,
    email: str,
    language: str,
    languages: list[str],
    reference_prefix: str,
    now: dt.datetime,
) -> Office:
    """Make the office with the organisation that consents will name."""
    organisation = Organisation.objects.create(name=name, kind=OrganisationKind.MEMBERS_OFFICE)
    return Office.objects.create(
        member=member,
        organisation=organisation,
        email=email,
        language=language,
        languages=languages,
        reference_prefix=reference_prefix,
        created_at=now,
    )
