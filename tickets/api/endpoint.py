"""What every endpoint shares: a body that was checked, a ticket that may be opened."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.models import User
from contactcentre.kit import clock
from tickets.api.serializers.ticket import RowSerializer
from tickets.models import Ticket
from tickets.perms import open_ticket_or_404
from tickets.queries.opened import as_row


class StaffCall(Request):
    """A call that came past `requires`: somebody who works here makes it."""

    user: User


class LengthRequired(APIException):
    """A body in chunks would be taken for an empty one."""

    status_code = 411
    default_code = "length_required"
    default_detail = _("Send the body with its Content-Length, not in chunks.")


class Endpoint(APIView):
    """An address of the API. Rooms say who opens it with `requires`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        headers = request.headers
        if "Transfer-Encoding" in headers and "Content-Length" not in headers:
            raise LengthRequired

    def checked(self, serializer: type[Serializer], data: Any, **context: Any) -> Any:
        """The serializer of what was sent, valid; else the request is refused."""
        found = serializer(data=data, context=context)
        found.is_valid(raise_exception=True)
        return found

    def asked(self, serializer: type[Serializer], request: Request) -> Any:
        """The serializer of the address's parameters, valid; else the request is refused."""
        return self.checked(serializer, request.query_params.dict())


class TicketVerb(Endpoint):
    """One verb on one ticket: open it, check the body, do it, give the ticket back."""

    body: type[Serializer]
    status = 200

    def post(self, request: StaffCall, reference: str) -> Response:
        now = clock.now()
        ticket = open_ticket_or_404(request.user, reference, now=now)
        facts = self.checked(self.body, request.data).validated_data
        self.act(request, ticket, facts, now)
        return Response(row(ticket), status=self.status)

    def act(
        self, request: StaffCall, ticket: Ticket, facts: dict[str, Any], now: dt.datetime
    ) -> None:
        raise NotImplementedError


def row(ticket: Ticket) -> dict[str, Any]:
    """The ticket as it is now."""
    return RowSerializer(as_row(ticket)).data
