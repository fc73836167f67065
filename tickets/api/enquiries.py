"""Tickets as a collection: open one, list them, search them."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from contactcentre.kit.pagination import Page
from tickets.actions.open import open_enquiry
from tickets.api.endpoint import Endpoint, StaffCall
from tickets.api.paging import answer, newest_first
from tickets.api.permissions import requires
from tickets.api.serializers.enquiry import EnquirySerializer, ReceiptSerializer
from tickets.api.serializers.ticket import (
    FilterSerializer,
    PageSerializer,
    RowSerializer,
    SearchSerializer,
)
from tickets.models import Ticket
from tickets.queries.search import MOST, search

KEY = re.compile(r"[\x21-\x7e]{8,100}")
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 100 visible ASCII characters, yours alone. The same key and body again open "
    "nothing new; with another body they are refused (422).",
)
OPENED = OpenApiResponse(ReceiptSerializer, description="Opened")
OPENED_BEFORE = OpenApiResponse(ReceiptSerializer, description="Opened by this key before")


@requires(Can.WORK_TICKETS)
class Tickets(Endpoint):
    """Open an enquiry; list the tickets that one may see, newest first."""

    @extend_schema(
        operation_id="tickets_list", parameters=[FilterSerializer], responses=PageSerializer
    )
    def get(self, request: StaffCall) -> Response:
        filters = self.asked(FilterSerializer, request)
        rows = Ticket.objects.visible_to(request.user).with_row_data()
        page = newest_first(
            rows.filter(**filters.conditions(request.user)),
            list_name="tickets",
            cursor=filters.validated_data["cursor"],
            size=filters.validated_data["limit"],
        )
        return Response(answer(page, RowSerializer))

    @extend_schema(
        operation_id="tickets_open",
        parameters=[KEY_HEADER],
        request=EnquirySerializer,
        responses={201: OPENED, 200: OPENED_BEFORE},
    )
    def post(self, request: StaffCall) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key):
            raise ValidationError(
                {"Idempotency-Key": [_("Send this header with 8 to 100 visible characters.")]}
            )
        now = clock.now()
        today = today_in(now, settings.CENTRE_TIME_ZONE)
        body = self.checked(EnquirySerializer, request.data, today=today)
        opened = open_enquiry(enquiry=body.enquiry(f"{request.user.pk}:{key}"), now=now)
        return Response(
            ReceiptSerializer(opened.ticket).data,
            status=201 if opened.created else 200,
            headers={"Location": reverse("api:ticket", args=[opened.ticket.reference])},
        )


@requires(Can.WORK_TICKETS)
class Search(Endpoint):
    """Find tickets by number, address, client number or words, as the desk does.

    What is searched for is often a person's name or address, so it stands in no URL.
    """

    @extend_schema(
        operation_id="tickets_search", request=SearchSerializer, responses=PageSerializer
    )
    def post(self, request: StaffCall) -> Response:
        words = self.checked(SearchSerializer, request.data).validated_data["q"]
        return Response(answer(Page(search(request.user, words)[:MOST], ""), RowSerializer))
