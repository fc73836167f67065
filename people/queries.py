"""Reads that have a name: whose file two numbers open."""

import datetime as dt
from dataclasses import dataclass

from people.models import ApplicationStatus, ClientFile


@dataclass(frozen=True)
class Identified:
    """A file that two factors opened, and the applications that may be spoken of.

    By the client number these are all of the file's; by an application number, that one.
    """

    file: ClientFile
    statuses: tuple[ApplicationStatus, ...]


def match_identity(*, digits: str, date_of_birth: dt.date) -> Identified | None:
    """The file of a client number (8 or 10 digits) or of the digits of an application number,
    when the date of birth is the file's. None alike when the number is unknown, when the date is
    wrong and when the digits of the number are those of several clients born that day.

    Client numbers with letters (X, T, CAN) can't be keyed; their application numbers can.
    """
    statuses = ApplicationStatus.objects.filter(file__date_of_birth=date_of_birth)
    statuses = statuses.select_related("file").order_by("id")
    # Both are always asked, one after the other: an OR over two tables would use no index.
    found = [*statuses.filter(file__uci=digits), *statuses.filter(digits=digits)]
    if not digits or len({status.file_id for status in found}) != 1:
        return None
    return Identified(file=found[0].file, statuses=tuple(found))
