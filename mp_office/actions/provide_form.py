"""Keep the signed consent form that an office sends."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import consent_changed, lock_enquiry
from mp_office.exceptions import SignedBeforeRefusal
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from people.actions.give_consent import Proof, give_consent
from people.enums import ConsentEnd, ConsentScope, Evidence
from people.models import Person
from tickets.adapters.files import StoredFile
from tickets.enums import EventKind
from tickets.exceptions import IllegalTransition

GOOD_FOR = dt.timedelta(days=365)


@transaction.atomic
def provide_form(
    *,
    enquiry_id: int,
    file: StoredFile,
    scope: ConsentScope,
    signed_on: dt.date,
    by: User,
    now: dt.datetime,
) -> OfficeEnquiry:
    """Record the consent that the form proves; it counts for a year from its signature.

    A link that was sent for the same enquiry stops being good. Raises IllegalTransition for a
    draft, which has no client yet, SignedBeforeRefusal when the person said no since.
    """
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.ticket is None:
        raise IllegalTransition
    if _said_no_since(enquiry, enquiry.ticket.client, signed_on):
        raise SignedBeforeRefusal
    enquiry.consent = give_consent(
        person=enquiry.ticket.client,
        organisation=enquiry.office.organisation,
        scope=scope,
        application_numbers=enquiry.ticket.application_numbers,
        proof=Proof(
            Evidence.FORM,
            file_sha256=file.sha256,
            file_name=file.name,
            file_type=file.content_type,
        ),
        signed_on=signed_on,
        valid_until=signed_on + GOOD_FOR,
        by=by,
        now=now,
    )
    enquiry.save(update_fields=["consent"])
    enquiry.requests.filter(answered_at=None, expires_at__gt=now).update(expires_at=now)
    consent_changed(
        enquiry, EventKind.CONSENT_GIVEN, by=by, key=f"given:{enquiry.consent.pk}", now=now
    )
    return enquiry


def _said_no_since(enquiry: OfficeEnquiry, person: Person, day: dt.date) -> bool:
    """Whether the person refused or withdrew on that day or later."""
    withdrawn = person.consents.filter(
        organisation=enquiry.office.organisation, end=ConsentEnd.WITHDRAWN
    )
    refused = enquiry.requests.filter(agreed=False)
    moments = [
        *withdrawn.values_list("ended_at", flat=True),
        *refused.values_list("answered_at", flat=True),
    ]
    return any(moment is not None and centre_day(moment) >= day for moment in moments)
