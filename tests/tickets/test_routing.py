"""Rules: the first that matches decides, in either language, and says why."""

import pytest

from tickets.routing import Facts, RuleData, RuleProblem, check, decide, fold

WORDS = {"words": {"en": ["passport", "expir*"], "fr": ["décès", "aujourd'hui"]}}


def facts(**changes: object) -> Facts:
    base = {
        "channel": "web",
        "types": ("status",),
        "language": "en",
        "country": "CA",
        "province": "QC",
        "urgency": "",
        "text": "",
    }
    return Facts(**{**base, **changes})


def rule(number: int, conditions: dict, **sets: object) -> RuleData:
    return RuleData(number, conditions, sets)


def test_no_match_is_a_decision_too() -> None:
    decision = decide(facts(), [rule(1, {"channel": ["email"]}, queue="mail")])
    assert decision.rule_id is None
    assert decision.sets == {}


def test_the_first_rule_that_matches_decides() -> None:
    rules = [rule(1, {"language": ["fr"]}, queue="a"), rule(2, {}, queue="b"), rule(3, {})]
    assert decide(facts(), rules).rule_id == 2
    assert decide(facts(language="fr"), rules).rule_id == 1


def test_all_conditions_have_to_hold() -> None:
    rules = [rule(1, {"channel": ["web"], "urgency": ["travel"]})]
    assert decide(facts(), rules).rule_id is None
    assert decide(facts(urgency="travel"), rules).matched == {
        "channel": "web",
        "urgency": "travel",
    }


@pytest.mark.parametrize(
    "text",
    [
        "My PASSPORT is lost",
        "It expires tonight",
        "Un DECES dans la famille",
        "un décès",
        "c’est pour aujourd’hui",
        "aujourd'hui !",
    ],
)
def test_words_match_in_both_languages_whatever_accents_and_case(text: str) -> None:
    assert decide(facts(text=text), [rule(1, WORDS)]).rule_id == 1


@pytest.mark.parametrize("text", ["passports office", "inexpirable", "deces1", "", "prédécès"])
def test_words_match_whole_words_only(text: str) -> None:
    assert decide(facts(text=text), [rule(1, WORDS)]).rule_id is None


def test_a_type_matches_by_its_parent_too() -> None:
    assert decide(facts(types=("work_permit", "status")), [rule(1, {"type": ["status"]})]).rule_id


@pytest.mark.parametrize(("country", "abroad"), [("CA", False), ("", False), ("MA", True)])
def test_abroad_is_known_only_from_a_country(country: str, abroad: bool) -> None:
    assert bool(decide(facts(country=country), [rule(1, {"abroad": True})]).rule_id) is abroad


def test_the_words_of_the_client_are_not_kept_with_the_decision() -> None:
    assert "text" not in facts(text="my secret").stored()


@pytest.mark.parametrize(
    ("conditions", "sets"),
    [
        ({"colour": ["red"]}, {}),
        ({}, {"colour": "red"}),
        ({"channel": "web"}, {}),
        ({"channel": []}, {}),
        ({"words": {"en": ["only english"]}}, {}),
        ({"words": {"en": ["a"], "fr": []}}, {}),
        ({"abroad": "yes"}, {}),
        ({}, {"priority": 9}),
        ({}, {"skills": "french"}),
        ({}, {"sensitivity": "secret"}),
        ({}, {"refer": {"office": "x"}}),
        ([], {}),
    ],
)
def test_a_rule_that_could_not_be_carried_out_is_refused(conditions: object, sets: object) -> None:
    with pytest.raises(RuleProblem):
        check(conditions, sets)


def test_folding_keeps_words_apart() -> None:
    assert fold("L’État-major, ÉTÉ") == "l etat major ete"
