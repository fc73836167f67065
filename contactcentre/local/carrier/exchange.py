"""The provider itself: its telephones, conferences and reports, all in this process's memory."""

import datetime as dt
import queue
import threading
from email.utils import format_datetime

from contactcentre.local.carrier.conferences import Conference, Terms
from contactcentre.local.carrier.legs import Address, Leg, Next
from contactcentre.local.carrier.webhooks import Centre, WebhookFailed

KEPT_LEGS = 200
# Addresses of telephones: the provider's own client, and SIP.
WITHOUT_NUMBER = ("client:", "sip:")


class Exchange:
    """Makes ends of calls, finds them, and posts what becomes of them.

    `pace` is how many times faster than life everything goes. With `repeats`, each report is
    posted twice, the second one after the next: a centre has to bear that.
    """

    def __init__(self, centre: Centre, *, pace: float = 1.0, repeats: bool = False) -> None:
        self.centre, self.pace, self.repeats = centre, pace, repeats
        self.auto_answer = True
        self.legs: dict[str, Leg] = {}
        self.conferences: dict[str, Conference] = {}
        self._lock = threading.RLock()
        self._reports: queue.Queue[tuple[str, dict[str, str]]] = queue.Queue()
        threading.Thread(target=self._post_reports, daemon=True).start()

    # Telephones

    def new_leg(self, *, from_: str, to: str, direction: str) -> Leg:
        leg = Leg(from_=from_, to=to, direction=direction, pace=self.pace)
        with self._lock:
            self.legs[leg.sid] = leg
            for old in [leg for leg in self.legs.values() if leg.is_over][:-KEPT_LEGS]:
                del self.legs[old.sid]
        return leg

    def newest(self) -> list[Leg]:
        with self._lock:
            return sorted(self.legs.values(), key=lambda leg: leg.began, reverse=True)

    def answers_itself(self, leg: Leg) -> bool:
        """Agents' do, where told so, if they have no number: a number may be a client's."""
        return self.auto_answer and leg.owner.startswith(WITHOUT_NUMBER)

    # Conferences

    def join(self, name: str, leg: Leg, terms: Terms) -> Conference:
        with self._lock:
            conference = self.conferences.get(name)
            if conference is None or conference.is_over:
                conference = self.conferences[name] = Conference(name)
        with conference.lock:
            conference.legs[leg.sid], conference.terms[leg.sid] = leg, terms
            started = conference.status == "init" and len(conference.legs) > 1
            self.tell_conference(conference, "participant-join", leg)
            if started:
                conference.status = "in-progress"
                self.tell_conference(conference, "conference-start", None)
        for other in conference.others(leg):
            other.note("joined")
        return conference

    def leave(self, conference: Conference, leg: Leg) -> None:
        with conference.lock:
            terms = conference.terms[leg.sid]
            del conference.legs[leg.sid]
            self.tell_conference(conference, "participant-leave", leg)
            leg.is_held = False
            if (terms.ends_on_exit or not conference.legs) and not conference.is_over:
                self.end_conference(conference)
        for other in conference.others(leg):
            other.note("left")

    def end_conference(self, conference: Conference) -> None:
        with conference.lock:
            conference.status = "completed"
            self.tell_conference(conference, "conference-end", None)
            for leg in conference.legs.values():
                leg.wake()

    def hold(self, conference: Conference, leg: Leg, *, on: bool) -> None:
        leg.is_held = on
        leg.note("held" if on else "resumed")
        event = "participant-hold" if on else "participant-unhold"
        with conference.lock:
            self.tell_conference(conference, event, leg)

    def conference_of(self, leg: Leg) -> Conference | None:
        with self._lock:
            rooms = list(self.conferences.values())
        return next((room for room in rooms if leg.sid in room.legs and not room.is_over), None)

    def speak(self, leg: Leg, words: str) -> None:
        """What the owner of a telephone says is heard by those whom they talk with."""
        leg.hear("me", words)
        room = self.conference_of(leg)
        for other in room.others(leg) if room and not leg.is_held else ():
            if not other.is_held:
                other.hear("other", words)

    # Reports

    def tell_conference(self, conference: Conference, event: str, leg: Leg | None) -> None:
        report = conference.report(event, leg)
        if report:
            self.tell(*report)

    def tell(self, url: str, fields: dict[str, str]) -> None:
        """Post a report in its turn: nobody waits for it."""
        self._reports.put((url, {"Timestamp": format_datetime(dt.datetime.now(dt.UTC)), **fields}))

    def _post_reports(self) -> None:
        last: tuple[str, dict[str, str]] | None = None
        while True:
            report = self._reports.get()
            for url, fields in (report, last) if self.repeats and last else (report,):
                try:
                    self.centre.post(url, fields)
                except WebhookFailed as failure:
                    print(f"report not taken: {failure}", flush=True)
            last = report

    def document_at(self, target: Next, leg: Leg) -> Next:
        """The verbs at an address, asked for as this end. Raises WebhookFailed."""
        if not isinstance(target, Address):
            return target
        usual = {
            "CallSid": leg.sid,
            "From": leg.from_,
            "To": leg.to,
            "Caller": leg.from_,
            "Called": leg.to,
            "Direction": leg.direction,
            "CallStatus": leg.status,
        }
        return self.centre.ask(target.url, usual | target.fields)
