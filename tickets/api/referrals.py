"""Referrals for the systems of a processing office: list, read, acknowledge, ask, answer."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions import referrals
from tickets.api.endpoint import Endpoint, StaffCall
from tickets.api.paging import answer, newest_first
from tickets.api.permissions import requires
from tickets.api.serializers.referral import (
    AnswerSerializer,
    ReferralFilterSerializer,
    ReferralPageSerializer,
    ReferralRowSerializer,
    ReferralSerializer,
)
from tickets.api.serializers.verbs import NothingSerializer, TextSerializer
from tickets.models import Referral
from tickets.perms import open_referral_or_404


@requires(Can.ANSWER_REFERRALS)
class Referrals(Endpoint):
    """What is asked of the caller's offices, newest first."""

    @extend_schema(
        operation_id="referrals_list",
        parameters=[ReferralFilterSerializer],
        responses=ReferralPageSerializer,
    )
    def get(self, request: StaffCall) -> Response:
        facts = self.asked(ReferralFilterSerializer, request).validated_data
        rows = Referral.objects.visible_to(request.user).select_related("ticket", "office")
        if "state" in facts:
            rows = rows.filter(state=facts["state"])
        page = newest_first(
            rows, list_name="referrals", cursor=facts["cursor"], size=facts["limit"]
        )
        return Response(answer(page, ReferralRowSerializer))


@requires(Can.ANSWER_REFERRALS)
class OneReferral(Endpoint):
    """Opening a referral of a sealed ticket is logged before anything of it is given."""

    @extend_schema(responses=ReferralSerializer)
    def get(self, request: StaffCall, pk: int) -> Response:
        referral = open_referral_or_404(request.user, pk, now=clock.now())
        return Response(ReferralSerializer(referral).data)


class ReferralVerb(Endpoint):
    """One verb of the office on one referral."""

    body: type[Serializer]

    def post(self, request: StaffCall, pk: int) -> Response:
        now = clock.now()
        referral = open_referral_or_404(request.user, pk, now=now)
        self.act(request, referral, self.checked(self.body, request.data), now)
        referral.refresh_from_db()
        return Response(ReferralSerializer(referral).data)

    def act(self, request: StaffCall, referral: Referral, body: Any, now: dt.datetime) -> None:
        raise NotImplementedError


@requires(Can.ANSWER_REFERRALS)
@extend_schema(request=NothingSerializer, responses=ReferralSerializer)
class Acknowledge(ReferralVerb):
    """The office has seen it."""

    body = NothingSerializer

    def act(self, request: StaffCall, referral: Referral, body: Any, now: dt.datetime) -> None:
        referrals.acknowledge(referral_id=referral.pk, by=request.user, now=now)


@requires(Can.ANSWER_REFERRALS)
@extend_schema(request=TextSerializer, responses=ReferralSerializer)
class Ask(ReferralVerb):
    """The office asks the centre."""

    body = TextSerializer

    def act(self, request: StaffCall, referral: Referral, body: Any, now: dt.datetime) -> None:
        question = body.validated_data["text"]
        referrals.ask_centre(referral_id=referral.pk, question=question, by=request.user, now=now)


@requires(Can.ANSWER_REFERRALS)
@extend_schema(request=AnswerSerializer, responses=ReferralSerializer)
class GiveAnswer(ReferralVerb):
    """The office answers with the four facts."""

    body = AnswerSerializer

    def act(self, request: StaffCall, referral: Referral, body: Any, now: dt.datetime) -> None:
        referrals.answer(referral_id=referral.pk, facts=body.answer(), by=request.user, now=now)
