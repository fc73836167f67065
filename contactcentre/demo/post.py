"""The mail of the past days: written and marked as sent, and handed to nobody."""

import datetime as dt
from functools import partial

from channels.actions.deliver import deliver
from channels.adapters.smtp import Letter
from channels.addressing import Kind
from contactcentre.demo.timeline import Timeline
from tickets.enums import Delivery
from tickets.models import Message, Notice

# What is younger than this stays in the outbox, and is really sent when the worker starts.
LEFT_TO_SEND = dt.timedelta(hours=20)
MODELS: dict[Kind, type[Message] | type[Notice]] = {Kind.MESSAGE: Message, Kind.NOTICE: Notice}


class Post:
    """Sends what is queued some seconds later, as the delivery task does."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._seen = dict.fromkeys(MODELS, 0)

    def collect(self, *, message: int, notice: int) -> None:
        """Look for what was queued, if the newest of either is newer than last time."""
        if self.timeline.now > self.timeline.end - LEFT_TO_SEND:
            return
        for kind, newest in ((Kind.MESSAGE, message), (Kind.NOTICE, notice)):
            if newest > self._seen[kind]:
                self._collect(kind)
                self._seen[kind] = newest

    def _collect(self, kind: Kind) -> None:
        new = MODELS[kind].objects.filter(pk__gt=self._seen[kind], delivery=Delivery.QUEUED)
        for pk in new.order_by("pk").values_list("pk", flat=True):
            seconds = dt.timedelta(seconds=self.timeline.chance.uniform(2, 20))
            self.timeline.at(self.timeline.now + seconds, partial(self._send, kind, pk))

    def _send(self, kind: Kind, pk: int) -> None:
        deliver(kind=kind, pk=pk, now=self.timeline.now, send=nowhere)


def nowhere(letter: Letter) -> None:
    """Take a letter to somebody who does not exist."""
