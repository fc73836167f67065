"""Application statuses to test with, recorded as an import would."""

import datetime as dt
from typing import Any

from people.actions.record_statuses import record_statuses
from people.enums import Activity, Awaited, AwaitedFrom, LineOfBusiness, NextStep, Stage
from people.extracts import Outcome, StatusFacts
from people.models import ApplicationStatus

BORN = dt.date(1988, 4, 17)
UCI, NUMBER = "1122334455", "W123456789"


def facts(*, as_of: dt.datetime, **changes: Any) -> StatusFacts:
    """What a source says of an application that waits for a document of the client's."""
    said: dict[str, Any] = {
        "uci": UCI,
        "date_of_birth": BORN,
        "application_number": NUMBER,
        "line_of_business": LineOfBusiness.CITIZENSHIP,
        "stage": Stage.BACKGROUND,
        "last_activity": Activity.DOCUMENT_REQUESTED,
        "last_activity_on": dt.date(2026, 11, 10),
        "source": "Case system",
        "awaited": Awaited.DOCUMENT,
        "awaited_from": AwaitedFrom.CLIENT,
        "next_step": NextStep.DECISION,
        "next_step_on": dt.date(2027, 2, 1),
    }
    return StatusFacts(as_of=as_of, **{**said, **changes})


def known(*, as_of: dt.datetime, **changes: Any) -> ApplicationStatus:
    """An application that is on record."""
    row = facts(as_of=as_of, **changes)
    assert record_statuses(rows=[row], now=as_of) == [Outcome.ADDED]
    return ApplicationStatus.objects.get(application_number=row.application_number)
