"""Plays documents on one end of a call, in its own thread, until the end hangs up."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from contactcentre.local.carrier.conferences import Terms
from contactcentre.local.carrier.documents import Verb, read
from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.legs import OVER, Address, HungUp, Leg, Next, Redirected
from contactcentre.local.carrier.lines import Line
from contactcentre.local.carrier.webhooks import WebhookFailed

PICKS_UP_AFTER = 1.5
# About 170 words a minute.
CHARACTERS_A_SECOND = 16
DIAL_SECONDS = 30
FOREVER = 24 * 3600


class Player:
    """Where a document can't be had, `fallbacks` are tried in turn: addresses, then words kept."""

    def __init__(self, exchange: Exchange, leg: Leg, *, fallbacks: tuple[Next, ...] = ()) -> None:
        self.exchange, self.leg, self.fallbacks = exchange, leg, fallbacks
        self._plays: dict[str, Callable[[Verb], Next | None]] = {
            "Say": self._say,
            "Play": self._sound,
            "Pause": self._pause,
            "Gather": self._gather,
            "Redirect": self._redirect,
            "Dial": self._dial,
            "Hangup": self._hang_up,
        }

    def run(self, first: Next) -> None:
        """Play from this document on. Returns when this end is over."""
        target: Next | None = first
        while target is not None:
            try:
                document = self._fetch(target)
                if self.leg.status == "ringing":
                    self.leg.set_status("in-progress")
                target = self._play(document)
            except Redirected as command:
                target = command.target
            except HungUp:
                break
        self.leg.listen(on=False)

    def _fetch(self, target: Next) -> tuple[Verb, ...]:
        for attempt in (target, *self.fallbacks):
            self.leg.rest(0)
            try:
                document = self.exchange.document_at(attempt, self.leg)
            except WebhookFailed as failure:
                self.leg.note("failed", str(failure))
            else:
                return document if isinstance(document, tuple) else ()
        return ()

    def _play(self, document: tuple[Verb, ...]) -> Next | None:
        """What comes after this document; None at its end, where the provider hangs up."""
        for verb in document:
            following = self._plays[verb.name](verb)
            if following is not None:
                return following
        return None

    def _say(self, verb: Verb) -> None:
        self._utter(verb, lambda: False)

    def _utter(self, verb: Verb, until: Callable[[], bool]) -> None:
        self.leg.hear("centre", verb.text, verb.word("language")[:2])
        self.leg.rest(len(verb.text) / CHARACTERS_A_SECOND, until)

    def _sound(self, verb: Verb) -> None:
        self._hear_sound(verb, lambda: False)

    def _hear_sound(self, verb: Verb, until: Callable[[], bool]) -> None:
        self.leg.note("sound")
        seconds = self.exchange.centre.seconds_of(verb.text)
        self.leg.rest(seconds * verb.number("loop", 1), until)

    def _pause(self, verb: Verb) -> None:
        self.leg.rest(verb.number("length", 1))

    def _redirect(self, verb: Verb) -> Next:
        return Address(verb.text)

    def _hang_up(self, verb: Verb) -> None:
        raise HungUp

    def _gather(self, verb: Verb) -> Next | None:
        self.leg.listen(on=True)
        try:
            keys, finished = self._keys(verb)
        finally:
            self.leg.listen(on=False)
        if keys:
            # One key is a choice; more are a number that is nobody else's business.
            self.leg.hear("me", keys if len(keys) == 1 else "•" * len(keys))
        if keys or finished or verb.flag("actionOnEmptyResult", default=False):
            ended = {"FinishedOnKey": finished} if finished else {}
            return Address(verb.word("action"), {"Digits": keys, "msg": "Gather End", **ended})
        return None

    def _keys(self, verb: Verb) -> tuple[str, str]:
        """What was keyed, and the key that ended it where one did."""
        for inner in verb.inner:
            if not self.leg.has_key():
                self._utter_inside(inner)
        most, keys = verb.number("numDigits", FOREVER), ""
        while len(keys) < most:
            if not self.leg.rest(verb.number("timeout", 5), self.leg.has_key):
                return keys, ""
            key = self.leg.take_key()
            if key in verb.word("finishOnKey", "#"):
                return keys, key
            keys += key
        return keys, ""

    def _utter_inside(self, inner: Verb) -> None:
        if inner.name == "Say":
            self._utter(inner, self.leg.has_key)
        elif inner.name == "Play":
            self._hear_sound(inner, self.leg.has_key)
        else:
            self.leg.rest(inner.number("length", 1), self.leg.has_key)

    def _dial(self, verb: Verb) -> Next | None:
        if verb.inner:
            (room,) = verb.inner
            events = tuple(room.word("statusCallbackEvent").split())
            self._meet(
                room.text,
                Terms(
                    ends_on_exit=room.flag("endConferenceOnExit", default=False),
                    starts_on_enter=room.flag("startConferenceOnEnter", default=True),
                    reports_to=room.word("statusCallback"),
                    events=events,
                ),
            )
        else:
            self._pass_on(verb.text, verb.number("timeout", DIAL_SECONDS))
        action = verb.word("action")
        return Address(action, {"DialCallStatus": "completed"}) if action else None

    def _meet(self, name: str, terms: Terms) -> None:
        conference = self.exchange.join(name, self.leg, terms)
        self.leg.note("talking" if conference.others(self.leg) else "alone")
        try:
            self.leg.rest(FOREVER, lambda: conference.is_over)
        finally:
            self.exchange.leave(conference, self.leg)

    def _pass_on(self, number: str, seconds: int) -> None:
        """Ring another telephone, and let the two talk."""
        self.leg.note("dialling", number)
        other = self.exchange.new_leg(from_=self.leg.from_, to=number, direction="outbound-dial")
        room = f"{self.leg.sid}-{other.sid}"
        document = read(
            f'<Response><Dial><Conference endConferenceOnExit="true">{room}</Conference></Dial>'
            "</Response>".encode()
        )
        call_out(self.exchange, other, document, seconds=seconds, heard_by=self.leg)
        try:
            self.leg.rest(seconds, lambda: other.status not in ("queued", "ringing"))
            if other.status == "in-progress":
                self._meet(room, Terms(ends_on_exit=True))
        finally:
            other.hang_up("canceled" if other.rings else "completed")


