"""Rules of the house that a tool can check: sizes, words at the top, one door for the time."""

import ast
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).parents[2]
ROOMS = ["contactcentre", "accounts", "people", "tickets", "channels", "mp_office", "insights"]
FILE_LINES, TEST_LINES, FUNCTION_LINES = 400, 1000, 50
DRAWERS = {"utils", "helpers", "common", "misc", "services", "util", "tools"}
# Modules that would make libraries take our `channels` for Django Channels.
NOT_IN_CHANNELS = {
    "http", "layers", "routing", "consumer", "generic", "db", "auth", "sessions", "worker",
    "testing", "security",
}  # fmt: skip
CLOCKS = {"datetime.now", "dt.datetime.now", "dt.date.today", "date.today", "timezone.now",
          "datetime.utcnow", "dt.datetime.utcnow", "time.time"}  # fmt: skip
ROWS = re.compile(r"\b(Ticket|Referral|Message|Note|Attachment)\.objects\.(?!visible_to\b)\w+")
NETWORK = re.compile(
    r"^\s*(?:import|from) (?:urllib\.request|http\.client|smtplib|socket|requests|httpx)\b"
)


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


SOURCES = list(python_files(*ROOMS))
TESTS = list(python_files("tests"))
WRITTEN = [path for path in [*SOURCES, *TESTS] if path.read_text().strip()]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_stay_small() -> None:
    long = [place(p) for p in SOURCES if len(p.read_text().splitlines()) > FILE_LINES]
    long += [place(p) for p in TESTS if len(p.read_text().splitlines()) > TEST_LINES]
    assert long == []


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        first = node.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_functions_stay_small() -> None:
    long = [
        f"{place(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in functions(path)
        if length(node) > FUNCTION_LINES
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [place(path) for path in WRITTEN if ast.get_docstring(tree(path)) is None]
    assert silent == []


def test_no_drawers() -> None:
    assert [place(path) for path in SOURCES if path.stem in DRAWERS] == []


def test_channels_is_never_taken_for_another_library() -> None:
    found = {path.stem for path in (ROOT / "channels").iterdir()} & NOT_IN_CHANNELS
    assert found == set()
    assert "__version__" not in (ROOT / "channels" / "__init__.py").read_text()


def test_time_comes_in_through_one_door() -> None:
    asks = []
    for path in SOURCES:
        if place(path).startswith("contactcentre/local/"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS:
                asks.append(f"{place(path)}:{node.lineno}")
    assert asks == []


def test_sql_never_converts_zones() -> None:
    words = re.compile(r"AT TIME ZONE|Trunc\w*\([^)]*tzinfo", re.IGNORECASE)
    assert [place(path) for path in SOURCES if words.search(path.read_text())] == []


def test_only_doors_ask_for_the_time() -> None:
    allowed = ("/views/", "/api/", "/management/", "/admin/", "tasks.py", "allauth_adapter.py",
               "receivers.py", "contactcentre/")  # fmt: skip
    askers = [
        place(path)
        for path in SOURCES
        if "clock.now()" in path.read_text() and not any(door in place(path) for door in allowed)
    ]
    assert askers == []


def test_views_take_rows_through_the_scope_of_the_user() -> None:
    doors = [p for p in SOURCES if {"views", "api"} & set(p.parts)]
    reached = [
        f"{place(path)}: {match[0]}"
        for path in doors
        if not place(path).startswith("channels/")
        for match in ROWS.finditer(path.read_text())
    ]
    assert reached == []


def test_the_network_is_touched_in_adapters_only() -> None:
    allowed = ("/adapters/", "contactcentre/health.py", "contactcentre/local/")
    touching = [
        f"{place(path)}: {line.strip()}"
        for path in SOURCES
        if not any(room in place(path) for room in allowed)
        for line in path.read_text().splitlines()
        if NETWORK.search(line)
    ]
    assert touching == []


def test_tasks_carry_names_and_never_retry() -> None:
    wrong = []
    for path in SOURCES:
        code = path.read_text()
        wrong += [
            f"{place(path)}: nameless" for _ in re.findall(r"@shared_task\((?!.*name=)", code)
        ]
        wrong += [f"{place(path)}: retry" for _ in re.findall(r"\.retry\(|countdown=|\beta=", code)]
    assert wrong == []


def test_nothing_is_left_to_do() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    this = Path(__file__)
    left = [place(p) for p in [*SOURCES, *TESTS] if p != this and words.search(p.read_text())]
    assert left == []


def test_verbs_take_their_facts_by_name() -> None:
    """Public functions of actions/ take keywords only, apart from the rows they work beside."""
    wrong = []
    for path in SOURCES:
        if path.parent.name != "actions" or path.stem in ("base", "__init__"):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                by = [arg.arg for arg in node.args.kwonlyargs]
                writes = "by" in by or "now" in by
                if writes and len(node.args.args) > 3:
                    wrong.append(f"{place(path)}: {node.name}")
    assert wrong == []


@pytest.mark.parametrize("room", [room for room in ROOMS[1:] if (ROOT / room).is_dir()])
def test_rooms_are_walled_off_from_every_module_of_contactcentre(room: str) -> None:
    contract = (ROOT / "pyproject.toml").read_text()
    modules = {
        path.stem
        for path in (ROOT / "contactcentre").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    } - {"kit"}
    assert [name for name in sorted(modules) if f'"contactcentre.{name}"' not in contract] == []
    assert f'"{room}"' in contract


def test_tests_reach_no_other_machine() -> None:
    with socket.socket() as plug, pytest.raises((SocketConnectBlockedError, UserWarning)):
        plug.connect(("192.0.2.1", 80))
