"""A caller tells an agent who they are: two factors open a file, or nothing is said of it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels.exceptions import CallIsOver, TooManyChecks
from channels.models import Call, IdentityCheck
from channels.queries.calls import calls_in_hand
from people.identifiers import canonical_uci
from people.queries import match_identity

MOST_TRIES = 3


@transaction.atomic
def check_identity(
    *, call_id: int, number: str, date_of_birth: dt.date, by: User, now: dt.datetime
) -> IdentityCheck:
    """Compare what the caller said with the files, and keep that it was asked, not what was said.

    `number` is a client number or an application number as it is spoken. Raises CallIsOver
    once the agent finished the call, TooManyChecks after three wrong answers in it.
    """
    if not calls_in_hand(by).filter(pk=call_id).exists():
        raise CallIsOver
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call_id)
    if call.identity_checks.filter(file__isnull=True).count() >= MOST_TRIES:
        raise TooManyChecks
    digits = "".join(char for char in canonical_uci(number) if char.isdigit())
    found = match_identity(digits=digits, date_of_birth=date_of_birth)
    return IdentityCheck.objects.create(
        call=call, agent=by, at=now, file=found.file if found else None
    )
