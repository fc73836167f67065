"""Where the parts of a chart lie: plain geometry, made from the same numbers as the table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1040, 340
LEFT, RIGHT, TOP, BOTTOM = 90, 270, 14, 44
STEPS = (1, 2, 2.5, 5, 10)
MOST_LABELS = 13
# More series than this cannot be told apart.
MOST_SERIES = 4
SHOWS_PARTS = 0.2
Numbers = Sequence[float | None]


@dataclass(frozen=True)
class Rect:
    """One bar. `style` numbers its pattern, from 1."""

    x: float
    y: float
    width: float
    height: float
    style: int


@dataclass(frozen=True)
class Mark:
    """One point of a line; its shape goes with its style."""

    x: float
    y: float
    style: int


@dataclass(frozen=True)
class Path:
    """A stretch of a line without gaps."""

    points: str
    style: int


@dataclass(frozen=True)
class Label:
    """A word beside the drawing; `index` says of which series or column, `value` of which tick."""

    x: float
    y: float
    index: int = 0
    value: float = 0.0


@dataclass(frozen=True)
class Chart:
    """A drawing of WIDTH by HEIGHT units."""

    ticks: list[Label]
    columns: list[Label]
    ends: list[Label]
    rects: list[Rect]
    paths: list[Path]
    marks: list[Mark]
    areas: list[Path]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def top_of(highest: float, *, least: float = 0.0) -> tuple[float, float]:
    """A round number at or above the highest value, and the step between ticks below it.

    No step is smaller than `least`: things that are counted have no halves.
    """
    if highest <= 0:
        return 1.0, 1.0
    rough = max(highest / 4, least)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in STEPS if size * power >= rough)
    return math.ceil(highest / step - 1e-9) * step, step


def _ticks(top: float, step: float) -> list[Label]:
    count = round(top / step)
    return [Label(LEFT - 8, _y(n * step, top), value=n * step) for n in range(count + 1)]


def _y(value: float, top: float) -> float:
    inner = HEIGHT - TOP - BOTTOM
    return round(TOP + inner * (1 - value / top), 1)


def _x(number: int, count: int) -> float:
    """The middle of a column."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (number + 0.5) / count, 1)


def _columns(count: int) -> list[Label]:
    """Labels of every column, or of every second, third … so that they do not run together."""
    every = math.ceil(count / MOST_LABELS)
    return [Label(_x(n, count), HEIGHT - BOTTOM + 20, index=n) for n in range(0, count, every)]


def _apart(wanted: list[Label], gap: float = 20) -> list[Label]:
    """Labels moved down as far as needed to be read one under the other."""
    placed: list[Label] = []
    for label in sorted(wanted, key=lambda item: item.y):
        least = placed[-1].y + gap if placed else TOP
        placed.append(Label(label.x, max(label.y, least), label.index, label.value))
    return placed


def bars(series: Sequence[Numbers]) -> Chart:
    """Stacked bars, one a column, from a base of zero; the first series lies lowest."""
    count = max((len(values) for values in series), default=0)
    sums = [sum(values[n] or 0 for values in series) for n in range(count)]
    top, step = top_of(max(sums, default=0), least=1.0)
    wide = (WIDTH - LEFT - RIGHT) / max(count, 1) * 0.62
    rects, base = [], [0.0] * count
    for style, values in enumerate(series, start=1):
        for n, value in enumerate(values):
            if value:
                y = _y(base[n] + value, top)
                x = round(_x(n, count) - wide / 2, 1)
                rects.append(Rect(x, y, round(wide, 1), round(_y(base[n], top) - y, 1), style))
                base[n] += value
    # The names stand beside the last bar that is tall enough to show its parts.
    last = next((n for n in reversed(range(count)) if sums[n] > SHOWS_PARTS * top), None)
    ends = [] if last is None else _bar_ends(series, last, top)
    return Chart(_ticks(top, step), _columns(count), ends, rects, [], [], [])


def _bar_ends(series: Sequence[Numbers], at: int, top: float) -> list[Label]:
    base, wanted, x = 0.0, [], WIDTH - RIGHT + 10
    for index, values in enumerate(series):
        value = values[at] or 0
        if value:
            wanted.append(Label(x, _y(base + value / 2, top) + 5, index=index))
        base += value
    return _apart(wanted)


def lines(series: Sequence[Numbers], bands: Sequence[tuple[Numbers, Numbers]] = ()) -> Chart:
    """Lines with marks from a base of zero, broken where there is no value; bands lie behind."""
    everything = [*series, *(edge for band in bands for edge in band)]
    count = max((len(values) for values in everything), default=0)
    known = [value for values in everything for value in values if value is not None]
    counted = all(float(value).is_integer() for value in known)
    top, step = top_of(max(known, default=0), least=1.0 if counted else 0.0)
    paths, marks, ends = [], [], []
    for style, values in enumerate(series, start=1):
        points = [
            None if value is None else (_x(n, count), _y(value, top))
            for n, value in enumerate(values)
        ]
        drawn = [point for point in points if point]
        paths += [Path(text, style) for text in _stretches(points)]
        # On a long line marks at every point would hide it.
        every = max(1, len(drawn) // 24)
        marks += [Mark(x, y, style) for x, y in drawn[::every]]
        if drawn:
            # The name of a line that ends early stands above it, clear of the others.
            raised = 0 if points[-1] else 18
            ends.append(Label(drawn[-1][0] + 10, drawn[-1][1] + 5 - raised, index=style - 1))
    areas = [
        Path(_area(low, high, count, top), style)
        for style, (low, high) in enumerate(bands, start=1)
    ]
    return Chart(_ticks(top, step), _columns(count), _apart(ends), [], paths, marks, areas)


def _stretches(points: Sequence[tuple[float, float] | None]) -> list[str]:
    found: list[list[str]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(stretch) for stretch in found if len(stretch) > 1]


def _area(low: Numbers, high: Numbers, count: int, top: float) -> str:
    upper = [(_x(n, count), _y(v, top)) for n, v in enumerate(high) if v is not None]
    lower = [(_x(n, count), _y(v, top)) for n, v in enumerate(low) if v is not None]
    return " ".join(f"{x},{y}" for x, y in [*upper, *reversed(lower)])
