"""Reads that have a name: whose file two factors open, and where its applications stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from contactcentre.kit.formatting import date_time, long_date
from people.enums import Awaited, AwaitedFrom, NextStep
from people.freshness import is_stale
from people.identifiers import canonical_uci, uci_is_shaped
from people.models import ApplicationStatus, ClientFile


@dataclass(frozen=True)
class Identified:
    """A file that two factors opened, and the applications that may be spoken of.

    By the client number these are all of the file's; by an application number, that one.
    """

    file: ClientFile
    statuses: tuple[ApplicationStatus, ...]


def match_identity(*, number: str, date_of_birth: dt.date) -> Identified | None:
    """The file of a client number, or of an application number of which the digits count, when
    the date of birth is the file's. None alike when the number is unknown, when the date is
    wrong and when the number is that of several clients born that day.

    Client numbers with letters (X, T, CAN) can be spoken, not keyed.
    """
    uci = canonical_uci(number)
    digits = "".join(char for char in uci if char.isdigit())
    if uci_is_shaped(uci) and uci != digits:
        digits = ""
    statuses = ApplicationStatus.objects.filter(file__date_of_birth=date_of_birth)
    statuses = statuses.select_related("file").order_by("id")
    # Both are always asked, one after the other: an OR over two tables would use no index.
    found = [*statuses.filter(file__uci=digits or uci), *statuses.filter(digits=digits or uci)]
    if not uci or len({status.file_id for status in found}) != 1:
        return None
    return Identified(file=found[0].file, statuses=tuple(found))


def keyed_statuses(digits: str) -> list[int]:
    """The rows that these digits may mean, for a telephone that asks for the date of birth next:
    it keeps these ids instead of the digits. Says nothing about who may know of them.
    """
    statuses = ApplicationStatus.objects.order_by("id")
    found = [
        *statuses.filter(file__uci=digits).values_list("pk", flat=True),
        *statuses.filter(digits=digits).values_list("pk", flat=True),
    ]
    return found if digits else []


def match_keyed(*, ids: Sequence[int], date_of_birth: dt.date) -> Identified | None:
    """As match_identity, for what keyed_statuses returned."""
    # The 0 finds nothing; without any id the database would not be asked at all, which would tell.
    statuses = ApplicationStatus.objects.filter(pk__in=[0, *ids])
    statuses = statuses.filter(file__date_of_birth=date_of_birth)
    found = tuple(statuses.select_related("file").order_by("id"))
    if len({status.file_id for status in found}) != 1:
        return None
    return Identified(file=found[0].file, statuses=found)


@dataclass(frozen=True)
class Reading:
    """A status as it may be told now: when it is stale, only that it is not available."""

    status: ApplicationStatus
    stale: bool


def read_status(status: ApplicationStatus, *, now: dt.datetime) -> Reading:
    """Judge a status by the limit in the settings (STATUS_STALE_AFTER)."""
    stale = is_stale(status.as_of, now=now, limit=settings.STATUS_STALE_AFTER)
    return Reading(status, stale)


def statuses_of(*, uci: str, numbers: Sequence[str]) -> list[ApplicationStatus]:
    """The applications of a client number and those of the numbers, in one query.

    Says nothing about who may know of them: the date of birth is for the caller to compare.
    """
    statuses = ApplicationStatus.objects.order_by()
    by_file = statuses.filter(file__uci=uci).exclude(file__uci="").values("pk")
    by_number = statuses.filter(application_number__in=list(numbers)).values("pk")
    found = ApplicationStatus.objects.filter(pk__in=by_file.union(by_number))
    return list(found.select_related("file").order_by("id"))


WAITS = {
    AwaitedFrom.CLIENT: gettext_lazy("We need this from you: %(what)s."),
    AwaitedFrom.OFFICE: gettext_lazy("The processing office is busy with this: %(what)s."),
    AwaitedFrom.PARTNER: gettext_lazy("We are waiting for another organisation: %(what)s."),
}


def tell(reading: Reading, *, language: str) -> list[str]:
    """The status in plain sentences, to be read or spoken, in that language.

    Without any number: whoever hears it may stand in a queue with others.
    """
    with override(language):
        status = reading.status
        line = _("Application: %(line)s.") % {"line": status.get_line_of_business_display()}
        if reading.stale:
            return [line, _("Its status is not available now.")]
        return [
            line,
            _("Stage: %(stage)s.") % {"stage": status.get_stage_display()},
            *_awaited(status),
            _("Last activity: %(what)s, %(day)s.")
            % {
                "what": status.get_last_activity_display(),
                "day": _day(status.last_activity_on, language),
            },
            *_next_step(status, language),
            _("This is as of %(moment)s.")
            % {"moment": date_time(status.as_of, language, settings.CENTRE_TIME_ZONE)},
        ]


def _day(day: dt.date, language: str) -> str:
    return long_date(day, language, settings.CENTRE_TIME_ZONE)


def _awaited(status: ApplicationStatus) -> list[str]:
    nothing = _("You have nothing to do now.")
    if status.awaited == Awaited.NOTHING:
        return [nothing]
    words = WAITS[AwaitedFrom(status.awaited_from)] % {"what": status.get_awaited_display()}
    return [words] if status.awaited_from == AwaitedFrom.CLIENT else [words, nothing]


def _next_step(status: ApplicationStatus, language: str) -> list[str]:
    what = status.get_next_step_display()
    if status.next_step == NextStep.NONE:
        return []
    if status.next_step_on is None:
        return [_("Next step: %(what)s.") % {"what": what}]
    day = _day(status.next_step_on, language)
    return [_("Next step: %(what)s, expected on %(day)s.") % {"what": what, "day": day}]
