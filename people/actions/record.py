"""Find the person who writes, or make one."""

import datetime as dt
import unicodedata

from django.db import transaction

from people.enums import ContactKind
from people.models import ClientFile, ContactPoint, Person


def fold(text: str) -> str:
    """Lower case without accents or doubled spaces, for comparing names."""
    stripped = "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )
    return " ".join(stripped.casefold().split())


@transaction.atomic
def record_person(
    *,
    name: str,
    email: str,
    language: str,
    now: dt.datetime,
    phone: str = "",
    family_name: str = "",
    date_of_birth: dt.date | None = None,
    accommodation: str = "",
) -> Person:
    """Return the person with this address and this name, made if there is none.

    An address alone is not enough: families and offices share one, and anybody can type one.
    """
    person = _known(name=name, email=email) or Person.objects.create(
        name=name or email,
        family_name=family_name,
        date_of_birth=date_of_birth,
        language=language,
        accommodation=accommodation,
        created_at=now,
    )
    for kind, value in ((ContactKind.EMAIL, email.strip().lower()), (ContactKind.PHONE, phone)):
        if value:
            ContactPoint.objects.get_or_create(person=person, kind=kind, value=value)
    return person


def know_by_file(*, person: Person, file: ClientFile) -> None:
    """Both factors of the file were given: it is this person’s, who is born on its day.

    What is known already stays as it is.
    """
    if file.person_id is None:
        file.person = person
        file.save(update_fields=["person"])
    if person.date_of_birth is None:
        person.date_of_birth = file.date_of_birth
        person.save(update_fields=["date_of_birth"])


def _known(*, name: str, email: str) -> Person | None:
    if not email:
        return None
    candidates = Person.objects.filter(
        contact_points__kind=ContactKind.EMAIL, contact_points__value=email.strip().lower()
    ).order_by("id")[:50]
    return next((person for person in candidates if fold(person.name) == fold(name or email)), None)
