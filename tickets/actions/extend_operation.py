"""Move the end of a special operation."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.edit_operation import lock_operation
from tickets.enums import OperationEventKind
from tickets.exceptions import Incomplete
from tickets.models import OperationEvent, SpecialOperation


@transaction.atomic
def extend_operation(
    *, operation_id: int, ends_at: dt.datetime, by: User, now: dt.datetime
) -> SpecialOperation:
    """Let an open operation end at another moment, sooner or later, but not in the past.

    Raises OperationOver on a closed one, Incomplete for a moment that has passed.
    """
    operation = lock_operation(operation_id)
    if ends_at <= now:
        raise Incomplete(_("The end must be in the future."))
    before, operation.ends_at = operation.ends_at, ends_at
    operation.version += 1
    operation.save(update_fields=["ends_at", "version"])
    OperationEvent.objects.record(
        operation,
        OperationEventKind.EXTENDED,
        by=by,
        now=now,
        before=before.isoformat(),
        after=ends_at.isoformat(),
    )
    return operation
