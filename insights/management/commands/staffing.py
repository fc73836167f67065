"""Staffing arithmetic for scripts: one JSON object a line in, one a line out.

A line that can't be answered is answered with its error; the command itself never fails for one.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from contactcentre.kit.commands import BadLineError, Line, answer_lines, read_object
from insights.erlang import (
    MOST_AGENTS,
    Demand,
    Impatient,
    NoAnswer,
    agents_for_impatient,
    agents_for_patient,
    erlang_a,
    erlang_b,
    erlang_c,
    rostered,
)

MOST = 1e9


class Command(BaseCommand):
    help = "Erlang B, C and A: JSON lines on stdin, JSON lines on stdout."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        answer_lines(answer, self.stdout)


def answer(raw: bytes) -> Line:
    """Answer one line with its id."""
    line: Line = {}
    try:
        line = read_object(raw)
        return {"id": line.get("id"), **_solve(line)}
    except (BadLineError, NoAnswer) as problem:
        return {"id": line.get("id"), "error": str(problem)}


def _solve(line: Line) -> Line:
    operation = line.get("op")
    if not isinstance(operation, str) or operation not in OPERATIONS:
        raise BadLineError(f"op must be one of {', '.join(OPERATIONS)}")
    return OPERATIONS[operation](line)


def _erlang_b(line: Line) -> Line:
    erlangs = _number(line, "erlangs", most=MOST)
    return {"p_block": erlang_b(erlangs, _whole(line, "trunks", least=0))}


def _erlang_c(line: Line) -> Line:
    found = erlang_c(
        _demand(line), agents=_whole(line, "agents"), target_s=_number(line, "target_s")
    )
    return asdict(found)


def _erlang_a(line: Line) -> Line:
    agents, trunks = _whole(line, "agents"), _trunks(line)
    if trunks is not None and trunks < agents:
        raise BadLineError("trunks must not be fewer than the agents")
    found = erlang_a(
        _demand(line),
        agents=agents,
        patience_s=_positive(line, "patience_s"),
        target_s=_number(line, "target_s", default=0.0),
        places=None if trunks is None else trunks - agents,
    )
    answered = asdict(found)
    if "target_s" not in line:
        del answered["service_level"]
    return {**answered, "answer_rate": found.answer_rate}


def _agents(line: Line) -> Line:
    """The fewest agents: by Erlang C, or by Erlang A where the callers' patience is given."""
    demand, target_s = _demand(line), _number(line, "target_s")
    level = _share(line, "service_level")
    occupancy = _number(line, "max_occupancy", default=1.0, most=1.0)
    shrinkage = _share(line, "shrinkage", default=0.0)
    if occupancy == 0:
        raise BadLineError("max_occupancy must be more than 0")
    if "patience_s" not in line:
        agents = agents_for_patient(
            demand, target_s=target_s, service_level=level, max_occupancy=occupancy
        )
        return {"agents": agents, "rostered": rostered(agents, shrinkage)}

    def meets(found: Impatient) -> bool:
        return found.service_level >= level and found.occupancy <= occupancy

    patience_s = _positive(line, "patience_s")
    agents = agents_for_impatient(
        meets,
        demand,
        at_least=demand.erlangs * level,
        trunks=_trunks(line),
        patience_s=patience_s,
        target_s=target_s,
    )
    return {"agents": agents, "rostered": rostered(agents, shrinkage)}


OPERATIONS: dict[str, Callable[[Line], Line]] = {
    "erlang_c": _erlang_c,
    "agents": _agents,
    "erlang_a": _erlang_a,
    "erlang_b": _erlang_b,
}


def _demand(line: Line) -> Demand:
    return Demand(
        calls=_number(line, "calls"),
        interval_s=_positive(line, "interval_s"),
        aht_s=_positive(line, "aht_s"),
    )


def _trunks(line: Line) -> int | None:
    return _whole(line, "trunks") if "trunks" in line else None


def _number(line: Line, name: str, *, default: float | None = None, most: float = MOST) -> float:
    value = line.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLineError(f"{name} must be a number")
    if not 0 <= value <= most:
        raise BadLineError(f"{name} must lie between 0 and {most:g}")
    return float(value)


def _positive(line: Line, name: str) -> float:
    value = _number(line, name)
    if value < 1e-6:
        raise BadLineError(f"{name} must be more than 0")
    return value


def _share(line: Line, name: str, *, default: float | None = None) -> float:
    value = _number(line, name, default=default, most=1.0)
    if value == 1:
        raise BadLineError(f"{name} must be less than 1")
    return value


def _whole(line: Line, name: str, *, least: int = 1) -> int:
    value = line.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadLineError(f"{name} must be a whole number")
    if not least <= value <= MOST_AGENTS:
        raise BadLineError(f"{name} must lie between {least} and {MOST_AGENTS}")
    return value
