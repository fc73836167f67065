"""Standard texts: fill their named fields, publish a version, begin a new one."""

import datetime as dt
import re
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.exceptions import Incomplete
from tickets.models import StandardText

FIELD = re.compile(r"\{([a-z_]+)\}")


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Put named facts into a text. Unknown names stay as they are, so that a person sees them.

    Only bare names are understood: no attribute, index or format can be reached.
    """
    return FIELD.sub(lambda match: facts.get(match[1], match[0]), template)


def blanks(text: str) -> set[str]:
    """The names in braces in a text."""
    return set(FIELD.findall(text))


@transaction.atomic
def publish_text(*, text_id: int, by: User, now: dt.datetime) -> StandardText:
    """Put a version in force in both languages at once, in place of the one before.

    Raises Incomplete when a language is missing or the fields of the two languages differ.
    """
    text = StandardText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if text.published_at is not None:
        return text
    pairs = [(text.title_en, text.title_fr), (text.body_en, text.body_fr)]
    if not all(part.strip() for pair in pairs for part in pair):
        raise Incomplete(_("Write the title and the text in both languages first."))
    if any(blanks(english) != blanks(french) for english, french in pairs):
        raise Incomplete(_("The fields in braces differ between English and French."))
    StandardText.objects.published().filter(code=text.code).update(replaced_at=now)
    text.published_at, text.published_by = now, by
    text.save(update_fields=["published_at", "published_by"])
    return text


@transaction.atomic
def new_text_version(*, text: StandardText, by: User) -> StandardText:
    """Copy a text into an unpublished next version, to be edited and then published."""
    versions = StandardText.objects.filter(code=text.code)
    latest = versions.select_for_update().order_by("-version")[0]
    if latest.published_at is None:
        return latest
    return StandardText.objects.create(
        code=text.code,
        version=latest.version + 1,
        use=latest.use,
        title_en=latest.title_en,
        title_fr=latest.title_fr,
        body_en=latest.body_en,
        body_fr=latest.body_fr,
        owner=by,
        expires_on=latest.expires_on,
    )
