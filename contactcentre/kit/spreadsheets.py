"""Tables as CSV files that open in Excel, in English and in French, and run nothing there."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

BOM = "\N{BYTE ORDER MARK}"
# A text that begins so would be taken for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | Decimal | None


def sheet(rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """UTF-8 with a mark, so that Excel knows it; in French `;` between cells and `,` in numbers."""
    out = io.StringIO(newline="")
    french = language.startswith("fr")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_written(cell, french) for cell in row])
    return (BOM + out.getvalue()).encode()


def _written(cell: Cell, french: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return text.replace(".", ",") if french else text


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text
