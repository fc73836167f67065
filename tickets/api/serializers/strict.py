"""Nothing is taken that was not asked for: an unknown field is an error, not a silence."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class Strict(serializers.Serializer):
    """Refuses unknown fields and fields that only the centre sets."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in data if name not in known)
            if unknown:
                raise ValidationError({name: [_("Unknown field.")] for name in unknown})
        return super().to_internal_value(data)


class LineField(serializers.CharField):
    """Text on one line: it may end up in the head of a mail."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        value = super().run_validation(data)
        if isinstance(value, str) and CONTROL.search(value):
            raise ValidationError([_("Write this on one line.")])
        return value


class CodeField(serializers.SlugRelatedField):
    """A row of reference data, named by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or CONTROL.search(data):
            self.fail("invalid")
        return super().to_internal_value(data)
