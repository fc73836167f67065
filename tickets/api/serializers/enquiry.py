"""A new enquiry, and the receipt for it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.enums import Language
from people import identifiers
from tickets.actions.open import Enquiry, Sender
from tickets.api.serializers.strict import CodeField, LineField, Strict
from tickets.enums import Channel, PartyRole, Urgency
from tickets.models import EnquiryType, Ticket

LONGEST_NUMBER = Ticket._meta.get_field("uci").max_length or 0


class SenderSerializer(Strict):
    """Who writes, as they say."""

    name = LineField(max_length=200)
    email = serializers.EmailField(required=False, default="")
    phone = LineField(max_length=30, required=False, default="")
    role = serializers.ChoiceField(PartyRole.choices, default=PartyRole.CLIENT)
    relation = LineField(max_length=100, required=False, default="")

    def validate_phone(self, phone: str) -> str:
        return (identifiers.canonical_phone(phone) or phone) if phone else ""


class EnquirySerializer(Strict):
    """An enquiry to be opened. Codes come from the administration's reference data."""

    language = serializers.ChoiceField(Language.choices)
    subject = LineField(max_length=200)
    body = serializers.CharField(max_length=20_000)
    sender = SenderSerializer()
    enquiry_type = CodeField(
        queryset=EnquiryType.objects.filter(active=True), required=False, default=None
    )
    client_name = LineField(max_length=200, required=False, default="")
    client_family_name = LineField(max_length=200, required=False, default="")
    client_date_of_birth = serializers.DateField(required=False, default=None)
    uci = LineField(max_length=40, required=False, default="")
    application_numbers = serializers.ListField(
        child=LineField(max_length=40), max_length=10, required=False, default=list
    )
    country = serializers.RegexField(r"\A[A-Z]{2}\Z", required=False, default="")
    province = serializers.RegexField(r"\A[A-Z]{2}\Z", required=False, default="")
    urgency_claimed = serializers.ChoiceField(Urgency.choices, required=False, default="")
    urgency_date = serializers.DateField(required=False, default=None)
    accommodation = LineField(max_length=500, required=False, default="")

    def validate_uci(self, uci: str) -> str:
        return _short(identifiers.canonical_uci(uci))

    def validate_application_numbers(self, numbers: list[str]) -> list[str]:
        return [_short(identifiers.canonical(number)) for number in numbers]

    def enquiry(self, key: str) -> Enquiry:
        """What the door takes. The same key brings the same ticket."""
        facts: dict[str, Any] = dict(self.validated_data)
        kind, sender = facts.pop("enquiry_type"), facts.pop("sender")
        return Enquiry(
            channel=Channel.API,
            key=key,
            enquiry_type=kind.code if kind else "",
            application_numbers=tuple(facts.pop("application_numbers")),
            sender=Sender(**{**sender, "role": PartyRole(sender["role"])}),
            **facts,
        )


def _short(number: str) -> str:
    if len(number) > LONGEST_NUMBER:
        raise ValidationError(_("This number is too long."))
    return number


class ReceiptSerializer(serializers.ModelSerializer):
    """What never changes about an opened enquiry: a repeat gets the same answer."""

    received_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Ticket
        fields = ("reference", "number", "received_at", "promised_on")
        read_only_fields = fields
