"""Dates, times, numbers and sizes as Canada.ca writes them, in an explicit language.

Framework defaults do not match (Django has no "4:30 pm"), and an e-mail is written in its reader's
language, not in the one of the request: so every function takes the language.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\N{NO-BREAK SPACE}"
HYPHEN = "\N{NON-BREAKING HYPHEN}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

MONTHS = {
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split(),
}
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "fr": "janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc.".split(),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
ZONE_WORDS = {
    "America/St_Johns": ("Newfoundland", "de Terre-Neuve"),
    "America/Halifax": ("Atlantic", "de l’Atlantique"),
    "America/Moncton": ("Atlantic", "de l’Atlantique"),
    "America/Toronto": ("Eastern", "de l’Est"),
    "America/Winnipeg": ("Central", "du Centre"),
    "America/Regina": ("Saskatchewan", "de la Saskatchewan"),
    "America/Edmonton": ("Alberta", "de l’Alberta"),
    "America/Vancouver": ("Pacific", "du Pacifique"),
    "America/Whitehorse": ("Yukon", "du Yukon"),
    "UTC": ("UTC", "UTC"),
}
SIZE_UNITS = {"en": ("bytes", "kB", "MB", "GB"), "fr": ("octets", "ko", "Mo", "Go")}


def _french(language: str) -> bool:
    return language.startswith("fr")


def _words(table: dict[str, list[str]], language: str) -> list[str]:
    return table["fr" if _french(language) else "en"]


def _local(moment: datetime, zone: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown")
    return moment.astimezone(ZoneInfo(zone))


def _day(value: date | datetime, zone: str) -> date:
    return _local(value, zone).date() if isinstance(value, datetime) else value


def iso(value: date | datetime) -> str:
    """What a `datetime` attribute holds: UTC to the second, or the bare day."""
    if isinstance(value, datetime):
        return _local(value, "UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def long_date(value: date | datetime, language: str, zone: str) -> str:
    """July 31, 2026; 31 juillet 2026; 1er décembre 2026."""
    day = _day(value, zone)
    month = _words(MONTHS, language)[day.month - 1]
    if _french(language):
        return f"{_french_day(day)}{NBSP}{month}{NBSP}{day.year}"
    return f"{month}{NBSP}{day.day}, {day.year}"


def weekday_date(value: date | datetime, language: str, zone: str) -> str:
    """Friday, July 31, 2026; le vendredi 31 juillet 2026."""
    day = _day(value, zone)
    name = _words(WEEKDAYS, language)[day.weekday()]
    if _french(language):
        return f"le {name} {long_date(day, language, zone)}"
    return f"{name}, {long_date(day, language, zone)}"


def short_date(
    value: date | datetime, language: str, zone: str, *, today: date | None = None
) -> str:
    """Dec 3; 3 déc.; with its year when that is not the year of `today`."""
    day = _day(value, zone)
    month = _words(SHORT_MONTHS, language)[day.month - 1]
    other_year = today is not None and today.year != day.year
    if _french(language):
        text = f"{_french_day(day)}{NBSP}{month}"
        return f"{text}{NBSP}{day.year}" if other_year else text
    text = f"{month}{NBSP}{day.day}"
    return f"{text}, {day.year}" if other_year else text


def _french_day(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def time_of_day(moment: datetime, language: str, zone: str) -> str:
    """4:30 pm; 16 h 30; the minutes are left out at the full hour."""
    local = _local(moment, zone)
    if _french(language):
        minutes = f"{NBSP}{local.minute:02}" if local.minute else ""
        return f"{local.hour}{NBSP}h{minutes}"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{NBSP}{'am' if local.hour < 12 else 'pm'}"


def time_to_the_second(moment: datetime, language: str, zone: str) -> str:
    """2:41:05 pm; 14 h 41 min 5 s."""
    local = _local(moment, zone)
    if _french(language):
        return f"{local.hour}{NBSP}h{NBSP}{local.minute}{NBSP}min{NBSP}{local.second}{NBSP}s"
    return f"{local.hour % 12 or 12}:{local:%M:%S}{NBSP}{'am' if local.hour < 12 else 'pm'}"


def date_time(moment: datetime, language: str, zone: str) -> str:
    """November 23, 2026, 1:05 pm Eastern; 23 novembre 2026, 13 h 05, heure de l'Est."""
    return f"{local_date_time(moment, language, zone)}{zone_suffix(language, zone)}"


