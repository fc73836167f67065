"""Erlang B, C and A: how many agents a stream of calls needs, and what they can do.

Times are in seconds, rates are calls a second, a load is in erlangs (calls a second x handle
time). Nothing here uses a factorial, so that hundreds of erlangs and thousands of agents are
answered as exactly as one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

MOST_AGENTS = 100_000
MOST_WAITING = 500_000
NEGLIGIBLE = 1e-16
HUGE = 1e200
ROUNDING = 1e-9


class NoAnswer(ValueError):
    """The formula has no answer for these figures; the words say why."""


@dataclass(frozen=True)
class Demand:
    """Calls that arrive in an interval, and the time that one takes an agent."""

    calls: float
    interval_s: float
    aht_s: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.interval_s

    @property
    def erlangs(self) -> float:
        """The load: how many agents the calls would keep busy if none was lost."""
        return self.calls * self.aht_s / self.interval_s


@dataclass(frozen=True)
class Waiting:
    """What callers meet who wait for as long as it takes (Erlang C)."""

    p_wait: float
    service_level: float
    asa_s: float
    occupancy: float


@dataclass(frozen=True)
class Impatient:
    """What callers meet who may find all lines busy, or tire of waiting (Erlang A).

    The probabilities and the service level are of all calls offered. `asa_s` is the mean wait of
    all who got in, `wait_answered_s` that of those who were answered.
    """

    p_wait: float
    p_abandon: float
    p_block: float
    service_level: float
    asa_s: float
    wait_answered_s: float
    occupancy: float

    @property
    def answer_rate(self) -> float:
        """Answered calls of all calls offered."""
        return 1 - self.p_abandon - self.p_block


def erlang_b(erlangs: float, trunks: int) -> float:
    """Return the part of the calls that find all trunks busy and go away (Erlang B).

    By the recursion B(0) = 1, B(k) = aB(k-1) / (k + aB(k-1)): A. K. Erlang 1917; for the
    recursion see ITU-T, Teletraffic Engineering Handbook, 7.3.
    """
    blocked = 1.0
    for trunk in range(1, trunks + 1):
        busy = erlangs * blocked
        blocked = busy / (trunk + busy)
    return blocked


def erlang_c(demand: Demand, *, agents: int, target_s: float) -> Waiting:
    """Return what callers meet who never give up: the M/M/n queue.

    C = nB / (n - a(1 - B)); the service level is 1 - C exp(-(n - a)T / AHT), the mean wait
    C AHT / (n - a): A. K. Erlang 1917. Raises NoAnswer where the load is not below the agents:
    then the queue only grows.
    """
    load = demand.erlangs
    if load >= agents:
        raise NoAnswer(
            f"a load of {load:.6g} erlangs is not below {agents} agents: in Erlang C the queue "
            "would grow without end; Erlang A has an answer"
        )
    return _waiting(demand, agents, erlang_b(load, agents), target_s)


def _waiting(demand: Demand, agents: int, blocked: float, target_s: float) -> Waiting:
    load = demand.erlangs
    spare = agents - load
    p_wait = agents * blocked / (agents - load * (1 - blocked))
    return Waiting(
        p_wait=p_wait,
        service_level=1 - p_wait * math.exp(-spare * target_s / demand.aht_s),
        asa_s=p_wait * demand.aht_s / spare,
        occupancy=load / agents,
    )


def agents_for_patient(
    demand: Demand, *, target_s: float, service_level: float, max_occupancy: float = 1.0
) -> int:
    """Return the fewest agents with which Erlang C keeps both the level and the occupancy."""
    load, blocked = demand.erlangs, 1.0
    if load == 0:
        return 0
    for agents in range(1, MOST_AGENTS + 1):
        busy = load * blocked
        blocked = busy / (agents + busy)
        if agents <= load or load > agents * max_occupancy * (1 + ROUNDING):
            continue
        if _waiting(demand, agents, blocked, target_s).service_level >= service_level:
            return agents
    raise NoAnswer(f"more than {MOST_AGENTS} agents")


def rostered(agents: int, shrinkage: float) -> int:
    """Return how many must be on the roster when this part of paid time is not on the phone."""
    return math.ceil(agents / (1 - shrinkage) * (1 - ROUNDING))


def erlang_a(
    demand: Demand,
    *,
    agents: int,
    patience_s: float,
    target_s: float = 0,
    places: int | None = None,
) -> Impatient:
    """Return what callers meet whose patience is exponential: the M/M/n/n+m+M queue.

    `places` is how many callers may wait (m); whoever comes when they are full is blocked. None
    is without limit. C. Palm 1957; A. Mandelbaum, S. Zeltyn, "The Palm/Erlang-A queue, with
    applications to call centers", 2005: a birth-death process whose states above n leave at
    n/AHT + k/patience.

    Seen with i callers before one, the wait is a sum of exponentials at the rates
    n/AHT + k/patience, k = 0 to i, so exp(-wait/patience) is Beta(n patience/AHT, i + 1): the
    part answered within the target is an incomplete beta function, here by its recursion.
    """
    if demand.calls == 0:
        return Impatient(0, 0, 0, 1, 0, 0, 0)
    line = _Line(demand, agents, patience_s, target_s)
    line.fill(places)
    return line.outcome()


class _Line:
    """The states with all agents busy, their weights relative to each other.

    The sums are of weights: all states, those with waiting callers, and so on. They are scaled
    down together when they grow huge, which changes none of their ratios.
    """

    def __init__(self, demand: Demand, agents: int, patience_s: float, target_s: float) -> None:
        self.demand, self.agents = demand, agents
        self.rate, self.leave = demand.rate, 1 / patience_s
        self.serve = agents / demand.aht_s
        blocked = erlang_b(demand.erlangs, agents)
        # All states up to n weigh 1 / B(n) as much as n itself; far below the load B(n) vanishes.
        self.free, self.weight = (1 - blocked, blocked) if blocked else (1.0, 0.0)
        self.busy = self.queued = self.answered = self.in_time = self.waited = 0.0
        self.harmonic = 0.0
        self.within = _Within(agents * patience_s / demand.aht_s, target_s / patience_s)
        self.last = 0.0

    def fill(self, places: int | None) -> None:
        """Sum over 0, 1, 2 ... waiting callers, up to the limit or until no more is to come."""
        for waiting in range(MOST_WAITING):
            full = waiting == places
            self._count(waiting, enters=not full)
            self.last = self.weight if full else 0.0
            ratio = self.rate / (self.serve + (waiting + 1) * self.leave)
            if full or self._is_negligible(ratio):
                return
            self.weight *= ratio
            if self.weight > HUGE:
                self._scale_down()
        raise NoAnswer(f"more than {MOST_WAITING} callers would wait")

    def _count(self, waiting: int, *, enters: bool) -> None:
        """Add the state with so many waiting, and what becomes of a caller who then arrives."""
        self.busy += self.weight
        self.queued += waiting * self.weight
        if not enters:
            return
        leaves = self.serve + (waiting + 1) * self.leave
        self.harmonic += 1 / leaves
        answered = self.weight * self.serve / leaves
        self.answered += answered
        self.waited += answered * self.harmonic
        self.in_time += answered * self.within.next()

    def _is_negligible(self, ratio: float) -> bool:
        """The rest is less than a geometric series, as the ratio only falls."""
        if ratio >= 1:
            return False
        return self.weight * ratio / (1 - ratio) <= NEGLIGIBLE * (self.free + self.busy)

    def _scale_down(self) -> None:
        for name in ("free", "weight", "busy", "queued", "answered", "in_time", "waited"):
            setattr(self, name, getattr(self, name) / HUGE)

    def outcome(self) -> Impatient:
        whole = self.free + self.busy
        blocked = self.last / whole
        answered = (self.free + self.answered) / whole
        queue = self.queued / whole
        return Impatient(
            p_wait=(self.busy - self.last) / whole,
            p_abandon=min(queue * self.leave / self.rate, 1 - blocked),
            p_block=blocked,
            service_level=min((self.free + self.in_time) / whole, 1.0),
            asa_s=queue / (self.rate * (1 - blocked)),
            wait_answered_s=self.waited / (self.free + self.answered),
            occupancy=min(answered * self.demand.erlangs / self.agents, 1.0),
        )


class _Within:
    """The chance to be answered in time, if answered at all, with 0, 1, 2 ... callers before one.

    1 minus the first terms of a negative binomial distribution, in logarithms, because the first
    of them vanish when many agents and a long target meet.
    """

    def __init__(self, alpha: float, patiences: float) -> None:
        self.alpha = alpha
        self.term = -patiences * (alpha + 1)
        self.step = math.log(-math.expm1(-patiences)) if patiences else -math.inf
        self.late, self.before = 0.0, 0

    def next(self) -> float:
        self.late += math.exp(self.term)
        self.before += 1
        self.term += self.step + math.log((self.before + self.alpha) / self.before)
        return max(1 - self.late, 0.0)


def agents_for_impatient(
    meets: Callable[[Impatient], bool],
    demand: Demand,
    *,
    at_least: float = 0,
    trunks: int | None = None,
    **caller: float,
) -> int:
    """Return the fewest agents whose outcome `meets` what is wanted, by bisection.

    `caller` has patience_s and target_s. With `trunks`, the agents and the waiting callers share
    them. `at_least` is a number below which it can't be met: nobody answers a greater share of
    the calls than agents ÷ erlangs. Raises NoAnswer when even the most agents (or an agent on
    every trunk) are too few.
    """
    if demand.calls == 0:
        return 0
    most = MOST_AGENTS if trunks is None else trunks

    def enough(agents: int) -> bool:
        places = None if trunks is None else trunks - agents
        try:
            return meets(erlang_a(demand, agents=agents, places=places, **caller))
        except NoAnswer:  # with so few, the queue is longer than can be counted
            return False

    high = min(max(math.floor(at_least * (1 - ROUNDING)), 1), most)
    low = high - 1
    while not enough(high):
        if high == most:
            raise NoAnswer(f"not even {most} agents reach it")
        low, high = high, min(high + max(high // 4, 1), most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
