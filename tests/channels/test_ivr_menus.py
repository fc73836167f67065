"""A menu in which a caller could get stuck or hear nothing can't be published."""

import copy
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import ivr
from channels.actions.menu_checks import WORDS
from channels.actions.menus import check_menu, new_menu_version, publish_menu
from channels.exceptions import MenuProblem
from channels.models import IvrFlow, IvrFlowVersion, VoiceLine
from contactcentre.reference.files import rows
from tests.channels.callers import Caller

PAIR = {"en": "Press 1.", "fr": "Appuyez sur le 1."}
MENU: dict[str, Any] = {
    "start": "one",
    "nodes": {
        "one": {"kind": "ask", "say": PAIR, "keys": {"1": "bye"}, "silent": "bye"},
        "two": {"kind": "say", "say": PAIR, "next": "one"},
        "number": {
            "kind": "enter",
            "say": PAIR,
            "least": 8,
            "most": 10,
            "check": "number",
            "then": {"noted": "bye"},
            "silent": "bye",
        },
        "bye": {"kind": "end", "say": PAIR},
    },
}


def changed(node: str, **facts: Any) -> dict[str, Any]:
    data = copy.deepcopy(MENU)
    for name, value in facts.items():
        if value is None:
            data["nodes"][node].pop(name)
        else:
            data["nodes"][node][name] = value
    return data


@pytest.mark.django_db
def test_a_text_may_tell_the_time_of_a_line_of_business_that_is_published(centre):
    text = {"en": "{time_citizenship}", "fr": "{time_citizenship}"}
    check_menu(changed("one", say=text))
    with pytest.raises(MenuProblem):
        check_menu(changed("one", say={"en": "{time_travel}", "fr": "{time_travel}"}))


@pytest.mark.django_db
def test_a_sound_menu_passes():
    check_menu(MENU)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], ("", "bad_form")),
        ({**MENU, "start": "three"}, ("", "no_start")),
        (changed("one", kind="dance"), ("one", "bad_kind")),
        (changed("one", say={"en": "Press 1."}), ("one", "no_text")),
        (changed("one", say={"en": "x" * 301, "fr": "x"}), ("one", "too_long")),
        (changed("one", say={"en": "{name}", "fr": "{name}"}), ("one", "bad_mark")),
        (changed("one", keys={"A": "bye"}), ("one", "bad_key")),
        (changed("one", keys={"1": "three"}), ("one", "no_such_node")),
        (changed("one", silent=None), ("one", "no_way_out")),
        (changed("two", next=None), ("two", "no_way_out")),
        (changed("two", next="two"), ("two", "no_end")),
        (changed("number", check="shoes"), ("number", "bad_check")),
        (changed("number", then={}), ("number", "missing_word")),
        (changed("number", most=4), ("number", "bad_length")),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_a_menu_says_what_is_wrong_with_it(data, problem):
    with pytest.raises(MenuProblem) as refused:
        check_menu(data)
    assert (refused.value.node, refused.value.code) == problem


@pytest.mark.django_db
class TestVersions:
    def test_a_new_version_is_in_force_for_the_next_call_only(self, centre, now):
        under_way = Caller().calls()
        flow = IvrFlow.objects.get(code="general")
        draft = new_menu_version(version=flow.versions.get())
        words = draft.nodes["nodes"]["menu"]["say"]
        words["en"] = f"Our menu has changed. {words['en'][:200]}"
        draft.save()
        publish_menu(version_id=draft.pk, by=None, now=now + dt.timedelta(minutes=1))
        assert "changed" not in under_way.keys("1").heard
        assert "changed" in Caller().calls().keys("1").heard

    def test_the_next_version_is_begun_once(self, centre):
        published = IvrFlowVersion.objects.get(flow__code="general")
        first = new_menu_version(version=published)
        assert new_menu_version(version=published) == first
        assert (first.version, first.published_at) == (2, None)

    def test_a_broken_version_is_not_published(self, centre, now):
        draft = new_menu_version(version=IvrFlowVersion.objects.get(flow__code="general"))
        draft.nodes["nodes"]["menu"].pop("silent")
        draft.save()
        with pytest.raises(MenuProblem):
            publish_menu(version_id=draft.pk, by=None, now=now)

    def test_every_line_of_a_new_centre_has_a_menu_in_force(self, centre):
        flows = set(VoiceLine.objects.values_list("flow", flat=True))
        in_force = IvrFlowVersion.objects.in_force().filter(flow__in=flows)
        assert in_force.count() == len(flows) == 3


def test_star_then_nine_gives_twice_the_time_where_the_star_was_keyed():
    flow = ivr.Flow.of(MENU)
    place = ivr.Place("number", language="en", back=("one",))
    gone_back = ivr.answer(flow, place, "*")
    assert gone_back.place.node == "one"
    slower = ivr.answer(flow, gone_back.place, "9")
    assert (slower.place.node, slower.place.is_slow) == ("number", True)
    assert ivr.answer(flow, place, "*9").place.is_slow


KEYS = st.one_of(
    st.sampled_from(["", "*", "*9", "#", *"0123456789"]),
    st.text("0123456789*#", min_size=2, max_size=12),
)


@pytest.mark.parametrize("menu", rows("menus"), ids=lambda menu: menu["code"])
@given(data=st.data(), keyed=st.lists(KEYS, max_size=25))
def test_whatever_is_keyed_the_caller_hears_something_and_can_go_on(menu, data, keyed):
    """And whatever the world answers to the checks on the way."""
    flow = ivr.Flow.of(menu["nodes"])
    turn = settled(flow, ivr.begin(flow), data)
    for keys in keyed:
        if flow.kind(turn.place.node) == ivr.Kind.END:
            break
        place = turn.place
        turn = ivr.answer(flow, place, keys)
        if turn.place.node == place.node and ivr.accepts(flow, place, keys):
            turn = checked(flow, turn, data)
        turn = settled(flow, turn, data)
        assert turn.said
        assert all(flow.text(each, "en") and flow.text(each, "fr") for each in turn.said)
        assert flow.kind(turn.place.node) in (*ivr.HEARING, ivr.Kind.END)


def settled(flow: ivr.Flow, turn: ivr.Turn, data: st.DataObject) -> ivr.Turn:
    while ivr.needs_check(flow, turn):
        turn = checked(flow, turn, data)
    return turn


def checked(flow: ivr.Flow, turn: ivr.Turn, data: st.DataObject) -> ivr.Turn:
    words = WORDS[flow.nodes[turn.place.node]["check"]]
    following = ivr.resume(flow, turn.place, data.draw(st.sampled_from(words)))
    return replace(following, said=(*turn.said, *following.said))
