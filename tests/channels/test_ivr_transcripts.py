"""Every place where a menu hears a caller: a good key, none, a wrong one, hanging up; and where
an entry is asked for, one of the right length that is refused.

What is said is compared with transcripts/<line>.<language>.txt; CC_WRITE_TRANSCRIPTS=1 writes them
anew, to be read before they are committed.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from channels import ivr
from channels.models import IvrFlowVersion, VoiceLine
from people.models import ApplicationStatus, ClientFile
from people.queries import read_status, tell
from tests import factories
from tests.channels.callers import Caller
from tests.factories import NOW
from tickets.models import ProcessingTime

HERE = Path(__file__).parent / "transcripts"
NIGHT = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
# Open in St. John's, not yet in Labrador.
BETWEEN = dt.datetime(2026, 11, 24, 11, 45, tzinfo=dt.UTC)
UCI, BORN = "12345678", "19880405"
FILE = ("1", UCI, BORN)

# How to come there, after the language; the key that leads on; facts of the caller.
Places = dict[str, tuple[tuple[str, ...], str, dict[str, Any]]]
PROGRAMMES = (
    *("citizenship", "family", "permanent_residence", "pr_card"),
    *("work_permit", "study_permit", "visitor", "refugee"),
)
GENERAL: Places = {
    "welcome": ((), "", {}),
    "menu": ((), "3", {}),
    "number": (("1",), UCI, {}),
    "birth": (("1", UCI), BORN, {}),
    "no_match": (("1", *[UCI, "19990101"] * 3), "3", {}),
    "tell_status": (FILE, "1", {}),
    "no_status": (FILE, "3", {"stale": True}),
    "information": (("2",), "1", {}),
    "times": (("2", "1"), "1", {}),
    "online": (("2", "2"), "3", {}),
    "address": (("2", "3"), "1", {}),
    "hours": (("2", "4"), "1", {}),
    "programmes": (("2", "5"), "1", {}),
    **{name: (("2", "5", str(key)), "9", {}) for key, name in enumerate(PROGRAMMES, start=1)},
    "country": (("3",), "1", {"number": ""}),
    "province": (("3",), "1", {"number": "+17095550142", "now": BETWEEN}),
    "abroad": (("3",), "1", {"number": "+33142685300"}),
    "closed": (("3",), "1", {"now": NIGHT}),
    "blocked": (("3",), "1", {"most_waiting": 0}),
    "offer": (("3",), "1", {}),
    "park": (("3", "1"), "2", {}),
    "callback_confirm": (("3", "2"), "1", {}),
    "callback_enter": (("3", "2", "2"), "5145550143", {}),
}
# Both other menus lead to an agent at once.
MEMBERS: Places = {
    "welcome": ((), "", {}),
    "country": ((), "1", {"number": ""}),
    "province": ((), "1", {"number": "+17095550142", "now": BETWEEN}),
    "abroad": ((), "9", {"number": "+33142685300"}),
    "closed": ((), "9", {"now": NIGHT}),
    "blocked": ((), "9", {"most_waiting": 0}),
    "offer": ((), "1", {}),
    "park": (("1",), "2", {}),
    "callback_confirm": (("2",), "1", {}),
    "callback_enter": (("2", "2"), "5145550143", {}),
}
# There nobody is turned away, or asked for a country.
NEVER = {"operation": {"blocked", "country"}}
OPERATION: Places = {name: MEMBERS[name] for name in MEMBERS if name not in NEVER["operation"]}
OPERATION["province"] = ((), "1", {"number": "+17095550142", "now": BETWEEN + dt.timedelta(days=1)})
OPERATION["abroad"] = ((), "9", {"number": "+33142685300", "from_abroad": False})
# Heard after the language was chosen, on a line behind which no operation runs.
OPERATION["no_operation"] = ((), "", {"at": "welcome", "runs": False})
PLACES = {"general": GENERAL, "members": MEMBERS, "operation": OPERATION}
LINES = {"operation": "operation-1"}
# Where 5 leads somewhere, or is an entry.
WRONG = {
    **{"country": ("#",), "province": ("#",)},
    **{"information": ("6",), "programmes": ("0",)},
}
# Of the right length: no such key, an unknown number, no date and a wrong one, a number abroad.
REFUSED: dict[str, list[tuple[str, ...]]] = {
    "country": [("5",)],
    "province": [("9",)],
    "number": [("87654321", BORN)],
    "birth": [("19881399",), ("19990101",)],
    "callback_enter": [("2125550142",)],
}
# What is said in answer to no other key.
MORE = {"menu": [("0",)]}
LANGUAGES = {"en": "1", "fr": "2"}


def known_file(*, stale: bool) -> ApplicationStatus:
    file = ClientFile.objects.create(
        uci=UCI, date_of_birth=dt.date(1988, 4, 5), created_at=NOW - dt.timedelta(days=90)
    )
    return ApplicationStatus.objects.create(
        file=file,
        application_number="E301234567",
        digits="301234567",
        line_of_business="citizenship",
        stage="eligibility",
        last_activity="file_reviewed",
        last_activity_on=dt.date(2026, 11, 2),
        as_of=NOW - dt.timedelta(days=400 if stale else 1),
        source="test",
        recorded_at=NOW,
    )


def caller_at(menu: str, node: str, language: str) -> Caller:
    way, _good, facts = PLACES[menu][node]
    caller = Caller(
        line=LINES.get(menu, menu),
        number=facts.get("number", "+15145550142"),
        now=facts.get("now", NOW),
    ).calls()
    at = facts.get("at", node)
    if at != "welcome":
        caller.keys(LANGUAGES[language], *way)
    assert caller.call.ivr.node == at
    return caller


@contextmanager
def undone() -> Iterator[None]:
    """As if what is done in here had not been: the next one stands at the same place."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def scene(menu: str, node: str, language: str) -> str:
    """Some callers at this place."""
    _way, good, facts = PLACES[menu][node]
    if menu == "operation" and facts.get("runs", True):
        factories.operation(phone_number="+18885550102")
    of_lines = {name: facts[name] for name in ("most_waiting", "from_abroad") if name in facts}
    if of_lines:
        VoiceLine.objects.update(**of_lines)
    status = known_file(stale=facts.get("stale", False))
    there = caller_at(menu, node, language)
    parts = [f"## {node}\n"]
    cases = [("good", (good or LANGUAGES[language],)), ("none", ("", "", ""))]
    cases += [("wrong", WRONG.get(node, ("5",)))]
    cases += [("refused", keyed) for keyed in REFUSED.get(node, ())]
    cases += [("more", keyed) for keyed in MORE.get(node, ())]
    for case, keyed in cases:
        with undone():
            caller = replace(there, lines=[]).keys(*keyed)
            parts.append(f"# {case}\n{caller.transcript}")
    with undone():
        outcome = replace(there, lines=[]).hangs_up(after=2).call.outcome
        parts.append(f"# hangs up\n= {outcome}\n")
    # The words of a status are tested where they are made.
    words = " ".join(tell(read_status(status, now=NOW), language=language))
    return "".join(parts).replace(words, "(the status)")


