"""What this writer wrote now: quoted history and signature cut, in English, in French and as the
common programs write them. Every rule looks at lines, once, so no text makes it slow."""

import itertools
import re
from dataclasses import dataclass, field

from channels.envelopes import phrases

MAX_LINES = 20_000
MAX_LINE = 500
MAX_ANNOUNCEMENTS = 500

LONG_SIGNATURE = 25


def written_now(text: str) -> str:
    """The reply without history and signature; never empty when the text is not."""
    whole = text.strip("\n").rstrip()
    lines = whole.split("\n")
    if len(lines) > MAX_LINES:
        lines = lines[:MAX_LINES]
    for cut_history in (True, False):
        found = _Cutter(lines, cut_history=cut_history).result()
        if found:
            return found
    return whole.strip()


@dataclass(slots=True)
class _Cutter:
    lines: list[str]
    cut_history: bool
    dropped: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.dropped = [bool(phrases.QUOTED.match(line)) for line in self.lines]

    def result(self) -> str:
        self._drop_attributions()
        if self.cut_history:
            self._drop_history()
        self._drop_wrapped_quotes()
        self._drop_signatures()
        self._drop_devices()
        return self._joined()

    # -- where quoted history begins

    def _drop_attributions(self) -> None:
        candidates = (
            at
            for at, line in enumerate(self.lines)
            if not self.dropped[at] and line.rstrip(" \t*\xa0").endswith((":", "：", ">"))
        )
        for at in itertools.islice(candidates, MAX_ANNOUNCEMENTS):
            begins = self._attribution(at)
            if begins is None:
                continue
            if self._next(at) is None or self._precedes_quote(at):
                self._drop_announcement(begins, at)
            elif self.cut_history and phrases.STRONG.search(self._joined_lines(begins, at)):
                self._drop(begins, len(self.lines))
                return

    def _drop_announcement(self, begins: int, at: int) -> None:
        shared = phrases.SHARED.search(self.lines[at][:MAX_LINE]) if begins == at else None
        if shared is None or not self.lines[at][: shared.start()].strip():
            self._drop(begins, at + 1)
        else:
            self.lines[at] = self.lines[at][: shared.start()]

    def _attribution(self, at: int) -> int | None:
        """The line at which the attribution that ends at `at` begins."""
        spans = list(self._spans(at))
        ends_open = not self.lines[at].rstrip().endswith(">")
        if not ends_open and not self._precedes_quote(at):
            return None
        for pattern in (phrases.DATED, phrases.NAMED, phrases.BARE):
            for begins in spans:
                joined = self._joined_lines(begins, at)
                if phrases.STRONG.search(joined) and pattern.match(joined):
                    return begins
        if ends_open and self._precedes_quote(at):
            if phrases.SHARED.search(self.lines[at][:MAX_LINE]):
                return at
            return next((b for b in spans if phrases.WHEN.search(self._joined_lines(b, at))), None)
        return None

    def _precedes_quote(self, at: int) -> bool:
        follows = self._next(at)
        return follows is not None and self._is_quoted(follows)

    def _spans(self, at: int) -> list[int]:
        spans = [at]
        for begins in range(at - 1, max(-1, at - 4), -1):
            if self.dropped[begins] or not self.lines[begins].strip():
                break
            spans.append(begins)
        return spans

    def _joined_lines(self, begins: int, ends: int) -> str:
        joined = " ".join(line[:MAX_LINE].strip() for line in self.lines[begins : ends + 1])
        return joined[:MAX_LINE]

    def _drop_history(self) -> None:
        for at, line in enumerate(self.lines):
            if self.dropped[at] or len(line) > 2 * MAX_LINE:
                continue
            if (
                phrases.SEPARATOR.match(line)
                or phrases.FLAT.match(line)
                or self._is_header_block(at)
            ):
                self._drop(at, len(self.lines))
                return

    def _is_header_block(self, at: int) -> bool:
        """A sender, a date and a subject or addressee, as Outlook heads what it quotes."""
        first = phrases.LABEL.match(self.lines[at])
        if first is None or first["to"]:
            return False
        kinds: set[str] = set()
        values = ""
        for line in self.lines[at : at + 12]:
            found = phrases.LABEL.match(line[:MAX_LINE])
            if found:
                kinds |= {kind for kind in ("sender", "date", "to", "subject") if found[kind]}
                values += found["value"] + " "
            elif kinds and not line.strip() and len(kinds) > 2:
                break
        complete = "sender" in kinds and len(kinds) >= 3
        return complete and bool(re.search(r"\d", values)) and ("subject" in kinds or "@" in values)

    # -- what looks like the writer's words and is not

    def _drop_wrapped_quotes(self) -> None:
        """The tail of a long quoted line that a program broke and did not mark."""
        for at in range(1, len(self.lines) - 1):
            line, before = self.lines[at], self.lines[at - 1].rstrip()
            sandwiched = self._is_quoted(at - 1) and self._is_quoted(at + 1)
            if self.dropped[at] or not sandwiched or not line[:1].islower():
                continue
            if len(before) >= 60 and not before.endswith(phrases.SENTENCE_END):
                self.dropped[at] = True

    def _drop_signatures(self) -> None:
        at = 0
        while at < len(self.lines):
            if not self.dropped[at] and phrases.SIGNATURE.match(self.lines[at]):
                ends = self._run_end(at)
                exact = self.lines[at] == "-- "
                filled = sum(1 for line in self.lines[at:ends] if line.strip())
                if self._has_words_before(at) and (exact or filled <= LONG_SIGNATURE):
                    self._drop(at, ends)
                    at = ends
            at += 1

    def _drop_devices(self) -> None:
        for at, line in enumerate(self.lines):
            if (
                not self.dropped[at]
                and len(line) < 160
                and phrases.DEVICE.match(line.rstrip(" .*_"))
            ):
                self.dropped[at] = True

    # -- lines

    def _is_quoted(self, at: int) -> bool:
        return bool(phrases.QUOTED.match(self.lines[at]))

    def _next(self, at: int) -> int | None:
        """The next line that is not blank (a few blank ones are looked over)."""
        ends = min(len(self.lines), at + 6)
        return next((i for i in range(at + 1, ends) if self.lines[i].strip()), None)

    def _run_end(self, at: int) -> int:
        ends = at
        while ends < len(self.lines) and not self.dropped[ends]:
            ends += 1
        return ends

    def _has_words_before(self, at: int) -> bool:
        return any(self.lines[i].strip() and not self.dropped[i] for i in range(at))

    def _drop(self, begins: int, ends: int) -> None:
        self.dropped[begins:ends] = [True] * (ends - begins)

    def _joined(self) -> str:
        out: list[str] = []
        for line, dropped in zip(self.lines, self.dropped, strict=True):
            words = "" if dropped else line.rstrip()
            if words or (out and out[-1]):
                out.append(words)
        while out and (not out[-1] or phrases.RULE.match(out[-1])):
            out.pop()
        return "\n".join(out).strip()
