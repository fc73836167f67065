"""How far a long command has come: for whoever waits at the terminal, or reads a log."""

import sys
from typing import Any

WIDTH = 40


class Progress:
    """A bar on a terminal, a line every ten percent elsewhere."""

    def __init__(self, out: Any, *, quiet: bool) -> None:
        self.out, self.quiet = out, quiet
        self.bar = sys.stderr.isatty()
        self.shown = -1

    def show(self, fraction: float) -> None:
        percent = int(fraction * 100)
        step = percent if self.bar else percent // 10 * 10
        if self.quiet or step == self.shown:
            return
        self.shown = step
        if self.bar:
            filled = WIDTH * percent // 100
            self.out.write(f"\r  {'#' * filled}{'.' * (WIDTH - filled)} {percent:3} %", ending="")
        else:
            self.out.write(f"  {step} %")

    def end(self) -> None:
        if self.bar and not self.quiet:
            self.out.write(f"\r{' ' * (WIDTH + 10)}\r", ending="")
