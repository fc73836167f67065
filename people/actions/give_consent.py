"""Record that a person lets a body be told what concerns them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from people.enums import ConsentScope, Evidence
from people.models import Consent, Organisation, Person


@dataclass(frozen=True)
class Proof:
    """How we know: a stored form, or the name that was typed under the words."""

    evidence: Evidence
    signed_name: str = ""
    file_sha256: str = ""
    file_name: str = ""
    file_type: str = ""


@transaction.atomic
def give_consent(
    *,
    person: Person,
    organisation: Organisation,
    scope: ConsentScope,
    application_numbers: Iterable[str],
    proof: Proof,
    signed_on: dt.date,
    valid_until: dt.date,
    by: User | None,
    now: dt.datetime,
) -> Consent:
    """Keep a consent that counts from the day of its signature to `valid_until`, both included.

    `by` is who recorded it; None when the person signed by their own link.
    """
    return Consent.objects.create(
        person=person,
        organisation=organisation,
        scope=scope,
        application_numbers=list(application_numbers),
        evidence=proof.evidence,
        signed_name=proof.signed_name,
        file_sha256=proof.file_sha256,
        file_name=proof.file_name,
        file_type=proof.file_type,
        signed_on=signed_on,
        valid_from=signed_on,
        valid_until=valid_until,
        recorded_at=now,
        recorded_by=by,
    )
