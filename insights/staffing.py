"""Agents for a wanted answer rate or service level, and what any number of them can do."""

from dataclasses import dataclass
from enum import StrEnum

from insights.erlang import (
    Demand,
    Impatient,
    NoAnswer,
    Waiting,
    agents_for_impatient,
    erlang_a,
    erlang_c,
    rostered,
)

MOST_ROWS = 15


class Wanted(StrEnum):
    """What is promised to callers."""

    ANSWER_RATE = "answer_rate"
    SERVICE_LEVEL = "service_level"


@dataclass(frozen=True)
class Centre:
    """The calls of an interval, what callers put up with, and what the centre has.

    `trunks` are all lines, for callers who talk and who wait; None is without limit.
    """

    demand: Demand
    target_s: float
    patience_s: float
    trunks: int | None = None
    shrinkage: float = 0.0
    max_occupancy: float = 1.0


@dataclass(frozen=True)
class Row:
    """What so many agents can do. `patient` is Erlang C, None where it has no answer."""

    agents: int
    rostered: int
    outcome: Impatient
    patient: Waiting | None


def with_agents(centre: Centre, agents: int) -> Row:
    """Return what these agents can do; with as many as there are lines, nobody can wait."""
    places = None if centre.trunks is None else max(centre.trunks - agents, 0)
    busy = agents if centre.trunks is None else min(agents, centre.trunks)
    outcome = erlang_a(
        centre.demand,
        agents=busy,
        patience_s=centre.patience_s,
        target_s=centre.target_s,
        places=places,
    )
    try:
        patient = erlang_c(centre.demand, agents=agents, target_s=centre.target_s)
    except NoAnswer:
        patient = None
    return Row(agents, rostered(agents, centre.shrinkage), outcome, patient)


def agents_needed(centre: Centre, wanted: Wanted, share: float) -> int:
    """Return the fewest agents that keep the promise to this share of the calls offered.

    Raises NoAnswer where no number of agents does: there are too few lines.
    """

    def meets(outcome: Impatient) -> bool:
        reached: float = getattr(outcome, wanted)
        return reached >= share and outcome.occupancy <= centre.max_occupancy

    return agents_for_impatient(
        meets,
        centre.demand,
        at_least=centre.demand.erlangs * share,
        trunks=centre.trunks,
        patience_s=centre.patience_s,
        target_s=centre.target_s,
    )


def even_numbers(centre: Centre, *marked: int | None) -> range:
    """Return numbers of agents in even steps, around the marked ones and the load."""
    load = max(round(centre.demand.erlangs), 1)
    wanted = [load, *(number for number in marked if number)]
    low = max(round(min(wanted) * 0.6), 1)
    high = max(round(max(wanted) * 1.2), low + MOST_ROWS)
    if centre.trunks is not None:
        high = max(min(high, centre.trunks), low)
    return range(low, high + 1, max((high - low) // MOST_ROWS, 1))
