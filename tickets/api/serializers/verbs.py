"""What the verbs take."""

from rest_framework import serializers

from tickets.api.serializers.strict import CodeField, Strict
from tickets.enums import ReferralReason, Urgency
from tickets.models import OutcomeCode, ProcessingOffice, ProgrammeIssue, Queue


class NothingSerializer(Strict):
    """A verb that needs no more than its ticket."""


class ClaimSerializer(Strict):
    queue = CodeField(queryset=Queue.objects.filter(active=True), required=False, default=None)


class ReplySerializer(Strict):
    """`thread_version` is the one that was read: a newer thread refuses the reply."""

    text = serializers.CharField(max_length=50_000)
    thread_version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    wait_for_client = serializers.BooleanField(required=False, default=False)


class TextSerializer(Strict):
    text = serializers.CharField(max_length=50_000)


class TransferSerializer(Strict):
    queue = CodeField(queryset=Queue.objects.receiving())
    reason = serializers.CharField(max_length=2_000)


class EscalateSerializer(Strict):
    office = CodeField(queryset=ProcessingOffice.objects.filter(active=True))
    reason = serializers.ChoiceField(ReferralReason.choices)
    question = serializers.CharField(max_length=10_000)
    urgency = serializers.ChoiceField(Urgency.choices, required=False, default="")
    client_told = serializers.BooleanField(required=False, default=False)


class ResolveSerializer(Strict):
    outcome = CodeField(queryset=OutcomeCode.objects.filter(active=True))
    programme_issue = CodeField(
        queryset=ProgrammeIssue.objects.filter(active=True), required=False, default=None
    )
