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


def states(typed: Collection[str], wrong: Collection[str]) -> dict[str, SectionState]:
    """The state of each section, from the fields that hold something and those that are wrong."""
    return {name: _state(fields, typed, wrong) for name, fields in SECTIONS.items()}


def _state(fields: tuple[str, ...], typed: Collection[str], wrong: Collection[str]) -> SectionState:
    if not any(field in wrong for field in fields):
        return SectionState.DONE
    return SectionState.STARTED if any(field in typed for field in fields) else SectionState.EMPTY
