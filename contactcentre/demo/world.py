"""Sixty days of a contact centre: who writes when, who picks what up, what the sweeps do."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from contactcentre.demo import plots
from contactcentre.demo.case import Case
from contactcentre.demo.clients import Client, Clients, Words, enquiry_of
from contactcentre.demo.files import Situation, situations
from contactcentre.demo.news import Noticeboard
from contactcentre.demo.offices import treat
from contactcentre.demo.operations import plan_operations
from contactcentre.demo.post import Post
from contactcentre.demo.staff import colleague_for
from contactcentre.demo.timeline import HOUR, Timeline
from tickets import calendars
from tickets.actions.assign import take
from tickets.actions.claim import claim_next
from tickets.actions.fire_clocks import fire_due_clocks
from tickets.actions.open import open_enquiry
from tickets.actions.route import route_ticket
from tickets.enums import Priority, Sensitivity, State
from tickets.models import CalendarVersion, Queue, Referral, Ticket

DAYS = 60
FRENCH = 0.45
# What the agents get done of what comes, so that a queue is left at the end.
PICKED_UP = 0.87
# Above 1: more at first than at the end.
HASTE = 1.3
UNROUTED = 2
SECOND = dt.timedelta(seconds=1)
EVERYDAY = ("status", "documents", "account_problem", "general")
BATCH = 500
# What somebody who opens the desk should find, in each language: the enquiry, how many hours ago
# it came, its plot, and after how many hours an agent took it (without: it waits for one).
LAST_HOURS: tuple[tuple[str, float, str, float | None], ...] = (
    ("status_citizenship", 192, "silent", 24),
    ("urgent_safety", 0.8, "answer", None),
    ("status_permanent_residence", 30, "late_file", 26),
    ("urgent_expiry", 1.5, "answer", None),
    ("privacy_received", 9, "answer", None),
    ("urgent_illness_or_death", 2.5, "answer", None),
    ("documents_correct", 80, "parked", 60),
)
BEGUN_TODAY = 2
# One enquiry in so many is about each of the two events.
ONE_IN = 12


class World:
    """Plays the days up to `now`, then the data stands as if they had passed."""

    def __init__(self, *, now: dt.datetime, tickets: int, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same seed gives the same days
        calendar = CalendarVersion.objects.named("written").rule()
        self.timeline = Timeline(
            start=now - dt.timedelta(days=DAYS), end=now, calendar=calendar, chance=self.chance
        )
        self.key = f"demo-{seed}-{now:%Y%m%d%H%M%S}"
        self.clients = Clients(self.chance)
        self.post = Post(self.timeline)
        self.cases: dict[int, Case] = {}
        self.last_referral = 0
        self.news = Noticeboard(fired_at=self.timeline.start)
        self.decks = {language: self._deck(language) for language in ("en", "fr")}
        self.hand = self._hands()
        self._plan(tickets)
        plan_operations(self, enquiries=tickets // ONE_IN)

    def run(self, progress: Callable[[float], None]) -> None:
        """Let the days pass. Clocks fire at their moments, as the sweep would have it."""
        timeline = self.timeline
        length = timeline.end - timeline.start
        while self._go_on():
            progress((timeline.now - timeline.start) / length)
        timeline.now = timeline.end

    def _go_on(self) -> bool:
        """Whichever comes next: a clock that fires, or something planned. False at the end."""
        news = self.news.read()
        self._pass_referrals_on(news.referral)
        self.post.collect(message=news.message, notice=news.notice)
        coming = self.timeline.coming_at()
        if news.clock is not None and news.clock <= (coming or self.timeline.end):
            self.timeline.now = max(news.clock, self.timeline.now)
            self.news.fired_at = self.timeline.now
            fire_due_clocks(now=self.timeline.now, limit=BATCH)
            return True
        if coming is not None:
            self.timeline.step()
        return coming is not None

    def _plan(self, tickets: int) -> None:
        pieces = [(*piece, language) for piece in LAST_HOURS for language in ("en", "fr")]
        pieces = pieces[: tickets // 3]
        for piece in pieces:
            self._plan_piece(*piece)
        for number, moment in enumerate(self._arrivals(tickets - len(pieces))):
            self.timeline.at(moment, partial(self._arrive, number))
        total = calendars.between(self.timeline.calendar, self.timeline.start, self.timeline.end)
        for _ in range(int(tickets * PICKED_UP)):
            worked = int(total * self.chance.random() ** HASTE)
            moment = calendars.due(self.timeline.calendar, self.timeline.start, worked)
            self.timeline.at(moment, self._pick_up_any)

        for seconds in self.chance.sample(range(HOUR, 5 * HOUR), 6 * BEGUN_TODAY):
            moment = calendars.due(self.timeline.calendar, self.timeline.start, total - seconds)
            self.timeline.at(moment, partial(self._pick_up, None))

    def _plan_piece(
        self, code: str, hours: float, plot: str, taken: float | None, language: str
    ) -> None:
        situation = next(item for item in situations(language) if item.code == code)
        came = self.timeline.end - dt.timedelta(hours=hours)

        def arrive() -> None:
            client = self.clients.invent(language)
            case = self.open(situation, client, plot, key=f"{self.key}-{code}-{language}")
            if taken is not None:
                self.timeline.at(came + dt.timedelta(hours=taken), partial(self._take, case))

        self.timeline.at(came, arrive)

    def _take(self, case: Case) -> None:
        if case.ticket.assignee is None:
            by = colleague_for(case.ticket, chance=self.chance)
            take(ticket_id=case.ticket_id, by=by, now=self.timeline.now)
            self.timeline.play(plots.work(case))

    def _arrivals(self, tickets: int) -> Iterator[dt.datetime]:
        """Mostly by day and on weekdays; the last ones have just come and are not routed yet."""
        end = self.timeline.end - dt.timedelta(minutes=2)
        seconds = (end - self.timeline.start).total_seconds()
        left = max(0, tickets - UNROUTED)
        while left:
            moment = self.timeline.start + dt.timedelta(seconds=self.chance.uniform(0, seconds))
            local = moment.astimezone(ZoneInfo(settings.CENTRE_TIME_ZONE))
            likely = (0.3 if local.weekday() > 4 else 1) * (1 if 7 <= local.hour < 23 else 0.15)
            if self.timeline.happens(likely):
                left -= 1
                yield moment
        for number in range(min(tickets, UNROUTED)):
            yield self.timeline.end - dt.timedelta(seconds=UNROUTED - number)

    def _deck(self, language: str) -> Iterator[Situation]:
        """Every situation before any comes again; the everyday ones come twice as often."""
        every = situations(language)
        cards = [*every, *(card for card in every if card.code.startswith(EVERYDAY))]
        while True:
            self.chance.shuffle(cards)
            yield from cards

    def _hands(self) -> Iterator[str]:
        for hand in cycle([list(plots.HAND)]):
            self.chance.shuffle(hand)
            yield from hand

    def _arrive(self, number: int) -> None:
        language = "fr" if self.timeline.happens(FRENCH) else "en"
        if self.timeline.now > self.timeline.end - SECOND * (UNROUTED + 1):
            language = ("en", "fr")[number % 2]
        situation = next(self.decks[language])
        plot = "discarded" if situation.code == "spam" else next(self.hand)
        client = self.clients.invent(language)
        case = self.open(situation, client, plot, key=f"{self.key}-{number}")
        if self.timeline.happens(0.03):
            again = f"{self.key}-{number}-again"
            self.timeline.at(
                self.timeline.later(20, 90),
                lambda: self.open(situation, client, "discarded", key=again),
            )
        if self.timeline.happens(0.12):
            self.timeline.at(self.timeline.later(60, 150), lambda: self._nudge(case))
        if self.timeline.happens(0.06):
            self.timeline.at(self.timeline.later(500, 800), lambda: self._come_back(case))

    def open(
        self,
        situation: Situation,
        client: Client,
        plot: str,
        *,
        key: str,
        continues: int | None = None,
        operation: int | None = None,
    ) -> Case:
        """The client writes: a ticket is opened, and routed some seconds later."""
        now = self.timeline.now
        words = Words(client, situation.language, now, self.chance)
        enquiry = enquiry_of(
            situation,
            client,
            words,
            key=key,
            now=now,
            chance=self.chance,
            continues=continues,
            operation=operation,
        )
        opened = open_enquiry(enquiry=enquiry, now=now)
        case = Case(
            ticket_id=opened.ticket.pk,
            situation=situation,
            client=client,
            person=opened.message.person or opened.ticket.client,
            enquiry=enquiry,
            words=words,
            timeline=self.timeline,
            plot=plot,
        )
        self.cases[case.ticket_id] = case
        self.timeline.at(now + dt.timedelta(seconds=3), lambda: self._route(case))
        return case

    def _route(self, case: Case) -> None:
        route_ticket(ticket_id=case.ticket_id, now=self.timeline.now)
        ticket = case.ticket
        sealed = ticket.sensitivity != Sensitivity.ORDINARY
        if sealed or ticket.priority == Priority.URGENT:
            slow = self.timeline.happens(0.08)
            wait = (2, 8) if sealed or slow else (0.1, 1.2)
            self.timeline.at(self.timeline.at_work(*wait), lambda: self._pick_up(ticket.queue))

    def _pick_up_any(self) -> None:
        if not self._pick_up(None):
            self.timeline.at(self.timeline.at_work(6, 18), self._pick_up_any)

    def _pick_up(self, queue: Queue | None) -> bool:
        """Somebody who is free presses Next; whether there was something for them."""
        if not Ticket.objects.claimable().exists():
            return False
        for user in self._desk(queue):
            ticket = claim_next(by=user, now=self.timeline.now, queue=queue)
            if ticket is not None:
                self.timeline.play(plots.work(self.cases[ticket.pk]))
                return True
        return False

    def _desk(self, queue: Queue | None) -> list[User]:
        """Agents, in the order in which they happen to be free; of one queue supervisors too."""
        roles = ["agent"] if queue is None else ["agent", "supervisor"]
        users = list(User.objects.active().filter(roles__overlap=roles).order_by("pk"))
        self.chance.shuffle(users)
        return users[:3] if queue is None else users

    def _nudge(self, case: Case) -> None:
        if case.ticket.is_live and case.situation.code != "spam":
            promised = case.ticket.promised_on
            late = promised is not None and promised < case.now.date()
            case.write(case.one_of("late_nudges" if late else "nudges"))

    def _come_back(self, case: Case) -> None:
        """A client who writes when all is closed gets a new ticket that continues the old one."""
        if case.is_in(State.CLOSED) and case.plot != "discarded":
            self.open(
                case.situation,
                case.client,
                "answer",
                key=f"{case.enquiry.key}-back",
                continues=case.ticket_id,
            )

    def _pass_referrals_on(self, newest: int) -> None:
        if newest == self.last_referral:
            return
        new = Referral.objects.filter(pk__gt=self.last_referral).order_by("pk")
        self.last_referral = newest
        for pk in new.values_list("pk", flat=True):
            self.timeline.play(treat(pk, self.timeline))


def is_empty() -> bool:
    """Whether no ticket exists."""
    return not Ticket.objects.exists()
