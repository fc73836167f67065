"""A consent ends before its time: by the person's link, or as an agent records it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import consent_changed, lock_enquiry
from mp_office.exceptions import LinkInvalid
from mp_office.models import ConsentRequest, OfficeEnquiry
from people.actions import end_consent as people
from people.enums import ConsentEnd
from tickets.enums import EventKind, Robot
from tickets.exceptions import IllegalTransition


@transaction.atomic
def withdraw_consent(*, token: str, now: dt.datetime) -> ConsentRequest:
    """The person withdraws by the link that they signed with. Raises LinkInvalid.

    A consent that the office sent since ends as well: no is no.
    """
    request = ConsentRequest.objects.held_by(token).filter(agreed=True).first()
    if request is None or request.consent_id is None:
        raise LinkInvalid
    enquiry = lock_enquiry(request.enquiry_id)
    for consent_id in sorted({request.consent_id, enquiry.consent_id or request.consent_id}):
        _end(enquiry, consent_id, ConsentEnd.WITHDRAWN, None, now)
    return request


@transaction.atomic
def end_consent(*, enquiry_id: int, end: ConsentEnd, by: User, now: dt.datetime) -> OfficeEnquiry:
    """An agent records that the person withdrew, or that the form is not valid.

    Raises IllegalTransition where there is no consent to end.
    """
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.consent_id is None:
        raise IllegalTransition
    _end(enquiry, enquiry.consent_id, end, by, now)
    return enquiry


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
