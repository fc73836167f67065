"""Fields of the administration."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.formatting import NBSP
from tickets import calendars

BUSINESS_TIME = re.compile(r"(\d{1,5})\s*[:h]?\s*([0-5]\d)?(?::([0-5]\d))?")
OPEN_TIME = _("Hours and minutes of the calendar’s open time: 2:00.")
SHIFT = re.compile(r"(\d{1,2}:\d\d)\s*[-–—]\s*(\d{1,2}:\d\d)")


def table(rows: Iterable[tuple[object, str]]) -> SafeString:
    """Names, and what stands for each."""
    found = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return format_html("<table>{}</table>", found)


class ReadableJson(forms.JSONField):
    """JSON that people edit: on lines of its own, accents as letters."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, forms.fields.InvalidJSONInput):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)


def hours_and_minutes(seconds: int) -> str:
    """Business seconds as hours and minutes: 90 000 is `25:00`."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}" + (f":{left:02}" if left else "")


def in_words(seconds: int | list[int]) -> str:
    """Business seconds with their units, alike in both languages: `2 h 30 min`."""
    if isinstance(seconds, list):
        return ", ".join(in_words(each) for each in seconds) or "–"
    minutes, left = divmod(seconds, 60)
    parts = (*divmod(minutes, 60), left)
    units = zip(parts, ("h", "min", "s"), strict=True)
    return NBSP.join(f"{part}{NBSP}{unit}" for part, unit in units if part) or f"0{NBSP}h"


class BusinessTime(forms.CharField):
    """Business seconds, typed as hours and minutes: `48:00`, `48`, `48 h 30`."""

    widget = forms.TextInput(attrs={"size": 8})
    default_error_messages = {"invalid": _("Enter hours and minutes, such as 48:00")}

    def __init__(self, *, help_text: Any = OPEN_TIME, **kwargs: Any) -> None:
        super().__init__(help_text=help_text, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return hours_and_minutes(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        text = super().to_python(value) or ""
        if not text:
            return None
        match = BUSINESS_TIME.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def shifts_in_words(shifts: list[list[str]]) -> str:
    """`08:00–12:00, 13:00–17:00`."""
    return ", ".join(f"{opening}–{closing}" for opening, closing in shifts)


class WeekWidget(forms.MultiWidget):
    """A line for each weekday."""

    template_name = "admin/week.html"
    use_fieldset = True

    def __init__(self, attrs: Any = None) -> None:
        times = {"size": 30, "placeholder": "09:00–17:00", "autocomplete": "off"}
        super().__init__({day: forms.TextInput(times) for day in calendars.WEEKDAYS}, attrs)

    def decompress(self, value: Mapping[str, Any] | None) -> list[str]:
        return [shifts_in_words((value or {}).get(day, [])) for day in calendars.WEEKDAYS]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for number, day in enumerate(context["widget"]["subwidgets"]):
            day["label"] = capfirst(WEEKDAYS[number])
        return context


class OpeningHours(forms.MultiValueField):
    """The shifts of each weekday, as a calendar keeps them (tickets/calendars.py)."""

    widget = WeekWidget
    default_error_messages = {
        "required": _("Enter opening hours for at least one weekday."),
        "invalid": _("%(day)s: enter times such as 08:00–12:00, 13:00–17:00."),
    }

    def __init__(self, **kwargs: Any) -> None:
        lines = tuple(forms.CharField(required=False) for _day in calendars.WEEKDAYS)
        super().__init__(lines, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, list[list[str]]]:
        return {
            day: self._shifts(number, line)
            for number, (day, line) in enumerate(zip(calendars.WEEKDAYS, data_list, strict=True))
            if line
        }

    def _shifts(self, number: int, line: str) -> list[list[str]]:
        matches = [SHIFT.fullmatch(part.strip()) for part in line.split(",")]
        if not all(matches):
            message, day = self.error_messages["invalid"], {"day": capfirst(WEEKDAYS[number])}
            raise ValidationError(message, code="invalid", params=day)
        return [[time.zfill(5) for time in match.groups()] for match in matches if match]
