"""The list of an office: narrowed, searched, taken away as a file; what is open already."""

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

from accounts.models import User
from contactcentre.kit import pieces
from mp_office.models import Office
from tests.mp_office import offices
from tests.mp_office.offices import ticket_of
from tests.mp_office.test_portal import HOME, TYPED, begun, text_of
from tickets.actions.resolve import resolve
from tickets.models import OutcomeCode

SignIn = Callable[[User], Client]


@pytest.fixture
def browser(staff: User, signed_in: SignIn) -> Client:
    return signed_in(staff)


def file_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return answer.content.decode("utf-8-sig")


@pytest.fixture
def filed(staff: User, office: Office, now: dt.datetime) -> User:
    """A-1 of the colleague, last week; B-2 urgent; C-3 in danger; returns the colleague."""
    colleague = offices.staff(office)
    week_ago = now - dt.timedelta(days=7)
    offices.enquiry(colleague, own_reference="A-1", now=week_ago)
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)}
    offices.enquiry(staff, own_reference="B-2", question="Her flight\nleaves Toronto", **travel)
    safety = {"urgency": "safety", "callback_phone": "+16135550134"}
    offices.enquiry(staff, own_reference="C-3", constituent_name="=Léa Roy", **safety)
    return colleague


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Your office’s line:"), ("fr", "La ligne de votre bureau")]
)
def test_it_tells_the_line_of_the_offices_and_its_hours(
    browser: Client, language: str, words: str
) -> None:
    with override(language):
        page = browser.get(reverse("members:enquiries")).content.decode()
    assert words in page
    assert 'href="tel:+16135550101"' in page
    assert ("callers in Canada" if language == "en" else "personnes au Canada") in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "ABC"),
        ("&urgency=urgent", "BC"),
        ("&urgency=safety", "C"),
        ("&urgency=no", "A"),
        ("&first=2026-11-24", "BC"),
        ("&last=2026-11-23", "A"),
        ("&first=2026-11-17&last=2026-11-17", "A"),
        ("&urgency=travel&last=2026-11-23", ""),
        ("&urgency=nonsense&first=9999-12-31&last=x", "ABC"),
    ],
)
def test_it_is_narrowed_by_the_address(
    query: str, found: str, browser: Client, filed: User
) -> None:
    page = text_of(browser, f"{HOME}?list=all{query}")
    lines = list(csv.reader(io.StringIO(file_of(browser, f"{HOME}enquiries.csv?list=all{query}"))))
    for reference in ("A-1", "B-2", "C-3"):
        assert (f">{reference}</a>" in page) == (reference[0] in found)
    assert sorted(line[0][0] for line in lines[1:]) == sorted(found)


def test_it_is_narrowed_by_who_filed(browser: Client, filed: User) -> None:
    page = text_of(browser, f"{HOME}?list=all&by={filed.pk}")
    assert "A-1" in page
    assert "B-2" not in page
    stranger = offices.staff(offices.office())
    assert f'value="{stranger.pk}"' not in page


def test_the_search_finds_words_that_the_office_wrote(browser: Client, filed: User) -> None:
    page = browser.post(f"{HOME}search/", {"q": "leaves toronto"}, follow=True).content.decode()
    assert "B-2" in page
    assert "A-1" not in page
    lines = file_of(browser, f"{HOME}enquiries.csv?list=found")
    assert "B-2" in lines
    assert "A-1" not in lines


def test_the_file_opens_in_excel_of_either_language(browser: Client, filed: User) -> None:
    english = file_of(browser, f"{HOME}enquiries.csv?list=all")
    assert english.startswith("Your reference,Our number,Constituent")
    assert "'=Léa Roy" in english
    with override("fr"):
        address = reverse("members:export")
    french = file_of(browser, f"{address}?list=all")
    assert ";'=Léa Roy;" in french
    assert len(english.splitlines()) == len(french.splitlines()) == 4


def test_the_file_holds_the_own_offices_enquiries_only(filed: User, signed_in: SignIn) -> None:
    stranger = signed_in(offices.staff(offices.office()))
    assert len(file_of(stranger, f"{HOME}enquiries.csv?list=all").splitlines()) == 1


def test_a_line_more_costs_no_query_more(
    browser: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is told of the telephone is asked for again every minute.
    monkeypatch.setitem(pieces._drawers, "members_line", lambda: SafeString(""))
    counts = []
    for more in (1, 3):
        for _ in range(more):
            offices.for_another(staff)
        for path in (f"{HOME}enquiries.csv?list=all", f"{HOME}?list=all&urgency=no"):
            with CaptureQueriesContext(connection) as asked:
                browser.get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_what_is_open_about_the_same_file_is_shown_and_does_not_block(
    browser: Client, staff: User, agent: User, now: dt.datetime
) -> None:
    offices.enquiry(staff, own_reference="RID-7", applications=())
    offices.enquiry(staff, own_reference="RID-8", uci="")
    offices.enquiry(staff, own_reference="RID-9", uci="99887766", applications=("W1",))
    done = offices.enquiry(staff, own_reference="RID-10")
    outcome = OutcomeCode.objects.get(code="answered")
    resolve(ticket_id=ticket_of(done).pk, outcome=outcome, by=agent, now=now)
    offices.enquiry(offices.staff(offices.office()), own_reference="THEIRS-1")
    draft = begun(browser)
    assert "Open in your office already" not in text_of(browser, draft)
    checked = browser.post(draft, {**TYPED, "then": "check"}).headers["Location"]
    for path in (draft, checked):
        page = text_of(browser, path)
        assert "Open in your office already" in page
        for reference, shown in (
            ("RID-7", True),
            ("RID-8", True),
            ("RID-9", False),
            ("RID-10", False),
            ("THEIRS-1", False),
        ):
            assert (f">{reference}</a>" in page) == shown, (path, reference)
    assert browser.post(checked).status_code == 302
    assert staff.places.get().office.enquiries.sent().filter(own_reference="RID-114").exists()


def test_the_next_page_keeps_the_filters(browser: Client, staff: User) -> None:
    travel = {"urgency": "travel", "urgency_date": dt.date(2026, 12, 4)}
    for number in range(27):
        offices.enquiry(staff, own_reference=f"N-{number}-", routed=False)
    offices.enquiry(staff, own_reference="URGENT-1", routed=False, **travel)
    seen: list[str] = []
    path = f"{HOME}?list=all&urgency=no"
    for rows in (25, 2):
        page = text_of(browser, path)
        found = re.findall(r">(N-\d+-)</a>", page)
        assert len(found) == rows
        assert "URGENT-1" not in page
        seen += found
        after = re.search(r'href="([^"]+after=[^"]+)" rel="next"', page)
        path = html.unescape(after[1]) if after else ""
    assert len(set(seen)) == 27
    assert path == ""
