"""Countries, provinces and territories in both languages, and their time zones."""

import unicodedata
from collections import defaultdict
from functools import lru_cache

from babel import Locale
from babel.core import get_global

# Codes of the Unicode list that are not countries or territories where somebody lives.
NOT_PLACES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
PROVINCES = (
    ("AB", "Alberta", "Alberta", "America/Edmonton"),
    ("BC", "British Columbia", "Colombie-Britannique", "America/Vancouver"),
    ("MB", "Manitoba", "Manitoba", "America/Winnipeg"),
    ("NB", "New Brunswick", "Nouveau-Brunswick", "America/Moncton"),
    ("NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador", "America/St_Johns"),
    ("NS", "Nova Scotia", "Nouvelle-Écosse", "America/Halifax"),
    ("NT", "Northwest Territories", "Territoires du Nord-Ouest", "America/Edmonton"),
    ("NU", "Nunavut", "Nunavut", "America/Iqaluit"),
    ("ON", "Ontario", "Ontario", "America/Toronto"),
    ("PE", "Prince Edward Island", "Île-du-Prince-Édouard", "America/Halifax"),
    ("QC", "Quebec", "Québec", "America/Toronto"),
    ("SK", "Saskatchewan", "Saskatchewan", "America/Regina"),
    ("YT", "Yukon", "Yukon", "America/Whitehorse"),
)
CANADA = "CA"


def sort_key(name: str) -> str:
    """For an order in which É stands with E."""
    folded = unicodedata.normalize("NFKD", name.replace("Œ", "Oe").replace("œ", "oe"))
    return "".join(char for char in folded if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=2)
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name of every country: Canada first, the others in the language's own order."""
    names = Locale(language, CANADA).territories
    places = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_PLACES
    ]
    return sorted(places, key=lambda place: (place[0] != CANADA, sort_key(place[1])))


def provinces(language: str) -> list[tuple[str, str]]:
    """Code and name of the provinces and territories of Canada."""
    named = [
        (code, french if language == "fr" else english)
        for code, english, french, _zone in PROVINCES
    ]
    return sorted(named, key=lambda place: sort_key(place[1]))


def country_name(code: str, language: str) -> str:
    return dict(countries(language)).get(code, "")


def province_name(code: str, language: str) -> str:
    return dict(provinces(language)).get(code, "")


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    zones = defaultdict(list)
    for zone, country in get_global("zone_territories").items():
        zones[country].append(zone)
    return zones


def zone_of(country: str, province: str) -> str:
    """The time zone of a province, or of a country that has only one; empty when not known."""
    if country == CANADA:
        return next((zone for code, _en, _fr, zone in PROVINCES if code == province), "")
    zones = _zones().get(country, [])
    return zones[0] if len(zones) == 1 else ""
