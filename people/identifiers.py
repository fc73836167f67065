"""Client numbers (UCI) and application numbers: forgiving to type, canonical when stored.

No checksum of either is published, so only the shape is judged, and where the public rule is
loose an odd shape is a warning, never a refusal.
"""

import re
import unicodedata

import phonenumbers

UCI_SHAPE = re.compile(r"(\d{8}|\d{10}|[XT]\d{10}|CAN\d{12})")
APPLICATION_SHAPE = re.compile(r"[A-Z]{1,2}\d{9}")
DROPPED = re.compile(r"[\s\-‐-―_./#:()]+")


def canonical(text: str) -> str:
    """Fold what people paste: full-width and other digits, spaces, hyphens, case."""
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded
    )
    kept = "".join(char for char in digits if unicodedata.category(char) != "Cf")
    return DROPPED.sub("", kept).upper()


def canonical_uci(text: str) -> str:
    """Return the UCI without a leading label such as "UCI" or "IUC"."""
    return re.sub(r"^(UCI|IUC|ID)(?=\d|[XT]\d|CAN)", "", canonical(text))


def uci_is_shaped(uci: str) -> bool:
    """8 or 10 digits, or the temporary forms with X, T or CAN."""
    return bool(UCI_SHAPE.fullmatch(uci))


def application_is_shaped(number: str) -> bool:
    """One or two letters and nine digits; older files differ."""
    return bool(APPLICATION_SHAPE.fullmatch(number))


def display_uci(uci: str) -> str:
    """Write 12345678 as 1234-5678 and 1122334455 as 11-2233-4455."""
    match = re.fullmatch(r"(\D*)(\d*)", uci)
    if not match:
        return uci
    letters, digits = match.groups()
    if len(digits) == 8:
        return f"{letters}{digits[:4]}-{digits[4:]}"
    if len(digits) == 10:
        return f"{letters}{digits[:2]}-{digits[2:6]}-{digits[6:]}"
    return uci


def canonical_phone(text: str, country: str = "CA") -> str | None:
    """Return a phone number as +16135550134, read as from that country; None when it can't be."""
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), country or "CA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
