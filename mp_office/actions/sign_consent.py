"""The person whose file it is agrees or refuses, by their link."""

import datetime as dt

from django.db import transaction

from mp_office.actions.base import consent_changed, lock_enquiry
from mp_office.actions.provide_form import GOOD_FOR
from mp_office.exceptions import LinkInvalid
from mp_office.models import ConsentRequest
from mp_office.models.consents import digest_of
from mp_office.models.offices import centre_day
from people.actions.give_consent import Proof, give_consent
from people.enums import ConsentScope, Evidence
from people.models import Consent
from tickets.enums import EventKind, Robot


@transaction.atomic
def sign_consent(*, token: str, name: str, agree: bool, now: dt.datetime) -> ConsentRequest:
    """Record the answer: with agreement a consent for a year. Raises LinkInvalid.

    The same answer again changes nothing.
    """
    found = ConsentRequest.objects.held_by(token).first()
    if found is None:
        raise LinkInvalid
    enquiry = lock_enquiry(found.enquiry_id)
    request = _locked(token)
    if request.answered_at is not None and request.agreed == agree:
        return request
    if not request.can_be_answered(now):
        raise LinkInvalid
    request.answered_at, request.agreed = now, agree
    if agree:
        request.consent = enquiry.consent = _consent(request, name, now)
        enquiry.save(update_fields=["consent"])
    request.save(update_fields=["answered_at", "agreed", "consent"])
    kind = EventKind.CONSENT_GIVEN if agree else EventKind.CONSENT_REFUSED
    consent_changed(enquiry, kind, by=Robot.CLIENT, key=f"answered:{request.pk}", now=now)
    return request


def _locked(token: str) -> ConsentRequest:
    rows = ConsentRequest.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(token_digest=digest_of(token))


def _consent(request: ConsentRequest, name: str, now: dt.datetime) -> Consent:
    enquiry = request.enquiry
    if enquiry.ticket is None:
        raise LinkInvalid
    return give_consent(
        person=enquiry.ticket.client,
        organisation=enquiry.office.organisation,
        scope=ConsentScope(request.scope),
        application_numbers=enquiry.ticket.application_numbers,
        proof=Proof(Evidence.LINK, signed_name=name),
        signed_on=centre_day(now),
        valid_until=centre_day(now) + GOOD_FOR,
        by=None,
        now=now,
    )
