"""The call that an office is promised where somebody's safety is at stake: made, or missed."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from mp_office.actions.base import lock_enquiry
from mp_office.models import OfficeEnquiry
from tickets.actions.base import lock_ticket, notify, owner_or_supervisors, record, supervisors_of
from tickets.enums import EventKind, NoticeKind
from tickets.exceptions import IllegalTransition


@transaction.atomic
def call_back(*, enquiry_id: int, by: User, now: dt.datetime) -> OfficeEnquiry:
    """An agent has called the office; the first call counts.

    Raises IllegalTransition where no call was promised.
    """
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.callback_by is None or enquiry.ticket_id is None:
        raise IllegalTransition
    if enquiry.called_at is not None:
        return enquiry
    enquiry.called_at, enquiry.called_by = now, by
    enquiry.save(update_fields=["called_at", "called_by"])
    record(lock_ticket(enquiry.ticket_id), EventKind.OFFICE_CALLED, by=by, now=now)
    return enquiry


def warn_of_late_calls(*, now: dt.datetime, limit: int) -> int:
    """Tell of each promised call whose time has passed, once; return how many."""
    late = OfficeEnquiry.objects.call_is_late(now).order_by("callback_by")
    ids = list(late.values_list("pk", flat=True)[:limit])
    return sum(_warn(pk, now) for pk in ids)


@transaction.atomic
def _warn(enquiry_id: int, now: dt.datetime) -> bool:
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.called_at or enquiry.call_late_at or enquiry.ticket is None:
        return False
    enquiry.call_late_at = now
    enquiry.save(update_fields=["call_late_at"])
    if not enquiry.ticket.is_live:
        return False
    told = {user.pk: user for user in owner_or_supervisors(enquiry.ticket)}
    told |= {user.pk: user for user in supervisors_of(enquiry.ticket)}
    notify(
        NoticeKind.CALL_LATE,
        users=list(told.values()),
        ticket=enquiry.ticket,
        key=f"office_call_late:{enquiry.pk}",
        now=now,
    )
    return True
