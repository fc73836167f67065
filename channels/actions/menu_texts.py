"""What stands in braces in a text of the menu, in the words of the language that is spoken."""

import datetime as dt
import re
from collections.abc import Callable

from django.conf import settings

from channels import waits
from channels.models import IvrSession, QueueEntry
from channels.queries.waiting import position_of, wait_of
from contactcentre.kit.formatting import long_date, phone
from people.models import ApplicationStatus
from people.queries import read_status, tell
from tickets.models import ProcessingTime, SpecialOperation

BRACES = re.compile(r"\{(\w+)\}")
SPACES = re.compile(" {2,}")


def fill(text: str, session: IvrSession, language: str, now: dt.datetime) -> str:
    """The text with what it tells of the world now; a mark that means nothing is left out."""

    def filled(match: re.Match[str]) -> str:
        if match[1].startswith(TIME_OF):
            return _time_of(match[1].removeprefix(TIME_OF), language)
        filler = FILLERS.get(match[1])
        return filler(session, language, now) if filler else ""

    return SPACES.sub(" ", BRACES.sub(filled, text)).strip()


def _announcements(session: IvrSession, language: str, now: dt.datetime) -> str:
    operations = operations_on(session, now)
    return " ".join(operation.announcement_in(language) for operation in operations)


def _guidance(session: IvrSession, language: str, now: dt.datetime) -> str:
    """What to do at once where a life is in danger."""
    operations = operations_on(session, now)
    texts = [operation.text_in("guidance", language) for operation in operations]
    return " ".join(text for text in texts if text)


def operations_on(session: IvrSession, now: dt.datetime) -> list[SpecialOperation]:
    """The special operations that run behind the called number."""
    active = SpecialOperation.objects.active(now).with_number(session.call.line.number)
    return list(active.select_related("queue"))


def _status(session: IvrSession, language: str, now: dt.datetime) -> str:
    ids = session.data.get("statuses", [])
    statuses = ApplicationStatus.objects.filter(pk__in=ids).order_by("id")
    sentences = [
        sentence
        for status in statuses
        for sentence in tell(read_status(status, now=now), language=language)
    ]
    return " ".join(sentences)


TIME_WORDS = {
    "en": "{name}: {weeks} weeks.",
    "fr": "{name}\N{NO-BREAK SPACE}: {weeks} semaines.",
}


def _times(session: IvrSession, language: str, now: dt.datetime) -> str:
    words = TIME_WORDS[language]
    times = ProcessingTime.objects.order_by("position", "code")
    return " ".join(words.format(name=time.name_in(language), weeks=time.weeks) for time in times)


TIME_OF = "time_"
ONE_TIME_WORDS = {
    "en": "The usual processing time was {weeks} weeks on {day}.",
    "fr": "Le délai habituel de traitement était de {weeks} semaines le {day}.",
}


def _time_of(code: str, language: str) -> str:
    """The published time of one line of business; nothing where there is none."""
    time = ProcessingTime.objects.filter(code=code).first()
    if time is None:
        return ""
    day = long_date(time.as_of, language, settings.CENTRE_TIME_ZONE)
    return ONE_TIME_WORDS[language].format(weeks=time.weeks, day=day)


def marks() -> frozenset[str]:
    """What a text may hold in braces: the fillers, and the time of each line of business."""
    codes = ProcessingTime.objects.order_by().values_list("code", flat=True)
    return frozenset(FILLERS) | {TIME_OF + code for code in codes}


def _times_as_of(session: IvrSession, language: str, now: dt.datetime) -> str:
    newest = ProcessingTime.objects.order_by("-as_of").first()
    return long_date(newest.as_of, language, settings.CENTRE_TIME_ZONE) if newest else ""


WAIT_WORDS = {
    "en": {
        "unknown": "We cannot tell how long you will wait.",
        "short": "You will probably wait less than {high} minutes.",
        "band": "You will probably wait between {low} and {high} minutes.",
        "long": "You will probably wait more than {low} minutes.",
    },
    "fr": {
        "unknown": "Nous ne pouvons pas dire combien de temps vous attendrez.",
        "short": "Vous attendrez probablement moins de {high} minutes.",
        "band": "Vous attendrez probablement entre {low} et {high} minutes.",
        "long": "Vous attendrez probablement plus de {low} minutes.",
    },
}


def _wait(session: IvrSession, language: str, now: dt.datetime) -> str:
    low, high = waits.band(wait_of(session.call, now=now))
    words = WAIT_WORDS[language]
    if low is None:
        return words["unknown"]
    if high is None:
        return words["long"].format(low=low)
    return words["band" if low else "short"].format(low=low, high=high)


def _position(session: IvrSession, language: str, now: dt.datetime) -> str:
    entry = QueueEntry.objects.filter(call=session.call, left_at__isnull=True).first()
    return str(position_of(entry, now=now)) if entry else ""


def _number(session: IvrSession, language: str, now: dt.datetime) -> str:
    """The calling number, digit by digit, so that a voice does not read a quantity."""
    digits = phone(session.call.caller_number, language)
    return " ".join(char for char in digits if char.isdigit())


FILLERS: dict[str, Callable[[IvrSession, str, dt.datetime], str]] = {
    "announcements": _announcements,
    "guidance": _guidance,
    "number": _number,
    "position": _position,
    "status": _status,
    "times": _times,
    "times_as_of": _times_as_of,
    "wait": _wait,
}
