"""Our own addresses and message ids: each carries a proof that we made it.

The key is the server's secret, so nobody who has not received a mail of ours can write to a thread
by its address, and no bounce or echo is believed that does not carry one of our ids.
"""

import base64
import hmac
import re
import secrets
from enum import StrEnum
from typing import NamedTuple

PROOF = 16
_REPLY = re.compile(rf"\A(?P<local>.+)\+(?P<name>[a-z0-9]{{8}})\.(?P<proof>[a-z2-7]{{{PROOF}}})\Z")
_RETURN = re.compile(
    rf"\A(?P<local>.+)\+(?P<kind>[mnc])-(?P<name>\d{{1,18}})\.(?P<proof>[a-z2-7]{{{PROOF}}})\Z"
)
_ID = re.compile(rf"\A(?P<name>[a-z2-7]{{26}})\.(?P<proof>[a-z2-7]{{{PROOF}}})\Z")


class Kind(StrEnum):
    """What went out: a message, a notice, a code. The letter is in the return path."""

    MESSAGE = "m"
    NOTICE = "n"
    CODE = "c"


class Returned(NamedTuple):
    """What a return path of ours names."""

    kind: Kind
    pk: int


class Addressing:
    """Makes and checks the addresses of one centre."""

    def __init__(self, *, key: bytes, local: str, domain: str) -> None:
        self.key = key
        self.local = local.lower()
        self.domain = domain.lower()

    @property
    def plain(self) -> str:
        return f"{self.local}@{self.domain}"

    def reply_address(self, reference: str) -> str:
        """Where answers to a ticket's mails go."""
        name = reference.lower()
        return f"{self.local}+{name}.{self._proof('reply', name)}@{self.domain}"

    def ticket_of(self, address: str) -> str | None:
        """The reference that a reply address of ours names, if its proof holds."""
        found = _REPLY.match(self._local_part(address))
        if found is None or found["local"] != self.local:
            return None
        return (
            found["name"].upper() if self._holds("reply", found["name"], found["proof"]) else None
        )

    def return_path(self, kind: Kind, pk: int) -> str:
        """The envelope's sender: a bounce that comes to it names what did not arrive."""
        name = f"{kind}-{pk}"
        return f"{self.local}+{name}.{self._proof('return', name)}@{self.domain}"

    def returned(self, address: str) -> Returned | None:
        """What a bounce to this address is about, if its proof holds."""
        found = _RETURN.match(self._local_part(address))
        if found is None or found["local"] != self.local:
            return None
        name = f"{found['kind']}-{found['name']}"
        if not self._holds("return", name, found["proof"]):
            return None
        return Returned(Kind(found["kind"]), int(found["name"]))

    def new_message_id(self) -> str:
        """A random id with its proof, without angle brackets."""
        name = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
        return f"{name}.{self._proof('id', name)}@{self.domain}"

    def is_own_id(self, message_id: str) -> bool:
        found = _ID.match(self._local_part(message_id))
        return bool(found and self._holds("id", found["name"], found["proof"]))

    def is_own_address(self, address: str) -> bool:
        """Whether a sender is this centre: its address, with or without something after a plus."""
        return self._local_part(address).partition("+")[0] == self.local

    def _local_part(self, address: str) -> str:
        """The part before our domain, in lower case; empty for any other domain."""
        local, _, domain = address.strip().lower().rpartition("@")
        return local if domain == self.domain else ""

    def _proof(self, purpose: str, name: str) -> str:
        digest = hmac.new(self.key, f"mail:{purpose}:{name}".encode(), "sha256").digest()
        return base64.b32encode(digest).decode().lower()[:PROOF]

    def _holds(self, purpose: str, name: str, proof: str) -> bool:
        return hmac.compare_digest(self._proof(purpose, name), proof)
