"""Change a special operation while it is open: its texts, line, words, priority, queue."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import Team, User
from tickets.actions.open_operation import OperationPlan, check_plan
from tickets.enums import OperationEventKind
from tickets.exceptions import OperationChanged, OperationOver
from tickets.models import OperationEvent, Queue, SpecialOperation


def lock_operation(operation_id: int, *, version: int | None = None) -> SpecialOperation:
    """Lock an open operation's row until the transaction ends, and return it fresh.

    Raises OperationOver when it is closed, OperationChanged when it is not at `version` any more.
    """
    operation = (
        SpecialOperation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("queue")
        .get(pk=operation_id)
    )
    if operation.closed_at is not None:
        raise OperationOver
    if version is not None and operation.version != version:
        raise OperationChanged
    return operation


@transaction.atomic
def edit_operation(
    *, operation_id: int, plan: OperationPlan, version: int, by: User, now: dt.datetime
) -> SpecialOperation:
    """Make an open operation what the plan says. Its addresses stay, because they are printed.

    The event holds what each changed fact was and is (all of it was public), and which teams were
    added. Raises OperationOver, OperationChanged, or Incomplete for what can't be.
    """
    operation = lock_operation(operation_id, version=version)
    check_plan(plan, now=now, but=operation.pk)
    new = {**plan.columns(), "queue": plan.queue or operation.queue}
    old = {name: getattr(operation, name) for name in new}
    changed = [name for name in new if new[name] != old[name]]
    added = _add_teams(new["queue"], plan.teams)
    if not changed and not added:
        return operation
    if "queue" in changed:
        operation.own_queue = False
    for name in changed:
        setattr(operation, name, new[name])
    operation.version += 1
    operation.save(update_fields=[*changed, "own_queue", "version"])
    OperationEvent.objects.record(
        operation,
        OperationEventKind.EDITED,
        by=by,
        now=now,
        changed={name: [_plain(old[name]), _plain(new[name])] for name in changed},
        teams=added,
    )
    return operation


def _add_teams(queue: Queue, teams: tuple[Team, ...]) -> list[str]:
    """Let these teams work the queue too; the codes of those that did not yet."""
    before = set(queue.teams.values_list("code", flat=True))
    queue.teams.add(*teams)
    return sorted({team.code for team in teams} - before)


def _plain(value: Any) -> Any:
    """A fact as JSON holds it: rows by their codes, moments in ISO."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return getattr(value, "code", value)
