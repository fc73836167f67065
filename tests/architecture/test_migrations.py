"""Migrations are a line, and go on meaning the same when the code has moved on."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
ROOMS = {"contactcentre", "accounts", "people", "tickets", "channels", "mp_office", "insights"}
OURS = [app.label for app in apps.get_app_configs() if app.name.split(".")[0] in ROOMS]
FILES = sorted(
    path
    for room in ROOMS
    for path in (ROOT / room).rglob("migrations/*.py")
    if path.name != "__init__.py"
)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("label", OURS)
def test_the_migrations_of_an_app_are_a_line(label: str) -> None:
    graph = MigrationLoader(None).graph
    own = [node for node in graph.nodes if node[0] == label]
    assert len([node for node in graph.leaf_nodes() if node[0] == label]) == bool(own)
    forks = [
        node
        for node in own
        if len([parent for parent in graph.node_map[node].parents if parent[0] == label]) > 1
    ]
    assert forks == []


@pytest.mark.parametrize("label", OURS)
def test_they_are_numbered_without_gaps(label: str) -> None:
    nodes = MigrationLoader(None).graph.nodes
    numbers = sorted(int(name[:4]) for app, name in nodes if app == label)
    assert numbers == list(range(1, len(numbers) + 1))


def test_they_take_nothing_from_the_code_but_the_defaults_of_columns() -> None:
    """What a step does must not change when the code does. A default is only ever named."""
    live = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defaults = {
            ast.unparse(word.value)
            for word in ast.walk(tree)
            if isinstance(word, ast.keyword) and word.arg == "default"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS:
                live.append(f"{place(path)}: {ast.unparse(node)}")
            if isinstance(node, ast.Attribute) and ast.unparse(node).split(".")[0] in ROOMS:
                whole = ast.unparse(node)
                if not any(default.startswith(whole) for default in defaults):
                    live.append(f"{place(path)}: {whole}")
    assert live == []


def test_they_say_how_to_go_back_or_do_nothing_then() -> None:
    """A step in Python or SQL that can't be undone would strand whoever has to go back."""
    one_way = [
        f"{app}.{name}: {type(operation).__name__}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in OURS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


@pytest.mark.django_db
def test_they_need_no_extension_that_a_bare_server_lacks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension ORDER BY 1")
        found = {row[0] for row in cursor.fetchall()}
    assert found <= {"plpgsql", "unaccent", "pg_trgm", "btree_gin"}
