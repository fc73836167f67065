"""Reads that have a name: what an office may be told, what it may still read, which files count."""

import datetime as dt

from mp_office.enums import Told
from mp_office.models import EnquiryFile, OfficeEnquiry
from mp_office.models.offices import centre_day
from people.enums import ConsentState
from people.models import Consent
from people.queries import Reading
from tickets.enums import Author, EventKind
from tickets.models import Event, Message, Ticket
from tickets.queries.statuses import statuses_for

OF_CONSENT = {
    ConsentState.VALID: Told.VALID,
    ConsentState.NOT_YET: Told.WAITING,
    ConsentState.EXPIRED: Told.EXPIRED,
    ConsentState.ENDED: Told.ENDED,
}


def told(enquiry: OfficeEnquiry, now: dt.datetime) -> Told:
    """What stands with the consent at this moment: asked at each reply and each page."""
    day = centre_day(now)
    if enquiry.office.term_at(now) is None:
        return Told.MANDATE_ENDED
    return consent_state(enquiry, day)


def consent_state(enquiry: OfficeEnquiry, day: dt.date) -> Told:
    """The same for an office whose mandate is known to last; asks nothing that was fetched."""
    consent = enquiry.consent
    if consent is None:
        asked = list(enquiry.requests.all())
        return Told.REFUSED if asked and asked[-1].agreed is False else Told.WAITING
    state = OF_CONSENT[consent.state_on(day)]
    if state == Told.VALID and enquiry.ticket and not covered(consent, enquiry.ticket):
        return Told.NOT_COVERED
    return state


def covered(consent: Consent, ticket: Ticket) -> bool:
    """Whether the consent is for all that the ticket is about."""
    return consent.covers(ticket.application_numbers)


def enquiry_of(ticket: Ticket) -> OfficeEnquiry | None:
    """The office's side of a ticket; None when no office filed it."""
    return (
        OfficeEnquiry.objects.filter(ticket=ticket)
        .select_related("office__member", "office__organisation", "consent", "author", "ticket")
        .first()
    )


def readable_messages(enquiry: OfficeEnquiry, state: Told) -> list[Message]:
    """The thread as the office may read it now.

    Without a consent that counts, what the centre wrote is held back but for general replies.
    """
    if enquiry.ticket is None:
        return []
    said = enquiry.ticket.messages.shown_to_client().select_related("user", "person")
    messages = list(said.prefetch_related("attachments").order_by("created_at", "id"))
    if state == Told.VALID:
        return messages
    general = set(
        Event.objects.filter(
            ticket=enquiry.ticket, kind=EventKind.REPLIED, data__general=True
        ).values_list("data__message", flat=True)
    )
    return [m for m in messages if m.author != Author.AGENT or m.pk in general]


def readable_statuses(enquiry: OfficeEnquiry, state: Told, now: dt.datetime) -> list[Reading]:
    """Where the applications stand, of those that the consent covers.

    Only once somebody at the centre has the ticket: until then nobody has looked at the evidence.
    """
    ticket, consent = enquiry.ticket, enquiry.consent
    if state != Told.VALID or ticket is None or consent is None or not ticket.assignee_id:
        return []
    readings = statuses_for(ticket, now=now)
    return [one for one in readings if consent.covers([one.status.application_number])]


def files_named(candidates: set[str]) -> set[str]:
    """Which of the candidates a draft's file or a consent's evidence names."""
    drafts = EnquiryFile.objects.filter(sha256__in=candidates)
    forms = Consent.objects.filter(file_sha256__in=candidates)
    return {
        *drafts.values_list("sha256", flat=True),
        *forms.values_list("file_sha256", flat=True),
    }
