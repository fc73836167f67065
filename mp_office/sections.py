"""The sections of the form for an enquiry, and how far each is. Knows names of fields only."""

from collections.abc import Collection, Mapping

from mp_office.enums import SectionState

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "constituent": ("constituent_name", "constituent_language"),
    "file": (
        "own_file",
        "client_name",
        "family_name",
        "date_of_birth",
        "uci",
        "applications",
    ),
    "request": ("topic", "question", "documents"),
    "urgency": ("urgency", "urgency_date", "proof", "callback_phone"),
    "consent": ("scope", "consent_by", "form", "signed_on", "constituent_email"),
    "second": ("second_by", "second_form", "second_signed_on", "second_email"),
    "reference": ("office_language", "own_reference"),
}


def sections_for(own_file: str) -> dict[str, tuple[str, ...]]:
    """The sections and fields that count: those of another person only where it is their file."""
    if own_file == "no":
        return dict(SECTIONS)
    return {
        name: tuple(field for field in fields if field != "client_name")
        for name, fields in SECTIONS.items()
        if name != "second"
    }


def states(
    typed: Collection[str], wrong: Collection[str], *, own_file: str
) -> dict[str, SectionState]:
    """The state of each section, from the fields that hold something and those that are wrong."""
    counted = sections_for(own_file)
    return {
        name: _state(fields, typed, wrong) if name in counted else SectionState.UNNEEDED
        for name, fields in SECTIONS.items()
    }


def _state(fields: tuple[str, ...], typed: Collection[str], wrong: Collection[str]) -> SectionState:
    if not any(field in wrong for field in fields):
        return SectionState.DONE
    return SectionState.STARTED if any(field in typed for field in fields) else SectionState.EMPTY
