"""The pure rules of the public pages: order of questions, networks, countries, markup."""

import itertools

import pytest

from channels.markup import parse
from channels.networks import network
from channels.steps import (
    Step,
    asked,
    first_unanswered,
    next_step,
    position,
    previous_step,
    with_answers,
)
from tickets.countries import countries, provinces, zone_of

PLAIN = {"topic": "status", "role": "applicant"}
URGENT = {"topic": "urgent", "urgency": "travel", "role": "family"}


class TestOrder:
    def test_six_questions_and_seven_when_it_is_urgent(self):
        assert position(Step.TOPIC, {}) == (1, 6)
        assert position(Step.REACH, PLAIN) == (6, 6)
        assert position(Step.URGENCY, URGENT) == (2, 7)
        assert position(Step.REACH, URGENT) == (7, 7)

    def test_a_page_that_goes_on_with_another_shares_its_number(self):
        answers = {**URGENT, "urgency": "safety", "role": "representative"}
        assert position(Step.SAFETY, answers) == position(Step.URGENCY, answers)
        assert position(Step.REPRESENTATIVE, answers) == position(Step.WHO, answers)

    def test_emergency_numbers_come_right_after_safety_was_chosen(self):
        answers = {"topic": "urgent", "urgency": "safety"}
        assert next_step(Step.URGENCY, answers) == Step.SAFETY
        assert next_step(Step.SAFETY, answers) == Step.WHO

    @pytest.mark.parametrize("answers", [{}, PLAIN, URGENT, {**PLAIN, "role": "representative"}])
    def test_back_is_the_opposite_of_forward(self, answers):
        pages = asked(answers)
        for before, after in itertools.pairwise(pages):
            assert next_step(before, answers) == after
            assert previous_step(after, answers) == before
        assert previous_step(pages[0], answers) is None
        assert next_step(pages[-1], answers) is None

    def test_going_through_every_page_leaves_nothing_unanswered(self):
        answers = {}
        new = {Step.TOPIC: {"topic": "status"}, Step.WHO: {"role": "applicant"}}
        while page := first_unanswered(answers):
            answers = with_answers(answers, page, new.get(page, {}))
        assert answers["done"] == asked(answers)

    def test_another_topic_asks_for_the_question_again_and_drops_the_detail(self):
        answers = {**PLAIN, "subtopic": "status_pr", "done": ["topic", "question"]}
        changed = with_answers(answers, Step.TOPIC, {"topic": "documents"})
        assert "subtopic" not in changed
        assert Step.QUESTION not in changed["done"]

    def test_the_same_topic_again_keeps_everything(self):
        answers = {**PLAIN, "subtopic": "status_pr", "done": ["topic", "question"]}
        assert with_answers(answers, Step.TOPIC, {"topic": "status"}) == {
            **answers,
            "done": ["question", "topic"],
        }

    def test_urgency_is_not_asked_any_more_once_the_topic_is_another(self):
        changed = with_answers(URGENT, Step.TOPIC, {"topic": "general"})
        assert Step.URGENCY not in asked(changed)


class TestNetwork:
    def test_what_a_visitor_writes_into_the_header_is_not_believed(self):
        assert network("203.0.113.9", "198.51.100.1", 0) == "203.0.113.9"

    def test_behind_a_proxy_its_own_entry_counts_not_the_forged_ones_before(self):
        assert network("10.0.0.1", "1.1.1.1, 203.0.113.9", 1) == "203.0.113.9"
        assert network("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", 2) == "203.0.113.9"

    def test_an_ipv6_household_is_one_network(self):
        one, other = network("2001:db8::1", "", 0), network("2001:db8:0:0:ffff::9", "", 0)
        assert one == other == "2001:db8::/64"

    def test_ipv4_in_ipv6_is_that_ipv4(self):
        assert network("::ffff:203.0.113.9", "", 0) == "203.0.113.9"

    @pytest.mark.parametrize("rubbish", ["", "unix:", "999.1.1.1", "<script>"])
    def test_rubbish_is_one_network_too(self, rubbish):
        assert network(rubbish, "", 0) == "unknown"


class TestCountries:
    def test_canada_is_first_and_accents_do_not_sort_last(self):
        french = [name for _code, name in countries("fr")]
        assert french[0] == "Canada"
        assert french.index("Égypte") < french.index("Espagne") < french.index("États-Unis")
        assert french.index("Équateur") < french.index("France")

    def test_both_languages_have_the_same_places(self):
        english, french = dict(countries("en")), dict(countries("fr"))
        assert english.keys() == french.keys()
        assert {"CA", "CM", "HT", "IN", "UA"} <= english.keys()
        assert not {"EU", "UN", "ZZ", "XA"} & english.keys()

    def test_thirteen_provinces_and_territories(self):
        assert len(provinces("en")) == len(provinces("fr")) == 13

    def test_a_zone_is_known_where_there_is_one_only(self):
        assert zone_of("CA", "NL") == "America/St_Johns"
        assert zone_of("CA", "") == ""
        assert zone_of("IN", "") == "Asia/Kolkata"
        assert zone_of("RU", "") == ""


class TestMarkup:
    def test_headings_lists_paragraphs_and_links(self):
        blocks = parse(
            "Intro\nin two lines.\n\n## What\n- one\n- [two](https://x.example/a)\n\nEnd"
        )
        assert [block.kind for block in blocks] == ["paragraph", "heading", "list", "paragraph"]
        assert blocks[0].spans[0].text == "Intro in two lines."
        assert blocks[2].items[1][0].href == "https://x.example/a"

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"]
    )
    def test_only_plain_addresses_lead_anywhere(self, address):
        [block] = parse(f"[press]({address})")
        assert all(not span.href or span.href.startswith("/") for span in block.spans)
        assert all(not span.href.startswith("//") for span in block.spans)
