"""A consent ends before its time: by the person's link, or as an agent records it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import consent_changed, lock_enquiry, lock_tickets
from mp_office.enums import Signer
from mp_office.exceptions import LinkInvalid
from mp_office.models import ConsentRequest, OfficeEnquiry
from mp_office.queries import open_consents, with_same_signer
from people.actions import end_consent as people
from people.enums import ConsentEnd
from tickets.enums import EventKind, Robot
from tickets.exceptions import IllegalTransition


@transaction.atomic
def withdraw_consent(*, token: str, now: dt.datetime) -> ConsentRequest:
    """The person withdraws by the link that they signed with. Raises LinkInvalid.

    No is no: whatever the office has of this person ends as well, be it a form that it sent since
    or the consent of another enquiry about the same file.
    """
    found = ConsentRequest.objects.held_by(token).filter(agreed=True).select_related("enquiry")
    request = found.first()
    if request is None:
        raise LinkInvalid
    say_no(enquiry=request.enquiry, signer=Signer(request.whose), by=None, now=now)
    return request


@transaction.atomic
def end_consent(
    *,
    enquiry_id: int,
    end: ConsentEnd,
    by: User,
    now: dt.datetime,
    whose: Signer = Signer.CLIENT,
) -> OfficeEnquiry:
    """An agent records that the person withdrew, which is for all enquiries about the file, or
    that this form is not valid.

    Raises IllegalTransition where there is no consent to end.
    """
    enquiry = OfficeEnquiry.objects.get(pk=enquiry_id)
    consent = enquiry.consent_of(whose)
    if consent is None:
        raise IllegalTransition
    if end == ConsentEnd.WITHDRAWN:
        say_no(enquiry=enquiry, signer=whose, by=by, now=now)
    else:
        _end(lock_enquiry(enquiry_id), consent.pk, end, by, now)
    return enquiry


@transaction.atomic
def say_no(*, enquiry: OfficeEnquiry, signer: Signer, by: User | None, now: dt.datetime) -> None:
    """End every consent that this person gave the office, on each of its enquiries."""
    alike = list(with_same_signer(enquiry, signer).order_by("ticket_id"))
    lock_tickets(alike)
    for one in alike:
        locked = lock_enquiry(one.pk)
        for consent in open_consents(locked, signer):
            _end(locked, consent.pk, ConsentEnd.WITHDRAWN, by, now)


def _end(
    enquiry: OfficeEnquiry, consent_id: int, end: ConsentEnd, by: User | None, now: dt.datetime
) -> None:
    if people.end_consent(consent_id=consent_id, end=end, by=by, now=now):
        consent_changed(
            enquiry,
            EventKind.CONSENT_ENDED,
            by=by or Robot.CLIENT,
            key=f"ended:{consent_id}",
            now=now,
        )
