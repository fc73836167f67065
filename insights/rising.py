"""When a topic rises: its count held against the same days of the weeks before, in plain rules.

The usual is the median of the earlier counts, their spread is the larger of the Poisson one (the
square root of the usual) and the median absolute deviation × 1.4826 (which equals a standard
deviation where counts are normal). Medians are used because one odd week then changes nothing:
R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice" (3rd ed., 2021), ch. 13;
F. R. Hampel, "The Influence Curve and Its Role in Robust Estimation" (1974).
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

WEEKS = 8
FEWEST = 5
TIMES = 1.5
SPREADS = 3.0
MAD = 1.4826
WORD = re.compile(r"[^\W\d_][^\W\d_'’-]{3,29}")
# Words that every subject holds; with the accents taken off.
COMMON = {
    "en": """about after again also another answer application asking been before could does during
    enquiry from have help hello information into letter need next other please question
    regarding request still subject than thank thanks that their them there they this until urgent
    want were what when where which while will with would your""",
    "fr": """apres aussi autre autres avant avec avoir bonjour cela cette comment concernant dans
    demande depuis dont elle encore entre etre faire information leur mais merci mon notre nous
    objet ont pour pourquoi quand quel quelle question renseignement reponse sans sera sont sous
    sujet toujours tout urgent vers votre vous""",
}
STOP = {language: frozenset(text.split()) for language, text in COMMON.items()}


@dataclass(frozen=True)
class Rise:
    """A count against what is usual for it."""

    count: int
    usual: float
    highest: int
    limit: float
    weeks: int

    @property
    def is_rising(self) -> bool:
        return self.count >= self.limit

    @property
    def times(self) -> float | None:
        """How many times the usual; None when the usual is nothing."""
        return self.count / self.usual if self.usual else None


def rise(count: int, before: Sequence[int]) -> Rise | None:
    """Hold a count against those of earlier weeks; None with fewer than three of them.

    It rises when it is at least 5, at least 1.5 times the usual, and at least three spreads
    above it.
    """
    if len(before) < 3:
        return None
    usual = median(before)
    deviation = median(abs(value - usual) for value in before)
    spread = max(math.sqrt(usual), MAD * deviation)
    limit = max(FEWEST, TIMES * usual, usual + SPREADS * spread)
    return Rise(count, usual, max(before), limit, len(before))


def words(subject: str, language: str) -> set[str]:
    """The telling words of a subject: lower case, four letters or more, no numbers."""
    stop = STOP.get(language, STOP["en"])
    found = {word.lower().strip("'’-") for word in WORD.findall(subject)}
    return {word for word in found if len(word) > 3 and plain(word) not in stop}


def plain(word: str) -> str:
    """A word without its accents."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))
