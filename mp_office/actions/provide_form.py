"""Keep the signed consent form that an office sends."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import consent_changed, lock_enquiry
from mp_office.enums import Signer
from mp_office.exceptions import SignedBeforeRefusal
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.queries import last_no
from people.actions.give_consent import Proof, give_consent
from people.enums import ConsentScope, Evidence
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
    whose: Signer = Signer.CLIENT,
) -> OfficeEnquiry:
    """Record the consent that the form proves; it counts for a year from its signature.

    A link that was sent for the same enquiry stops being good. Raises IllegalTransition for a
    draft and for somebody whose consent it does not need, SignedBeforeRefusal when the person
    said no to this office since, on whichever of its enquiries.
    """
    enquiry = lock_enquiry(enquiry_id)
    person = enquiry.person_of(whose)
    if enquiry.ticket is None or person is None:
        raise IllegalTransition
    no = last_no(enquiry, whose)
    if no is not None and centre_day(no) >= signed_on:
        raise SignedBeforeRefusal
    consent = give_consent(
        person=person,
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
    enquiry.take_consent(whose, consent)
    waiting = enquiry.requests.filter(whose=whose, answered_at=None, expires_at__gt=now)
    waiting.update(expires_at=now)
    consent_changed(enquiry, EventKind.CONSENT_GIVEN, by=by, key=f"given:{consent.pk}", now=now)
    return enquiry
