"""What the start page says of the telephone is true, or it is not said."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from accounts.actions.presence import set_presence
from accounts.enums import PresenceState
from channels.enums import CallOutcome
from channels.models import VoiceLine
from channels.queries import phone_facts as facts
from contactcentre.kit.formatting import HYPHEN
from insights.queries.board import read_board
from insights.queries.headlines import headlines
from tests import factories
from tests.channels.visitors import Visitor
from tests.insights import calls
from tickets.models import BusinessCalendar

pytestmark = pytest.mark.django_db
# A Tuesday, 10 am in Montréal.
TUESDAY = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _nothing_kept(centre: None) -> Iterator[None]:
    facts._facts.cache_clear()
    yield
    facts._facts.cache_clear()


@pytest.fixture
def line() -> VoiceLine:
    return VoiceLine.objects.order_by("number").get(kind="general")


def shown(visitor: Visitor, language: str = "en") -> str:
    return visitor.text("start", language).replace("\xa0", " ").replace(HYPHEN, "-")


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-11-24T09:00", "2026-11-24"),
        # 5 pm in Montréal, 2 pm in Vancouver: somebody is still answered.
        ("2026-11-24T22:00", "2026-11-24"),
        ("2026-11-25T00:30", "2026-11-25"),
        # A Friday evening; Christmas, a Friday, before the Monday that stands for Boxing Day.
        ("2026-11-28T01:00", "2026-11-30"),
        ("2026-12-25T15:00", "2026-12-29"),
    ],
)
def test_the_hours_are_those_of_a_day_that_is_not_over_everywhere(utc: str, day: str) -> None:
    now = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    found = facts.phone_facts("en", now=now)
    assert found is not None
    assert (str(found.day), found.opens, found.closes) == (day, dt.time(8), dt.time(16))


def test_the_wait_is_the_one_that_a_caller_would_be_told(line: VoiceLine) -> None:
    found = facts.phone_facts("en", now=TUESDAY)
    assert found is not None
    assert found.wait == (None, None), "nobody takes calls"
    facts._facts.cache_clear()
    agent = factories.user("agent", languages=["en"])
    set_presence(state=PresenceState.READY, by=agent, now=TUESDAY)
    calls.call(line, CallOutcome.ANSWERED, now=TUESDAY - dt.timedelta(minutes=30))
    found = facts.phone_facts("en", now=TUESDAY)
    assert found is not None
    assert found.wait[1] is not None


def test_the_share_of_answered_calls_is_the_boards(line: VoiceLine) -> None:
    for outcome in (CallOutcome.ANSWERED, CallOutcome.ABANDONED, CallOutcome.ABANDONED):
        calls.call(line, outcome, now=TUESDAY - dt.timedelta(hours=1))
    found = facts.phone_facts("en", now=TUESDAY)
    assert found is not None
    rate = headlines(read_board(["ordinary"], now=TUESDAY))["call_answer_rate"]
    assert found.answered == rate.value == Decimal(1) / 3


def test_the_start_page_says_it_in_both_languages(visitor: Visitor) -> None:
    english, french = shown(visitor), shown(visitor, "fr")
    assert '<a href="tel:+18885550100">1-888-555-0100</a>' in english
    assert "from 8 am to 4 pm by the clock of their province" in english
    assert "de 8 h à 16 h, à l’heure de leur province" in french
    for page in (english, french):
        assert "%" not in page.split('href="tel:')[1].split("</p>")[0], "no call, no share"


def test_a_line_whose_hours_are_not_published_yet_breaks_no_page(
    visitor: Visitor, line: VoiceLine
) -> None:
    line.calendar = BusinessCalendar.objects.create(code="new", name_en="New", name_fr="Nouveau")
    line.save()
    page = shown(visitor)
    assert "tel:" in page
    assert "clock of their province" not in page


def test_without_a_line_nothing_is_said(visitor: Visitor, line: VoiceLine) -> None:
    VoiceLine.objects.update(is_active=False)
    assert "tel:" not in shown(visitor)