def deadline(moment: datetime, language: str, zone: str) -> str:
    """The same for what is due; a deadline at midnight is the day that ends then, without a time.

    December 11, 2026; 11 décembre 2026.
    """
    if is_midnight(moment, zone):
        return long_date(last_day(moment, zone), language, zone)
    return date_time(moment, language, zone)


def is_midnight(moment: datetime, zone: str) -> bool:
    return _local(moment, zone).time() == time()


def last_day(moment: datetime, zone: str) -> date:
    """The local day on which something that is due at a moment has to be done."""
    return _local(moment - timedelta(microseconds=1), zone).date()


def local_date_time(moment: datetime, language: str, zone: str) -> str:
    """The same without the zone, for tables whose heading names it."""
    return f"{long_date(moment, language, zone)}, {time_of_day(moment, language, zone)}"


def zone_suffix(language: str, zone: str) -> str:
    """What follows a time: " Eastern"; ", heure de l'Est"."""
    if _french(language):
        return f", {zone_name(language, zone)}"
    return f" {zone_name(language, zone)}"


def zone_name(language: str, zone: str) -> str:
    """Eastern; heure de l'Est. A zone without a word of its own is called by its city."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    english, french = ZONE_WORDS.get(zone, (f"{city} time", f"de {city}"))
    if not _french(language):
        return english
    return french if french == "UTC" else f"heure {french}"


def number(value: float | Decimal, language: str, *, decimals: int | None = None) -> str:
    """10,000 and 29.4; 10 000 and 29,4."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if not _french(language):
        return text
    return text.translate({ord(","): NBSP, ord("."): ","})


def percent(ratio: float | Decimal, language: str, *, decimals: int = 1) -> str:
    """29.4% or 30%; 29,4 % or 30 %; from a ratio (0.294)."""
    exact = (Decimal(str(ratio)) * 100).quantize(
        Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP
    )
    whole = exact == exact.to_integral_value()
    text = number(exact, language, decimals=0 if whole else decimals)
    return f"{text}{NBSP}%" if _french(language) else f"{text}%"


def duration(seconds: float, language: str) -> str:
    """Under 1 min, 12 min, 3 h, 2 days; moins de 1 min, 12 min, 3 h, 2 jours; never rounded up."""
    total = int(abs(seconds))
    if total < 60:
        return f"moins de 1{NBSP}min" if _french(language) else f"under 1{NBSP}min"
    if total < 3600:
        return f"{total // 60}{NBSP}min"
    if total < 86_400:
        return f"{total // 3600}{NBSP}h"
    return days(total // 86_400, language)


def days(count: int, language: str) -> str:
    """1 day, 2 days; 1 jour, 2 jours (zero is singular in French)."""
    if _french(language):
        return f"{count}{NBSP}{'jours' if count > 1 else 'jour'}"
    return f"{count}{NBSP}{'day' if count == 1 else 'days'}"


def time_left(seconds: float, language: str) -> str:
    """3 h left; 3 h restantes; 1 jour restant."""
    text = duration(seconds, language)
    if not _french(language):
        return f"{text} left"
    total = int(abs(seconds))
    feminine = total < 86_400
    amount = max(1, total // 60 if total < 3600 else total // 3600 if feminine else total // 86_400)
    return f"{text} restant{'e' if feminine else ''}{'s' if amount > 1 else ''}"


def file_size(size: int, language: str) -> str:
    """340 kB, 1.5 MB, 10 MB; 340 ko, 1,5 Mo, 10 Mo."""
    units = SIZE_UNITS["fr" if _french(language) else "en"]
    amount, step = Decimal(size), 0
    while amount >= 1024 and step < len(units) - 1:
        amount, step = amount / 1024, step + 1
    rounded = amount.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    keep = step > 1 and rounded < 10 and rounded != rounded.to_integral_value()
    return f"{number(rounded, language, decimals=1 if keep else 0)}{NBSP}{units[step]}"


def phone(raw: str, language: str, *, extension: str = "") -> str:
    """1-800-622-6232 with hyphens that do not break; other countries keep their own groups."""
    digits = "".join(c for c in raw if c.isdigit())
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    if len(national) == 10 and (not raw.strip().startswith("+") or digits[0] == "1"):
        text = HYPHEN.join(("1", national[:3], national[3:6], national[6:]))
    else:
        text = raw.strip().replace("-", HYPHEN).replace(" ", NBSP)
    if not extension:
        return text
    return f"{text}, {'poste' if _french(language) else 'ext.'}{NBSP}{extension}"


def today_in(moment: datetime, zone: str) -> date:
    """The local day of a moment: computed here, because SQL never converts zones."""
    return _local(moment.astimezone(UTC), zone).date()
