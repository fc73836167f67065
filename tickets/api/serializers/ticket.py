"""A ticket as a list gives it, and what a list can be narrowed by."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.enums import Language
from tickets.api.serializers.strict import CodeField, Strict
from tickets.enums import Channel, Priority, Sensitivity, State
from tickets.models import Attachment, Queue, Ticket
from tickets.queries.search import LONGEST


class RowSerializer(serializers.ModelSerializer):
    """A ticket in a list. The subject of a sealed one is read by opening it, which is logged."""

    queue: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    enquiry_type: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    operation: serializers.Field = serializers.SlugRelatedField("slug_en", read_only=True)
    assignee = serializers.CharField(read_only=True, allow_null=True)
    subject = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = (
            "reference",
            "number",
            "state",
            "priority",
            "language",
            "channel",
            "queue",
            "enquiry_type",
            "operation",
            "assignee",
            "subject",
            "sensitivity",
            "high_profile",
            "created_at",
            "due_at",
            "last_message_at",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_subject(self, ticket: Ticket) -> str | None:
        return ticket.subject if ticket.sensitivity == Sensitivity.ORDINARY else None


class FileSerializer(serializers.ModelSerializer):
    class Meta:
        model = Attachment
        fields = ("name", "content_type", "size", "sha256")
        read_only_fields = fields


class PageSerializer(serializers.Serializer):
    """Rows, and the cursor of the next ones."""

    results = RowSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class SearchSerializer(Strict):
    q = serializers.CharField(max_length=LONGEST)


class FilterSerializer(Strict):
    """What a list can be narrowed by; nothing else is known."""

    state = serializers.ChoiceField(State.choices, required=False)
    queue = CodeField(queryset=Queue.objects.all(), required=False)
    assignee = serializers.ChoiceField(["me", "nobody"], required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    cursor = serializers.CharField(max_length=200, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=50)

    def conditions(self, user: Any) -> dict[str, Any]:
        """The filters as conditions on tickets."""
        facts = dict(self.validated_data)
        found = {
            name: facts[name]
            for name in ("state", "queue", "priority", "language", "channel")
            if name in facts
        }
        if "assignee" in facts:
            found["assignee"] = user if facts["assignee"] == "me" else None
        return found
