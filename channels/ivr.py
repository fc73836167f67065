"""The telephone menu as a state machine: nodes are data, and a turn is a pure step over them.

`docs/phone.md` describes the format. What a node needs to know of the world it asks as a check,
whose answer is one word; what a text needs to tell of it stands in braces. Nothing keyed is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

MOST_FAILURES = 2
BACK, SLOWER = "*", "9"
AGAIN = "@again"


class Kind(StrEnum):
    """What a node does."""

    SAY = "say"
    ASK = "ask"
    ENTER = "enter"
    CHECK = "check"
    PARK = "park"
    END = "end"


# The kinds at which a caller is heard.
HEARING = (Kind.ASK, Kind.ENTER, Kind.PARK)


@dataclass(frozen=True)
class Spoken:
    """A text to be read: of a node, or (where `node` is empty) of the whole menu."""

    node: str
    which: str = "say"


@dataclass(frozen=True)
class Place:
    """Where a caller stands. `back` holds the nodes that they came through."""

    node: str = ""
    failures: int = 0
    language: str = ""
    is_slow: bool = False
    back: tuple[str, ...] = ()
    star: str = ""


@dataclass(frozen=True)
class Turn:
    """What follows: texts, and a place at which to hear, to check or to end."""

    place: Place
    said: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A menu as data: its first node, its nodes, and the texts that are of no node."""

    start: str
    nodes: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Flow":
        return cls(data["start"], data["nodes"], data.get("texts", {}))

    def kind(self, name: str) -> Kind:
        return Kind(self.nodes[name]["kind"])

    def text(self, spoken: Spoken, language: str) -> str:
        """The text with its braces; a node without a longer wording repeats its first one."""
        if not spoken.node:
            return self.texts.get(spoken.which, {}).get(language, "")
        node = self.nodes[spoken.node]
        texts = node.get(spoken.which) or node.get("say", {})
        return str(texts.get(language, ""))


def begin(flow: Flow, language: str = "") -> Turn:
    """The first turn of a call."""
    return _enter(flow, Place(language=language), flow.start)


def answer(flow: Flow, place: Place, keys: str) -> Turn:
    """What follows when a caller keyed this, or nothing, at the node where they are heard."""
    if keys.startswith(BACK) or keys.endswith(BACK):
        return _star(flow, place, keys)
    if place.star and keys == SLOWER:
        return _slower(flow, place)
    place = replace(place, star="")
    kind = flow.kind(place.node)
    if kind == Kind.PARK:
        return _parked(flow, place, keys)
    if kind == Kind.ENTER:
        return _entered(flow, place, keys)
    return _asked(flow, place, keys)


def resume(flow: Flow, place: Place, word: str) -> Turn:
    """What follows when a check, or what was entered, came out as this word."""
    return _go(flow, place, flow.nodes[place.node]["then"][word])


def needs_check(flow: Flow, turn: Turn) -> bool:
    """Whether the turn stops for a check that needs no keys."""
    return flow.kind(turn.place.node) == Kind.CHECK


def accepts(flow: Flow, place: Place, keys: str) -> bool:
    """Whether these keys are an entry that the node's check has to judge."""
    node = flow.nodes[place.node]
    if flow.kind(place.node) != Kind.ENTER or not keys.isdecimal():
        return False
    return node.get("least", 1) <= len(keys) <= node["most"]


def _asked(flow: Flow, place: Place, keys: str) -> Turn:
    node = flow.nodes[place.node]
    if keys in node.get("languages", {}):
        place = replace(place, language=node["languages"][keys])
        return _go(flow, place, node["next"])
    target = node.get("keys", {}).get(keys)
    return _go(flow, place, target) if target else _failed(flow, place, keys)


def _entered(flow: Flow, place: Place, keys: str) -> Turn:
    """An entry of the right length waits for its check: the place stays."""
    return Turn(place) if accepts(flow, place, keys) else _failed(flow, place, keys)


def _parked(flow: Flow, place: Place, keys: str) -> Turn:
    """Somebody who waits is never put out for a wrong key."""
    target = flow.nodes[place.node].get("keys", {}).get(keys)
    if target:
        return _go(flow, place, target)
    return Turn(place, (Spoken(place.node, "poll"),))


def _failed(flow: Flow, place: Place, keys: str) -> Turn:
    """Twice asked again, the second time at more length; then the way out of the node."""
    failures = place.failures + 1
    if failures > MOST_FAILURES:
        return _go(flow, place, flow.nodes[place.node]["silent"])
    which = "again" if failures == MOST_FAILURES else "say"
    said = (Spoken("", "invalid" if keys else "nothing"), Spoken(place.node, which))
    return Turn(replace(place, failures=failures), said)


def _star(flow: Flow, place: Place, keys: str) -> Turn:
    """`*` goes back by one; `*9` in one entry, or 9 right after it, is the slow mode."""
    if keys == BACK + SLOWER:
        return _slower(flow, replace(place, star=place.node))
    kind = flow.kind(place.node)
    if kind == Kind.PARK or not place.back:
        return _stay(flow, replace(place, star=place.node))
    before = replace(place, node="", back=place.back[:-1], star=place.node, failures=0)
    return _enter(flow, before, place.back[-1])