@dataclass
class Reports:
    """What an end's owner in the centre wants to be told of it, and where."""

    exchange: Exchange
    leg: Leg
    url: str = ""
    events: tuple[str, ...] = ("completed",)
    told: int = 0

    def tell(self, event: str) -> None:
        """Post the status of now, if it was asked for."""
        if not self.url or event not in self.events:
            return
        leg = self.leg
        fields = {
            "CallSid": leg.sid,
            "From": leg.from_,
            "To": leg.to,
            "Direction": leg.direction,
            "CallStatus": event if event == "initiated" else leg.status,
            "SequenceNumber": str(self.told),
            "CallbackSource": "call-progress-events",
        }
        if leg.is_over:
            fields["CallDuration"] = str(round(leg.ended - leg.began))
        self.told += 1
        self.exchange.tell(self.url, fields)


def call_in(exchange: Exchange, line: Line, number: str) -> Leg:
    """Somebody calls a line of the centre from this number; the end that they hear."""
    leg = exchange.new_leg(from_=number, to=line.number, direction="inbound")
    leg.set_status("ringing")
    fallbacks: tuple[Next, ...] = (
        Address(line.fallback, {"ErrorCode": "11200", "ErrorUrl": line.voice}),
        line.document,
    )

    def live() -> None:
        Player(exchange, leg, fallbacks=fallbacks).run(Address(line.voice))
        leg.set_status(leg.last_status)
        Reports(exchange, leg, line.status).tell("completed")

    threading.Thread(target=live, daemon=True).start()
    return leg


def call_out(
    exchange: Exchange,
    leg: Leg,
    target: Next,
    *,
    seconds: int,
    reports: Reports | None = None,
    heard_by: Leg | None = None,
) -> None:
    """Ring a telephone; who picks it up hears `target`. `heard_by` waits for what becomes of it."""
    told = reports or Reports(exchange, leg)

    def change(status: str, event: str) -> None:
        leg.set_status(status)
        told.tell(event)
        if heard_by:
            heard_by.wake()

    def live() -> None:
        told.tell("initiated")
        change("ringing", "ringing")
        try:
            if not _is_picked_up(exchange, leg, seconds):
                leg.hang_up("no-answer")
            leg.rest(0)
        except HungUp:
            change(leg.last_status, "completed")
            return
        change("in-progress", "answered")
        Player(exchange, leg).run(target)
        change(leg.last_status if leg.last_status in OVER else "completed", "completed")

    threading.Thread(target=live, daemon=True).start()


def _is_picked_up(exchange: Exchange, leg: Leg, seconds: int) -> bool:
    if leg.rings_until_answered(PICKS_UP_AFTER) or exchange.answers_itself(leg):
        return True
    return leg.rings_until_answered(seconds)
