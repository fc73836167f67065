"""The files that describe a deployment say what the code does."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from contactcentre.env import ROOT, Environment
from contactcentre.local import processes

PLACE = processes.Place("0.0.0.0", 8000, 1025, 8025, Path("/mail"), 8026, "http://web:8000")
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE.read_text())["services"]


def test_the_compose_file_follows_the_specification():
    done = subprocess.run(
        [
            Path(sys.executable).parent / "check-jsonschema",
            *("--builtin-schema", "vendor.compose-spec", COMPOSE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_containers_run_what_bin_up_runs(services):
    expected = {name: list(argv) for name, argv in processes.processes(PLACE).items()}
    expected["migrate"] = list(processes.MIGRATE)
    expected["reference"] = list(processes.LOAD_REFERENCE)
    ours = {name: service for name, service in services.items() if "build" in service}
    assert {name: service["command"] for name, service in ours.items()} == expected


def test_the_image_serves_pages_unless_told_otherwise():
    text = (ROOT / "Dockerfile").read_text()
    words = text.rpartition("\nCMD ")[2].replace("\\\n", "")
    assert tuple(yaml.safe_load(words)) == processes.processes(PLACE)["web"]
    assert "\nUSER contactcentre\n" in text
    assert "--require-hashes" in text


def test_the_compose_file_holds_no_secret(services):
    for name, service in services.items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in ("PASSWORD", "SECRET", "AUTH")):
                assert value.startswith("${"), (name, variable)
                assert ":?" in value, (name, variable)


def test_every_service_has_a_health_check(services):
    assert [name for name, service in services.items() if "healthcheck" not in service] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_locks_have_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    pins = [line for line in text.splitlines() if "==" in line]
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(pins) > 50


def test_the_lock_for_tests_holds_the_other_one():
    run_time, tests = (
        {line for line in (ROOT / name).read_text().splitlines() if "==" in line}
        for name in ("requirements.lock", "requirements-test.lock")
    )
    assert run_time <= tests


def test_the_settings_table_is_complete():
    table = (ROOT / "docs/operations.md").read_text()
    inside = table.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert inside == "\n".join(settings_table())


def settings_table() -> list[str]:
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for item in fields(Environment):
        default = item.default
        if isinstance(default, Path):
            default = f"{default.relative_to(ROOT)}/"
        if isinstance(default, tuple):
            default = ",".join(default)
        shown = f"`{default}`" if default not in ("", None) else "none"
        rows.append(f"| `{item.metadata['name']}` | {shown} | {item.metadata['meaning']} |")
    return rows
