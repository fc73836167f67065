"""A ticket as the API gives it: in a list, and opened."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.enums import Language
from tickets.api.serializers.strict import CodeField, Strict
from tickets.enums import Channel, Priority, Sensitivity, State
from tickets.models import Attachment, Message, Note, Queue, Referral, Ticket


class RowSerializer(serializers.ModelSerializer):
    """A ticket in a list. The subject of a sealed one is read by opening it, which is logged."""

    queue: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    enquiry_type: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    owner = serializers.CharField(source="assignee", read_only=True, allow_null=True)
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
            "owner",
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


class MessageSerializer(serializers.ModelSerializer):
    """A message of the thread. `flagged` ones are not known to be the client's."""

    files = FileSerializer(source="attachments", many=True, read_only=True)
    user = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Message
        fields = (
            "id",
            "direction",
            "author",
            "user",
            "channel",
            "language",
            "subject",
            "body",
            "created_at",
            "flagged",
            "automatic",
            "delivery",
            "files",
        )
        read_only_fields = fields


class NoteSerializer(serializers.ModelSerializer):
    user = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Note
        fields = ("id", "user", "body", "created_at")
        read_only_fields = fields


class AskedSerializer(serializers.ModelSerializer):
    """A referral as the centre sees it."""

    office: serializers.Field = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Referral
        fields = (
            "id",
            "office",
            "reason",
            "question",
            "state",
            "created_at",
            "due_at",
            "acknowledged_at",
            "ended_at",
            "stage",
            "outstanding",
            "last_activity",
            "next_update_on",
            "may_tell",
            "wording",
        )
        read_only_fields = fields


class TicketSerializer(RowSerializer):
    """An opened ticket with its thread, oldest first."""

    client = serializers.CharField(source="client.name", read_only=True)
    outcome: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    messages = MessageSerializer(many=True, read_only=True)
    notes = NoteSerializer(many=True, read_only=True)
    referrals = AskedSerializer(many=True, read_only=True)

    class Meta(RowSerializer.Meta):
        fields: tuple[str, ...] = (
            *RowSerializer.Meta.fields,
            "client",
            "uci",
            "application_numbers",
            "country",
            "province",
            "urgency_claimed",
            "urgency_assessed",
            "urgency_date",
            "tags",
            "promised_on",
            "outcome",
            "thread_version",
            "messages",
            "notes",
            "referrals",
        )
        read_only_fields = fields

    def get_subject(self, ticket: Ticket) -> str:
        return ticket.subject


class PageSerializer(serializers.Serializer):
    """Rows, and the cursor of the next ones."""

    results = RowSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class FilterSerializer(Strict):
    """What a list can be narrowed by; nothing else is known."""

    state = serializers.ChoiceField(State.choices, required=False)
    queue = CodeField(queryset=Queue.objects.all(), required=False)
    owner = serializers.ChoiceField(["me", "nobody"], required=False)
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
        owner = facts.get("owner")
        if owner:
            found["assignee"] = user if owner == "me" else None
        return found
