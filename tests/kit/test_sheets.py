"""The sheets use only tokens that exist, fetch nothing, turn with no screen, keep contrast."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
TOKENS = dict(
    re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", (CSS[0].parent / "tokens.css").read_text())
)
TEXT_PAIRS = [
    ("text", "surface"),
    ("text", "surface-2"),
    ("text", "surface-3"),
    ("text", "selected"),
    ("text", "note-bg"),
    ("text", "mp-bg"),
    ("text-2", "surface"),
    ("text-2", "surface-2"),
    ("text-2", "selected"),
    ("text-2", "note-bg"),
    ("text-2", "info-tint"),
    ("text-2", "mp-bg"),
    ("text-2", "success-bg"),
    ("link", "surface"),
    ("link", "surface-2"),
    ("link", "surface-3"),
    ("link-hover", "surface"),
    ("link-visited", "surface"),
    ("danger", "surface"),
    ("danger", "danger-tint"),
    ("danger-hover", "danger-bg"),
    ("success-text", "success-bg"),
    ("warning-text", "warning-bg"),
    ("paused", "paused-bg"),
    ("mp", "mp-bg"),
    ("info", "info-bg"),
    ("surface", "primary"),
    ("surface", "primary-hover"),
    ("surface", "start"),
    ("surface", "danger"),
    ("surface", "mp"),
    ("surface", "warning-text"),
]
SHAPE_PAIRS = [
    ("border", "surface"),
    ("focus", "surface"),
    ("warning-icon", "warning-bg"),
    ("note-line", "note-bg"),
    ("halo", "primary"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3


def test_every_token_that_is_used_exists() -> None:
    text = "\n".join(path.read_text() for path in CSS)
    made = set(re.findall(r"(--[\w-]+):", text))
    with_fallback = set(re.findall(r"var\((--[\w-]+),", text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) - made - with_fallback == set()


@pytest.mark.parametrize("path", CSS, ids=lambda p: p.name)
def test_a_sheet_fetches_nothing(path: Path) -> None:
    text = path.read_text()
    assert "@import" not in text
    assert "url(" not in text
    assert "orientation" not in text, "the pages are the same however a screen is held"
    assert text.count("{") == text.count("}")


def test_the_first_public_page_is_light() -> None:
    static = settings.BASE_DIR / "static"
    names = [*(f"css/{n}.css" for n in ("tokens", "base", "forms", "public", "print")), "icons.svg"]
    names += [f"js/{n}.js" for n in ("page", "errors", "once", "autosave", "count", "copy")]
    assert sum(len(gzip.compress((static / name).read_bytes())) for name in names) < 30_000
