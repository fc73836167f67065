"""Ask for a one-time code, and use it. Details that match nothing are treated alike."""

import datetime as dt
import hmac
from enum import StrEnum

from django.db import transaction

from channels.actions.limit import CODES_BY_ADDRESS, within
from channels.models import StatusCode
from channels.models.codes import MOST_CODES, VALID_FOR
from contactcentre.kit.wake import wake
from tickets import references
from tickets.enums import Delivery
from tickets.models import Party


class Tried(StrEnum):
    """What became of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


@transaction.atomic
def request_code(*, number: str, email: str, language: str, now: dt.datetime) -> StatusCode:
    """Make a code for the pair and queue it, if the pair is that of an enquiry.

    The same statements run whether it is or not, so that neither the answer nor its time tells.
    A pair that matches nothing counts for itself: nobody uses up the codes of another's address.
    """
    address = email.strip().lower()
    reference = references.parse(number) or ""
    party = (
        Party.objects.filter(ticket__reference=reference, email=address)
        .exclude(email="")
        .order_by("id")
        .first()
    )
    allowed = within(CODES_BY_ADDRESS, address if party else f"{address} {reference}", now=now)
    sent = StatusCode.objects.sent_lately(party.ticket_id if party else 0, now).count()
    known = party if allowed and sent < MOST_CODES else None
    code = StatusCode.objects.create(
        party=known,
        language=language,
        created_at=now,
        expires_at=now + VALID_FOR,
        delivery=Delivery.QUEUED if known else "",
        next_attempt_at=now if known else None,
    )
    wake("channels.send_code", code.pk)
    return code


@transaction.atomic
def try_code(*, code_id: int, typed: str, now: dt.datetime) -> tuple[Tried, StatusCode | None]:
    """Compare what was typed with a code; a code works once, for ten minutes, for five tries."""
    code = (
        StatusCode.objects.select_for_update(no_key=True, of=("self",)).filter(pk=code_id).first()
    )
    if code is None or not code.is_open(now):
        return Tried.OVER, None
    same = hmac.compare_digest(code.code().encode(), _digits(typed).encode())
    code.tries += 1
    if not (same and code.party_id):
        code.save(update_fields=["tries"])
        return (Tried.WRONG if code.is_open(now) else Tried.OVER), None
    code.used_at = now
    code.save(update_fields=["tries", "used_at"])
    return Tried.RIGHT, code


def _digits(typed: str) -> str:
    return "".join(char for char in typed if char.isdecimal() and char.isascii())


def drop_old_codes(*, now: dt.datetime, limit: int) -> int:
    """Delete codes once they no longer count against the day's limit; return how many."""
    old = StatusCode.objects.filter(created_at__lt=now - dt.timedelta(days=2))
    ids = list(old.values_list("pk", flat=True)[:limit])
    StatusCode.objects.filter(pk__in=ids).delete()
    return len(ids)
