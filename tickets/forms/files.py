"""Why a file was not taken, said to the person who chose it."""

from typing import Any

from django.utils.translation import gettext as _

from contactcentre.kit.formatting import file_size
from contactcentre.kit.languages import page_language
from tickets.filetypes import MAX_SIZE, Refusal


def refusal_words(name: str, why: Refusal) -> str:
    """One sentence that names the file and says what to do."""
    facts: dict[str, Any] = {"name": name, "size": file_size(MAX_SIZE, page_language())}
    words = {
        Refusal.EMPTY: _("“%(name)s” is empty. Choose another file"),
        Refusal.TOO_BIG: _("“%(name)s” must be smaller than %(size)s"),
        Refusal.TYPE: _("“%(name)s” must be a PDF, JPG, PNG or DOCX file"),
        Refusal.PROTECTED: _("“%(name)s” is protected by a password. Choose a file without one"),
        Refusal.DAMAGED: _("“%(name)s” cannot be opened. Choose another file"),
        Refusal.BOMB: _("“%(name)s” is too large once opened. Choose another file"),
    }
    return words[why] % facts
