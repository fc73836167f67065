"""Strings are gathered, merged, judged and compiled by Python alone."""

import gettext
from pathlib import Path

import polib
import pytest

from contactcentre import catalogues

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one module, one page and one e-mail."""
    (tmp_path / "tickets" / "templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "tickets" / "words.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "A = _('Open')\n"
        "B = pgettext('door', 'Open')\n"
        "C = ngettext('%(n)s file', '%(n)s files', 2)\n"
        "D = _('two ' 'halves')\n"
    )
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}{% translate 'Uploading {n}%' %}"
        "{% blocktranslate count n=n %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}"
        "<ul>\n      <li>\n   {% if n %}\n     (x\n  {% endif %}\n</ul>"
        "{{ _('In a variable') }}{% include 'x' with y=_('In a tag') %}"
    )
    (tmp_path / "tickets" / "templates" / "mail.txt").write_text(
        "{% load i18n %}{% translate 'Close' context 'door' %}"
    )
    return tmp_path


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile()
    made.extend(entries)
    return made


def test_gathers_python_templates_contexts_and_plurals(project: Path) -> None:
    found = catalogues.gather(project)
    assert set(found) == {
        ("", "Open"),
        ("door", "Open"),
        ("door", "Close"),
        ("", "%(n)s file"),
        ("", "two halves"),
        ("", "Uploading {n}%%"),
        ("", "In a variable"),
        ("", "In a tag"),
    }
    plural = found["", "%(n)s file"]
    assert plural.plural == "%(n)s files"
    assert plural.places == {"tickets/words.py", "templates/page.html"}


def test_merging_keeps_the_known_and_names_what_no_code_uses(project: Path) -> None:
    messages = catalogues.gather(project)
    old = catalogue(
        polib.POEntry(msgid="Open", msgstr="Ouvrir"),
        polib.POEntry(msgid="Gone", msgstr="Parti"),
    )
    part = catalogue(polib.POEntry(msgid="Close", msgctxt="door", msgstr="Fermer"))
    result = catalogues.merge(messages, [old, part])
    french = {catalogues.key_of(entry): entry.msgstr for entry in result.catalogue}
    assert french["", "Open"] == "Ouvrir"
    assert french["door", "Close"] == "Fermer"
    assert french["door", "Open"] == ""
    assert result.unused == ["Gone"]
    assert result.conflicts == []


def test_two_translations_of_one_string_are_reported_and_the_later_kept(project: Path) -> None:
    first = catalogue(polib.POEntry(msgid="Open", msgstr="Ouvrir"))
    second = catalogue(polib.POEntry(msgid="Open", msgstr="Ouvert"))
    result = catalogues.merge(catalogues.gather(project), [first, second])
    assert result.conflicts == ["Open"]
    assert result.catalogue.find("Open").msgstr == "Ouvert"


def test_merging_twice_changes_nothing(project: Path, tmp_path: Path) -> None:
    messages = catalogues.gather(project)
    once = catalogues.merge(messages, [catalogue(polib.POEntry(msgid="Open", msgstr="Ouvrir"))])
    path = tmp_path / "django.po"
    once.catalogue.save(str(path))
    text = path.read_text()
    catalogues.merge(messages, [polib.pofile(str(path))]).catalogue.save(str(path))
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("french", "problem"),
    [
        ("", "no French"),
        ("%(m)s fichiers", "French has a placeholder that English has not"),
        ("Des fichiers", "French lacks a placeholder"),
        ("%(n)s fichiers !", "French, no space before ; ? !"),
    ],
)
def test_what_is_wrong_with_a_translation(french: str, problem: str) -> None:
    message = catalogues.Message("%(n)s files")
    entries = catalogue(polib.POEntry(msgid="%(n)s files", msgstr=french))
    found = catalogues.problems({message.key: message}, entries)
    assert f"{problem}: '%(n)s files'" in found


def test_a_singular_may_leave_its_number_out() -> None:
    message = catalogues.Message("%(n)s file", "%(n)s files")
    entry = polib.POEntry(
        msgid="%(n)s file",
        msgid_plural="%(n)s files",
        msgstr_plural={0: "Un fichier", 1: "%(n)s fichiers"},
    )
    assert catalogues.problems({message.key: message}, catalogue(entry)) == []


def test_missing_unused_fuzzy_and_badly_worded_strings_are_problems() -> None:
    message = catalogues.Message("Please wait")
    fuzzy = polib.POEntry(msgid="Old", msgstr="Vieux", flags=["fuzzy"])
    assert catalogues.problems({message.key: message}, catalogue(fuzzy)) == [
        "not in the catalogue: 'Please wait'",
        "not used by any code: 'Old'",
        "fuzzy: 'Old'",
        "English, say what to do, without please, oops or invalid: 'Please wait'",
    ]


def test_compiling_makes_what_gettext_reads_with_canadian_library_texts(tmp_path: Path) -> None:
    source = catalogue(
        polib.POEntry(msgid="Open", msgstr="Ouvrir"),
        polib.POEntry(
            msgid="%(n)s file",
            msgid_plural="%(n)s files",
            msgstr_plural={0: "%(n)s fichier", 1: "%(n)s fichiers"},
        ),
    )
    source.metadata = dict(catalogues.HEADER)
    path = tmp_path / "django.po"
    source.save(str(path))
    target = catalogues.compile_catalogue(path)
    with target.open("rb") as compiled:
        french = gettext.GNUTranslations(compiled)
    assert french.gettext("Open") == "Ouvrir"
    assert french.ngettext("%(n)s file", "%(n)s files", 0) == "%(n)s fichier"
    assert french.gettext("Delete?") == "Supprimer?"  # the admin's own text has a space
    assert french.gettext("This field is required.") == "This field is required."  # left to Django
    assert [p.name for p in tmp_path.glob("django.*")] == ["django.po", "django.mo"]


def test_a_library_text_that_we_translate_ourselves_stays_ours(tmp_path: Path) -> None:
    source = catalogue(polib.POEntry(msgid="Delete?", msgstr="Effacer?"))
    source.metadata = dict(catalogues.HEADER)
    path = tmp_path / "django.po"
    source.save(str(path))
    with catalogues.compile_catalogue(path).open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Delete?") == "Effacer?"
