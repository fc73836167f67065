"""Where the client's applications stand, on the desk: with its time, and who it may be told to."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.people.statuses import BORN, NUMBER, UCI, known
from tickets.models import Ticket
from tickets.queries.statuses import Match, files_found, statuses_for

SignIn = Callable[[User], Client]


def asked(**changes: object) -> Ticket:
    return factories.ticket(**{"uci": UCI, "client_date_of_birth": BORN, **changes})


@pytest.mark.usefixtures("agent")
class TestStatusesFor:
    def test_number_and_date_of_birth_of_the_file_lead_to_its_statuses(
        self, now: dt.datetime
    ) -> None:
        status = known(as_of=now)
        assert [item.status for item in statuses_for(asked(), now=now)] == [status]

    def test_an_application_number_leads_to_that_application(self, now: dt.datetime) -> None:
        known(as_of=now, application_number="E301234567")
        status = known(as_of=now)
        ticket = asked(uci="", application_numbers=(NUMBER,))
        assert [item.status for item in statuses_for(ticket, now=now)] == [status]

    @pytest.mark.parametrize(
        ("changes", "match"),
        [
            ({"client_date_of_birth": BORN + dt.timedelta(days=1)}, Match.DIFFERENT),
            ({"client_date_of_birth": None}, Match.UNCONFIRMED),
            ({"uci": "99887766"}, Match.UNKNOWN),
            ({"uci": ""}, Match.UNKNOWN),
        ],
    )
    def test_anything_less_leads_to_nothing(
        self, changes: dict, match: Match, now: dt.datetime
    ) -> None:
        known(as_of=now)
        ticket = asked(**changes)
        assert statuses_for(ticket, now=now) == []
        assert files_found(ticket, now=now).match is match

    def test_of_a_file_with_another_date_of_birth_nothing_is_held(self, now: dt.datetime) -> None:
        known(as_of=now)
        ticket = asked(client_date_of_birth=BORN + dt.timedelta(days=1))
        assert files_found(ticket, now=now).readings == ()


@pytest.fixture
def desk(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def panel(desk: Client, ticket: Ticket) -> str:
    page = desk.get(f"/en/desk/tickets/{ticket.number}/").content.decode()
    return page.split("applications-title")[1:][-1].split("</section>")[0]


def test_the_desk_shows_the_status_with_its_time_and_source(desk: Client) -> None:
    known(as_of=clock.now())
    shown = panel(desk, asked())
    assert "Background check under way" in shown
    assert "A document, from the client" in shown
    assert "Case system" in shown


def test_a_stale_status_is_not_available_on_the_desk(desk: Client) -> None:
    known(as_of=clock.now() - settings.STATUS_STALE_AFTER - dt.timedelta(hours=1))
    shown = panel(desk, asked())
    assert "Not available now: last heard of on" in shown
    assert "Background check" not in shown


def test_the_agent_is_warned_where_the_client_is_not_confirmed(desk: Client) -> None:
    known(as_of=clock.now())
    assert "Not confirmed" in panel(desk, asked(client_date_of_birth=None))


def test_another_date_of_birth_shows_the_agent_nothing_of_the_file(desk: Client) -> None:
    known(as_of=clock.now())
    shown = panel(desk, asked(client_date_of_birth=BORN + dt.timedelta(days=1)))
    assert "is not the one of the file" in shown
    assert "Background check" not in shown
