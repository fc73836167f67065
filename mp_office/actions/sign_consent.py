"""The person whose file it is agrees or refuses, by their link."""

import datetime as dt

from django.db import transaction

from mp_office.actions.base import consent_changed, lock_enquiry, lock_tickets
from mp_office.actions.end_consent import say_no
from mp_office.actions.provide_form import GOOD_FOR
from mp_office.enums import Signer
from mp_office.exceptions import LinkInvalid
from mp_office.models import ConsentRequest, OfficeEnquiry
from mp_office.models.consents import digest_of
from mp_office.models.offices import centre_day
from mp_office.queries import with_same_signer
from people.actions.give_consent import Proof, give_consent
from people.enums import ConsentScope, Evidence
from people.models import Consent
from tickets.enums import EventKind, Robot


@transaction.atomic
def sign_consent(*, token: str, name: str, agree: bool, now: dt.datetime) -> ConsentRequest:
    """Record the answer: with agreement a consent for a year. Raises LinkInvalid.

    The same answer again changes nothing. A refusal ends what the office had of the person.
    """
    found = ConsentRequest.objects.held_by(token).select_related("enquiry__ticket__client").first()
    if found is None:
        raise LinkInvalid
    lock_tickets(with_same_signer(found.enquiry, Signer(found.whose)))
    enquiry = lock_enquiry(found.enquiry_id)
    request = _locked(token)
    if request.answered_at is not None and request.agreed == agree:
        return request
    if not request.can_be_answered(now):
        raise LinkInvalid
    request.answered_at, request.agreed = now, agree
    if agree:
        request.consent = _consent(enquiry, request, name, now)
        enquiry.take_consent(Signer(request.whose), request.consent)
    request.save(update_fields=["answered_at", "agreed", "consent"])
    kind = EventKind.CONSENT_GIVEN if agree else EventKind.CONSENT_REFUSED
    consent_changed(enquiry, kind, by=Robot.CLIENT, key=f"answered:{request.pk}", now=now)
    if not agree:
        say_no(enquiry=enquiry, signer=Signer(request.whose), by=None, now=now)
    return request


def _locked(token: str) -> ConsentRequest:
    rows = ConsentRequest.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(token_digest=digest_of(token))


def _consent(
    enquiry: OfficeEnquiry, request: ConsentRequest, name: str, now: dt.datetime
) -> Consent:
    person = enquiry.person_of(Signer(request.whose))
    if enquiry.ticket is None or person is None:
        raise LinkInvalid
    return give_consent(
        person=person,
        organisation=enquiry.office.organisation,
        scope=ConsentScope(request.scope),
        application_numbers=enquiry.ticket.application_numbers,
        proof=Proof(Evidence.LINK, signed_name=name),
        signed_on=centre_day(now),
        valid_until=centre_day(now) + GOOD_FOR,
        by=None,
        now=now,
    )
