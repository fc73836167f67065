"""What the centre may tell a telephone provider to do, in no provider's words.

Each call of these methods comes from a committed row, may come twice with the same `key`, and may
take a few seconds at most. They are told no digits and no names.
"""

from typing import Protocol


class CommandFailed(Exception):
    """The provider did not do it. `code` names the reason without personal facts."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TryAgain(CommandFailed):
    """It may work in a moment: the provider is away, or asks for patience."""


class Refused(CommandFailed):
    """It will never work like this: the leg is gone, the number is none."""


class Carrier(Protocol):
    """One provider. A leg is named by the provider's own id of it."""

    def call_agent(
        self, *, line: str, call: str, offer: int, user: int, conference: str, key: str
    ) -> str:
        """Ring the telephone of the agent with this user id, and put who answers into the
        conference; return the id of the new leg.

        `line` is the slug of the line, `call` the uuid of the call. What becomes of the leg comes
        in as events of the call, with `{"role": "agent", "offer": offer}`.
        """

    def call_out(self, *, line: str, call: str, number: str, conference: str, key: str) -> str:
        """Call a client at an E.164 number from the line, and put who answers into the
        conference; return the id of the leg. Its events carry `{"role": "caller"}`.
        """

    def ask_again(self, *, line: str, call: str, leg: str, step: int, key: str) -> None:
        """Interrupt what the caller hears and ask the centre for instructions, as if nothing
        had been keyed at `step`."""

    def hang_up(self, *, line: str, leg: str, key: str) -> None:
        """End one leg. A leg that has ended already is no failure."""


_CARRIERS: dict[str, Carrier] = {}


def register(provider: str, carrier: Carrier) -> None:
    """Name the carrier of the calls with this `provider`."""
    _CARRIERS[provider] = carrier


def carrier_of(provider: str) -> Carrier:
    """The carrier of a call's provider. Raises Refused where there is none."""
    try:
        return _CARRIERS[provider]
    except KeyError:
        raise Refused("no_such_provider") from None
