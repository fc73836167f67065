"""Tickets as a collection: open one, list them, search them."""

import re

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.actions.open import open_enquiry
from tickets.api.endpoint import Endpoint, StaffCall
from tickets.api.permissions import requires
from tickets.api.serializers.enquiry import EnquirySerializer, ReceiptSerializer
from tickets.api.serializers.strict import Strict
from tickets.api.serializers.ticket import FilterSerializer, PageSerializer, RowSerializer
from tickets.models import Ticket
from tickets.queries.search import MOST, TooBroad, search

KEY = re.compile(r"[\x21-\x7e]{8,100}")
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 100 visible characters. The same key and body again open nothing new.",
)


class WordsSerializer(Strict):
    q = serializers.CharField(max_length=200)


@requires(Can.WORK_TICKETS)
class Tickets(Endpoint):
    """Open an enquiry; list the tickets that one may see, newest first."""

    @extend_schema(
        operation_id="tickets_list", parameters=[FilterSerializer], responses=PageSerializer
    )
    def get(self, request: StaffCall) -> Response:
        filters = self.checked(FilterSerializer, request.query_params.dict())
        rows = Ticket.objects.visible_to(request.user).with_row_data()
        rows = rows.filter(**filters.conditions(request.user))
        try:
            page = keyset_page(
                rows,
                order=("-id",),
                cursor=filters.validated_data["cursor"],
                size=filters.validated_data["limit"],
            )
        except BadCursor as error:
            raise ValidationError({"cursor": [_("This cursor is not of this list.")]}) from error
        results = RowSerializer(page.rows, many=True).data
        return Response({"results": results, "next": page.next_cursor or None})

    @extend_schema(
        parameters=[KEY_HEADER], request=EnquirySerializer, responses={201: ReceiptSerializer}
    )
    def post(self, request: StaffCall) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key):
            raise ValidationError(
                {"Idempotency-Key": [_("Send this header with 8 to 100 visible characters.")]}
            )
        body = self.checked(EnquirySerializer, request.data)
        enquiry = body.enquiry(f"{request.user.pk}:{key}")
        opened = open_enquiry(enquiry=enquiry, now=clock.now())
        return Response(ReceiptSerializer(opened.ticket).data, status=201)


@requires(Can.WORK_TICKETS)
class Search(Endpoint):
    """Find tickets by number, address, client number or words, as the desk does."""

    @extend_schema(parameters=[WordsSerializer], responses=PageSerializer)
    def get(self, request: StaffCall) -> Response:
        words = self.checked(WordsSerializer, request.query_params.dict()).validated_data["q"]
        try:
            found = search(request.user, words)
        except TooBroad as error:
            raise ValidationError({"q": [_("Too much was found. Say more.")]}) from error
        return Response({"results": RowSerializer(found[:MOST], many=True).data, "next": None})
