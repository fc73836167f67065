"""Pages of lists: signed cursors, bounded time."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from contactcentre.kit.db import TookTooLong, time_limit
from contactcentre.kit.pagination import BadCursor, Page, keyset_page
from tickets.queries.search import TooBroad

SECONDS = 2


def newest_first(rows: QuerySet, *, list_name: str, cursor: str, size: int) -> Page:
    """One page by the row's own id, which never changes: rows that move are met once.

    A cursor that was not made here for this list is refused. Raises TooBroad when filters leave
    so little that it is not found in time.
    """
    signer = Signer(salt=f"api.cursor.{list_name}")
    try:
        with time_limit(SECONDS):
            inner = signer.unsign(cursor) if cursor else ""
            page = keyset_page(rows, order=("-id",), cursor=inner, size=size)
    except (BadSignature, BadCursor) as error:
        raise ValidationError({"cursor": [_("This cursor is not of this list.")]}) from error
    except TookTooLong as error:
        raise TooBroad from error
    return Page(page.rows, signer.sign(page.next_cursor) if page.next_cursor else "")


def answer(page: Page, serializer: Any) -> dict[str, Any]:
    """A page as every list gives it; `next` is null on the last one."""
    return {"results": serializer(page.rows, many=True).data, "next": page.next_cursor or None}
