"""Forms that say what to do, drawn by our components; dates in three inputs, hinted radios."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.languages import page_language

CHOICE_FIELDS = (forms.ChoiceField, forms.ModelChoiceField)


class CentreFormMixin(forms.BaseForm):
    """Draws by our components, leaves checking to the server, and words empty fields by name."""

    template_name = "components/form.html"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_what_to_do(field, field.label or name.replace("_", " ").capitalize())


class CentreForm(CentreFormMixin, forms.Form):
    """The base of every form that is not bound to one model."""


def _say_what_to_do(field: forms.Field, label: Any) -> None:
    """Replace Django's own words ("This field is required"); what a form words itself stays."""
    chooses = isinstance(field, CHOICE_FIELDS)
    ours = {
        "required": _("Select an answer for “%(label)s”") if chooses else _("Fill in “%(label)s”"),
        "invalid_choice": _("Select one of the answers listed for “%(label)s”"),
    }
    messages: dict[str, Any] = field.error_messages
    for code, message in ours.items():
        if code in messages and messages[code] == _stock(field, code):
            messages[code] = _Named(message, label)


def _stock(field: forms.Field, code: str) -> Any:
    """What Django itself says in this case."""
    for cls in type(field).__mro__:
        if code in (words := getattr(cls, "default_error_messages", {})):
            return words[code]
    return None


class _Named:
    """A lazy message with its field's label, put together in the language of the request."""

    def __init__(self, message: Any, label: Any) -> None:
        self._message, self._label = message, label

    def __str__(self) -> str:
        return str(self._message) % {"label": self._label}

    def __mod__(self, params: Any) -> str:
        return str(self)


class HintedRadioSelect(forms.RadioSelect):
    """Radios of which each may have a hint: `hints={value: text}`."""

    def __init__(self, attrs: Any = None, choices: Any = (), *, hints: Mapping | None = None):
        super().__init__(attrs, choices)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(getattr(value, "value", value), "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', name)}_hint"
        return option


class DatePartsWidget(forms.MultiWidget):
    """Month, day, year in English; day, month, year in French; posted under the same names."""

    template_name = "components/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: Any = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        months = [("", ""), *MONTHS.items()]
        super().__init__(
            {
                "day": forms.TextInput({**number, "maxlength": 2}),
                "month": forms.Select(choices=months),
                "year": forms.TextInput({**number, "maxlength": 4}),
            },
            attrs,
        )

    def decompress(self, value: dt.date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day, month, year = context["widget"]["subwidgets"]
        day["label"], month["label"], year["label"] = _("Day"), _("Month"), _("Year")
        day_first = page_language() == "fr"
        ordered = [day, month, year] if day_first else [month, day, year]
        context["widget"]["subwidgets"] = ordered
        return context

    def id_for_label(self, id_: str) -> str:
        """The part that is drawn first (parts are numbered day, month, year)."""
        first = 0 if page_language() == "fr" else 1
        return f"{id_}_{first}" if id_ else id_


class DatePartsField(forms.MultiValueField):
    """A date typed in three parts; says which part is missing."""

    widget = DatePartsWidget
    default_error_messages = {
        "day": _("Enter the day"),
        "month": _("Select the month"),
        "year": _("Enter the year, in four digits"),
        "no_such_date": _("Enter a date that exists"),
        "too_early": _("Enter a later date"),
        "too_late": _("Enter an earlier date"),
    }

    def __init__(self, *, not_before: Any = None, not_after: Any = None, **kwargs: Any) -> None:
        """Limits are dates, or functions that return one when the form is checked."""
        self.not_before, self.not_after = not_before, not_after
        parts = tuple(forms.CharField(required=False) for _part in range(3))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dt.date | None:
        parts = [(part or "").strip() for part in data_list or ["", "", ""]]
        if not any(parts):
            return None
        for name, part in zip(("day", "month", "year"), parts, strict=True):
            if not part.isdecimal() or (name == "year" and len(part) != 4):
                raise ValidationError(self.error_messages[name], code=name)
        try:
            day = dt.date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError as error:
            message = self.error_messages["no_such_date"]
            raise ValidationError(message, code="no_such_date") from error
        self._check_limits(day)
        return day

    def _check_limits(self, day: dt.date) -> None:
        earliest, latest = _limit(self.not_before), _limit(self.not_after)
        if earliest and day < earliest:
            raise ValidationError(self.error_messages["too_early"], code="too_early")
        if latest and day > latest:
            raise ValidationError(self.error_messages["too_late"], code="too_late")


def _limit(limit: Any) -> dt.date | None:
    return limit() if callable(limit) else limit
