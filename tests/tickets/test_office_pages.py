"""What a processing officer sees and does on the screens; what they never see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, ViewLog
from contactcentre.kit import clock
from tests import factories
from tickets.actions.assign import take
from tickets.actions.note import add_note
from tickets.actions.refer import refer
from tickets.actions.referrals import clarify
from tickets.actions.restrict import restrict
from tickets.adapters.files import StoredFile, keep
from tickets.enums import ReferralState, Sensitivity, State
from tickets.models import Notice, ProcessingOffice, Referral, ReferralDraft, Ticket

SignIn = Callable[[User], Client]
BASE = "/en/processing-offices/"


@pytest.fixture
def ticket(agent: User, now: dt.datetime) -> Ticket:
    made = factories.ticket(
        uci="1122334455",
        application_numbers=("E123456789",),
        sender=factories.Sender(name="Minh Tran", email="minh@example.org", phone="6135550123"),
        body="A long letter that only the centre reads.",
    )
    return take(ticket_id=made.pk, by=agent, now=now)


@pytest.fixture
def referral(ticket: Ticket, officer: User, agent: User, now: dt.datetime) -> Referral:
    content, size = keep(b"%PDF-1.4 a ticket")
    return refer(
        ticket_id=ticket.pk,
        office=officer.offices.get(),
        reason="urgent",
        question="Can the visa be issued before November 26?",
        by=agent,
        now=now,
        client_told=True,
        files=(StoredFile(content, "proof.pdf", "application/pdf", size),),
    )


@pytest.fixture
def page(officer: User, signed_in: SignIn) -> Client:
    return signed_in(officer)


def url(referral: Referral, *rest: str) -> str:
    return "/".join([f"{BASE}{referral.pk}", *rest, ""])


def tomorrow() -> dt.date:
    return (clock.now() + dt.timedelta(days=1)).date()


def answer_data(**changes: str) -> dict[str, str]:
    day = tomorrow()
    return {
        "stage": "Medical received",
        "last_activity": "Passport requested on Monday",
        "outstanding": "The passport, with the client",
        "next_update_on_day": str(day.day),
        "next_update_on_month": str(day.month),
        "next_update_on_year": str(day.year),
        "may_tell": "yes",
        "wording": "",
        **changes,
    }


def test_the_list_shows_what_is_asked_and_by_when(page: Client, referral: Referral) -> None:
    shown = page.get(BASE).content.decode()
    assert f"R-{referral.pk}" in shown
    assert "Can the visa be issued" in shown
    assert "Urgent" in shown
    assert "Answer by" in shown


def test_the_lists_are_new_due_today_and_answered(page: Client, referral: Referral) -> None:
    number = f"R-{referral.pk}"
    assert number in page.get(BASE + "?list=new").content.decode()
    page.post(url(referral, "acknowledge"))
    assert number not in page.get(BASE + "?list=new").content.decode()
    Referral.objects.update(due_at=clock.now())
    assert number in page.get(BASE + "?list=today").content.decode()
    Referral.objects.update(due_at=clock.now() + dt.timedelta(days=2))
    assert number not in page.get(BASE + "?list=today").content.decode()
    page.post(url(referral, "answer"), answer_data())
    assert number not in page.get(BASE).content.decode()
    assert number in page.get(BASE + "?list=answered").content.decode()


def test_an_unknown_list_or_page_leads_to_the_first(page: Client, referral: Referral) -> None:
    assert page.get(BASE + "?list=nonsense").headers["Location"] == BASE
    assert page.get(BASE + "?after=nonsense").headers["Location"] == BASE + "?list=open"


def test_long_lists_have_pages(page: Client, referral: Referral) -> None:
    copies = [
        Referral(
            ticket=referral.ticket,
            office=referral.office,
            reason="urgent",
            question="Again?",
            created_at=referral.created_at,
            due_at=None if number % 2 else referral.due_at,
        )
        for number in range(60)
    ]
    Referral.objects.bulk_create(copies)
    seen: list[int] = []
    query = ""
    while True:
        answer = page.get(BASE + query)
        seen += [row["referral"].pk for row in answer.context["rows"]]
        query = answer.context["next_url"]
        if not query:
            break
    assert sorted(seen) == sorted(Referral.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


def test_the_question_stands_first_with_the_facts_of_the_file(
    page: Client, referral: Referral
) -> None:
    shown = page.get(url(referral)).content.decode()
    main = shown[shown.index("<main") :]
    assert "Can the visa be issued" in main[main.index("<h1") : main.index("</h1>")]
    for fact in ("Minh Tran", "11-2233-4455", "E123456789", "proof.pdf"):
        assert fact in main


def test_an_officer_sees_neither_the_thread_nor_how_to_reach_the_client(
    page: Client, referral: Referral, agent: User, now: dt.datetime
) -> None:
    add_note(ticket_id=referral.ticket_id, text="An inner note", by=agent, now=now)
    shown = page.get(url(referral)).content.decode()
    for hidden in ("minh@example.org", "6135550123", "A long letter", "An inner note"):
        assert hidden not in shown


def test_another_office_sees_nothing(
    referral: Referral, signed_in: SignIn, agent: User, supervisor: User
) -> None:
    other_office = ProcessingOffice.objects.create(code="x", name_en="X", name_fr="X")
    stranger = signed_in(factories.officer(other_office))
    file = referral.attachments.get()
    for address in (url(referral), url(referral, "files", str(file.pk))):
        assert stranger.get(address).status_code == 404
    for verb in ("acknowledge", "answer", "question", "draft"):
        assert stranger.post(url(referral, verb)).status_code == 404
    for person in (agent, supervisor):
        assert signed_in(person).get(url(referral)).status_code == 403


def test_acknowledging_twice_does_it_once(page: Client, referral: Referral) -> None:
    assert page.post(url(referral, "acknowledge")).status_code == 302
    referral.refresh_from_db()
    first = referral.acknowledged_at
    page.post(url(referral, "acknowledge"))
    referral.refresh_from_db()
    assert referral.state == ReferralState.ACKNOWLEDGED
    assert referral.acknowledged_at == first


def test_only_a_post_changes_anything(page: Client, referral: Referral) -> None:
    for verb in ("acknowledge", "answer", "question", "draft"):
        assert page.get(url(referral, verb)).status_code == 405


def test_a_question_to_the_centre_and_its_answer_are_shown(
    page: Client, referral: Referral, agent: User, now: dt.datetime
) -> None:
    page.post(url(referral, "question"), {"question": "Which flight?"})
    clarify(referral_id=referral.pk, text="AC 870 on Friday", by=agent, now=now)
    shown = page.get(url(referral)).content.decode()
    assert "Which flight?" in shown
    assert "AC 870 on Friday" in shown
    assert Notice.objects.filter(user=agent, referral=referral).exists()


def test_an_empty_question_says_what_to_do(page: Client, referral: Referral) -> None:
    answer = page.post(url(referral, "question"), {"question": " "})
    assert answer.status_code == 422
    assert "Write your question to the centre" in answer.content.decode()


def test_the_answer_lands_on_the_ticket_and_ends_the_wait(
    page: Client, referral: Referral, ticket: Ticket, agent: User
) -> None:
    page.post(url(referral, "answer"), answer_data())
    referral.refresh_from_db()
    ticket.refresh_from_db()
    assert referral.state == ReferralState.ANSWERED
    assert referral.next_update_on == tomorrow()
    assert ticket.state == State.OPEN
    assert Notice.objects.filter(user=agent, referral=referral).exists()
    shown = page.get(url(referral)).content.decode()
    assert "The passport, with the client" in shown
    assert "Send answer" not in shown


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"stage": ""}, "Say at which stage the file is"),
        ({"outstanding": ""}, "Say what is outstanding, and with whom"),
        ({"last_activity": " "}, "Say what was done last"),
        ({"next_update_on_day": ""}, "Enter the day"),
        ({"next_update_on_year": "2020"}, "The next update can’t be in the past"),
        ({"may_tell": ""}, "Select whether the client may be told"),
        ({"may_tell": "wording"}, "Write the words that the client may be told"),
        ({"may_tell": "no"}, "Write why the client may not be told"),
    ],
)
def test_each_missing_fact_is_named_and_the_rest_kept(
    page: Client, referral: Referral, missing: dict[str, str], message: str
) -> None:
    kept = "Passport requested on Monday" if "last_activity" not in missing else "Medical received"
    answer = page.post(url(referral, "answer"), answer_data(**missing))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert message in shown
    assert kept in shown
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_a_second_answer_is_refused_and_says_so(page: Client, referral: Referral) -> None:
    page.post(url(referral, "answer"), answer_data())
    again = page.post(url(referral, "answer"), answer_data(stage="Another"))
    assert again.status_code == 422
    referral.refresh_from_db()
    assert referral.stage == "Medical received"


def test_what_is_typed_is_kept_and_comes_back(page: Client, referral: Referral) -> None:
    saved = page.post(
        url(referral, "draft"), answer_data(stage="Half a sen\x00tence", next_update_on_month="")
    )
    assert "saved" in saved.json()
    shown = page.get(url(referral)).content.decode()
    assert "Half a sentence" in shown
    assert "Saved at" in shown
    page.post(url(referral, "answer"), answer_data())
    assert not ReferralDraft.objects.exists()
    assert "problem" in page.post(url(referral, "draft"), answer_data()).json()


def test_a_file_is_a_download_and_nothing_else(page: Client, referral: Referral) -> None:
    file = referral.attachments.get()
    answer: Any = page.get(url(referral, "files", str(file.pk)))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 a ticket"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_file_of_the_thread_is_not_the_offices(
    page: Client, referral: Referral, now: dt.datetime
) -> None:
    content, size = keep(b"letter")
    other = factories.ticket(files=(StoredFile(content, "letter.txt", "text/plain", size),))
    file = other.attachments.get()
    assert page.get(url(referral, "files", str(file.pk))).status_code == 404


def test_opening_a_sealed_referral_is_logged_before_it_is_shown(
    page: Client, referral: Referral, officer: User, agent: User, now: dt.datetime
) -> None:
    page.get(url(referral))
    assert not ViewLog.objects.filter(user=officer).exists()
    restrict(
        ticket_id=referral.ticket_id,
        sensitivity=Sensitivity.PRIVACY_BREACH,
        reason="Letter to another person",
        by=agent,
        now=now,
    )
    page.get(url(referral))
    assert ViewLog.objects.get(user=officer, kind="referral").object_id == referral.pk


def test_earlier_referrals_are_those_that_the_office_may_see(
    page: Client, referral: Referral, agent: User, now: dt.datetime
) -> None:
    hidden_office = ProcessingOffice.objects.create(code="y", name_en="Y", name_fr="Y")
    facts: dict[str, Any] = {"reason": "other", "question": "And?", "by": agent, "now": now}
    shown = refer(ticket_id=referral.ticket_id, office=referral.office, **facts)
    hidden = refer(ticket_id=referral.ticket_id, office=hidden_office, **facts)
    page_text = page.get(url(referral)).content.decode()
    assert f"R-{shown.pk}<" in page_text
    assert f"R-{hidden.pk}<" not in page_text


def test_every_page_speaks_french(page: Client, referral: Referral) -> None:
    listed = page.get("/fr/bureaux-de-traitement/")
    shown = page.get(f"/fr/bureaux-de-traitement/{referral.pk}/")
    assert listed.status_code == shown.status_code == 200
    assert f"/en/processing-offices/{referral.pk}/" in shown.content.decode()


def test_the_list_is_renewed_by_its_fragment(page: Client, referral: Referral) -> None:
    whole = page.get(BASE).content.decode()
    fragment = page.get(BASE, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="referrals">')
    assert fragment.strip() in whole
    assert "/live/desk/?topic=me" in whole
