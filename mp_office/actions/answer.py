"""Answer an office with four facts, and words that it may pass on."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from contactcentre.kit import formatting
from mp_office.actions.base import lock_enquiry
from mp_office.models import OfficeAnswer
from tickets.actions.reply import reply
from tickets.actions.resolve import resolve
from tickets.exceptions import IllegalTransition
from tickets.models import OutcomeCode


@dataclass(frozen=True)
class Facts:
    """What was done, what happens next, by whom, by when; `forward` is for the constituent."""

    done: str
    next_step: str
    by_whom: str
    by_when: dt.date
    forward: str


@transaction.atomic
def answer_office(
    *,
    enquiry_id: int,
    facts: Facts,
    thread_version: int,
    by: User,
    now: dt.datetime,
    outcome: OutcomeCode | None = None,
) -> OfficeAnswer:
    """Reply on the ticket in the office's language and keep the facts; `outcome` resolves it.

    Raises what `reply` raises: MayNotBeTold without a consent that covers it, ThreadChanged.
    """
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.ticket is None:
        raise IllegalTransition
    message = reply(
        ticket_id=enquiry.ticket.pk,
        text=in_words(facts, enquiry.ticket.language),
        thread_version=thread_version,
        by=by,
        now=now,
    )
    made = OfficeAnswer.objects.create(
        enquiry=enquiry,
        message=message,
        done=facts.done,
        next_step=facts.next_step,
        by_whom=facts.by_whom,
        by_when=facts.by_when,
        forward=facts.forward,
        forward_language=enquiry.constituent_language,
        created_at=now,
    )
    if outcome is not None:
        resolve(ticket_id=enquiry.ticket.pk, outcome=outcome, by=by, now=now)
    return made


def in_words(facts: Facts, language: str) -> str:
    """The four facts as a message of the thread."""
    with translation.override(language):
        day = formatting.long_date(facts.by_when, language, settings.CENTRE_TIME_ZONE)
        lines = [
            gettext("What was done: %(text)s") % {"text": facts.done},
            gettext("What happens next: %(text)s") % {"text": facts.next_step},
            gettext("By whom: %(text)s") % {"text": facts.by_whom},
            gettext("By when: %(day)s") % {"day": day},
        ]
    return "\n\n".join(lines)
