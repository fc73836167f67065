"""Take in what a source says of applications: newer facts replace older ones, never the reverse."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from people.extracts import Outcome, StatusFacts
from people.models import ApplicationStatus, ClientFile

FACTS = (
    "line_of_business",
    "stage",
    "awaited",
    "awaited_from",
    "last_activity",
    "last_activity_on",
    "next_step",
    "next_step_on",
    "as_of",
    "source",
)


@dataclass
class _Known:
    """What is on record of the rows' clients and applications, locked, and what was made of it."""

    files: dict[str, ClientFile]
    statuses: dict[str, ApplicationStatus]
    new_files: list[ClientFile] = field(default_factory=list)
    added: list[ApplicationStatus] = field(default_factory=list)
    changed: dict[str, ApplicationStatus] = field(default_factory=dict)


@transaction.atomic
def record_statuses(*, rows: Sequence[StatusFacts], now: dt.datetime) -> list[Outcome]:
    """Record each row in turn and return what became of each. The same rows again: unchanged.

    A row is refused when it is older than what is known, when its application belongs to
    another client number, and when its date of birth is not that of the client's file.
    """
    known = _known(rows)
    outcomes = [_take(row, known, now) for row in rows]
    ClientFile.objects.bulk_create(known.new_files)
    ApplicationStatus.objects.bulk_create(known.added)
    ApplicationStatus.objects.bulk_update(known.changed.values(), [*FACTS, "recorded_at"])
    return outcomes


def _known(rows: Sequence[StatusFacts]) -> _Known:
    numbers = {row.application_number for row in rows}
    statuses = (
        ApplicationStatus.objects.select_for_update(no_key=True, of=("self",))
        .select_related("file")
        .filter(application_number__in=numbers)
        .order_by("pk")
    )
    by_number = {status.application_number: status for status in statuses}
    files = ClientFile.objects.filter(uci__in={row.uci for row in rows})
    return _Known({file.uci: file for file in files}, by_number)


def _take(row: StatusFacts, known: _Known, now: dt.datetime) -> Outcome:
    file = known.files.get(row.uci)
    status = known.statuses.get(row.application_number)
    if status is not None and status.file.uci != row.uci:
        return Outcome.OTHER_CLIENT
    if file is not None and file.date_of_birth != row.date_of_birth:
        return Outcome.OTHER_BIRTH
    if status is None:
        _add(row, known, now)
        return Outcome.ADDED
    if row.as_of < status.as_of:
        return Outcome.OLDER
    if all(getattr(status, name) == getattr(row, name) for name in FACTS):
        return Outcome.UNCHANGED
    _write(status, row, now)
    if status.pk is not None:
        known.changed[status.application_number] = status
    return Outcome.CHANGED


def _add(row: StatusFacts, known: _Known, now: dt.datetime) -> None:
    file = known.files.get(row.uci)
    if file is None:
        file = ClientFile(uci=row.uci, date_of_birth=row.date_of_birth, created_at=now)
        known.files[row.uci] = file
        known.new_files.append(file)
    status = ApplicationStatus(
        file=file, application_number=row.application_number, digits=row.digits
    )
    _write(status, row, now)
    known.statuses[row.application_number] = status
    known.added.append(status)


def _write(status: ApplicationStatus, row: StatusFacts, now: dt.datetime) -> None:
    for name in FACTS:
        setattr(status, name, getattr(row, name))
    status.recorded_at = now
