"""Reads TwiML strictly: what the manual does not know is refused, as the builder accepts it."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

VERBS: dict[str, dict[str, type]] = {
    "Say": {"language": str, "voice": str, "loop": int},
    "Play": {"loop": int},
    "Pause": {"length": int},
    "Gather": {
        "input": str,
        "action": str,
        "method": str,
        "timeout": int,
        "numDigits": int,
        "finishOnKey": str,
        "bargeIn": bool,
        "actionOnEmptyResult": bool,
    },
    "Redirect": {"method": str},
    "Dial": {"action": str, "method": str, "timeout": int, "callerId": str},
    "Conference": {
        "beep": bool,
        "startConferenceOnEnter": bool,
        "endConferenceOnExit": bool,
        "waitUrl": str,
        "statusCallback": str,
        "statusCallbackMethod": str,
        "statusCallbackEvent": str,
    },
    "Hangup": {},
}
AT_TOP = {"Say", "Play", "Pause", "Gather", "Redirect", "Dial", "Hangup"}
INSIDE = {"Gather": {"Say", "Play", "Pause"}, "Dial": {"Conference"}}


class DocumentError(Exception):
    """The document is not TwiML as the manual has it."""


@dataclass(frozen=True)
class Verb:
    """One element. Attributes that the manual calls numbers or yes and no are such."""

    name: str
    text: str
    attributes: dict[str, str | int | bool]
    inner: tuple["Verb", ...] = field(default=())

    def word(self, name: str, default: str = "") -> str:
        return str(self.attributes.get(name, default))

    def number(self, name: str, default: int) -> int:
        return int(self.attributes.get(name, default))

    def flag(self, name: str, *, default: bool) -> bool:
        return bool(self.attributes.get(name, default))


def read(document: bytes) -> tuple[Verb, ...]:
    """The verbs of a document. Raises DocumentError."""
    try:
        root = ET.fromstring(document)  # noqa: S314 - the centre's own
    except ET.ParseError as error:
        raise DocumentError(f"no XML: {error}") from None
    if root.tag != "Response":
        raise DocumentError(f"begins with {root.tag}")
    return tuple(_verb(element, AT_TOP) for element in root)


def _verb(element: ET.Element, allowed: set[str]) -> Verb:
    name = element.tag
    if name not in allowed:
        raise DocumentError(f"{name} is not allowed here")
    attributes = {key: _value(name, key, text) for key, text in element.attrib.items()}
    inner = tuple(_verb(child, INSIDE.get(name, set())) for child in element)
    return Verb(name, (element.text or "").strip(), attributes, inner)


def _value(verb: str, name: str, text: str) -> str | int | bool:
    kind = VERBS[verb].get(name)
    if kind is int and text.isdecimal():
        return int(text)
    if kind is bool and text in ("true", "false"):
        return text == "true"
    if kind is str:
        return text
    raise DocumentError(f"{verb} has no {name}={text!r}")
