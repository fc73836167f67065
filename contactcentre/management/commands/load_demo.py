"""Loads the demonstration: invented people and 60 days of work, through the real verbs."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contactcentre.demo.loading import load_demo
from contactcentre.demo.staff import Account
from contactcentre.demo.world import is_empty
from contactcentre.kit import clock
from contactcentre.kit.progress import Progress


class Command(BaseCommand):
    help = "Load demonstration data: users, and tickets in every state, in both languages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="where tickets exist, do nothing and say so, instead of failing",
        )
        parser.add_argument("--accounts-file", type=Path, help="where to write the passwords")
        parser.add_argument("--tickets", type=int, default=300)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["tickets"] < 1:
            raise CommandError("--tickets: at least 1")
        if not is_empty():
            # The days are played from an empty desk: agents would pick up what is real.
            if not options["if_empty"]:
                raise CommandError("There are tickets already: nothing was loaded.")
            self._say(options, "There are tickets already: nothing was loaded.")
            return
        path = options["accounts_file"]
        bar = Progress(self.stderr, quiet=options["verbosity"] == 0)
        load_demo(
            now=clock.now(),
            tickets=options["tickets"],
            seed=options["seed"],
            progress=bar.show,
            keep_accounts=lambda accounts: self._keep(accounts, path),
        )
        bar.end()

    def _say(self, options: dict[str, Any], text: str) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(text)

    def _keep(self, accounts: list[Account], path: Path | None) -> None:
        rows = json.dumps([asdict(account) for account in accounts], indent=2)
        if path is None:
            self.stdout.write(rows)
            return
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{rows}\n")
        part.replace(path)
