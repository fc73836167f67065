"""Where an enquiry stands, in words for the office: honest about consent and about time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from mp_office.enums import Signer, Told
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.queries import consent_state, missing_signers
from tickets.enums import State
from tickets.models import Ticket

MISSING = (Told.WAITING, Told.REFUSED, Told.EXPIRED, Told.ENDED, Told.NOT_COVERED)

OF_THE_CONSTITUENT = {
    Told.WAITING: gettext_lazy(
        "We have no consent of your constituent, which we need beside that of the person whose "
        "file it is."
    ),
    Told.REFUSED: gettext_lazy("Your constituent refused. We can tell you nothing about the file."),
}


@dataclass(frozen=True)
class Stage:
    """A word, and whether it is for the office to act."""

    word: str
    ours: bool


def stage_of(enquiry: OfficeEnquiry, now: dt.datetime) -> Stage:
    """What a row of a list says; asks for nothing that was not fetched with the row."""
    ticket = enquiry.ticket
    if ticket is None:
        return Stage(_("Draft"), ours=True)
    if ticket.outcome is not None and ticket.outcome.discards:
        return Stage(_("Closed without an answer"), ours=False)
    if ticket.state in (State.RESOLVED, State.CLOSED):
        return Stage(_("Answered"), ours=False)
    consent = consent_state(enquiry, centre_day(now))
    if consent in MISSING:
        return Stage(str(consent.label), ours=True)
    if ticket.state == State.WAITING_CLIENT:
        return Stage(_("The centre asks you something"), ours=True)
    return _at_the_centre(enquiry, ticket)


def _at_the_centre(enquiry: OfficeEnquiry, ticket: Ticket) -> Stage:
    if enquiry.answered_so_far:
        return Stage(_("Answered, more to come"), ours=False)
    if ticket.state == State.WAITING_OFFICE:
        return Stage(_("With a processing office"), ours=False)
    if ticket.assignee_id:
        return Stage(_("An agent works on it"), ours=False)
    return Stage(pgettext("enquiry", "Received"), ours=False)


def steps(ticket: Ticket, *, answered_so_far: bool = False) -> list[dict[str, Any]]:
    """The tracker: received, with the centre, with a processing office, answered.

    A processing office that has answered comes before the centre, which has its word now.
    """
    middle = [_("With the centre")]
    if ticket.referrals.exists():
        at_the_office = ticket.state == State.WAITING_OFFICE or not ticket.is_live
        middle.insert(1 if at_the_office else 0, _("With a processing office"))
    labels = [pgettext("enquiry", "Received"), *middle, _("Answered")]
    at = len(middle) + answered_so_far if ticket.is_live else len(labels)
    shown: list[dict[str, Any]] = [
        {"label": label, "state": "done" if number < at else "current" if number == at else "todo"}
        for number, label in enumerate(labels)
    ]
    shown[0]["when"] = ticket.created_at
    if answered_so_far:
        shown[-1]["note"] = _("More to come")
    return shown


def of_time(ticket: Ticket, state: Told) -> str:
    """What our time to answer does now. Nothing stands still unless we asked for something."""
    if not ticket.is_live:
        return ""
    if ticket.state == State.WAITING_CLIENT:
        return _(
            "Our time to answer stands still since we asked you, until we have what we asked for."
        )
    if state != Told.VALID:
        return _(
            "Our time to answer counts, but until the consent is there you are told nothing "
            "about the file."
        )
    return ""


def of_consent(state: Told, enquiry: OfficeEnquiry, now: dt.datetime) -> str:
    """What stands with the consent, and what the office can do."""
    day = centre_day(now)
    whose = next(iter(missing_signers(enquiry, day)), Signer.CLIENT)
    waiting = [one for one in enquiry.requests.all() if one.whose == whose]
    if state == Told.WAITING and waiting and waiting[-1].answered_at is None:
        return _("We sent the link to sign. It has not been used yet.")
    if whose == Signer.CONSTITUENT and state in OF_THE_CONSTITUENT:
        return str(OF_THE_CONSTITUENT[state])
    return {
        Told.VALID: "",
        Told.WAITING: _("We have no consent of the person whose file it is."),
        Told.REFUSED: _("The person whose file it is refused. We can tell you nothing about it."),
        Told.EXPIRED: _("The consent has expired. We need a new one."),
        Told.ENDED: _(
            "The consent counts no more: it was withdrawn, or the form was not valid. What the "
            "centre wrote about the file is no longer shown here."
        ),
        Told.NOT_COVERED: _("The consent does not name every application of this enquiry."),
        Told.MANDATE_ENDED: _("The mandate has ended."),
    }[state]
