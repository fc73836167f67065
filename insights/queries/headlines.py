"""The board's headlines: shown as tiles, kept each quarter hour, held against the usual."""

from channels.enums import CallOutcome
from insights.gauges import count, share
from insights.measures import UNAVAILABLE, Figure
from insights.queries.board import Board


def headlines(found: Board) -> dict[str, Figure]:
    """Each headline's figure, waits in seconds; a centre without a line has no phone's figures."""
    calls, callers, total = found.calls, found.work.all_callers, found.work.total
    since = callers.longest_since or found.as_of
    phone = {
        "calls_waiting": count(callers.waiting),
        "longest_wait": count(max(round((found.as_of - since).total_seconds()), 0)),
        "phone_level": share(calls.in_time, calls.asked_and_over),
        "call_answer_rate": share(calls.of(CallOutcome.ANSWERED), calls.asked),
    }
    if not calls.has_lines:
        phone = dict.fromkeys(phone, UNAVAILABLE)
    written = {"overdue": count(total.overdue), "urgent_unowned": count(total.urgent_unowned)}
    return {**phone, **written}
