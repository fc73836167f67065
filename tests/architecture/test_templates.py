"""Templates keep to the content policy and to the language of their page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)"),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape off"),
    "an address of another host": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
    "a database call": re.compile(r"\.objects\."),
}


def parse(code: str) -> str:
    """The template with its comments taken out."""
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", code, flags=re.DOTALL)


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds(rule: str) -> None:
    pattern = FORBIDDEN[rule]
    found = [
        f"{path.relative_to(ROOT)}: {match[0][:60]}"
        for path in TEMPLATES
        for match in pattern.finditer(parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_form_that_posts_carries_its_token() -> None:
    found = []
    for path in TEMPLATES:
        code = parse(path.read_text(encoding="utf-8"))
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", code, re.DOTALL):
            if "csrf_token" not in form:
                found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_every_template_is_used() -> None:
    """By a view, another template, or under a name that is put together.

    The kit's components are for every room, those to come too; tests/kit draws each of them.
    """
    by_library = (
        "account/", "admin/", "components/", "mailcatcher/", "carrier/", "django/",
        "400", "403", "404", "429", "500", "503",
    )  # fmt: skip
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (
            "contactcentre",
            "accounts",
            "people",
            "tickets",
            "channels",
            "mp_office",
            "insights",
            "templates",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    )
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    unused = [name for name in names if name not in code and not name.startswith(by_library)]
    assert unused == []