def _slower(flow: Flow, place: Place) -> Turn:
    """Twice the time for every answer, from where the star was keyed."""
    back = place.back if place.star == place.node else (*place.back, place.node)
    there = Place(place.star, 0, place.language, is_slow=True, back=back)
    turn = _stay(flow, there)
    return replace(turn, said=(Spoken("", "slower"), *turn.said))


def _stay(flow: Flow, place: Place) -> Turn:
    which = "poll" if flow.kind(place.node) == Kind.PARK else "say"
    return Turn(place, (Spoken(place.node, which),))


def _go(flow: Flow, place: Place, target: str) -> Turn:
    if target == AGAIN:
        turn = _stay(flow, replace(place, failures=0))
        wrong = (Spoken("", "invalid"),) if flow.kind(place.node) == Kind.ENTER else ()
        return replace(turn, said=wrong + turn.said)
    back = place.back
    if place.node and flow.kind(place.node) in (Kind.ASK, Kind.ENTER):
        back = (*back, place.node)[-10:]
    return _enter(flow, replace(place, failures=0, back=back), target)


def _enter(flow: Flow, place: Place, name: str) -> Turn:
    """Go through what only speaks, as far as a node that hears, checks or ends."""
    said: list[Spoken] = []
    while flow.kind(name) == Kind.SAY:
        said.append(Spoken(name))
        name = flow.nodes[name]["next"]
    if flow.kind(name) != Kind.CHECK:
        said.append(Spoken(name))
    return Turn(replace(place, node=name), tuple(said))


LONGEST_TEXT = 300
LANGUAGES = frozenset({"en", "fr"})
_MARK = re.compile(r"\{(\w*)\}")
_KEY = re.compile(r"[0-9#]")
Problem = tuple[str, str]


def problem_of(
    data: Any, *, words: Mapping[str, tuple[str, ...]], marks: frozenset[str]
) -> Problem | None:
    """What is wrong with a menu as data, as a node's name and a code; None when nothing is.

    `words` are the checks that there are, with their answers; `marks`, what a text may hold in
    braces. Codes: bad_form, no_start, bad_kind, no_text, too_long, bad_mark, bad_key, bad_check,
    missing_word, no_way_out, bad_length, no_such_node, no_end.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("nodes"), Mapping):
        return "", "bad_form"
    nodes = data["nodes"]
    if data.get("start") not in nodes:
        return "", "no_start"
    for name, node in nodes.items():
        if not isinstance(node, Mapping) or node.get("kind") not in set(Kind):
            return name, "bad_kind"
        code = _wrong_texts(node, marks) or _wrong_form(node, words) or _wrong_targets(node, nodes)
        if code:
            return name, code
    if loop := _endless(nodes):
        return loop, "no_end"
    return None


def _wrong_texts(node: Mapping[str, Any], marks: frozenset[str]) -> str:
    if node["kind"] != Kind.CHECK and not node.get("say"):
        return "no_text"
    for which in ("say", "again", "poll"):
        texts = node.get(which, {"en": "-", "fr": "-"})
        if not isinstance(texts, Mapping) or set(texts) != LANGUAGES or not all(texts.values()):
            return "no_text"
        if any(len(text) > LONGEST_TEXT for text in texts.values()):
            return "too_long"
        if any(mark not in marks for text in texts.values() for mark in _MARK.findall(text)):
            return "bad_mark"
    return ""


def _wrong_form(node: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> str:
    kind = node["kind"]
    if kind in (Kind.CHECK, Kind.ENTER):
        if node.get("check") not in words:
            return "bad_check"
        if set(words[node["check"]]) - set(node.get("then", {})):
            return "missing_word"
    if kind == Kind.ENTER and not 1 <= node.get("least", 1) <= node.get("most", 0) <= 20:
        return "bad_length"
    if not all(_KEY.fullmatch(key) for name in _KEYED for key in node.get(name, {})):
        return "bad_key"
    if kind in (Kind.ASK, Kind.ENTER) and "silent" not in node:
        return "no_way_out"
    return "no_way_out" if "languages" in node and "next" not in node else ""


_KEYED = ("keys", "languages")


def targets(node: Mapping[str, Any]) -> list[str]:
    """The nodes that this one may lead to."""
    named = [node[key] for key in ("next", "silent") if key in node]
    return [*named, *node.get("keys", {}).values(), *node.get("then", {}).values()]


def _wrong_targets(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    if node["kind"] == Kind.SAY and "next" not in node:
        return "no_way_out"
    known = {*nodes, AGAIN} if node["kind"] in HEARING else set(nodes)
    return "" if set(targets(node)) <= known else "no_such_node"


def _endless(nodes: Mapping[str, Any]) -> str:
    """A node of texts from which other texts lead back to it, without hearing the caller."""
    for name, node in nodes.items():
        seen, at = {name}, node
        while at["kind"] == Kind.SAY:
            following = at["next"]
            if following in seen:
                return str(name)
            seen.add(following)
            at = nodes[following]
    return ""
