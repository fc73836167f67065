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

Active special operations come first: one whose form or line was used, else the first whose words
are found. It decides the queue and the least priority; what the rules set to protect or refer an
enquiry still holds, and one that they seal goes to their queue, not to the operation's.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
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
# Members' enquiries keep their own queue and standard, and what is said on the phone is not read.
READ_FOR_WORDS = frozenset({"web", "email", "api"})


@dataclass(frozen=True)
class Facts:
    """What rules look at. `types` holds the codes of the type and of its parent; `operation` is
    the special operation whose form or line was used."""

    channel: str
    types: tuple[str, ...]
    language: str
    country: str
    province: str
    urgency: str
    text: str
    operation: int | None = None

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
class OperationData:
    """An active special operation as data; `queue` is a code, `words` are held by language."""

    id: int
    code: str
    queue: str
    priority: int
    words: Mapping[str, list[str]]


@dataclass(frozen=True)
class Decision:
    """Which rule decided (None for the default), what matched, and what it sets.

    With `operation_id` the operation decided the queue; the rule, if there is one, the rest.
    """

    rule_id: int | None
    matched: dict[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Any] = field(default_factory=dict)
    operation_id: int | None = None


def fold(text: str) -> str:
    """Lower case, no accents, apostrophes and hyphens as spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w*]+", " ", plain).split())


def decide(
    facts: Facts, rules: Iterable[RuleData], operations: Iterable[OperationData] = ()
) -> Decision:
    """Return the decision of the first rule that matches, within that of a special operation."""
    folded = fold(facts.text)
    by_rules = _by_rules(facts, folded, rules)
    for operation in operations:
        matched = match_operation(facts, folded, operation)
        if matched is not None:
            return _within(operation, matched, by_rules)
    return by_rules


def match_operation(facts: Facts, folded: str, operation: OperationData) -> dict[str, Any] | None:
    """Return how an enquiry belongs to an operation, or None when it does not."""
    if facts.operation is not None:
        door = "line" if facts.channel == "phone" else "form"
        here = facts.operation == operation.id
        return {"operation": operation.code, "operation_door": door} if here else None
    word = _first_word(folded, operation.words) if facts.channel in READ_FOR_WORDS else None
    return {"operation": operation.code, "operation_word": word} if word else None


def _within(operation: OperationData, matched: dict[str, Any], by_rules: Decision) -> Decision:
    facts, sets = {**matched, **by_rules.matched}, by_rules.sets
    if sets.get("sensitivity", Sensitivity.ORDINARY) == Sensitivity.ORDINARY:
        priority = min(operation.priority, sets.get("priority", operation.priority))
        kept = {name: value for name, value in sets.items() if name != "skills"}
        sets = {**kept, "queue": operation.queue, "priority": priority}
    return replace(by_rules, matched=facts, sets=sets, operation_id=operation.id)


def _by_rules(facts: Facts, folded: str, rules: Iterable[RuleData]) -> Decision:
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
