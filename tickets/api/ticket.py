"""One ticket, opened; and what is written on it."""

import datetime as dt
from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.note import add_note
from tickets.actions.reply import reply
from tickets.api.endpoint import Endpoint, StaffCall, TicketVerb
from tickets.api.permissions import requires
from tickets.api.serializers.ticket import RowSerializer, TicketSerializer
from tickets.api.serializers.verbs import ReplySerializer, TextSerializer
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404

SHOWN = ("messages__attachments", "messages__user", "notes__user", "referrals__office")


@requires(Can.WORK_TICKETS)
class OneTicket(Endpoint):
    """Opening a sealed ticket is logged before anything of it is given."""

    @extend_schema(responses=TicketSerializer)
    def get(self, request: StaffCall, reference: str) -> Response:
        ticket = open_ticket_or_404(request.user, reference, now=clock.now())
        prefetch_related_objects([ticket], *SHOWN)
        return Response(TicketSerializer(ticket).data)


@requires(Can.WORK_TICKETS)
@extend_schema(request=ReplySerializer, responses={201: RowSerializer})
class Reply(TicketVerb):
    """Queue a reply to the client, in the language that the client chose."""

    body = ReplySerializer
    status = 201

    def act(
        self, request: StaffCall, ticket: Ticket, facts: dict[str, Any], now: dt.datetime
    ) -> None:
        reply(ticket_id=ticket.pk, by=request.user, now=now, **facts)


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
