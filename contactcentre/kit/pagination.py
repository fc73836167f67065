"""Pages by the last row's own values: the thousandth page costs what the first does."""

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


class BadCursor(ValueError):
    """A cursor that no page of this list gave out."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and where the next ones begin; an empty cursor when there are none."""

    rows: list[Row]
    next_cursor: str


def keyset_page(
    rows: QuerySet[Row], *, order: Sequence[str], cursor: str = "", size: int = 50
) -> Page[Row]:
    """Return one page in the order of these fields, of which the last is unique.

    A field with a minus is descending and never null; in the others nulls come last.
    """
    names = [name.removeprefix("-") for name in order]
    ordered = rows.order_by(*(_ordering(name) for name in order))
    if cursor:
        ordered = ordered.filter(_after(order, _decode(rows, names, cursor)))
    found = list(ordered[: size + 1])
    page = found[:size]
    more = len(found) > size
    return Page(page, _encode(page[-1], names) if more else "")


def _ordering(name: str) -> Any:
    return name if name.startswith("-") else F(name).asc(nulls_last=True)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows behind these values: the first field beyond, or equal and the next beyond …"""
    found = Q(pk__in=[])
    equal = Q()
    for name, value in zip(order, values, strict=True):
        found |= equal & _beyond(name, value)
        plain = name.removeprefix("-")
        equal &= Q(**{f"{plain}__isnull": True}) if value is None else Q(**{plain: value})
    return found


def _beyond(name: str, value: Any) -> Q:
    if name.startswith("-"):
        return Q(**{f"{name[1:]}__lt": value})
    if value is None:
        return Q(pk__in=[])
    return Q(**{f"{name}__gt": value}) | Q(**{f"{name}__isnull": True})


def _encode(row: Model, names: Sequence[str]) -> str:
    values = [getattr(row, name) for name in names]
    plain = [v.isoformat() if isinstance(v, dt.date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(rows: QuerySet, names: Sequence[str], cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [rows.model._meta.get_field(name) for name in names]
        found = [_value(field, value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, ValidationError, RecursionError) as error:
        raise BadCursor from error
    return found


def _value(field: Any, value: Any) -> Any:
    if value is None and field.null:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadCursor
    clean = field.to_python(value)
    field.run_validators(clean)
    return clean
