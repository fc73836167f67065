"""Open a special operation: from one page to a line, a form, a banner and a queue that receives."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from tickets.enums import OperationEventKind, Priority
from tickets.exceptions import Incomplete
from tickets.models import EnquiryType, OperationEvent, Queue, SpecialOperation
from tickets.models.operations import PAIRS

TRIES = 3
LONGEST_NAME = 60
LONGEST_CODE = 44
# After the urgent queues and before the everyday ones.
POSITION = 25


@dataclass(frozen=True)
class OperationPlan:
    """What an operation is to be. Of optional texts both languages are given, or neither.

    Without a `queue` one is made, worked by `teams`; with one, they are added to those that work
    it. `phone_number` is E.164; `ends_at` an aware moment.
    """

    name_en: str
    name_fr: str
    announcement_en: str
    announcement_fr: str
    ends_at: dt.datetime
    queue: Queue | None = None
    teams: tuple[Team, ...] = ()
    phone_number: str = ""
    priority: int = Priority.HIGH
    enquiry_type: EnquiryType | None = None
    facts_en: str = ""
    facts_fr: str = ""
    guidance_en: str = ""
    guidance_fr: str = ""
    banner_en: str = ""
    banner_fr: str = ""
    closing_en: str = ""
    closing_fr: str = ""
    words_en: tuple[str, ...] = field(default=())
    words_fr: tuple[str, ...] = field(default=())

    def columns(self) -> dict[str, Any]:
        """The facts that are columns of the operation, as it holds them."""
        facts = {item.name: getattr(self, item.name) for item in fields(self)}
        del facts["queue"], facts["teams"]
        return {**facts, "words_en": list(self.words_en), "words_fr": list(self.words_fr)}


def open_operation(
    *, plan: OperationPlan, key: str, by: User, now: dt.datetime
) -> SpecialOperation:
    """Open an operation that receives from now on; the same `key` again is the same operation.

    Raises Incomplete for what `check_plan` refuses, for a new queue without a team, and for a line
    that another open operation has.
    """
    for _try in range(TRIES):
        if known := SpecialOperation.objects.filter(key=key).first():
            return known
        try:
            with transaction.atomic():
                return _open(plan, key, by, now)
        except IntegrityError as error:
            # The same page, line or name came at the same moment: look again.
            problem = error
    raise problem


def check_plan(plan: OperationPlan, *, now: dt.datetime, but: int | None = None) -> None:
    """Raise Incomplete for what an operation (`but` this one) can't be."""
    if plan.ends_at <= now:
        raise Incomplete(_("The end must be in the future."))
    needed = [plan.name_en, plan.name_fr, plan.announcement_en, plan.announcement_fr]
    pairs = [(getattr(plan, f"{name}_en"), getattr(plan, f"{name}_fr")) for name in PAIRS]
    if not all(needed) or any(bool(english) != bool(french) for english, french in pairs):
        raise Incomplete(_("Write each text in both languages, or in neither."))
    others = SpecialOperation.objects.filter(closed_at=None).exclude(pk=but or 0)
    if others.with_number(plan.phone_number).exists():
        raise Incomplete(_("Another open operation has this telephone line."))


def _open(plan: OperationPlan, key: str, by: User, now: dt.datetime) -> SpecialOperation:
    check_plan(plan, now=now)
    if plan.queue is None and not plan.teams:
        raise Incomplete(_("Name at least one team that works the new queue."))
    slugs = {
        "slug_en": _free(_address(plan.name_en, now), _address_taken),
        "slug_fr": _free(_address(plan.name_fr, now), _address_taken),
    }
    queue = plan.queue or _new_queue(plan, slugs["slug_en"])
    before = set(queue.teams.values_list("code", flat=True))
    queue.teams.add(*plan.teams)
    operation = SpecialOperation.objects.create(
        **plan.columns(),
        **slugs,
        key=key,
        queue=queue,
        own_queue=plan.queue is None,
        opened_at=now,
        opened_by=by,
    )
    OperationEvent.objects.record(
        operation,
        OperationEventKind.OPENED,
        by=by,
        now=now,
        queue=queue.code,
        teams=sorted({team.code for team in plan.teams} - before),
        ends_at=plan.ends_at.isoformat(),
    )
    return operation


def _address(name: str, now: dt.datetime) -> str:
    """A part of the form's address. Its year keeps it apart from the form's own pages."""
    return f"{slugify(name)[:LONGEST_NAME].strip('-') or 'operation'}-{now.year}"


def _address_taken(slug: str) -> bool:
    return SpecialOperation.objects.at(slug).exists()


def _free(base: str, taken: Callable[[str], bool]) -> str:
    """The base, with a number behind it where it is taken."""
    found, number = base, 1
    while taken(found):
        number += 1
        found = f"{base}-{number}"
    return found


def _new_queue(plan: OperationPlan, slug: str) -> Queue:
    code = _free(
        slug[:LONGEST_CODE].strip("-"), lambda code: Queue.objects.filter(code=code).exists()
    )
    return Queue.objects.create(
        code=code, name_en=plan.name_en, name_fr=plan.name_fr, position=POSITION
    )
