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
from tickets.exceptions import RuleProblem

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
    for part, value in (("conditions", conditions), ("sets", sets)):
        if not isinstance(value, dict):
            raise RuleProblem(part, "not_an_object")
    _check_conditions(conditions)
    _check_sets(sets)


def _check_conditions(conditions: Mapping[str, Any]) -> None:
    for name in conditions.keys() - CONDITIONS:
        raise RuleProblem("conditions", "unknown_condition", name)
    for name in conditions.keys() & set(LISTS):
        if not _texts(conditions[name]):
            raise RuleProblem("conditions", "list_of_texts", name)
    words = conditions.get("words", {})
    if not isinstance(words, dict) or (words and not _both_languages(words)):
        raise RuleProblem("conditions", "both_languages", "words")
    if not isinstance(conditions.get("abroad", True), bool):
        raise RuleProblem("conditions", "true_or_false", "abroad")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)


def _both_languages(words: Mapping[str, Any]) -> bool:
    return words.keys() == {"en", "fr"} and all(_texts(value) for value in words.values())


def _check_sets(sets: Mapping[str, Any]) -> None:
    for name in sets.keys() - SETS:
        raise RuleProblem("sets", "unknown_setting", name)
    if sets.get("priority", Priority.NORMAL) not in Priority.values:
        raise RuleProblem("sets", "priority", "priority")
    if sets.get("sensitivity", Sensitivity.ORDINARY) not in Sensitivity.values:
        raise RuleProblem("sets", "sensitivity", "sensitivity")
    if not isinstance(sets.get("queue", ""), str):
        raise RuleProblem("sets", "one_text", "queue")
    if not isinstance(sets.get("high_profile", True), bool):
        raise RuleProblem("sets", "true_or_false", "high_profile")
    for name in ("skills", "tags"):
        if name in sets and not _texts(sets[name]):
            raise RuleProblem("sets", "list_of_texts", name)
    _check_refer(sets, "refer", REFER)
    _check_refer(sets, "refer_if_missed", REFER - {"reason"})


def _check_refer(sets: Mapping[str, Any], name: str, needed: frozenset[str]) -> None:
    refer = sets.get(name)
    if refer is None:
        return
    if not isinstance(refer, dict) or refer.keys() != needed or not _filled(refer):
        raise RuleProblem("sets", "refer_fields", name)
    if refer.get("reason", ReferralReason.STANDARD_MISSED) not in ReferralReason.values:
        raise RuleProblem("sets", "refer_reason", name)


def _filled(refer: Mapping[str, Any]) -> bool:
    return all(isinstance(value, str) and value.strip() for value in refer.values())
