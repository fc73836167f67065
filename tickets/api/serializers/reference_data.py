"""Reference data: a code, and a name in each language."""

from typing import Any

from rest_framework import serializers


class NamedSerializer(serializers.Serializer):
    code = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()


class EnquiryTypeSerializer(NamedSerializer):
    """`parent` is the code of the type above it; null at the top."""

    parent: Any = serializers.CharField(source="parent.code", allow_null=True, default=None)


class OutcomeSerializer(NamedSerializer):
    """What a ticket can be resolved with, and what the client then reads."""

    client_wording_en = serializers.CharField()
    client_wording_fr = serializers.CharField()


class ReferenceDataSerializer(serializers.Serializer):
    queues = NamedSerializer(many=True)
    enquiry_types = EnquiryTypeSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)
    programme_issues = NamedSerializer(many=True)
    offices = NamedSerializer(many=True)
