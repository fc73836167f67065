"""A referral as its office sees it, and the office's answer."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from tickets.actions.referrals import Answer
from tickets.api.serializers.strict import Strict
from tickets.api.serializers.ticket import FileSerializer
from tickets.enums import MayTell, ReferralState
from tickets.models import Referral, ReferralMessage


class SaidSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReferralMessage
        fields = ("from_office", "body", "created_at")
        read_only_fields = fields


class ReferralSerializer(serializers.ModelSerializer):
    """The question and the facts of the file: never the thread, never how to reach the client."""

    ticket = serializers.CharField(source="ticket.number", read_only=True)
    office: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    client = serializers.CharField(source="ticket.client.name", read_only=True)
    date_of_birth = serializers.DateField(source="ticket.client.date_of_birth", read_only=True)
    uci = serializers.CharField(source="ticket.uci", read_only=True)
    application_numbers = serializers.ListField(
        source="ticket.application_numbers", child=serializers.CharField(), read_only=True
    )
    messages = SaidSerializer(many=True, read_only=True)
    files = FileSerializer(source="attachments", many=True, read_only=True)

    class Meta:
        model = Referral
        fields = (
            "id",
            "number",
            "ticket",
            "office",
            "reason",
            "urgent",
            "question",
            "client_told",
            "state",
            "created_at",
            "due_at",
            "acknowledged_at",
            "ended_at",
            "client",
            "date_of_birth",
            "uci",
            "application_numbers",
            "messages",
            "files",
            "stage",
            "outstanding",
            "last_activity",
            "next_update_on",
            "may_tell",
            "wording",
        )
        read_only_fields = fields


class ReferralRowSerializer(serializers.ModelSerializer):
    """A referral in a list: what is asked is read by opening it."""

    ticket = serializers.CharField(source="ticket.number", read_only=True)
    office: serializers.Field = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Referral
        fields = ("id", "number", "ticket", "office", "reason", "urgent", "state", "created_at",
                  "due_at")  # fmt: skip
        read_only_fields = fields


class ReferralPageSerializer(serializers.Serializer):
    results = ReferralRowSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ReferralFilterSerializer(Strict):
    state = serializers.ChoiceField(ReferralState.choices, required=False)
    cursor = serializers.CharField(max_length=200, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=50)


class AnswerSerializer(Strict):
    """The four facts, and what the client may be told."""

    stage = serializers.CharField(max_length=200)
    outstanding = serializers.CharField(max_length=500)
    last_activity = serializers.CharField(max_length=500)
    next_update_on = serializers.DateField()
    may_tell = serializers.ChoiceField(MayTell.choices)
    wording = serializers.CharField(max_length=4_000, required=False, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["may_tell"] != MayTell.YES and not attrs["wording"]:
            raise ValidationError({"wording": [_("Write the words, or the reason why not.")]})
        return attrs

    def answer(self) -> Answer:
        facts = dict(self.validated_data)
        return Answer(**{**facts, "may_tell": MayTell(facts["may_tell"])})
