"""Conferences: who is in them, and what their owner is told when somebody comes or goes."""

import threading
from dataclasses import dataclass, field

from contactcentre.local.carrier.legs import Leg, new_sid

# How the manual names an event to be told of, and what it then calls it.
TOLD = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-mute": "mute",
    "participant-unmute": "mute",
}


@dataclass(frozen=True)
class Terms:
    """With what one end joins."""

    ends_on_exit: bool = False
    starts_on_enter: bool = True
    reports_to: str = ""
    events: tuple[str, ...] = ()


@dataclass
class Conference:
    """Those of one name; it begins with the first who may start it, and ends with its last."""

    name: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    legs: dict[str, Leg] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)
    status: str = "init"
    told: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def is_over(self) -> bool:
        return self.status == "completed"

    def others(self, leg: Leg) -> list[Leg]:
        with self.lock:
            return [other for other in self.legs.values() if other is not leg]

    def report(self, event: str, leg: Leg | None) -> tuple[str, dict[str, str]] | None:
        """Where to post, and what; None where nobody asked to be told."""
        asked = next((terms for terms in self.terms.values() if terms.reports_to), None)
        if asked is None or TOLD[event] not in asked.events:
            return None
        self.told += 1
        fields = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self.told),
        }
        if leg is not None:
            fields |= {"CallSid": leg.sid, "Hold": str(leg.is_held).lower(), "Muted": "false"}
        return asked.reports_to, fields
