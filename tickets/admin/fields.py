"""Fields of the administration."""

import json
from typing import Any

from django import forms
from django.db import models


class ReadableJson(forms.JSONField):
    """JSON that people edit: on lines of its own, accents as letters."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, forms.fields.InvalidJSONInput):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)


WITH_READABLE_JSON: dict[Any, Any] = {models.JSONField: {"form_class": ReadableJson}}
