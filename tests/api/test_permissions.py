"""Who may call what: every endpoint and method by every role, and by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from accounts.roles import ROLES
from tests import factories
from tests.api.conftest import Caller
from tests.factories import NOW
from tickets.actions.refer import refer
from tickets.actions.restrict import restrict
from tickets.enums import Sensitivity
from tickets.models import Message, Note, ProcessingOffice, Referral, Ticket
from tickets.urls.api import urlpatterns

DESK = {"agent", "supervisor"}
OFFICES = {"officer"}
STAFF = {"agent", "supervisor", "officer", "administrator"}
MAY = {
    "get schema": STAFF,
    "get reference_data": DESK | OFFICES,
    "get tickets": DESK,
    "post tickets": DESK,
    "post search": DESK,
    "post claim": DESK,
    "get ticket": DESK,
    "post reply": DESK,
    "post notes": DESK,
    "post take": DESK,
    "post release": DESK,
    "post transfer": DESK,
    "post escalate": DESK,
    "post wait": DESK,
    "post resume": DESK,
    "post resolve": DESK,
    "get referrals": OFFICES,
    "get referral": OFFICES,
    "post acknowledge": OFFICES,
    "post ask": OFFICES,
    "post answer": OFFICES,
}


@dataclass(frozen=True)
class Call:
    """A method of an endpoint; `about` is the parameter of its address."""

    method: str
    pattern: URLPattern

    @property
    def name(self) -> str:
        return f"{self.method} {self.pattern.name}"

    @property
    def about(self) -> str:
        return next(iter(self.pattern.pattern.converters), "")

    def to(self, client: Client, ticket: Ticket, referral: Referral) -> Any:
        """Call it with an empty body: whoever may call is told what is missing, or it is done."""
        named = {"reference": [ticket.reference], "pk": [referral.pk], "": []}[self.about]
        address = reverse(f"api:{self.pattern.name}", args=named)
        if self.method == "get":
            return client.get(address)
        return client.post(address, {}, content_type="application/json")


def calls() -> Iterator[Call]:
    for pattern in urlpatterns:
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(pattern.callback.cls, method):
                yield Call(method, pattern)


CALLS = list(calls())


@pytest.fixture
def referral(agent: User, officer: User) -> Referral:
    return refer(
        ticket_id=factories.ticket().pk,
        office=officer.offices.get(),
        reason="urgent",
        question="When?",
        by=agent,
        now=NOW,
    )


def test_every_endpoint_stands_in_the_matrix() -> None:
    assert {call.name for call in CALLS} == set(MAY)


@pytest.mark.parametrize("role", list(ROLES))
def test_the_matrix_holds(
    role: str, referral: Referral, calling: Caller, request: pytest.FixtureRequest
) -> None:
    api = calling(request.getfixturevalue(str(role)))
    wrong = []
    for call in CALLS:
        status = call.to(api, referral.ticket, referral).status_code
        if (status not in {401, 403, 404, 405}) != (role in MAY[call.name]):
            wrong.append(f"{call.name}: {status}")
    assert wrong == []


def test_nobody_calls_anything_without_a_token(client: Client, referral: Referral) -> None:
    statuses = {c.name: c.to(client, referral.ticket, referral).status_code for c in CALLS}
    assert {name: status for name, status in statuses.items() if status != 401} == {}


def test_another_office_reaches_nothing_of_a_referral(referral: Referral, calling: Caller) -> None:
    other = ProcessingOffice.objects.create(code="x", name_en="X", name_fr="X")
    api = calling(factories.officer(other))
    about = [call for call in CALLS if call.about == "pk"]
    assert {call.to(api, referral.ticket, referral).status_code for call in about} == {404}
    assert api.get(reverse("api:referrals")).json() == {"results": [], "next": None}
    referral.refresh_from_db()
    assert referral.state == "sent"


@pytest.mark.parametrize("sensitivity", [Sensitivity.RESTRICTED, Sensitivity.PRIVACY_BREACH])
def test_a_sealed_ticket_is_to_outsiders_as_one_that_never_was(
    sensitivity: Sensitivity, agent: User, supervisor: User, referral: Referral, calling: Caller
) -> None:
    ticket, absent = factories.ticket(), Ticket(reference="22222222")
    restrict(ticket_id=ticket.pk, sensitivity=sensitivity, reason="x", by=supervisor, now=NOW)
    said = Message.objects.count(), Note.objects.count()
    outsider = calling(agent)
    for call in CALLS:
        if call.about == "reference":
            there, not_there = (call.to(outsider, t, referral) for t in (ticket, absent))
            assert (there.status_code, there.content) == (404, not_there.content), call.name
            assert there.headers.keys() == not_there.headers.keys()
    assert (Message.objects.count(), Note.objects.count()) == said


def test_a_list_is_the_same_with_and_without_a_sealed_ticket(
    agent: User, supervisor: User, calling: Caller
) -> None:
    for _ in range(2):
        factories.ticket()
    api = calling(agent)
    pages = ("", "?limit=1", "?limit=2", "?state=open", "?assignee=nobody", "?priority=3")
    before = {page: api.get(reverse("api:tickets") + page).content for page in pages}
    sealed = factories.ticket()
    restrict(
        ticket_id=sealed.pk, sensitivity=Sensitivity.RESTRICTED, reason="x", by=supervisor, now=NOW
    )
    for page, content in before.items():
        assert api.get(reverse("api:tickets") + page).content == content, page
