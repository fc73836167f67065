"""The calls of the last days: served by the menu, given up, answered, called back, turned away."""

import datetime as dt
import itertools
from random import Random

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState, Role
from accounts.models import User
from channels.actions.accept_offer import accept_offer
from channels.actions.note_call import note_call
from channels.actions.offer_calls import offer_calls
from channels.actions.press import press
from channels.actions.send_command import send_command
from channels.actions.take_call import take_call
from channels.actions.wrap_up import finish_call
from channels.adapters.carrier import carrier_of, register
from channels.adapters.twiml.webhooks import PROVIDER
from channels.enums import CallEventKind, CallResult
from channels.instructions import Gather, Instruction, Park
from channels.models import Call, CallCommand, Offer, VoiceLine
from channels.models.commands import UNSENT
from contactcentre.demo.files import listed
from tickets.models import OutcomeCode

DAYS = 5
# A day, for each ticket that is written.
CALLS = 0.03
# In UTC, and open for Ontario and Quebec at either end of the year.
OPENS = dt.timedelta(hours=14)
OPEN_FOR = 5.5 * 3600
# What may happen, and how often in a hundred; the last callers wait to be called back.
STORIES = {"information": 26, "left": 13, "answered": 36, "given_up": 19, "short": 6}
CALLED_BACK = 2


class Silence:
    """A provider who does as it is told and says nothing: the past is told here."""

    _legs = itertools.count(1)

    def call_agent(
        self, *, line: str, call: str, offer: int, user: int, conference: str, key: str
    ) -> str:
        return f"past-leg-{next(self._legs)}"

    def call_out(self, *, line: str, call: str, number: str, conference: str, key: str) -> str:
        return f"past-leg-{next(self._legs)}"

    def ask_again(self, *, line: str, call: str, leg: str, step: int, key: str) -> None:
        """The caller hears whatever the centre says now."""

    def hang_up(self, *, line: str, leg: str, key: str) -> None:
        """The end is reported by whoever plays it."""


class Telephones:
    """Plays the calls of the last working days up to `now`, through the verbs."""

    def __init__(self, *, now: dt.datetime, tickets: int, seed: int) -> None:
        self.now = now
        self.calls_a_day = max(1, round(tickets * CALLS))
        self.chance = Random(f"{seed} calls")  # noqa: S311
        self.line = VoiceLine.objects.get(slug="general")
        self.agents = list(User.objects.with_role(Role.AGENT).filter(teams__queues__code="general"))
        self.outcomes = list(OutcomeCode.objects.filter(active=True, discards=False))
        self.numbers = [facts["number"] for facts in listed("telephones")]
        self._ids = itertools.count(1)

    def play(self) -> None:
        real = carrier_of(PROVIDER)
        register(PROVIDER, Silence())
        try:
            self._play()
        finally:
            register(PROVIDER, real)

    def _play(self) -> None:
        stories, weights = list(STORIES), list(STORIES.values())
        moments = self._moments()
        for left, moment in zip(range(len(moments), 0, -1), moments, strict=True):
            story = self.chance.choices(stories, weights)[0]
            _Told(self, moment).tell("called_back" if left <= CALLED_BACK else story)

    def _moments(self) -> list[dt.datetime]:
        """When calls came in, all of them an hour or more ago, so that each has ended."""
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight - dt.timedelta(days=back) for back in range(DAYS + 3))
        opened = sorted(day + OPENS for day in days if day.weekday() < 5)[-DAYS:]
        moments = [
            opening + dt.timedelta(seconds=self.chance.uniform(0, OPEN_FOR))
            for opening in opened
            for _call in range(self.calls_a_day)
        ]
        return sorted(moment for moment in moments if moment < self.now - dt.timedelta(hours=1))

    def next_id(self) -> str:
        return f"PAST{next(self._ids):06}"


class _Told:
    """One caller, from the first ring to the last word."""

    def __init__(self, played: Telephones, at: dt.datetime) -> None:
        self.played, self.now, self.chance = played, at, played.chance
        self.provider_id = played.next_id()
        self.told: list[Instruction] = take_call(
            line=played.line,
            provider=PROVIDER,
            provider_id=self.provider_id,
            number=self.chance.choice(played.numbers),
            now=at,
        )
        self.call = Call.objects.get(provider=PROVIDER, provider_id=self.provider_id)

    def tell(self, story: str) -> None:
        self._keys(self.chance.choice("1112"))
        getattr(self, f"_{story}")()
        self._carry_out()

    def _information(self) -> None:
        self._keys("2", self.chance.choice("1234"))
        self._hang_up(after=self.chance.uniform(20, 60))

    def _left(self) -> None:
        self._hang_up(after=self.chance.uniform(3, 20))

    def _given_up(self) -> None:
        self._keys("3", "1")
        self._hang_up(after=self.chance.uniform(90, 1500))

    def _short(self) -> None:
        self._keys("3", "1")
        self._hang_up(after=2)

    def _called_back(self) -> None:
        self._keys("3", "2", "1")
        self._hang_up(after=5)

    def _answered(self) -> None:
        """An agent becomes free, takes the call, talks, and says what came of it."""
        self._keys("3", "1")
        if self.call.queued_at is None:
            self._hang_up(after=5)
            return
        self._later(self.chance.uniform(20, 1200))
        able = [one for one in self.played.agents if self.call.language in one.languages]
        agent = self.chance.choice(able)
        set_presence(state=PresenceState.READY, by=agent, now=self.now)
        offer_calls(now=self.now)
        offer = Offer.objects.under_way().filter(agent=agent).first()
        if offer is None or offer.call_id != self.call.pk:
            raise RuntimeError("the demonstration's call was offered to nobody")
        self._later(self.chance.uniform(2, 12))
        accept_offer(offer_id=offer.pk, by=agent, now=self.now)
        self._carry_out()
        self._later(4)
        self._note(CallEventKind.LEG_UP, leg=f"agent-{offer.pk}", offer=offer)
        self._hang_up(after=self.chance.lognormvariate(5.6, 0.5))
        self._later(self.chance.uniform(20, 110))
        solved = self.chance.random() < 0.8
        finish_call(
            call_id=self.call.pk,
            result=CallResult.SOLVED if solved else CallResult.FOLLOW_UP,
            outcome=self.chance.choice(self.played.outcomes) if solved else None,
            then=PresenceState.OFFLINE,
            by=agent,
            now=self.now,
        )

    def _keys(self, *keyed: str) -> None:
        for keys in keyed:
            self._later(self.chance.uniform(4, 12))
            step = next((one.step for one in self.told if isinstance(one, Gather | Park)), None)
            if step is None:
                break  # the menu ends sooner out of hours
            self.told = press(call_id=self.call.pk, step=step, keys=keys, now=self.now)
        self.call.refresh_from_db()

    def _hang_up(self, *, after: float) -> None:
        self._later(after)
        self._note(CallEventKind.LEG_ENDED, leg=self.provider_id)

    def _note(self, kind: CallEventKind, *, leg: str, offer: Offer | None = None) -> None:
        payload = {"role": "agent", "offer": offer.pk} if offer else {"role": "caller"}
        note_call(
            call_id=self.call.pk,
            kind=kind,
            event_id=f"{self.provider_id}-{leg}-{kind}",
            occurred_at=self.now,
            now=self.now,
            leg=leg,
            payload=payload,
        )

    def _carry_out(self) -> None:
        for command in CallCommand.objects.filter(call=self.call, delivery__in=UNSENT):
            send_command(command_id=command.pk, now=self.now)

    def _later(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
