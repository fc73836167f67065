"""Somebody on the telephone: what they key, and what they are told."""

import datetime as dt
import itertools
from dataclasses import dataclass, field

from channels.actions.note_call import note_call
from channels.actions.press import press
from channels.actions.take_call import take_call
from channels.enums import CallEventKind
from channels.instructions import Gather, Instruction, Park, Say
from channels.models import Call, VoiceLine
from tests.factories import NOW

MONTREAL, PARIS, TOLL_FREE = "+15145550142", "+33142685300", "+18005550142"
_numbers = itertools.count(1)


@dataclass
class Caller:
    """A caller on a line; `told` is what the provider was told last."""

    number: str = MONTREAL
    line: str = "general"
    now: dt.datetime = NOW
    told: list[Instruction] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    sid: str = ""

    def calls(self) -> "Caller":
        self.sid = f"CA{next(_numbers):032}"
        self._hear(self.calls_again())
        return self

    def calls_again(self) -> list[Instruction]:
        """The provider says the same again."""
        return take_call(
            line=VoiceLine.objects.get(slug=self.line),
            provider="test",
            provider_id=self.sid,
            number=self.number,
            now=self.now,
        )

    @property
    def call(self) -> Call:
        return Call.objects.get(provider="test", provider_id=self.sid)

    @property
    def step(self) -> int:
        return next(each.step for each in self.told if isinstance(each, Gather | Park))

    def keys(self, *keyed: str) -> "Caller":
        """Each in turn; "" is silence. What is keyed into a sensitive question stays secret."""
        for keys in keyed:
            secret = any(isinstance(each, Gather) and each.is_sensitive for each in self.told)
            shown = "*" * len(keys) if secret else keys
            self.lines.append(f"> {shown or '(nothing)'}")
            self.now += dt.timedelta(seconds=6)
            self._hear(self.posts(self.step, keys))
        return self

    def posts(self, step: int, keys: str) -> list[Instruction]:
        return press(call_id=self.call.pk, step=step, keys=keys, now=self.now)

    def hangs_up(self, *, after: float = 0) -> "Caller":
        self.now += dt.timedelta(seconds=after)
        self.lines.append("> (hangs up)")
        note_call(
            call_id=self.call.pk,
            kind=CallEventKind.LEG_ENDED,
            event_id=f"end-{self.sid}",
            occurred_at=self.now,
            now=self.now,
            leg=self.sid,
        )
        return self

    @property
    def heard(self) -> str:
        """All the words of the last answer."""
        return " ".join(say.text for say in self._says())

    @property
    def transcript(self) -> str:
        return "\n".join(self.lines) + "\n"

    def _says(self) -> list[Say]:
        says = []
        for each in self.told:
            says += [each] if isinstance(each, Say) else list(getattr(each, "prompts", ()))
        return says

    def _hear(self, told: list[Instruction]) -> None:
        self.told = told
        self.lines += [f"{say.language}: {say.text}" for say in self._says()]
        for each in told:
            if not isinstance(each, Say):
                seconds = getattr(each, "timeout", None) or getattr(each, "seconds", None)
                self.lines.append(f"  [{type(each).__name__}{f' {seconds} s' if seconds else ''}]")
