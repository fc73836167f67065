"""`manage.py import_statuses FILE`: where applications stand, as docs/statuses.md describes."""

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contactcentre.kit import clock
from contactcentre.kit.db import advisory_lock
from contactcentre.kit.progress import Progress
from people.actions.record_statuses import record_statuses
from people.adapters.extract_files import ExtractFile, Line, Unreadable
from people.extracts import (
    COLUMNS,
    REASONS,
    REQUIRED,
    Outcome,
    RowRefused,
    StatusFacts,
    read_row,
)

BATCH = 500


class Command(BaseCommand):
    help = (
        "Import application statuses from a CSV file. The same file again changes nothing. "
        "Ends with 1 when a line was refused; the others are imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and change nothing"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        extract = self._open(file)
        bar = Progress(self.stderr, quiet=options["verbosity"] == 0)
        with advisory_lock("import_statuses") as alone:
            if not alone:
                raise CommandError("Another import is running.")
            try:
                counts = self._preview(extract, bar) if dry_run else self._import(extract, bar)
            except Unreadable as problem:
                raise CommandError(f"{file}: {problem}") from problem
        bar.end()
        self._sum_up(counts, dry_run=dry_run)

    def _preview(self, extract: ExtractFile, bar: Progress) -> Counter[str]:
        """The whole import, then undone: lines that meet each other are judged as they will be."""
        with transaction.atomic():
            counts = self._import(extract, bar)
            transaction.set_rollback(True)
        return counts

    def _open(self, file: Path) -> ExtractFile:
        try:
            extract = ExtractFile(file, required=REQUIRED, known=COLUMNS)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Unreadable as problem:
            raise CommandError(f"{file}: {problem}") from problem
        if extract.ignored:
            self.stdout.write(f"columns not used: {', '.join(extract.ignored)}")
        return extract

    def _import(self, extract: ExtractFile, bar: Progress) -> Counter[str]:
        """Batch by batch, each committed for itself: what was done before a failure stays."""
        counts: Counter[str] = Counter()
        lines = extract.lines()
        while batch := list(islice(lines, BATCH)):
            counts += self._take(batch)
            bar.show(min(batch[-1].number / max(extract.length, 1), 1))
        return counts

    def _take(self, batch: list[Line]) -> Counter[str]:
        """Count what became of the lines, and say why for each that was refused."""
        now = clock.now()
        read: list[tuple[int, StatusFacts]] = []
        refused: list[tuple[int, str]] = []
        for line in batch:
            try:
                read.append((line.number, _facts(line, now)))
            except RowRefused as why:
                refused.append((line.number, str(why)))
        outcomes = record_statuses(rows=[facts for _, facts in read], now=now)
        counts: Counter[str] = Counter()
        for (number, _), outcome in zip(read, outcomes, strict=True):
            if outcome in REASONS:
                refused.append((number, REASONS[outcome]))
            else:
                counts[outcome] += 1
        for number, reason in sorted(refused):
            self.stdout.write(f"line {number}: refused: {reason}")
        counts["refused"] += len(refused)
        return counts

    def _sum_up(self, counts: Counter[str], *, dry_run: bool) -> None:
        names = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, "refused")
        said = ", ".join(f"{name} {counts[name]}" for name in names)
        self.stdout.write(f"dry run, nothing was written: {said}" if dry_run else said)
        if counts["refused"]:
            raise CommandError("Some lines were refused: their reasons are above.")


def _facts(line: Line, now: dt.datetime) -> StatusFacts:
    if line.ragged:
        raise RowRefused("the line has not as many cells as there are columns")
    return read_row(line.row, now=now)
