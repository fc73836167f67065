"""Keep what an office is writing: begun, saved while it is typed, discarded."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import User
from mp_office.exceptions import AlreadySent
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.enquiries import LIFETIME

LONGEST = 20_000


def begin_draft(*, office: Office, by: User, now: dt.datetime) -> OfficeEnquiry:
    """Make an empty draft, which the whole office can go on with; it lasts thirty days."""
    return OfficeEnquiry.objects.create(
        office=office, author=by, created_at=now, saved_at=now, expires_at=now + LIFETIME
    )


@transaction.atomic
def keep_answers(
    *, enquiry: OfficeEnquiry, typed: Mapping[str, Sequence[str]], now: dt.datetime
) -> OfficeEnquiry:
    """Save what was typed, mistakes included. Raises AlreadySent."""
    locked = lock_draft(enquiry)
    locked.answers = {name: [_plain(value) for value in values] for name, values in typed.items()}
    locked.constituent_name = " ".join((locked.answers.get("constituent_name") or [""])[0].split())
    locked.constituent_name = locked.constituent_name[:200]
    locked.saved_at, locked.expires_at = now, now + LIFETIME
    locked.save(update_fields=["answers", "constituent_name", "saved_at", "expires_at"])
    return locked


def lock_draft(enquiry: OfficeEnquiry) -> OfficeEnquiry:
    """Lock the draft's row and return it fresh. Raises AlreadySent."""
    locked = OfficeEnquiry.objects.select_for_update(no_key=True, of=("self",)).get(pk=enquiry.pk)
    if locked.is_sent:
        raise AlreadySent
    return locked


def _plain(text: str) -> str:
    # PostgreSQL's JSON has no NUL.
    return text.replace("\0", "")[:LONGEST]


@transaction.atomic
def discard_draft(*, enquiry: OfficeEnquiry) -> None:
    """Delete an unsent enquiry and its files' rows, because the office asks for it."""
    OfficeEnquiry.objects.drafts().filter(pk=enquiry.pk).delete()


def drop_old_drafts(*, now: dt.datetime, limit: int) -> int:
    """Delete drafts past their time; return how many."""
    old = OfficeEnquiry.objects.drafts().filter(expires_at__lte=now).order_by("expires_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    OfficeEnquiry.objects.drafts().filter(pk__in=ids, expires_at__lte=now).delete()
    return len(ids)
