"""Whose ticket it is, and how it goes on: next, take, release, transfer, wait, resume, resolve."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response

from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.assign import release, take, transfer
from tickets.actions.claim import claim_next
from tickets.actions.escalate import escalate
from tickets.actions.reply import stop_waiting, wait_for_client
from tickets.actions.resolve import resolve
from tickets.api.endpoint import Endpoint, StaffCall, TicketVerb, row
from tickets.api.permissions import requires
from tickets.api.serializers.ticket import RowSerializer
from tickets.api.serializers.verbs import (
    ClaimSerializer,
    EscalateSerializer,
    NothingSerializer,
    ResolveSerializer,
    TransferSerializer,
)
from tickets.models import Ticket


@requires(Can.WORK_TICKETS)
class Claim(Endpoint):
    """Next: the most pressing ticket that the caller may and can work; 204 when there is none."""

    @extend_schema(
        request=ClaimSerializer,
        responses={200: RowSerializer, 204: OpenApiResponse(description="Nothing waits.")},
    )
    def post(self, request: StaffCall) -> Response:
        queue = self.checked(ClaimSerializer, request.data).validated_data["queue"]
        ticket = claim_next(by=request.user, now=clock.now(), queue=queue)
        return Response(status=204) if ticket is None else Response(row(ticket))


@requires(Can.WORK_TICKETS)
@extend_schema(request=NothingSerializer, responses=RowSerializer)
class Take(TicketVerb):
    """Take a ticket that nobody owns."""

    body = NothingSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        take(ticket_id=ticket.pk, by=request.user, now=now)


@requires(Can.WORK_TICKETS)
@extend_schema(request=NothingSerializer, responses=RowSerializer)
class Release(TicketVerb):
    """Put one's own ticket back into its queue."""

    body = NothingSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        release(ticket_id=ticket.pk, by=request.user, now=now)


@requires(Can.WORK_TICKETS)
@extend_schema(request=TransferSerializer, responses=RowSerializer)
class Transfer(TicketVerb):
    """Move a ticket to another queue, with a reason."""

    body = TransferSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        transfer(ticket_id=ticket.pk, by=request.user, now=now, **facts)


@requires(Can.ESCALATE)
@extend_schema(request=EscalateSerializer, responses=RowSerializer)
class Escalate(TicketVerb):
    """Refer an urgent or high-profile case to a processing office."""

    body = EscalateSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        escalate(ticket_id=ticket.pk, by=request.user, now=now, **facts)


@requires(Can.WORK_TICKETS)
@extend_schema(request=NothingSerializer, responses=RowSerializer)
class Wait(TicketVerb):
    """Wait for what the client was asked."""

    body = NothingSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        wait_for_client(ticket_id=ticket.pk, by=request.user, now=now)


@requires(Can.WORK_TICKETS)
@extend_schema(request=NothingSerializer, responses=RowSerializer)
class Resume(TicketVerb):
    """Work on without the client's answer."""

    body = NothingSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        stop_waiting(ticket_id=ticket.pk, by=request.user, now=now)


@requires(Can.WORK_TICKETS)
@extend_schema(request=ResolveSerializer, responses=RowSerializer)
class Resolve(TicketVerb):
    """Say that nothing more is to be done, with an outcome."""

    body = ResolveSerializer

    def act(self, request: StaffCall, ticket: Ticket, facts: Any, now: dt.datetime) -> None:
        resolve(ticket_id=ticket.pk, by=request.user, now=now, **facts)
