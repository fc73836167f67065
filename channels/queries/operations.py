"""What the public pages tell of special operations, in the reader's language."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from channels.models import VoiceLine
from tickets.models import SpecialOperation


@dataclass(frozen=True)
class PublicOperation:
    """An operation as one reader sees it; `active` says whether its form still receives.

    `facts` are lines: where none were written, the announcement stands alone. `phone` is the
    number of its line, "" where none is in use.
    """

    pk: int
    slug: str
    name: str
    phone: str
    banner: str
    announcement: str
    facts: tuple[str, ...]
    guidance: str
    closing: str
    active: bool


def public_operation(
    operation: SpecialOperation, language: str, now: dt.datetime
) -> PublicOperation:
    """What is told of an operation in a language."""
    announcement, facts = operation.announcement_in(language), operation.text_in("facts", language)
    own = facts.splitlines() if facts != announcement else []
    return PublicOperation(
        pk=operation.pk,
        slug=operation.slug_in(language),
        name=operation.name_in(language),
        phone=operation.phone_number if _is_in_use(operation.phone_number) else "",
        banner=operation.text_in("banner", language),
        announcement=announcement,
        facts=tuple(line.strip() for line in own if line.strip()),
        guidance=operation.text_in("guidance", language),
        closing=operation.text_in("closing", language),
        active=operation.is_active(now),
    )


def _is_in_use(number: str) -> bool:
    return bool(number) and VoiceLine.objects.filter(number=number, is_active=True).exists()


def operation_at(slug: str) -> SpecialOperation | None:
    """The operation whose form has this address, in either language."""
    return SpecialOperation.objects.at(slug).select_related("enquiry_type__parent").first()


def operation_of(
    answers: Mapping[str, Any], language: str, now: dt.datetime
) -> PublicOperation | None:
    """The operation by whose form an enquiry was begun."""
    if "operation" not in answers:
        return None
    found = SpecialOperation.objects.filter(pk=answers["operation"]).first()
    return public_operation(found, language, now) if found else None


def banners(language: str, now: dt.datetime, *, but: Collection[int]) -> list[PublicOperation]:
    """What every public page tells, the newest event first; `but` those that a reader put away."""
    running = SpecialOperation.objects.active(now).exclude(pk__in=but)
    return [public_operation(operation, language, now) for operation in running]
