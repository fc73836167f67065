"""Fill a standard text with what is known of a ticket; what is not known stays a {blank}."""

from django.conf import settings

from contactcentre.kit.formatting import long_date
from tickets.actions.receipt import status_url
from tickets.actions.texts import fill
from tickets.enums import MayTell, ReferralState
from tickets.models import StandardText, Ticket
from tickets.queries.beside import parties_of, reply_goes_to

OFFICE_ANSWER = "office_answer"


def filled_text(template: StandardText, ticket: Ticket) -> str:
    """The text in the client's language."""
    return fill(template.body_in(ticket.language), _facts(template, ticket))


def _facts(template: StandardText, ticket: Ticket) -> dict[str, str]:
    goes_to = reply_goes_to(parties_of(ticket))
    person = goes_to.party.person if goes_to else ticket.client
    facts = {
        "number": ticket.number,
        "name": person.name,
        "status_url": status_url(ticket.language),
    }
    return {**facts, **_office_facts(ticket)} if template.code == OFFICE_ANSWER else facts


def _office_facts(ticket: Ticket) -> dict[str, str]:
    """What an office said may be told as it is; its own wording or a no is not copied."""
    answer = (
        ticket.referrals.filter(state=ReferralState.ANSWERED, may_tell=MayTell.YES)
        .order_by("-ended_at")
        .first()
    )
    if answer is None or answer.next_update_on is None:
        return {}
    return {
        "stage": answer.stage,
        "outstanding": answer.outstanding,
        "activity": answer.last_activity,
        "date": long_date(answer.next_update_on, ticket.language, settings.CENTRE_TIME_ZONE),
    }