def written(menu: str, language: str) -> dict[str, str]:
    path = HERE / f"{menu}.{language}.txt"
    scenes = path.read_text("utf-8").split("## ") if path.exists() else []
    return {part.split("\n", 1)[0]: f"## {part}" for part in scenes if part.strip()}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("menu", "node"), [(menu, node) for menu, places in PLACES.items() for node in places]
)
def test_what_is_said(menu, node, language, centre):
    said = scene(menu, node, language)
    if os.environ.get("CC_WRITE_TRANSCRIPTS"):
        scenes = {**written(menu, language), node: said}
        text = "".join(scenes[name] for name in PLACES[menu] if name in scenes)
        (HERE / f"{menu}.{language}.txt").write_text(text, "utf-8")
    assert said == written(menu, language)[node]


@pytest.mark.django_db
@pytest.mark.parametrize("menu", PLACES)
def test_no_place_is_forgotten(menu, centre):
    flow = ivr.Flow.of(IvrFlowVersion.objects.get(flow__code=menu).nodes)
    hearing = {name for name in flow.nodes if flow.kind(name) in ivr.HEARING}
    places = {facts.get("at", name) for name, (_way, _good, facts) in PLACES[menu].items()}
    assert places == hearing - NEVER.get(menu, set())


@pytest.mark.django_db
@pytest.mark.parametrize("menu", PLACES)
def test_every_entry_is_refused_once(menu, centre):
    """As an entry: what is too long or too short is a wrong key, and judged by no check."""
    flow = ivr.Flow.of(IvrFlowVersion.objects.get(flow__code=menu).nodes)
    for name in flow.nodes:
        if flow.kind(name) == ivr.Kind.ENTER:
            entries = [keyed[0] for keyed in REFUSED[name]]
            assert all(ivr.accepts(flow, ivr.Place(name), entry) for entry in entries)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", PLACES)
