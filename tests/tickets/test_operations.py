"""Special operations: opened, routed to, edited, moved, closed, and told of when they end."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from contactcentre.kit import clock
from tests import factories
from tickets.actions.close_operation import (
    close_operation,
    end_operations,
    retire_queues,
    warn_of_ends,
)
from tickets.actions.edit_operation import edit_operation
from tickets.actions.extend_operation import extend_operation
from tickets.actions.open_operation import open_operation
from tickets.actions.resolve import discard
from tickets.actions.route import route_ticket
from tickets.enums import Channel, NoticeKind, OperationEventKind, Priority, Sensitivity
from tickets.exceptions import Incomplete, OperationChanged, OperationOver
from tickets.models import (
    Notice,
    OperationEvent,
    OutcomeCode,
    Queue,
    RoutingDecision,
    SpecialOperation,
    Ticket,
)
from tickets.tasks import end_special_operations

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
IN_BEIRUT = "We wait in Beirut with two children."


@pytest.fixture
def operation(supervisor: User, now: dt.datetime) -> SpecialOperation:
    return factories.operation(by=supervisor, now=now)


class TestOpening:
    def test_name_text_and_team_suffice(self, supervisor: User, now: dt.datetime) -> None:
        plan = factories.plan(words_en=(), words_fr=())
        made = open_operation(plan=plan, key="a", by=supervisor, now=now)
        assert made.is_active(now)
        assert made.queue.name_en == made.name_en
        assert [team.code for team in made.queue.teams.all()] == ["event"]
        assert made.text_in("banner", "fr") == made.announcement_fr
        assert made.priority == Priority.HIGH

    def test_its_addresses_are_words_of_each_language_with_the_year(
        self, operation: SpecialOperation
    ) -> None:
        assert operation.slug_en == "lebanon-help-to-leave-2026"
        assert operation.slug_fr == "liban-aide-au-depart-2026"

    def test_another_of_the_same_name_gets_another_address(
        self, operation: SpecialOperation
    ) -> None:
        again = factories.operation()
        assert again.slug_en == f"{operation.slug_en}-2"
        assert again.queue != operation.queue

    def test_a_page_that_is_sent_twice_opens_one(self, supervisor: User, now: dt.datetime) -> None:
        plan = factories.plan()
        first = open_operation(plan=plan, key="same", by=supervisor, now=now)
        assert open_operation(plan=plan, key="same", by=supervisor, now=now) == first
        assert OperationEvent.objects.count() == 1

    def test_a_chosen_queue_gets_the_teams_besides_its_own(
        self, supervisor: User, now: dt.datetime
    ) -> None:
        urgent = Queue.objects.get(code="urgent")
        before = urgent.teams.count()
        made = factories.operation(queue=urgent)
        assert not made.own_queue
        assert urgent.teams.count() == before + 1
        assert made.events.get().data["teams"] == ["event"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"banner_en": "Only English"},
            {"announcement_fr": ""},
            {"teams": ()},
            {"ends_at": factories.NOW},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_what_is_not_complete_is_refused(self, centre: None, changes: dict[str, Any]) -> None:
        with pytest.raises(Incomplete):
            factories.operation(**changes)

    def test_a_line_belongs_to_one_open_operation(self, centre: None, now: dt.datetime) -> None:
        first = factories.operation(phone_number="+18005550142")
        with pytest.raises(Incomplete):
            factories.operation(phone_number="+18005550142")
        close_operation(operation_id=first.pk, by=factories.user("supervisor"), now=now)
        second = factories.operation(phone_number="+18005550142")
        found = SpecialOperation.objects.active(now).with_number("+18005550142")
        assert found.get() == second

    def test_the_database_keeps_to_the_form_of_a_number(self, operation: SpecialOperation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            SpecialOperation.objects.update(phone_number="613-555-0142")


class TestRouting:
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.WEB, Channel.API])
    @pytest.mark.parametrize(
        ("language", "body"),
        [("en", IN_BEIRUT), ("fr", "Quand est l'EVACUATION de Beyrouth?")],
    )
    def test_its_words_come_before_the_rules(
        self, operation: SpecialOperation, channel: Channel, language: str, body: str
    ) -> None:
        ticket = factories.ticket(channel=channel, language=language, body=body)
        assert ticket.queue == operation.queue
        assert ticket.operation == operation
        assert ticket.priority <= operation.priority

    def test_without_its_words_the_rules_decide(self, operation: SpecialOperation) -> None:
        ticket = factories.ticket()
        assert ticket.queue.code == "status"
        assert ticket.operation is None

    def test_what_came_by_its_form_or_line_needs_no_word(self, operation: SpecialOperation) -> None:
        by_form = factories.ticket(operation=operation.pk)
        by_line = factories.ticket(operation=operation.pk, channel=Channel.PHONE)
        assert {by_form.queue, by_line.queue} == {operation.queue}
        doors = RoutingDecision.objects.order_by("pk").values_list(
            "matched__matched__operation_door", flat=True
        )
        assert list(doors) == ["form", "line"]

    @pytest.mark.parametrize("channel", [Channel.PHONE, Channel.MEMBER])
    def test_words_do_not_draw_in_calls_and_members_enquiries(
        self, operation: SpecialOperation, channel: Channel
    ) -> None:
        assert factories.ticket(channel=channel, body=IN_BEIRUT).operation is None

    def test_what_the_rules_seal_stays_in_their_queue(self, operation: SpecialOperation) -> None:
        breach = "My letter was sent to somebody else in Beirut: a privacy breach."
        ticket = factories.ticket(body=breach, enquiry_type="privacy_disclosed")
        assert ticket.sensitivity == Sensitivity.PRIVACY_BREACH
        assert ticket.queue.code == "privacy"
        assert ticket.operation == operation

    def test_an_urgent_enquiry_stays_urgent(self, operation: SpecialOperation) -> None:
        ticket = factories.ticket(
            body=IN_BEIRUT, enquiry_type="urgent_safety", urgency_claimed="safety"
        )
        assert (ticket.queue, ticket.priority) == (operation.queue, Priority.URGENT)

    def test_the_reason_is_kept_and_explained(
        self, operation: SpecialOperation, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ticket = factories.ticket(body=IN_BEIRUT)
        decision = ticket.routing_decisions.get()
        assert decision.operation == operation
        assert decision.matched["matched"]["operation_word"] == "Beirut"
        call_command("explain", ticket.reference)
        assert "special operation lebanon-help-to-leave-2026" in capsys.readouterr().out

    def test_operations_are_looked_up_once_however_many_there_are(
        self, operation: SpecialOperation, now: dt.datetime
    ) -> None:
        def queries() -> int:
            ticket = factories.ticket(routed=False)
            with CaptureQueriesContext(connection) as caught:
                route_ticket(ticket_id=ticket.pk, now=now)
            return len([q for q in caught if 'FROM "tickets_specialoperation"' in q["sql"]])

        few = queries()
        factories.operation()
        assert queries() == few


class TestEditing:
    def change(self, operation: SpecialOperation, by: User, now: dt.datetime, **facts: Any) -> None:
        plan = factories.plan(queue=operation.queue, teams=())
        edit_operation(
            operation_id=operation.pk,
            plan=replace(plan, **facts),
            version=facts.pop("version", operation.version),
            by=by,
            now=now,
        )

    def test_the_event_says_what_each_fact_was(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        self.change(operation, supervisor, now, banner_en="New", banner_fr="Nouveau")
        operation.refresh_from_db()
        assert operation.text_in("banner", "en") == "New"
        event = operation.events.last()
        assert event is not None
        assert event.data["changed"] == {"banner_en": ["", "New"], "banner_fr": ["", "Nouveau"]}

    def test_its_addresses_stay(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        self.change(operation, supervisor, now, name_en="Lebanon", name_fr="Liban")
        assert SpecialOperation.objects.get().slug_en == "lebanon-help-to-leave-2026"

    def test_nothing_changed_leaves_no_event(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        self.change(operation, supervisor, now)
        assert operation.events.count() == 1

    def test_another_team_alone_is_a_change_that_the_event_names(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        team = Team.objects.create(code="night", name_en="Night", name_fr="Nuit")
        self.change(operation, supervisor, now, teams=(*operation.queue.teams.all(), team))
        event = operation.events.last()
        assert event is not None
        assert (event.kind, event.data) == ("edited", {"changed": {}, "teams": ["night"]})
        assert team in operation.queue.teams.all()
        with pytest.raises(OperationChanged):
            self.change(operation, supervisor, now, priority=Priority.LOW)

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        self.change(operation, supervisor, now, priority=Priority.URGENT)
        with pytest.raises(OperationChanged):
            self.change(operation, supervisor, now, priority=Priority.LOW)


class TestClosing:
    def test_it_receives_no_more_and_its_tickets_stay(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        before = factories.ticket(body=IN_BEIRUT)
        close_operation(operation_id=operation.pk, by=supervisor, now=now)
        after = factories.ticket(body=IN_BEIRUT, operation=operation.pk, now=now + HOUR)
        before.refresh_from_db()
        assert before.queue == operation.queue
        assert after.operation is None
        assert after.queue.code == "status"
        assert operation.queue not in Queue.objects.receiving()
        assert operation.queue in Queue.objects.worked_by(factories.user("agent"))

    def test_what_came_before_the_end_still_goes_to_its_queue(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        ticket = factories.ticket(operation=operation.pk, routed=False)
        close_operation(operation_id=operation.pk, by=supervisor, now=now)
        route_ticket(ticket_id=ticket.pk, now=now)
        ticket.refresh_from_db()
        assert ticket.queue == operation.queue

    def test_a_closed_one_can_t_be_closed_moved_or_edited(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        facts: dict[str, Any] = {"operation_id": operation.pk, "by": supervisor, "now": now}
        close_operation(**facts)
        with pytest.raises(OperationOver):
            close_operation(**facts)
        with pytest.raises(OperationOver):
            extend_operation(**facts, ends_at=now + DAY)
        with pytest.raises(OperationOver):
            edit_operation(**facts, plan=factories.plan(), version=2)

    def test_its_own_queue_goes_out_of_use_when_nothing_in_it_can_return(
        self, operation: SpecialOperation, supervisor: User, now: dt.datetime
    ) -> None:
        ticket = factories.ticket(body=IN_BEIRUT)
        close_operation(operation_id=operation.pk, by=supervisor, now=now)
        assert retire_queues(now=now) == 0
        spam = OutcomeCode.objects.filter(discards=True)[0]
        discard(ticket_id=ticket.pk, outcome=spam, by=supervisor, now=now)
        assert retire_queues(now=now) == 1
        operation.queue.refresh_from_db()
        assert not operation.queue.active
        assert retire_queues(now=now) == 0
        kinds = operation.events.values_list("kind", flat=True)
        assert list(kinds) == ["opened", "closed", "queue_retired"]

    def test_a_chosen_queue_goes_on(self, supervisor: User, now: dt.datetime) -> None:
        made = factories.operation(queue=Queue.objects.get(code="urgent"))
        close_operation(operation_id=made.pk, by=supervisor, now=now)
        assert made.queue in Queue.objects.receiving()
        assert retire_queues(now=now) == 0


class TestEnding:
    def test_it_ends_by_itself_and_the_supervisors_are_told(
        self, operation: SpecialOperation, supervisor: User
    ) -> None:
        end = operation.ends_at
        assert end_operations(now=end - HOUR) == 0
        assert end_operations(now=end) == 1
        assert end_operations(now=end) == 0
        event = operation.events.last()
        assert event is not None
        assert (event.kind, event.actor) == (OperationEventKind.ENDED, "system")
        notice = Notice.objects.get(user=supervisor)
        assert (notice.kind, notice.operation) == (NoticeKind.OPERATION_ENDED, operation)

    def test_it_takes_nothing_at_its_end_swept_or_not(self, operation: SpecialOperation) -> None:
        assert factories.ticket(body=IN_BEIRUT, now=operation.ends_at).operation is None

    def test_supervisors_are_told_once_a_day_ahead_and_again_when_it_is_moved(
        self, operation: SpecialOperation, supervisor: User
    ) -> None:
        soon = operation.ends_at - 23 * HOUR
        warn_of_ends(now=soon - 2 * HOUR)
        assert not Notice.objects.exists()
        warn_of_ends(now=soon)
        warn_of_ends(now=soon + HOUR)
        assert Notice.objects.filter(user=supervisor).count() == 1
        later = operation.ends_at + DAY
        extend_operation(operation_id=operation.pk, ends_at=later, by=supervisor, now=soon)
        assert end_operations(now=operation.ends_at) == 0
        warn_of_ends(now=later - HOUR)
        assert Notice.objects.filter(user=supervisor).count() == 2

    def test_the_periodic_task_does_it(self, operation: SpecialOperation) -> None:
        SpecialOperation.objects.update(ends_at=clock.now())
        end_special_operations()
        operation.refresh_from_db()
        assert operation.closed_at is not None


def test_what_happened_can_t_be_changed(operation: SpecialOperation) -> None:
    for change in (
        OperationEvent.objects.all().delete,
        lambda: OperationEvent.objects.update(kind="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_queue_for_it_shows_its_tickets_to_its_team(operation: SpecialOperation) -> None:
    ticket = factories.ticket(body=IN_BEIRUT)
    member = factories.user("agent")
    assert operation.queue in Queue.objects.worked_by(member)
    assert ticket in Ticket.objects.visible_to(member)
