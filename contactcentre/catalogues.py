"""Gathers the strings of the code, keeps the French catalogue, checks and compiles it.

All in Python: a bare machine has no gettext. Nothing here needs a database or a compiled catalogue.
"""

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib
from babel.messages.extract import extract
from django.apps import apps
from django.utils.translation.template import templatize

from contactcentre import typography

Key = tuple[str, str]  # context, English

SOURCES = ("contactcentre", "accounts", "people", "tickets", "channels", "mp_office", "insights")
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "fr",
    "Plural-Forms": PLURAL_FORMS,
}
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass
class Message:
    """One string of the code, and the files that show it."""

    english: str
    plural: str = ""
    context: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.english


def french_path(root: Path) -> Path:
    return root / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def part_paths(root: Path) -> list[Path]:
    return sorted((root / "locale" / "parts").glob("*.po"))


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def gather(root: Path) -> dict[Key, Message]:
    """Every string that the project's code and templates mark for translation."""
    found: dict[Key, Message] = {}
    for path in _source_files(root):
        place = path.relative_to(root).as_posix()
        for message in _strings_of(path):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.places.add(place)
    return found


def _source_files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        yield from sorted((root / source).rglob("*.py"))
        yield from _templates(root / source)
    yield from _templates(root / "templates")


def _templates(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield path


def _strings_of(path: Path) -> Iterator[Message]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of the page around the strings is no Python: its indentation means nothing.
        code = "\n".join(line.lstrip() for line in templatize(code, origin=str(path)).splitlines())
    for _line, strings, _comments, context in extract(
        "python", io.BytesIO(code.encode()), keywords=KEYWORDS
    ):
        english, plural = strings if isinstance(strings, tuple) else (strings, "")
        if english:
            yield Message(english, plural, context or "")


@dataclass
class Merge:
    """A new catalogue, and what had to be left out of it."""

    catalogue: polib.POFile
    unused: list[str]
    conflicts: list[str]


def merge(messages: dict[Key, Message], old: Iterable[polib.POFile]) -> Merge:
    """One entry a string, with its French from the catalogues in `old`; the later one wins."""
    known: dict[Key, polib.POEntry] = {}
    unused: list[str] = []
    conflicts: list[str] = []
    for catalogue in old:
        for entry in catalogue:
            key = key_of(entry)
            if entry.obsolete or not entry.translated():
                continue
            if key not in messages:
                unused.append(entry.msgid)
            elif key in known and _french_of(known[key]) != _french_of(entry):
                conflicts.append(entry.msgid)
            known[key] = entry
    result = polib.POFile(wrapwidth=100)
    result.metadata = dict(HEADER)
    for message in sorted(messages.values(), key=lambda m: (min(m.places), m.english, m.context)):
        result.append(_entry(message, known.get(message.key)))
    return Merge(result, unused, conflicts)


def _french_of(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.english,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in sorted(message.places)],
        flags=["python-format"] if "%(" in message.english else [],
    )
    french = _french_of(known) if known else []
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {n: french[n] if n < len(french) else "" for n in (0, 1)}
    elif french:
        entry.msgstr = french[0]
    return entry


def problems(messages: dict[Key, Message], catalogue: polib.POFile) -> list[str]:
    """What keeps the catalogue from being complete, and its texts from being well written."""
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    found = [
        f"not in the catalogue: {messages[key].english!r}" for key in messages if key not in entries
    ]
    for key, entry in entries.items():
        if key not in messages:
            found.append(f"not used by any code: {entry.msgid!r}")
        found += [f"{problem}: {entry.msgid!r}" for problem in _entry_problems(entry)]
    for message in messages.values():
        for rule in typography.english_problems(message.english):
            found.append(f"English, {rule}: {message.english!r}")
    return found


def _entry_problems(entry: polib.POEntry) -> Iterator[str]:
    french = _french_of(entry)
    if not all(french):
        yield "no French"
        return
    if entry.fuzzy:
        yield "fuzzy"
    english = [entry.msgid, entry.msgid_plural or entry.msgid]
    allowed = typography.placeholders(english[0]) | typography.placeholders(english[1])
    wanted = typography.placeholders(english[-1])
    if any(typography.placeholders(text) - allowed for text in french):
        yield "French has a placeholder that English has not"
    if wanted - typography.placeholders(french[-1]):
        yield "French lacks a placeholder"
    for text in french:
        for rule in typography.french_problems(text):
            yield f"French, {rule}"


def compile_catalogue(path: Path) -> Path:
    """Write the .mo beside the .po, library texts in Canadian French included."""
    catalogue = polib.pofile(str(path), encoding="utf-8")
    ours = {key_of(entry) for entry in catalogue}
    for entry in _library_texts():
        if key_of(entry) not in ours:
            ours.add(key_of(entry))
            catalogue.append(entry)
    target = path.with_suffix(".mo")
    # Several processes may compile at once: each replaces the whole file.
    scratch = target.with_suffix(f".{os.getpid()}.tmp")
    catalogue.save_as_mofile(str(scratch))
    scratch.replace(target)
    return target


def _library_texts() -> Iterator[polib.POEntry]:
    """The libraries' French follows France; those texts that show it are put into ours."""
    for folder in _library_folders():
        path = folder / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
        for entry in polib.mofile(str(path)) if path.exists() else ():
            french = [typography.canadian(text) for text in _french_of(entry)]
            if french == _french_of(entry):
                continue
            ours = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr=french[0])
            if entry.msgid_plural:
                ours.msgstr = ""
                ours.msgid_plural, ours.msgstr_plural = entry.msgid_plural, dict(enumerate(french))
            yield ours


def _library_folders() -> Iterator[Path]:
    yield Path(django.__file__).parent / "conf"
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] not in SOURCES:
            yield Path(app.path)
