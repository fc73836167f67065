"""Keep what somebody is writing: begun, saved page by page, refused input included, discarded."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from channels.exceptions import AlreadySent
from channels.models import EnquiryDraft
from channels.models.forms import LIFETIME, digest_of, new_token
from channels.steps import Step, with_answers
from tickets.models import Party

LONGEST = 20_000


def begin_draft(
    *, now: dt.datetime, answers: Mapping[str, Any] | None = None
) -> tuple[EnquiryDraft, str]:
    """Make a draft, empty unless answers are given, and return it with its browser's token."""
    token = new_token()
    draft = EnquiryDraft.objects.create(
        token_digest=digest_of(token),
        answers=dict(answers or {}),
        created_at=now,
        saved_at=now,
        expires_at=now + LIFETIME,
    )
    return draft, token


def message_draft(*, party: Party, now: dt.datetime) -> EnquiryDraft:
    """Return a party's unsent message on their ticket, made if there is none."""
    draft, _new = EnquiryDraft.objects.get_or_create(
        party=party,
        sent_at=None,
        defaults={"created_at": now, "saved_at": now, "expires_at": now + LIFETIME},
    )
    return draft


@transaction.atomic
def save_step(
    *, draft: EnquiryDraft, step: Step, answers: Mapping[str, Any], now: dt.datetime
) -> EnquiryDraft:
    """Add the checked answers of one page; what was refused there before is forgotten."""
    locked = lock_draft(draft)
    locked.answers = with_answers(locked.answers, step, answers)
    locked.refused.pop(step, None)
    return _save(locked, now)


@transaction.atomic
def keep_typed(*, draft: EnquiryDraft, text: str, now: dt.datetime) -> EnquiryDraft:
    """Save the question while it is being typed. What changed has to be checked again."""
    locked = lock_draft(draft)
    text = _plain(text)
    if text != locked.answers.get("question", ""):
        locked.answers["question"] = text
        done = locked.answers.get("done", [])
        locked.answers["done"] = [page for page in done if page != Step.QUESTION]
    return _save(locked, now)


@transaction.atomic
def keep_refused(
    *, draft: EnquiryDraft, step: Step, typed: Mapping[str, list[str]], now: dt.datetime
) -> EnquiryDraft:
    """Keep what was typed on a page with a mistake, so that no reload or switch loses it."""
    locked = lock_draft(draft)
    locked.refused[step] = {name: [_plain(v) for v in values] for name, values in typed.items()}
    return _save(locked, now)


def lock_draft(draft: EnquiryDraft) -> EnquiryDraft:
    """Lock the draft's row and return it fresh; a sent one is not written any more."""
    locked = EnquiryDraft.objects.select_for_update(no_key=True, of=("self",)).get(pk=draft.pk)
    if locked.is_sent:
        raise AlreadySent
    return locked


def _save(draft: EnquiryDraft, now: dt.datetime) -> EnquiryDraft:
    draft.saved_at, draft.expires_at = now, now + LIFETIME
    draft.save(update_fields=["answers", "refused", "saved_at", "expires_at"])
    return draft


def _plain(text: str) -> str:
    # PostgreSQL's JSON has no NUL; nobody types twenty thousand characters into one field.
    return text.replace("\0", "")[:LONGEST]


def discard_draft(*, draft: EnquiryDraft) -> None:
    """Delete an unsent draft and its files' rows, because its writer asks for it."""
    EnquiryDraft.objects.filter(pk=draft.pk, sent_at=None).delete()


def drop_expired_drafts(*, now: dt.datetime, limit: int) -> int:
    """Delete drafts past their time, sent or not; return how many."""
    ids = list(EnquiryDraft.objects.expired(now).values_list("pk", flat=True)[:limit])
    EnquiryDraft.objects.filter(pk__in=ids, expires_at__lte=now).delete()
    return len(ids)
