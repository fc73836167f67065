"""A new enquiry, and the receipt for it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.enums import Language
from people import identifiers
from tickets.actions.open import Enquiry, Sender
from tickets.api.serializers.strict import CodeField, LineField, Strict
from tickets.enums import Channel, PartyRole, Relation, Urgency
from tickets.models import EnquiryType, Party, Ticket

LONGEST_NUMBER = Ticket._meta.get_field("uci").max_length or 0
LONGEST_ADDRESS = Party._meta.get_field("email").max_length
PHONE = _("Enter a phone number, like 613-555-0134 or +33 1 23 45 67 89")
TWO_LETTERS: dict[str, Any] = {"invalid": _("Write two capital letters, like CA or ON.")}


class SenderSerializer(Strict):
    """Who writes, as they say. `role` is theirs on the ticket; `relation`, to the client."""

    name = LineField(max_length=200)
    email = serializers.EmailField(max_length=LONGEST_ADDRESS, required=False, default="")
    phone = LineField(max_length=30, required=False, default="")
    role = serializers.ChoiceField(PartyRole.choices, default=PartyRole.CLIENT)
    relation = serializers.ChoiceField(Relation.choices, required=False, default="")


class EnquirySerializer(Strict):
    """An enquiry to be opened. The codes are those of `/reference-data/`."""

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
    country = serializers.RegexField(
        r"\A[A-Z]{2}\Z", required=False, default="", error_messages=TWO_LETTERS
    )
    province = serializers.RegexField(
        r"\A[A-Z]{2}\Z", required=False, default="", error_messages=TWO_LETTERS
    )
    urgency_claimed = serializers.ChoiceField(Urgency.choices, required=False, default="")
    urgency_date = serializers.DateField(required=False, default=None)
    accommodation = LineField(max_length=500, required=False, default="")

    def validate_uci(self, uci: str) -> str:
        canonical = identifiers.canonical_uci(uci)
        if uci and not identifiers.uci_is_shaped(canonical):
            raise ValidationError(_("UCI must be 8 or 10 digits, like 1234-5678 or 11-2233-4455"))
        return canonical

    def validate_application_numbers(self, numbers: list[str]) -> list[str]:
        found = dict.fromkeys(identifiers.canonical(number) for number in numbers)
        if not all(0 < len(number) <= LONGEST_NUMBER for number in found):
            raise ValidationError(_("An application number has 1 to 20 letters and digits."))
        return list(found)

    def validate_client_date_of_birth(self, day: dt.date | None) -> dt.date | None:
        if day and day > self.context["today"]:
            raise ValidationError(_("The date of birth must be in the past"))
        return day

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sender = attrs["sender"]
        if sender["role"] == PartyRole.CLIENT and attrs["client_name"]:
            raise ValidationError({"client_name": [_("The sender is the client. Leave this out.")]})
        if sender["phone"]:
            phone = identifiers.canonical_phone(sender["phone"], attrs["country"])
            if phone is None:
                raise ValidationError({"sender": {"phone": [PHONE]}})
            sender["phone"] = phone
        return attrs

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


class ReceiptSerializer(serializers.ModelSerializer):
    """What never changes about an opened enquiry: a repeat gets the same answer."""

    received_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Ticket
        fields = ("reference", "number", "received_at", "promised_on")
        read_only_fields = fields
