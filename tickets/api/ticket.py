"""One ticket, opened; and what is written on it."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.note import add_note
from tickets.actions.reply import reply
from tickets.api.endpoint import Endpoint, StaffCall, TicketVerb
from tickets.api.errors import Stale
from tickets.api.permissions import requires
from tickets.api.serializers.opened import TicketSerializer
from tickets.api.serializers.ticket import RowSerializer
from tickets.api.serializers.verbs import ReplySerializer, TextSerializer
from tickets.exceptions import ThreadChanged
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404
from tickets.queries.opened import whole


@requires(Can.WORK_TICKETS)
class OneTicket(Endpoint):
    """Opening a sealed ticket is logged before anything of it is given."""

    @extend_schema(responses=TicketSerializer)
    def get(self, request: StaffCall, reference: str) -> Response:
        now = clock.now()
        ticket = open_ticket_or_404(request.user, reference, now=now)
        return Response(TicketSerializer(whole(ticket), context={"now": now}).data)


@requires(Can.WORK_TICKETS)
@extend_schema(request=ReplySerializer, responses={201: RowSerializer})
class Reply(TicketVerb):
    """Queue a reply to the client, in the language that the client chose.

    When somebody wrote since `thread_version` was read, the answer is 409 `thread_changed`, with
    the version that the thread has now.
    """

    body = ReplySerializer
    status = 201

    def act(
        self, request: StaffCall, ticket: Ticket, facts: dict[str, Any], now: dt.datetime
    ) -> None:
        try:
            reply(ticket_id=ticket.pk, by=request.user, now=now, **facts)
        except ThreadChanged as changed:
            ticket.refresh_from_db(fields=["thread_version"])
            raise Stale(ticket.thread_version) from changed


@requires(Can.WORK_TICKETS)
@extend_schema(request=TextSerializer, responses={201: RowSerializer})
class Notes(TicketVerb):
    """Add an internal note. It has no recipient."""

    body = TextSerializer
    status = 201

    def act(
        self, request: StaffCall, ticket: Ticket, facts: dict[str, Any], now: dt.datetime
    ) -> None:
        add_note(ticket_id=ticket.pk, text=facts["text"], by=request.user, now=now)
