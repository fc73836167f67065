"""Next by the API: the same one statement as at the desk."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tests.factories import NOW
from tickets.actions.assess import set_priority
from tickets.actions.restrict import restrict
from tickets.enums import Priority, Sensitivity
from tickets.models import Queue

NEXT = "/api/v1/tickets/next/"


def claim(api: Client, **body: Any) -> Any:
    return api.post(NEXT, body, content_type="application/json")


def test_next_gives_the_most_pressing_one_then_the_others_then_none(
    api: Client, agent: User
) -> None:
    waiting, urgent = factories.ticket(), factories.ticket()
    set_priority(ticket_id=urgent.pk, priority=Priority.URGENT, by=agent, now=NOW)
    assert claim(api).json()["reference"] == urgent.reference
    claimed = claim(api).json()
    assert (claimed["reference"], claimed["assignee"]) == (waiting.reference, str(agent))
    none = claim(api)
    assert (none.status_code, none.content) == (204, b"")


def test_next_of_one_queue(api: Client) -> None:
    waiting = factories.ticket()
    other = Queue.objects.exclude(pk=waiting.queue_id).filter(active=True)[0]
    assert claim(api, queue=other.code).status_code == 204
    assert claim(api, queue=waiting.queue.code).json()["reference"] == waiting.reference


def test_nobody_gets_a_sealed_ticket_by_next(api: Client, supervisor: User) -> None:
    sealed = factories.ticket()
    restrict(
        ticket_id=sealed.pk, sensitivity=Sensitivity.RESTRICTED, reason="x", by=supervisor, now=NOW
    )
    assert claim(api).status_code == 204


@pytest.mark.parametrize(
    "body", [{"queue": "nowhere"}, {"queue": 1}, {"queue": "\x00"}, {"assignee": "x"}]
)
def test_nothing_else_is_understood(api: Client, body: dict[str, Any]) -> None:
    waiting = factories.ticket()
    answer = claim(api, **body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(body)
    waiting.refresh_from_db()
    assert waiting.assignee is None
