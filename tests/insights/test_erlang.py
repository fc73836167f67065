"""Erlang B, C and A against published tables, and against each other where they must agree."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.erlang import (
    Demand,
    NoAnswer,
    agents_for_impatient,
    agents_for_patient,
    erlang_a,
    erlang_b,
    erlang_c,
    rostered,
)

QUARTER = Demand(calls=100, interval_s=1800, aht_s=180)  # 10 erlangs
CRISIS = Demand(calls=3000, interval_s=1800, aht_s=600)  # 1,000 erlangs


@pytest.mark.parametrize(
    ("trunks", "erlangs", "blocked"),
    [
        (1, 0.0101, 0.01),
        (10, 4.461, 0.01),
        (20, 12.03, 0.01),
        (50, 37.90, 0.01),
        (100, 84.06, 0.01),
        (100, 87.97, 0.02),
        (10, 6.216, 0.05),
    ],
)
def test_erlang_b_is_the_published_table(trunks: int, erlangs: float, blocked: float) -> None:
    assert erlang_b(erlangs, trunks) == pytest.approx(blocked, rel=2e-3)


def test_erlang_b_without_trunks_blocks_everything_and_without_load_nothing() -> None:
    assert erlang_b(5, 0) == 1
    assert erlang_b(0, 5) == 0


@pytest.mark.parametrize(
    ("demand", "agents", "target_s", "published"),
    [
        (Demand(360, 1800, 240), 55, 15, {"p_wait": 0.2387, "service_level": 0.8459}),
        (Demand(360, 1800, 240), 55, 15, {"asa_s": 8.18, "occupancy": 0.8727}),
        (QUARTER, 14, 20, {"p_wait": 0.1741, "service_level": 0.8884, "asa_s": 7.835}),
        (QUARTER, 13, 20, {"p_wait": 0.2853, "service_level": 0.7956}),
        (Demand(500, 1800, 600), 172, 120, {"service_level": 0.8001, "asa_s": 65.4}),
        (Demand(48, 60, 60), 50, 20, {"asa_s": 20.8, "occupancy": 0.96}),
    ],
)
def test_erlang_c_is_the_published_table(
    demand: Demand, agents: int, target_s: float, published: dict[str, float]
) -> None:
    found = erlang_c(demand, agents=agents, target_s=target_s)
    for name, value in published.items():
        assert getattr(found, name) == pytest.approx(value, rel=2e-3)


@pytest.mark.parametrize("agents", [999, 1000])
def test_erlang_c_has_no_answer_when_the_load_is_not_below_the_agents(agents: int) -> None:
    with pytest.raises(NoAnswer, match="1000 erlangs is not below"):
        erlang_c(CRISIS, agents=agents, target_s=20)


@pytest.mark.parametrize(
    ("demand", "target_s", "agents"),
    [(QUARTER, 20, 14), (Demand(240, 1800, 420), 20, 63), (Demand(500, 1800, 600), 120, 172)],
)
def test_agents_for_eighty_percent(demand: Demand, target_s: float, agents: int) -> None:
    assert agents_for_patient(demand, target_s=target_s, service_level=0.8) == agents


def test_a_limit_on_occupancy_asks_for_more_agents() -> None:
    needed = agents_for_patient(QUARTER, target_s=20, service_level=0.8, max_occupancy=0.625)
    assert needed == 16  # 10 erlangs ÷ 16 is 62.5% exactly


def test_the_roster_carries_the_shrinkage() -> None:
    assert rostered(14, 0.3) == 20
    assert rostered(21, 0.3) == 30  # 21 ÷ 0.7 is a little over 30 to a computer
    assert rostered(15, 0.3) == 22


@pytest.mark.parametrize(
    ("demand", "agents", "patience_s", "p_abandon", "mean_wait_s"),
    [
        (Demand(48, 60, 60), 50, 120, 0.031, 3.7),  # Mandelbaum and Zeltyn, 2005
        (Demand(20, 60, 300), 90, 180, 0.1122, 20.19),
        (QUARTER, 12, 120, 0.0616, 7.39),
        (Demand(360, 1800, 240), 44, 180, 0.1120, 20.15),
        (CRISIS, 400, 600, 0.600, 360),  # overload: 1 - agents ÷ erlangs
    ],
)
def test_erlang_a_is_the_published_table(
    demand: Demand, agents: int, patience_s: float, p_abandon: float, mean_wait_s: float
) -> None:
    found = erlang_a(demand, agents=agents, patience_s=patience_s)
    assert found.p_abandon == pytest.approx(p_abandon, rel=4e-3)
    assert found.asa_s == pytest.approx(mean_wait_s, rel=4e-3)
    assert found.occupancy == pytest.approx(demand.erlangs * (1 - found.p_abandon) / agents)


def test_where_nobody_gives_up_and_few_can_wait_it_is_the_textbooks_inspection_station() -> None:
    """Gross and Harris, Fundamentals of Queueing Theory, M/M/3/7: a car a minute, six minutes each,
    four places to wait. Half are turned away: 30.3 an hour; 3.09 cars wait.
    """
    cars = Demand(calls=60, interval_s=3600, aht_s=360)
    found = erlang_a(cars, agents=3, patience_s=1e12, places=4)
    assert found.p_block * 60 == pytest.approx(30.3, rel=1e-3)
    waiting = found.asa_s / 60 * (1 - found.p_block)  # Little's law, by the minute
    assert waiting == pytest.approx(3.09, rel=1e-3)


def test_one_agent_one_place_and_equal_rates_come_to_fifths() -> None:
    """By hand: calls come, end and give up once a minute. Of the states empty, busy and one waiting
    the shares are 2, 2 and 1 fifths; who comes in the last is blocked, who waits gives up as often
    as an agent gets free.
    """
    minute = Demand(calls=1, interval_s=60, aht_s=60)
    found = erlang_a(minute, agents=1, patience_s=60, places=1)
    assert (found.p_block, found.p_abandon) == pytest.approx((0.2, 0.2))
    assert found.answer_rate == pytest.approx(0.6)
    assert found.occupancy == pytest.approx(0.6)


def test_without_places_to_wait_erlang_a_is_erlang_b() -> None:
    found = erlang_a(QUARTER, agents=12, patience_s=60, target_s=20, places=0)
    assert found.p_block == pytest.approx(erlang_b(10, 12))
    assert (found.p_abandon, found.asa_s) == (0, 0)
    assert found.service_level == pytest.approx(1 - found.p_block)


def test_with_endless_patience_erlang_a_is_erlang_c() -> None:
    patient = erlang_a(QUARTER, agents=12, patience_s=1e9, target_s=20)
    endless = erlang_c(QUARTER, agents=12, target_s=20)
    for name in ("p_wait", "service_level", "asa_s", "occupancy"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-5)


def test_the_mean_wait_of_the_answered_is_the_area_above_the_curve_of_the_service_level() -> None:
    """The two are computed apart: one from a sum, one from incomplete beta functions."""
    facts = {"agents": 10, "patience_s": 120, "places": 15}
    step = 0.5
    levels = [erlang_a(QUARTER, target_s=step * n, **facts) for n in range(2400)]
    rate = levels[0].answer_rate
    area = sum(step * (rate - found.service_level) for found in levels)
    area -= step / 2 * (rate - levels[0].service_level)
    assert area / rate == pytest.approx(levels[0].wait_answered_s, rel=1e-4)


def test_a_call_that_is_answered_at_all_is_answered_within_a_day() -> None:
    found = erlang_a(CRISIS, agents=400, patience_s=600, target_s=86_400)
    assert found.service_level == pytest.approx(found.answer_rate) == pytest.approx(0.4)


def test_thousands_of_agents_are_no_overflow() -> None:
    load = Demand(calls=30_000, interval_s=1800, aht_s=600)  # 10,000 erlangs
    overload = erlang_a(load, agents=4000, patience_s=600, target_s=20)
    assert overload.p_abandon == pytest.approx(0.6)
    idle = erlang_a(load, agents=12_000, patience_s=600, target_s=20)
    assert (idle.service_level, idle.p_abandon) == (1, 0)
    assert agents_for_patient(load, target_s=20, service_level=0.8) > 10_000


def test_agents_for_a_wanted_answer_rate_where_the_load_exceeds_them() -> None:
    needed = agents_for_impatient(lambda found: found.answer_rate >= 0.8, CRISIS, patience_s=600)
    assert needed == 801  # 800 would have to be busy at every moment


def test_trunks_that_are_too_few_are_said_not_guessed() -> None:
    with pytest.raises(NoAnswer, match="not even 500 agents"):
        agents_for_impatient(
            lambda found: found.answer_rate >= 0.8, CRISIS, patience_s=600, trunks=500
        )


demands = st.builds(
    Demand,
    calls=st.floats(0.1, 500),
    interval_s=st.just(1800.0),
    aht_s=st.floats(10, 1200),
)


@given(demands, st.integers(1, 300), st.floats(5, 3600), st.integers(0, 100), st.floats(0, 600))
def test_one_more_agent_never_does_harm(
    demand: Demand, agents: int, patience_s: float, places: int, target_s: float
) -> None:
    facts = {"patience_s": patience_s, "places": places, "target_s": target_s}
    fewer = erlang_a(demand, agents=agents, **facts)
    more = erlang_a(demand, agents=agents + 1, **facts)
    tiny = 1e-9
    assert more.answer_rate >= fewer.answer_rate - tiny
    assert more.service_level >= fewer.service_level - tiny
    assert more.occupancy <= fewer.occupancy + tiny
    assert erlang_b(demand.erlangs, agents + 1) <= erlang_b(demand.erlangs, agents)


@given(demands, st.integers(1, 300), st.floats(5, 3600), st.integers(0, 100), st.floats(0, 600))
def test_every_call_is_answered_or_gives_up_or_is_blocked(
    demand: Demand, agents: int, patience_s: float, places: int, target_s: float
) -> None:
    found = erlang_a(demand, agents=agents, patience_s=patience_s, places=places, target_s=target_s)
    for share in (found.p_wait, found.p_abandon, found.p_block, found.occupancy):
        assert 0 <= share <= 1
    assert -1e-9 <= found.service_level <= found.answer_rate + 1e-9
    assert found.occupancy * agents == pytest.approx(demand.erlangs * found.answer_rate, abs=1e-9)
    gave_up = found.asa_s * (1 - found.p_block) / patience_s
    assert math.isclose(found.p_abandon, gave_up, rel_tol=1e-6, abs_tol=1e-9)


@given(demands, st.floats(0.01, 0.99), st.floats(0, 300))
def test_one_agent_less_than_needed_is_too_few(
    demand: Demand, level: float, target_s: float
) -> None:
    needed = agents_for_patient(demand, target_s=target_s, service_level=level)
    assert erlang_c(demand, agents=needed, target_s=target_s).service_level >= level
    if needed - 1 > demand.erlangs:
        found = erlang_c(demand, agents=needed - 1, target_s=target_s)
        assert found.service_level < level
