"""Components draw in both languages, without inline code, and name only icons that exist."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines
from django.test import Client
from django.utils import translation

from tests.kit.pages import MOMENT

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NBSP = "\N{NO-BREAK SPACE}"


def drawn(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(source).render(context)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split(" ")).strip()


@pytest.mark.parametrize(
    ("source", "english", "french"),
    [
        ("{% clock 'on_track' due=m %}", "On track ·~due Nov~23", "Dans les délais ·~le 23~nov."),
        (
            "{% clock 'on_track' due=m now=m %}",
            "On track ·~due 1:05~pm",
            "Dans les délais ·~à 13~h~05",
        ),
        (
            "{% clock 'at_risk' due=m seconds=10800 %}",
            "At risk ·~3~h left",
            "À risque ·~3~h restantes",
        ),
        ("{% clock 'overdue' seconds=90000 %}", "Overdue ·~1~day", "En retard ·~1~jour"),
        ("{% clock 'met' %}", "Met", "Respecté"),
        (
            "{% clock 'missed' seconds=172800 %}",
            "Missed ·~by 2~days",
            "Non respecté ·~retard de 2~jours",
        ),
    ],
)
def test_a_clock_is_an_icon_a_word_and_a_time(source: str, english: str, french: str) -> None:
    for language, text in (("en", english), ("fr", french)):
        html = drawn(source, language, m=MOMENT)
        assert 'aria-hidden="true"' in html
        plain = re.sub(r"<[^>]+>", "", html)
        assert plain == text.replace("~", NBSP)


def test_a_paused_clock_gives_its_reason() -> None:
    html = drawn("{% clock 'paused' reason='waiting for client' %}")
    assert re.sub(r"<[^>]+>", "", html) == "Paused ·\xa0waiting for client"


def test_what_is_due_at_midnight_is_due_on_the_day_that_ends_then() -> None:
    midnight = dt.datetime(2026, 12, 12, 5, 0, tzinfo=dt.UTC)
    assert "Dec\N{NO-BREAK SPACE}11<" in drawn("{% time_tag m style='due' %}", m=midnight)
    source = "{% clock 'on_track' due=m now=now %}"
    assert "Dec\N{NO-BREAK SPACE}11<" in drawn(source, m=midnight, now=MOMENT)


def test_time_tag_holds_the_exact_and_the_whole_time() -> None:
    html = drawn("{% time_tag m style='short' %}", m=MOMENT)
    assert 'datetime="2026-11-23T18:05:00Z"' in html
    assert f'title="November{NBSP}23, 2026, 1:05{NBSP}pm Eastern"' in html
    assert drawn("{% time_tag m style='moment' %}", m=MOMENT).endswith(
        f"Nov{NBSP}23, 1:05{NBSP}pm</time>"
    )


def test_lang_attribute_only_on_what_is_in_the_other_language() -> None:
    assert drawn("<p{% lang_attr 'fr' %}>") == '<p lang="fr">'
    assert drawn("<p{% lang_attr 'fr' %}>", "fr") == "<p>"
    assert drawn("<p{% lang_attr None %}>") == "<p>"


def test_filters_follow_the_language() -> None:
    source = "{{ m|long_date }}|{{ n|number }}|{{ r|percent }}|{{ s|file_size }}|{{ m|time }}"
    values = {"m": MOMENT, "n": 10_000, "r": 0.294, "s": 10 * 1024 * 1024}
    assert drawn(source, "en", **values).replace(NBSP, "~") == (
        "November~23, 2026|10,000|29.4%|10~MB|1:05~pm"
    )
    assert drawn(source, "fr", **values).replace(NBSP, "~") == (
        "23~novembre~2026|10~000|29,4~%|10~Mo|13~h~05"
    )


def test_what_people_typed_is_escaped() -> None:
    nasty = "<script>x</script>"
    for source in (
        "{% button t %}",
        "{% badge 'plain' t detail=t %}",
        "{% copyable t %}",
        "{% notice title=t %}{{ t }}{% endnotice %}",
        "{% clock 'paused' reason=t %}",
    ):
        assert "<script>" not in drawn(source, t=nasty)


def test_a_button_refuses_what_it_does_not_know() -> None:
    for source in ("{% button 'Go' kind='big' %}", "{% button 'Go' onclick='x' %}"):
        with pytest.raises(TemplateSyntaxError):
            drawn(source)


def test_a_button_with_a_key_announces_it() -> None:
    html = drawn("{% button 'Reply' keys='r' %}")
    assert 'data-key="r"' in html
    assert 'aria-keyshortcuts="r"' in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_component_draws_with_no_undefined_variable(pages: Client, language: str) -> None:
    path = "/en/all/7/" if language == "en" else "/fr/tout/7/"
    response = pages.get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert ("Step 2 of 6" if language == "en" else "Étape 2 de 6") in html
    assert ("Not provided" if language == "en" else "Sans réponse") in html
    assert ("1,234" if language == "en" else f"1{NBSP}234") in html
    assert ">Too big<" in html


@pytest.mark.parametrize("page", ["400", "500", "503"])
def test_pages_for_when_things_fail_speak_both_languages(pages: Client, page: str) -> None:
    html = pages.get(f"/fr/failing/{page}/").content.decode()
    assert html.count("<h1>") == 1
    assert html.index('<section lang="fr">') < html.index('<section lang="en">')


@pytest.mark.parametrize("page", ["403", "403_csrf", "404"])
def test_pages_for_what_people_may_not_open(pages: Client, page: str) -> None:
    english = pages.get(f"/en/failing/{page}/").content.decode()
    assert english.count("<h1>") == 1
    assert 'href="/en/"' in english


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_hold_no_inline_code(path: Path) -> None:
    text = re.sub(r"{%.*?%}", "", path.read_text())
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert "javascript:" not in text


def test_every_icon_that_is_named_is_drawn() -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text()
    drawn_icons = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named: set[str] = set()
    for path in TEMPLATES:
        named |= set(re.findall(r"{% icon [\"']([\w-]+)[\"'] %}", path.read_text()))
        named |= set(re.findall(r"\bicon=[\"']([\w-]+)[\"']", path.read_text()))
    assert named - drawn_icons == set()
