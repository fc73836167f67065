"""What a public page says of the telephone, in words."""

import datetime as dt

from django.utils.translation import gettext as _

from channels.queries.phone_facts import PhoneFacts
from contactcentre.kit import formatting
from contactcentre.kit.languages import page_language


def hours_words(phone: PhoneFacts) -> str:
    """When agents answer next; empty where nothing opens soon."""
    if phone.day is None or phone.opens is None or phone.closes is None:
        return ""
    language = page_language()
    facts = {
        "day": formatting.long_date(phone.day, language, "UTC"),
        "opens": _at(phone.opens),
        "closes": _at(phone.closes),
    }
    if phone.is_today:
        return (
            _(
                "Agents answer callers in Canada today from %(opens)s to %(closes)s by the clock "
                "of their province."
            )
            % facts
        )
    return (
        _(
            "Agents answer callers in Canada again on %(day)s, from %(opens)s to %(closes)s by "
            "the clock of their province."
        )
        % facts
    )


def wait_words(phone: PhoneFacts) -> str:
    """The wait of who calls now; empty where it is not known or nobody answers today."""
    low, high = phone.wait
    if not phone.is_today or low is None:
        return ""
    if high is None:
        return _("The wait now: more than %(low)s minutes.") % {"low": low}
    if not low:
        return _("The wait now: up to %(high)s minutes.") % {"high": high}
    return _("The wait now: %(low)s to %(high)s minutes.") % {"low": low, "high": high}


def _at(time: dt.time) -> str:
    """As the clock of the place says it."""
    moment = dt.datetime.combine(dt.date(2000, 1, 1), time, dt.UTC)
    return formatting.time_of_day(moment, page_language(), "UTC")
