"""An agent asks the office for the consent; the clock of the settlement stands from then on,
where the ticket waits for nobody else.
"""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from mp_office.actions.base import lock_enquiry
from mp_office.enums import Signer
from mp_office.models.offices import centre_day
from mp_office.queries import missing_signers
from tickets.actions.reply import reply
from tickets.enums import ClockKind, ClockState, State
from tickets.exceptions import IllegalTransition
from tickets.models import Message, Ticket


@transaction.atomic
def remind_of_consent(*, enquiry_id: int, by: User, now: dt.datetime) -> Message:
    """Write to the office in its language: general words, so that no consent is needed, and
    no answer: the clock of the first response runs on.

    Raises IllegalTransition for a ticket on which nothing can be written now.
    """
    enquiry = lock_enquiry(enquiry_id)
    ticket = enquiry.ticket
    if ticket is None:
        raise IllegalTransition
    missing = missing_signers(enquiry, centre_day(now))
    with translation.override(ticket.language):
        text = _words(missing) % {"reference": enquiry.own_reference}
        if _stands(ticket):
            text = f"{text} {_pause(missing)}"
    return reply(
        ticket_id=ticket.pk,
        text=text,
        thread_version=ticket.thread_version,
        by=by,
        now=now,
        wait_for_client=ticket.state == State.OPEN,
        general=True,
        only_asks=True,
    )


def _words(missing: list[Signer]) -> str:
    """Whose consent we need."""
    if missing == [Signer.CONSTITUENT]:
        return gettext(
            "We have your enquiry %(reference)s and the consent of the person whose file it is. "
            "As that is not your constituent, we need your constituent’s own consent as well, "
            "before we can tell you anything about the file. Send the signed form from the page "
            "of this enquiry, or send your constituent the link to sign."
        )
    if Signer.CONSTITUENT in missing:
        return gettext(
            "We have your enquiry %(reference)s. Before we can tell you anything about the file, "
            "we need two consents: of the person whose file it is, and of your constituent. Send "
            "the signed forms from the page of this enquiry, or send each of them the link to "
            "sign."
        )
    return gettext(
        "We have your enquiry %(reference)s. Before we can tell you anything about the file, "
        "we need the consent of the person whose file it is. Send the signed form from the "
        "page of this enquiry, or send that person the link to sign."
    )


def _stands(ticket: Ticket) -> bool:
    """Whether the clock stands once we have asked: an open ticket waits then, of another one the
    question changes nothing.
    """
    paused = ticket.clocks.filter(kind=ClockKind.RESOLUTION, state=ClockState.PAUSED)
    return ticket.state == State.OPEN or paused.exists()


def _pause(missing: list[Signer]) -> str:
    if len(missing) > 1:
        return gettext("Our time to answer stands still until both consents are there.")
    return gettext("Our time to answer stands still until the consent is there.")
