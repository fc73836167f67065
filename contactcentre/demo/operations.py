"""Two special operations: one that goes on, and one that ended by itself and left its report."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.enums import Role
from accounts.models import Team, User
from contactcentre.demo.files import situations
from contactcentre.kit.formatting import today_in
from tickets.actions.close_operation import end_operations
from tickets.actions.open_operation import OperationPlan, open_operation
from tickets.actions.texts import fill
from tickets.enums import Priority
from tickets.models import OperationTemplate, Queue, SpecialOperation
from tickets.models.operations import PAIRS

if TYPE_CHECKING:
    from contactcentre.demo.world import World

DAY = dt.timedelta(days=1)
LANGUAGES = ("en", "fr")
PLOTS = ("answer", "answer", "ask")


@dataclass(frozen=True)
class Happening:
    """An event of the demonstration, so many days ago and for so long; places as people say."""

    template: str
    begun: float
    lasts: float
    places: dict[str, str]
    line: str
    priority: Priority
    queue: str = ""


EVACUATION = Happening(
    template="evacuation",
    begun=4,
    lasts=30,
    places={"en": "Port Meridian", "fr": "Port-Méridien"},
    line="+18885550102",
    priority=Priority.HIGH,
)
OUTAGE = Happening(
    template="system_outage",
    begun=32,
    lasts=3,
    places={"en": "Online account", "fr": "Compte en ligne"},
    line="",
    priority=Priority.NORMAL,
    queue="technical",
)


def plan_operations(world: "World", *, enquiries: int) -> None:
    """Let both happen in the world's days, with so many enquiries about each."""
    for happening in (EVACUATION, OUTAGE):
        begun = world.timeline.end - happening.begun * DAY
        world.timeline.at(begun, partial(_open, world, happening, enquiries))


def _open(world: "World", happening: Happening, enquiries: int) -> None:
    timeline = world.timeline
    operation = open_operation(
        plan=_plan(happening, timeline.now),
        key=f"{world.key}-{happening.template}",
        by=User.objects.with_role(Role.SUPERVISOR).order_by("pk")[0],
        now=timeline.now,
    )
    timeline.at(operation.ends_at, lambda: end_operations(now=timeline.now))
    # The last hours too, but not the last minutes: somebody has to have read them.
    last = min(operation.ends_at, timeline.end - DAY / 24)
    for number in range(enquiries):
        moment = timeline.now + (last - timeline.now) * timeline.chance.random()
        timeline.at(moment, partial(_arrive, world, operation, happening, number))


def _arrive(world: "World", operation: SpecialOperation, happening: Happening, number: int) -> None:
    language = LANGUAGES[number % 2]
    told = situations(language, happening.template)
    world.open(
        told[number // 2 % len(told)],
        world.clients.invent(language),
        PLOTS[number % len(PLOTS)],
        key=f"{world.key}-{happening.template}-{number}",
        operation=operation.pk,
    )


def _midnight(moment: dt.datetime) -> dt.datetime:
    """The end of a moment's day of the centre, as forms give it."""
    zone = settings.CENTRE_TIME_ZONE
    return dt.datetime.combine(today_in(moment, zone) + DAY, dt.time(), ZoneInfo(zone))


def _plan(happening: Happening, now: dt.datetime) -> OperationPlan:
    """What its template says, with the place filled in."""
    template = OperationTemplate.objects.get(code=happening.template)
    texts = {
        f"{name}_{language}": fill(
            getattr(template, f"{name}_{language}"), {"place": happening.places[language]}
        )
        for name in ("name", "announcement", *PAIRS)
        for language in LANGUAGES
    }
    return OperationPlan(
        **texts,
        words_en=(happening.places["en"],),
        words_fr=(happening.places["fr"],),
        ends_at=_midnight(now + happening.lasts * DAY),
        queue=Queue.objects.filter(code=happening.queue).first(),
        teams=tuple(Team.objects.filter(code__in=["urgent", "written"])),
        phone_number=happening.line,
        priority=happening.priority,
        enquiry_type=template.enquiry_type,
    )
