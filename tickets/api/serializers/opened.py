"""An opened ticket: its facts, its thread, its clocks, what happened."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.api.serializers.referral import SaidSerializer
from tickets.api.serializers.ticket import FileSerializer, RowSerializer
from tickets.enums import ClockKind, ClockState, EventKind
from tickets.models import Event, Message, Note, Referral, Ticket
from tickets.queries.beside import clocks_of
from tickets.queries.opened import MOST

# What an event tells besides its kind: codes, and ids of what is in the same answer.
TOLD = frozenset(
    {"after", "before", "channel", "clock", "code", "fields", "level", "message", "note", "office",
     "outcome", "priority", "queue", "reason", "referral"}
)  # fmt: skip
OF_PEOPLE = frozenset(
    {EventKind.STOLEN, EventKind.ASSIGNED, EventKind.RELEASED, EventKind.RETURNED}
)


class OldestFirst(serializers.ListSerializer):
    """The newest ones were fetched; they are read in the order in which they came."""

    def to_representation(self, data: Any) -> Any:
        return super().to_representation(reversed(data))


class MessageSerializer(serializers.ModelSerializer):
    """A message of the thread. `flagged` ones are not known to be the client's."""

    files = FileSerializer(source="attachments", many=True, read_only=True)
    user = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Message
        list_serializer_class = OldestFirst
        fields = ("id", "direction", "author", "user", "channel", "language", "subject", "body",
                  "created_at", "flagged", "automatic", "delivery", "files")  # fmt: skip
        read_only_fields = fields


class NoteSerializer(serializers.ModelSerializer):
    user = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Note
        list_serializer_class = OldestFirst
        fields = ("id", "user", "body", "created_at")
        read_only_fields = fields


class EventSerializer(serializers.ModelSerializer):
    """Something that happened. `details` are codes, and ids of what is in the same answer."""

    user = serializers.CharField(read_only=True, allow_null=True)
    details = serializers.SerializerMethodField()

    class Meta:
        model = Event
        list_serializer_class = OldestFirst
        fields = ("id", "kind", "at", "actor", "user", "details")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_details(self, event: Event) -> dict[str, Any]:
        hidden = {"before"} if event.kind in OF_PEOPLE else set()
        return {name: event.data[name] for name in event.data if name in TOLD - hidden}


class AskedSerializer(serializers.ModelSerializer):
    """A referral as the centre sees it."""

    office: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    messages = SaidSerializer(many=True, read_only=True)

    class Meta:
        model = Referral
        fields = ("id", "number", "office", "reason", "question", "state", "created_at", "due_at",
                  "acknowledged_at", "ended_at", "messages", "stage", "outstanding",
                  "last_activity", "next_update_on", "may_tell", "wording")  # fmt: skip
        read_only_fields = fields


class ClockSerializer(serializers.Serializer):
    """A promise and how it stands now. `referral` is null on the ticket's own."""

    kind = serializers.ChoiceField(ClockKind.choices, source="clock.kind")
    referral = serializers.IntegerField(source="clock.referral_id", allow_null=True)
    state = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField(source="clock.started_at")
    at_risk_at = serializers.DateTimeField(source="clock.at_risk_at")
    due_at = serializers.DateTimeField(source="clock.due_at")
    pause_ends_at = serializers.DateTimeField(source="clock.pause_ends_at", allow_null=True)
    stopped_at = serializers.DateTimeField(source="clock.stopped_at", allow_null=True)

    @extend_schema_field(
        serializers.ChoiceField(
            ["on_track", "at_risk", "overdue", "paused", "met", "missed", "cancelled"]
        )
    )
    def get_state(self, explained: Any) -> str:
        return explained.word or str(ClockState.CANCELLED)


class TicketSerializer(RowSerializer):
    """An opened ticket with its thread, oldest first.

    `earlier` says that there is more than the newest 300 of a kind: the desk shows it.
    """

    client = serializers.CharField(source="client.name", read_only=True)
    outcome: serializers.Field = serializers.SlugRelatedField("code", read_only=True)
    earlier = serializers.SerializerMethodField()
    messages = MessageSerializer(source="newest_messages", many=True, read_only=True)
    notes = NoteSerializer(source="newest_notes", many=True, read_only=True)
    referrals = AskedSerializer(many=True, read_only=True)
    clocks = serializers.SerializerMethodField()
    events = EventSerializer(source="newest_events", many=True, read_only=True)

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
            "earlier",
            "messages",
            "notes",
            "referrals",
            "clocks",
            "events",
        )
        read_only_fields = fields

    def get_subject(self, ticket: Ticket) -> str:
        return ticket.subject

    def get_earlier(self, ticket: Any) -> bool:
        return max(map(len, (ticket.newest_messages, ticket.newest_notes))) >= MOST

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, ticket: Ticket) -> Any:
        return ClockSerializer(clocks_of(ticket, self.context["now"]), many=True).data
