"""What the centre tells a telephone provider to do next in a call, in no provider's words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """Read a text aloud in its language ("en" or "fr")."""

    text: str
    language: str


@dataclass(frozen=True)
class Gather:
    """Read the texts and wait for keys; a key ends the reading.

    The keys are posted for `step`, so that an answer that comes twice is known. `timeout` is in
    seconds. What is keyed into a `is_sensitive` one must be written nowhere.
    """

    prompts: tuple[Say, ...]
    step: int
    least: int = 1
    most: int = 1
    finish: str = ""
    timeout: int = 6
    is_sensitive: bool = False


@dataclass(frozen=True)
class Park:
    """Hold the caller until the centre decides: read the texts, play the waiting sound, and ask
    again every `seconds`. A key is posted as for a Gather of this `step`.
    """

    prompts: tuple[Say, ...]
    step: int
    seconds: int = 30


@dataclass(frozen=True)
class Join:
    """Put this end of the call into a conference with the others of the same name."""

    conference: str


@dataclass(frozen=True)
class Dial:
    """Pass the caller on to another number."""

    number: str


@dataclass(frozen=True)
class HangUp:
    """End the call."""


Instruction = Say | Gather | Park | Join | Dial | HangUp
