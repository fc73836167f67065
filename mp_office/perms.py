"""The only ways to an office and its enquiries: absent and forbidden look the same."""

import datetime as dt

from django.http import Http404

from accounts.models import User
from mp_office.models import Office, OfficeEnquiry
from tickets.models import Attachment


def office_of(user: User, now: dt.datetime) -> Office | None:
    """The office that the user works for now, while its mandate lasts."""
    return (
        Office.objects.open_to(user, now)
        .select_related("member", "organisation")
        .order_by("id")
        .first()
    )


def office_or_404(user: User, now: dt.datetime) -> Office:
    """The same; 404 for everybody else."""
    office = office_of(user, now)
    if office is None:
        raise Http404
    return office


def _one(user: User, pk: int, now: dt.datetime, *, sent: bool) -> OfficeEnquiry:
    enquiry = (
        OfficeEnquiry.objects.visible_to(user, now)
        .filter(pk=pk, sent_at__isnull=not sent)
        .select_related(
            "office__member",
            "office__organisation",
            "ticket__client",
            "ticket__outcome",
            "consent",
            "second_consent",
            "constituent",
        )
        .first()
    )
    if enquiry is None:
        raise Http404
    return enquiry


def draft_or_404(user: User, pk: int, now: dt.datetime) -> OfficeEnquiry:
    """An unsent enquiry of the user's office; else 404."""
    return _one(user, pk, now, sent=False)


def enquiry_or_404(user: User, pk: int, now: dt.datetime) -> OfficeEnquiry:
    """A sent enquiry of the user's office; else 404."""
    return _one(user, pk, now, sent=True)


def file_or_404(enquiry: OfficeEnquiry, pk: int, readable: set[int]) -> Attachment:
    """A file of a message that the office may read; else 404."""
    found = (
        enquiry.ticket.attachments.filter(pk=pk, message__in=readable).first()
        if enquiry.ticket
        else None
    )
    if found is None:
        raise Http404
    return found
