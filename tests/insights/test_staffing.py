"""`manage.py staffing`: JSON lines in, JSON lines out, and never a failure for a bad one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from insights.management.commands.staffing import answer

ROOT = Path(__file__).parents[2]
ERLANG_C = {
    "op": "erlang_c",
    "calls": 100,
    "interval_s": 1800,
    "aht_s": 180,
    "target_s": 20,
    "agents": 14,
}
AGENTS = {**ERLANG_C, "op": "agents", "service_level": 0.8, "max_occupancy": 1, "shrinkage": 0.3}
ERLANG_A = {**ERLANG_C, "op": "erlang_a", "patience_s": 120, "agents": 12}


def ask(**line: Any) -> dict[str, Any]:
    return answer(json.dumps(line).encode())


def test_erlang_c_tells_the_four_figures() -> None:
    found = ask(id=1, **ERLANG_C)
    assert found.keys() == {"id", "p_wait", "service_level", "asa_s", "occupancy"}
    assert found["service_level"] == pytest.approx(0.8884, abs=5e-5)


def test_agents_are_those_on_the_phone_and_those_on_the_roster() -> None:
    assert ask(id=1, **AGENTS) == {"id": 1, "agents": 14, "rostered": 20}


def test_limits_that_are_not_given_do_not_limit() -> None:
    asked = {key: AGENTS[key] for key in AGENTS if key not in ("max_occupancy", "shrinkage")}
    assert ask(id=1, **asked) == {"id": 1, "agents": 14, "rostered": 14}


def test_agents_of_callers_who_give_up_are_fewer() -> None:
    assert ask(id=1, **AGENTS, patience_s=120)["agents"] == 12


def test_erlang_a_tells_who_gave_up() -> None:
    found = ask(id=1, **ERLANG_A)
    assert found["p_abandon"] == pytest.approx(0.0616, abs=5e-5)
    assert found["asa_s"] == pytest.approx(7.39, abs=5e-3)
    assert found["occupancy"] == pytest.approx(10 * (1 - found["p_abandon"]) / 12)
    assert found["p_block"] == 0


def test_erlang_a_with_trunks_blocks_and_without_a_target_has_no_service_level() -> None:
    asked = {key: ERLANG_A[key] for key in ERLANG_A if key != "target_s"}
    found = ask(id=1, **asked, trunks=12)
    assert found["p_block"] == pytest.approx(0.1197, abs=5e-5)
    assert "service_level" not in found


def test_erlang_b() -> None:
    assert ask(id="b", op="erlang_b", erlangs=10, trunks=12) == {
        "id": "b",
        "p_block": pytest.approx(0.1197, abs=5e-5),
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"op": "erlang_d"}, "op must be one of"),
        ({"op": ["erlang_c"]}, "op must be one of"),
        ({"agents": 10}, "Erlang A has an answer"),
        ({"agents": 0}, "agents must lie between 1"),
        ({"agents": 14.5}, "whole number"),
        ({"agents": True}, "whole number"),
        ({"agents": 10**30}, "agents must lie between"),
        ({"calls": -1}, "calls must lie between"),
        ({"calls": "100"}, "calls must be a number"),
        ({"calls": None}, "calls must be a number"),
        ({"calls": 10**400}, "calls must lie between"),
        ({"interval_s": 0}, "interval_s must be more than 0"),
        ({"aht_s": 0}, "aht_s must be more than 0"),
        ({"op": "agents"}, "service_level must be a number"),
        ({"op": "agents", "service_level": 1}, "service_level must be less than 1"),
        ({"op": "agents", "service_level": 80}, "between 0 and 1"),
        ({"op": "agents", "service_level": 0.8, "shrinkage": 1}, "shrinkage must be less"),
        ({"op": "agents", "service_level": 0.8, "max_occupancy": 0}, "max_occupancy"),
        ({"op": "erlang_a"}, "patience_s must be a number"),
        ({"op": "erlang_a", "patience_s": 60, "trunks": 13}, "fewer than the agents"),
        ({"op": "erlang_b"}, "erlangs must be a number"),
    ],
)
def test_a_bad_line_is_answered_with_its_error(changes: dict[str, Any], words: str) -> None:
    found = ask(id=7, **{**ERLANG_C, **changes})
    assert found.keys() == {"id", "error"}
    assert found["id"] == 7
    assert words in found["error"]


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b'{"id": NaN}', b"[" * 100_000])
def test_a_line_that_is_no_object_has_no_id(raw: bytes) -> None:
    found = answer(raw)
    assert found.keys() == {"id", "error"}
    assert found["id"] is None


def test_no_calls_need_nobody() -> None:
    assert ask(id=1, **{**AGENTS, "calls": 0}) == {"id": 1, "agents": 0, "rostered": 0}
    assert ask(id=1, **{**ERLANG_A, "calls": 0})["p_abandon"] == 0


def test_answers_line_by_line_without_a_database() -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "staffing"],
        cwd=ROOT,
        # As scripts may run it, where no database answers.
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"id": 1, **ERLANG_C}).encode() + b"\n\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        out, err = process.communicate(b"nonsense\n", timeout=30)
    assert "error" in json.loads(out)
    assert (process.returncode, err) == (0, b"")
