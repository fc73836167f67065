"""Words on a ticket: nobody answers blind, nothing typed is lost, automatic mail moves nothing."""

import datetime as dt

import pytest

from accounts.models import User
from people.models import Person
from tests import factories
from tickets.actions.assign import take
from tickets.actions.draft import save_draft
from tickets.actions.note import add_note
from tickets.actions.open import Enquiry
from tickets.actions.receive import receive_automatic, receive_flagged, receive_message
from tickets.actions.reply import reply, stop_waiting, wait_for_client
from tickets.actions.resolve import close, confirm_solved, discard, reopen_not_solved, resolve
from tickets.enums import Delivery, DraftKind, EventKind, NoticeKind, State
from tickets.exceptions import IllegalTransition, Incomplete, ThreadChanged
from tickets.models import Draft, Notice, OutcomeCode, Ticket

DAY = dt.timedelta(days=1)


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return factories.ticket()


def answer(ticket: Ticket, agent: User, now: dt.datetime, **facts: object) -> object:
    ticket.refresh_from_db()
    return reply(
        ticket_id=ticket.pk,
        text="Your file is complete.",
        by=agent,
        now=now,
        thread_version=ticket.thread_version,
        **facts,
    )


def client_writes(ticket: Ticket, now: dt.datetime, **changes: object) -> tuple:
    return receive_message(
        ticket_id=ticket.pk, enquiry=factories.enquiry(**changes), person=ticket.client, now=now
    )


def outcome(code: str = "answered") -> OutcomeCode:
    return OutcomeCode.objects.get(code=code)


def test_a_reply_is_queued_to_one_address_in_the_client_s_language(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    message = answer(ticket, agent, now)
    assert message.delivery == Delivery.QUEUED
    assert message.to_email == ticket.parties.get().email
    assert message.language == ticket.language


def test_a_reply_to_a_thread_that_changed_is_refused_and_the_draft_kept(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    save_draft(
        ticket=ticket, kind=DraftKind.REPLY, text="Hello", thread_version=0, by=agent, now=now
    )
    client_writes(ticket, now)
    with pytest.raises(ThreadChanged):
        reply(ticket_id=ticket.pk, text="Hello", thread_version=0, by=agent, now=now)
    assert Draft.objects.get(ticket=ticket).body == "Hello"


@pytest.mark.parametrize("text", ["", "   \n", "Hello {name}, we got it."])
def test_a_reply_with_nothing_or_a_blank_is_not_sent(
    ticket: Ticket, agent: User, now: dt.datetime, text: str
) -> None:
    with pytest.raises(Incomplete):
        reply(ticket_id=ticket.pk, text=text, thread_version=0, by=agent, now=now)


def test_a_sent_reply_takes_its_draft_and_leaves_the_note_s(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    for kind in (DraftKind.REPLY, DraftKind.NOTE):
        save_draft(ticket=ticket, kind=kind, text="x", thread_version=0, by=agent, now=now)
    answer(ticket, agent, now)
    assert [draft.kind for draft in Draft.objects.all()] == [DraftKind.NOTE]


def test_waiting_needs_a_question_of_ours(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    with pytest.raises(IllegalTransition):
        wait_for_client(ticket_id=ticket.pk, by=agent, now=now)
    answer(ticket, agent, now)
    assert wait_for_client(ticket_id=ticket.pk, by=agent, now=now).state == State.WAITING_CLIENT
    assert stop_waiting(ticket_id=ticket.pk, by=agent, now=now).state == State.OPEN


def test_the_client_s_word_ends_the_waiting_and_tells_the_owner(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    take(ticket_id=ticket.pk, by=agent, now=now)
    answer(ticket, agent, now, wait_for_client=True)
    _, new = client_writes(ticket, now + DAY)
    ticket.refresh_from_db()
    assert new
    assert ticket.state == State.OPEN
    assert Notice.objects.filter(user=agent, kind=NoticeKind.CLIENT_WROTE).count() == 1


def test_the_same_message_twice_is_one(ticket: Ticket, now: dt.datetime) -> None:
    enquiry: Enquiry = factories.enquiry()
    first, _ = receive_message(ticket_id=ticket.pk, enquiry=enquiry, person=ticket.client, now=now)
    again, new = receive_message(
        ticket_id=ticket.pk, enquiry=enquiry, person=ticket.client, now=now + DAY
    )
    assert (again, new) == (first, False)


def test_automatic_mail_moves_nothing(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    answer(ticket, agent, now, wait_for_client=True)
    ticket.refresh_from_db()
    before = (ticket.state, ticket.thread_version, ticket.due_at, ticket.waiting_until)
    receive_automatic(ticket_id=ticket.pk, enquiry=factories.enquiry(), now=now + DAY)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.thread_version, ticket.due_at, ticket.waiting_until) == before


def test_a_stranger_s_message_is_kept_and_not_shown_as_the_client_s(
    ticket: Ticket, now: dt.datetime
) -> None:
    message = receive_flagged(
        ticket_id=ticket.pk, enquiry=factories.enquiry(), reason="stranger", now=now
    )
    assert message not in ticket.messages.all().shown_to_client()
    assert ticket.events.last().kind == EventKind.FLAGGED


def test_resolved_closes_by_itself_after_fourteen_days(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    resolve(ticket_id=ticket.pk, outcome=outcome(), by=agent, now=now)
    assert close(ticket_id=ticket.pk, now=now + 13 * DAY) is None
    assert close(ticket_id=ticket.pk, now=now + 14 * DAY).state == State.CLOSED
    with pytest.raises(IllegalTransition):
        client_writes(ticket, now + 15 * DAY)


def test_a_message_reopens_what_was_resolved(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    resolve(ticket_id=ticket.pk, outcome=outcome(), by=agent, now=now)
    client_writes(ticket, now + DAY)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.outcome) == (State.OPEN, None)


def test_the_client_says_solved_or_not(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    resolve(ticket_id=ticket.pk, outcome=outcome(), by=agent, now=now)
    assert reopen_not_solved(ticket_id=ticket.pk, now=now).state == State.OPEN
    resolve(ticket_id=ticket.pk, outcome=outcome(), by=agent, now=now)
    assert confirm_solved(ticket_id=ticket.pk, now=now).state == State.CLOSED


def test_spam_closes_from_any_state_and_a_real_outcome_does_not(
    ticket: Ticket, agent: User, now: dt.datetime
) -> None:
    with pytest.raises(Incomplete):
        discard(ticket_id=ticket.pk, outcome=outcome(), by=agent, now=now)
    with pytest.raises(Incomplete):
        resolve(ticket_id=ticket.pk, outcome=outcome("spam"), by=agent, now=now)
    closed = discard(ticket_id=ticket.pk, outcome=outcome("spam"), by=agent, now=now)
    assert closed.state == State.CLOSED
    assert closed.next_action_at is None


def test_a_note_is_never_a_message(ticket: Ticket, agent: User, now: dt.datetime) -> None:
    before = ticket.messages.count()
    add_note(ticket_id=ticket.pk, text="He sounds worried.", by=agent, now=now)
    assert ticket.messages.count() == before
    assert Person.objects.count() == 1
