"""Whatever an address asks for, the supervisors' pages answer: none of it is an error of ours."""

import base64
import json
from collections.abc import Callable
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from insights.actions.roll_up import roll_up_day
from insights.models import DailyFigure
from insights.periods import DAY
from insights.urls import urlpatterns
from tests import factories
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]
SignIn = Callable[[User], Client]
DATES = [
    *("0001-01-01", "9999-12-31", "9999-01-01", "1999-12-31", "2000-01-01", "2099-12-31"),
    *("2026-02-30", "2026-11-24", "-1", "now", "٢٠٢٦-١١-٢٤"),
]
JUNK = ["", "\x00", "%", "x" * 3000, "-1", "0", "99999999999999999999", "1e9", "é", "[]", "none"]


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


VALUES = {
    "figure": ["contacts", "solved", "written_days", "calls_blocked", "call_answer_rate"],
    "first": DATES,
    "last": DATES,
    "week": DATES,
    "by": ["year", "month", "week", "day"],
    "split": ["channel", "type", "language", "queue"],
    "part": ["en", "none", "1", "1\n", "999999999", "9999999999"],
    "channel": ["phone", "written", "member", "email"],
    "kind": ["calls", "contacts", "answers"],
    "over": ["day", "week"],
    "year": ["2021", "0", "9999"],
    "change": ["-90", "500", "501"],
    "outcome": ["answered", "lost"],
    "queue": ["general"],
    "asked": ["1"],
    "state": ["ready", "silent"],
    "sort": ["received", "due"],
    "weekday": ["4", "5"],
    "calls": ["0", "100000"],
    "aht": ["1", "7200"],
    "target": ["0", "3600"],
    "patience": ["1", "7200"],
    "agents": ["1", "10000"],
    "trunks": ["1", "20000"],
    "after": [
        cursor("9999-12-31T23:59:59+00:00", 2**63),
        cursor("0001-01-01T00:00:00+14:00", 1),
        cursor(None, None),
    ],
}
PAGES = sorted(page.name for page in urlpatterns)
# What only the page of staffing reads.
OF_STAFFING = {"weekday", "calls", "aht", "target", "patience", "agents", "trunks"}


@pytest.fixture
def browser(supervisor: User, signed_in: SignIn) -> Client:
    factories.ticket()
    for days in range(3):
        roll_up_day(day=(NOW - days * DAY).date(), now=NOW + DAY)
    assert DailyFigure.objects.exists()
    return signed_in(supervisor)


def address(page: str, language: str) -> str:
    with override(language):
        args = ["waiting"] if page == "behind_enquiries" else []
        return reverse(f"insights:{page}", args=args)


@pytest.mark.parametrize("page", PAGES)
def test_no_parameter_of_any_page_is_an_error_of_ours(page: str, browser: Client) -> None:
    random = Random(page)
    names = VALUES if page == "staffing" else VALUES.keys() - OF_STAFFING
    tried = [{name: value} for name in sorted(names) for value in VALUES[name]]
    tried += [{random.choice(list(VALUES)): value} for value in JUNK]
    tried += [
        {name: random.choice([*VALUES[name], random.choice(JUNK)])
         for name in random.sample(list(VALUES), 8)}
        for _ in range(8)
    ]  # fmt: skip
    for query in tried:
        answer = browser.get(address(page, random.choice(["en", "fr"])), query)
        assert answer.status_code < 500, query


ROW = {"figure": "contacts", "first": "2026-11-24", "last": "2026-11-24"}


@pytest.mark.parametrize(
    ("page", "query", "status"),
    [
        ("rows", {**ROW, "split": "type", "part": "en"}, 404),
        ("rows", {**ROW, "split": "language", "part": "12"}, 404),
        ("rows", {**ROW, "split": "type"}, 404),
        ("rows", {**ROW, "part": "en"}, 404),
        ("rows", {**ROW, "split": "language", "part": "en"}, 200),
        ("rows", {**ROW, "last": "9999-12-31"}, 404),
        ("history", {"by": "year", "first": "9999-01-01", "last": "9999-12-31"}, 200),
        ("history_csv", {"by": "year", "first": "9999-01-01"}, 404),
        ("trends", {"last": "0001-01-01"}, 200),
        ("report", {"week": "0001-01-01"}, 200),
        ("report_csv", {"week": "0001-01-01"}, 404),
    ],
)
def test_days_and_parts_that_no_figure_has_are_refused(
    page: str, query: dict[str, str], status: int, browser: Client
) -> None:
    answer = browser.get(address(page, "en"), query)
    assert answer.status_code == status
    if status == 200 and page != "rows":
        assert "Enter a date from the years 2000 to 2099" in answer.content.decode()
