"""Next: one statement picks the most pressing ticket that this user may and can work."""

import datetime as dt

from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Can
from tickets.actions.base import record
from tickets.enums import EventKind, Sensitivity, State
from tickets.exceptions import NotAllowed
from tickets.models import Queue, Ticket

CLAIM = """
UPDATE tickets_ticket SET assignee_id = %(user)s, assigned_at = %(now)s
WHERE id = (
    SELECT id FROM tickets_ticket
    WHERE state = 'open' AND assignee_id IS NULL AND NOT caller_waits
      AND queue_id = ANY(%(queues)s)
      AND language = ANY(%(languages)s)
      AND NOT EXISTS (SELECT 1 FROM unnest(required_skills) skill
                      WHERE skill <> ALL(%(skills)s::varchar[]))
      AND (sensitivity = ANY(%(sensitivities)s)
           OR EXISTS (SELECT 1 FROM tickets_needtoknow named
                      WHERE named.ticket_id = tickets_ticket.id AND named.user_id = %(user)s))
    ORDER BY priority, due_at, id
    FOR NO KEY UPDATE SKIP LOCKED
    LIMIT 1
)
RETURNING id
"""


@transaction.atomic
def claim_next(*, by: User, now: dt.datetime, queue: Queue | None = None) -> Ticket | None:
    """Give the user the next ticket of their queues (or of one of them); None when there is none.

    Order: priority, then due time. Queue, language, skills, state and sensitivity are checked in
    the statement itself, so two users never get the same ticket and nobody gets a hidden one.
    """
    if not by.can(Can.WORK_TICKETS):
        raise NotAllowed
    queues = Queue.objects.worked_by(by)
    if queue is not None:
        queues = queues.filter(pk=queue.pk)
    sensitivities = [Sensitivity.ORDINARY.value]
    if by.can(Can.SEE_RESTRICTED):
        sensitivities.append(Sensitivity.RESTRICTED.value)
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "user": by.pk,
                "now": now,
                "queues": list(queues.values_list("pk", flat=True)),
                "languages": by.languages,
                "skills": list(by.skills.values_list("code", flat=True)),
                "sensitivities": sensitivities,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    ticket = Ticket.objects.get(pk=row[0], state=State.OPEN)
    record(ticket, EventKind.CLAIMED, by=by, now=now, user=by.pk)
    return ticket
