"""The reference data: complete in both languages, understood by the rules, loaded once."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Team
from contactcentre.reference.files import TextPair, rows, texts
from contactcentre.typography import french_problems
from tests import factories
from tickets import routing
from tickets.actions.texts import blanks
from tickets.enums import ClockKind, Sensitivity, State, TextUse
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    EnquiryType,
    OutcomeCode,
    ProcessingOffice,
    Queue,
    Rule,
    RuleSet,
    StandardText,
    StandardVersion,
    Ticket,
)

LISTS = (
    "calendars",
    "enquiry_types",
    "offices",
    "operation_templates",
    "outcome_codes",
    "processing_times",
    "programme_issues",
    "queues",
    "rules",
    "skills",
    "standards",
    "teams",
)
ENGLISH_NAMED = re.compile(r"(?m)^English: .*$")


def _texts_of(value: object, language: str) -> list[str]:
    """Every text of a language in an entry, however deep."""
    if not isinstance(value, dict):
        return []
    own = [item for key, item in value.items() if key.endswith(f"_{language}")]
    found = [text for item in own for text in (item if isinstance(item, list) else [item])]
    return found + [text for item in value.values() for text in _texts_of(item, language)]


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_says_the_same_things_in_both_languages(name: str) -> None:
    for row in rows(name):
        english, french = _texts_of(row, "en"), _texts_of(row, "fr")
        assert len(english) == len(french) > 0
        assert all(text.strip() for text in [*english, *french])


@pytest.mark.parametrize("name", LISTS)
def test_french_is_typeset_as_french_is(name: str) -> None:
    for row in rows(name):
        assert not [text for text in _texts_of(row, "fr") if french_problems(text)]


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.code)
def test_a_text_is_complete_and_has_the_same_fields_in_both_languages(text: TextPair) -> None:
    assert text.use in TextUse.values
    assert all([text.en.title, text.fr.title, text.en.body, text.fr.body])
    assert blanks(text.en.title) == blanks(text.fr.title)
    assert blanks(text.en.body) == blanks(text.fr.body)
    french = f"{text.fr.title}\n{ENGLISH_NAMED.sub('', text.fr.body)}"
    assert not french_problems(french)
    assert text.en.body.count("\n## ") == text.fr.body.count("\n## ")
    assert "'" not in text.en.title + text.en.body


@pytest.mark.parametrize("rule", rows("rules"), ids=lambda rule: rule["name_en"])
def test_every_rule_can_be_carried_out(rule: dict) -> None:
    routing.check(rule["conditions"], rule["sets"])
    codes = {name: {row["code"] for row in rows(name)} for name in LISTS if name != "rules"}
    assert rule["sets"]["queue"] in codes["queues"]
    assert set(rule["conditions"].get("type", [])) <= codes["enquiry_types"]
    assert set(rule["sets"].get("skills", [])) <= codes["skills"]
    offices = [
        rule["sets"][name]["office"]
        for name in ("refer", "refer_if_missed")
        if name in rule["sets"]
    ]
    assert set(offices) <= codes["offices"]


def _words_of(rule: dict) -> list[str]:
    return [word for words in rule["conditions"].get("words", {}).values() for word in words]


def test_every_word_of_a_rule_is_found_where_it_is_written() -> None:
    for rule in rows("rules"):
        for word in _words_of(rule):
            text = routing.fold(f"Well, {word.replace('*', 's')}: yes")
            assert routing._first_word(text, {"en": [word]}) == word


def test_loading_creates_what_a_centre_needs(centre: None) -> None:
    assert Queue.objects.get(is_default=True).code == "general"
    assert all(queue.teams.exists() for queue in Queue.objects.all())
    assert EnquiryType.objects.filter(parent=None, on_form=True).count() == 8
    assert OutcomeCode.objects.filter(discards=True, active=True).count() == 2
    assert ProcessingOffice.objects.get(next_level=None).code == "national_duty"
    assert RuleSet.objects.in_force()[0].rules.count() == len(rows("rules"))
    kinds = {version.standard.kind for version in StandardVersion.objects.in_force()}
    assert kinds == set(ClockKind.values)
    assert StandardText.objects.published().count() == len(texts())


def test_the_holidays_of_four_years_have_names_in_both_languages(centre: None) -> None:
    days = CalendarVersion.objects.named("written").holidays.all()
    assert {2025, 2026, 2027, 2028} <= {day.date.year for day in days}
    assert date(2027, 6, 24) in {day.date for day in days}
    assert all(day.name_en and day.name_fr for day in days)
    assert not any("'" in day.name_fr for day in days)


def test_loading_again_changes_nothing(
    centre: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(25):
        call_command("load_reference", verbosity=0)
    assert Rule.objects.count() == len(rows("rules"))
    assert CalendarVersion.objects.count() == BusinessCalendar.objects.count()


def test_what_people_edited_stays(centre: None) -> None:
    Queue.objects.filter(code="status").update(name_en="Where is my file?", active=False)
    Team.objects.get(code="urgent").delete()
    call_command("load_reference", verbosity=0)
    queue = Queue.objects.get(code="status")
    assert (queue.name_en, queue.active) == ("Where is my file?", False)
    assert Team.objects.filter(code="urgent").exists()


@pytest.mark.parametrize(
    ("changes", "queue", "priority"),
    [
        ({"body": "My mother passed away last night in Manila."}, "urgent", 1),
        ({"body": "Mon visa expire ce soir à minuit.", "language": "fr"}, "urgent", 1),
        ({"body": "They say this is the last flight out."}, "urgent", 1),
        ({"body": "I fly on Friday.", "urgency_claimed": "travel"}, "urgent", 1),
        ({"body": "My permit ends on the 30th.", "urgency_claimed": "expiry"}, "urgent", 2),
        ({"body": "Please hurry.", "enquiry_type": "urgent"}, "urgent", 2),
        ({"body": "The page is blank.", "enquiry_type": "account_problem"}, "technical", 3),
        ({"body": "Here it is.", "enquiry_type": "documents"}, "documents", 3),
        ({"body": "Nobody answers.", "enquiry_type": "complaint"}, "complaints", 3),
        ({"body": "How much is it?", "enquiry_type": "general"}, "general", 3),
        ({"body": "How much is it?", "enquiry_type": "other", "country": "MA"}, "general", 3),
        ({"body": "Is there news?", "enquiry_type": "status"}, "status", 3),
        ({"body": "Ma demande d’asile", "enquiry_type": "status", "language": "fr"}, "status", 3),
    ],
)
def test_the_first_rules_send_an_enquiry_where_it_belongs(
    centre: None, changes: dict, queue: str, priority: int
) -> None:
    ticket = factories.ticket(**changes)
    assert (ticket.queue.code, ticket.priority) == (queue, priority)
    assert ticket.state == State.OPEN


def test_a_mistake_with_personal_information_is_sealed(centre: None) -> None:
    by_type = factories.ticket(enquiry_type="privacy", body="A letter came to my address.")
    by_words = factories.ticket(
        body="On m’a envoyé le passeport d’une autre personne.", language="fr"
    )
    for ticket in (by_type, by_words):
        assert ticket.sensitivity == Sensitivity.PRIVACY_BREACH
        assert ticket.queue.code == "privacy"


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "I told a journalist about this."},
        {"body": "J’en ai parlé à une journaliste.", "language": "fr"},
        {"body": "A reporter waits with us.", "urgency_claimed": "safety"},
        {"body": "They will not let us evacuate.", "urgency_claimed": "safety"},
    ],
)
def test_public_attention_and_danger_go_to_the_duty_desk_at_once(
    centre: None, changes: dict
) -> None:
    ticket = factories.ticket(**changes)
    assert ticket.state == State.WAITING_OFFICE
    assert ticket.referrals.get().office.code == "national_duty"
    assert Ticket.objects.filter(pk=ticket.pk, priority__lte=2).exists()