def test_whatever_only_speaks_or_ends_a_call_is_heard(menu, language, centre):
    flow = ivr.Flow.of(IvrFlowVersion.objects.get(flow__code=menu).nodes)
    heard = "".join(written(menu, language).values())
    for name in flow.nodes:
        if flow.kind(name) in (ivr.Kind.SAY, ivr.Kind.END):
            words = re.split(r"\{\w+\}", flow.text(ivr.Spoken(name), language))
            assert all(part.strip() in heard for part in words), name


@pytest.mark.django_db
class TestProgrammes:
    @pytest.mark.parametrize("programme", PROGRAMMES)
    def test_its_published_time_is_told_where_there_is_one(self, programme, centre):
        caller = caller_at("general", programme, "en")
        time = ProcessingTime.objects.filter(code=programme).first()
        told = "The usual processing time was" in caller.heard
        assert told == (time is not None)
        assert time is None or f"was {time.weeks} weeks on" in caller.heard

    def test_they_are_told_at_night_and_abroad_and_that_is_being_served(self, centre):
        caller = Caller(number="+33142685300", now=NIGHT).calls().keys("2", "2", "5", "1")
        assert "Pour demander la citoyenneté" in caller.heard
        assert caller.hangs_up().call.outcome == "contained"

    def test_every_line_of_business_with_a_time_has_its_text(self, centre):
        codes = set(ProcessingTime.objects.values_list("code", flat=True))
        assert codes <= set(PROGRAMMES)


@pytest.mark.django_db
class TestWelcome:
    def test_both_languages_are_offered_in_themselves(self, centre):
        caller = Caller().calls()
        assert "For service in English, press 1." in caller.heard
        assert "Pour le service en français, appuyez sur le 2." in caller.heard

    def test_whoever_keys_nothing_gets_the_language_of_their_last_call(self, centre):
        Caller().calls().keys("2")
        caller = Caller().calls().keys("", "", "")
        assert caller.call.language == "fr"
        assert caller.call.ivr.node == "menu"

    def test_a_first_call_goes_on_in_english(self, centre):
        assert Caller().calls().keys("8", "8", "8").call.language == "en"

    def test_hanging_up_there_is_left_in_the_menu(self, centre):
        assert Caller().calls().hangs_up().call.outcome == "left_in_ivr"


@pytest.mark.django_db
class TestTwice:
    """Providers repeat what was not answered in time."""

    def test_the_same_call_is_greeted_alike(self, centre):
        caller = Caller().calls()
        first = caller.told
        assert caller.calls_again() == first

    def test_an_answered_step_is_answered_as_before(self, centre):
        caller = Caller().calls()
        step = caller.step
        caller.keys("2")
        assert caller.posts(step, "2") == caller.told
        assert caller.posts(step, "1") == caller.told
        assert caller.call.language == "fr"

    def test_after_the_end_there_is_only_the_end(self, centre):
        caller = Caller().calls()
        step = caller.step
        caller.hangs_up()
        assert [type(each).__name__ for each in caller.posts(step, "1")] == ["HangUp"]


@pytest.mark.django_db
def test_a_caller_never_hears_silence(centre):
    """A menu that fails says so in both languages, and passes the caller on."""
    VoiceLine.objects.update(fallback_number="+16135550199")
    caller = Caller().calls()
    session = caller.call.ivr
    session.node = "nowhere"
    session.save()
    caller.keys("1")
    assert "our telephone service is not working" in caller.heard
    assert "notre service téléphonique ne fonctionne pas" in caller.heard
    assert caller.told[-1].number == "+16135550199"
