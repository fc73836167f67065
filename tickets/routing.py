"""Routing as a pure rule: facts and ordered rules in, one decision out.

A rule's `conditions` all have to hold; an empty set always holds. The first rule that matches
decides. When none does, that is a decision too: the default queue.

Conditions: `channel`, `type` (code of the type or of its parent), `language`, `country`,
`province`, `urgency` (claimed): a list of accepted values; `words`: `{"en": [...], "fr": [...]}`,
any of which in subject or text, accents and case ignored, whole words, `*` at the end for any
ending; `abroad`: true or false.
Sets: `queue`, `priority` (1 to 4), `skills`, `tags`, `sensitivity`, `high_profile`, `refer`
(`{"office", "reason", "question_en", "question_fr"}`), `refer_if_missed` (the same without a
reason: when a service standard of the ticket is missed).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tickets.enums import Priority, ReferralReason, Sensitivity

LISTS = ("channel", "type", "language", "country", "province", "urgency")
CONDITIONS = frozenset({*LISTS, "words", "abroad"})
SETS = frozenset(
    {
        "queue",
        "priority",
        "skills",
        "tags",
        "sensitivity",
        "high_profile",
        "refer",
        "refer_if_missed",
    }
)
REFER = frozenset({"office", "reason", "question_en", "question_fr"})


class RuleProblem(ValueError):
    """A rule can't be understood. The message names what is wrong."""


@dataclass(frozen=True)
class Facts:
    """What rules look at. `types` holds the codes of the type and of its parent."""

    channel: str
    types: tuple[str, ...]
    language: str
    country: str
    province: str
    urgency: str
    text: str

    def stored(self) -> dict[str, Any]:
        """The facts without the client's words, to be kept with the decision."""
        facts = asdict(self)
        del facts["text"]
        return facts


@dataclass(frozen=True)
class RuleData:
    """One rule as data."""

    id: int
    conditions: Mapping[str, Any]
    sets: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """Which rule decided (None for the default), what matched, and what it sets."""

    rule_id: int | None
    matched: dict[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Any] = field(default_factory=dict)


def fold(text: str) -> str:
    """Lower case, no accents, apostrophes and hyphens as spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w*]+", " ", plain).split())


def decide(facts: Facts, rules: Iterable[RuleData]) -> Decision:
    """Return the decision of the first rule that matches."""
    folded = fold(facts.text)
    for rule in rules:
        matched = match(facts, folded, rule.conditions)
        if matched is not None:
            return Decision(rule.id, matched, rule.sets)
    return Decision(None)


def match(facts: Facts, folded: str, conditions: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what made the conditions hold, or None when one does not."""
    matched: dict[str, Any] = {}
    for name, wanted in conditions.items():
        found = _match_one(facts, folded, name, wanted)
        if found is None:
            return None
        matched[name] = found
    return matched


def _match_one(facts: Facts, folded: str, name: str, wanted: Any) -> Any:
    if name == "words":
        return _first_word(folded, wanted)
    if name == "abroad":
        abroad = facts.country not in ("", "CA")
        return abroad if abroad == wanted else None
    values = facts.types if name == "type" else (getattr(facts, name),)
    return next((value for value in values if value in wanted), None)


def _first_word(folded: str, wanted: Mapping[str, list[str]]) -> str | None:
    for words in wanted.values():
        for word in words:
            if re.search(_pattern(word), folded):
                return word
    return None


def _pattern(word: str) -> str:
    plain = fold(word)
    ending = r"\w*" if plain.endswith("*") else ""
    return rf"(?<!\w){re.escape(plain.rstrip('*').strip())}{ending}(?!\w)"


def check(conditions: Any, sets: Any) -> None:
    """Raise RuleProblem for a rule that could not be carried out."""
    if not isinstance(conditions, dict) or not isinstance(sets, dict):
        raise RuleProblem("conditions and sets are objects")
    for name in conditions.keys() - CONDITIONS:
        raise RuleProblem(f"unknown condition: {name}")
    for name in sets.keys() - SETS:
        raise RuleProblem(f"unknown setting: {name}")
    for name in conditions.keys() & set(LISTS):
        if not _texts(conditions[name]):
            raise RuleProblem(f"{name}: a list of texts")
    _check_words(conditions.get("words", {}))
    if "abroad" in conditions and not isinstance(conditions["abroad"], bool):
        raise RuleProblem("abroad: true or false")
    _check_sets(sets)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)


def _check_words(words: Any) -> None:
    if not isinstance(words, dict) or words.keys() - {"en", "fr"}:
        raise RuleProblem("words: lists under en and fr")
    if not words:
        return
    if words.keys() != {"en", "fr"} or not all(_texts(value) for value in words.values()):
        raise RuleProblem("words: both languages, each with at least one word")


def _check_sets(sets: Mapping[str, Any]) -> None:
    if sets.get("priority", Priority.NORMAL) not in Priority.values:
        raise RuleProblem("priority: 1 to 4")
    if sets.get("sensitivity", Sensitivity.ORDINARY) not in Sensitivity.values:
        raise RuleProblem("sensitivity: ordinary, restricted or privacy_breach")
    for name in ("skills", "tags"):
        if name in sets and not _texts(sets[name]):
            raise RuleProblem(f"{name}: a list of texts")
    _check_refer(sets, "refer", REFER)
    _check_refer(sets, "refer_if_missed", REFER - {"reason"})


def _check_refer(sets: Mapping[str, Any], name: str, needed: frozenset[str]) -> None:
    refer = sets.get(name)
    if refer is None:
        return
    if not isinstance(refer, dict) or refer.keys() != needed or not all(refer.values()):
        raise RuleProblem(f"{name}: {', '.join(sorted(needed))}")
    if refer.get("reason", ReferralReason.STANDARD_MISSED) not in ReferralReason.values:
        raise RuleProblem(f"{name}: unknown reason")
