"""Where a TwiML provider reports to, and asks what comes next. No address holds what was keyed."""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse


@dataclass(frozen=True)
class Addresses:
    """The absolute addresses of one telephone line, as the provider must call them."""

    line: str

    def voice(self) -> str:
        """Asked when somebody calls the line."""
        return self._to("voice")

    def keys(self, step: int) -> str:
        """Told the keys of this step, or that there were none."""
        return self._to("keys", step)

    def status(self) -> str:
        """Told what becomes of the end of one who called."""
        return self._to("status")

    def agent(self, call: str, offer: int) -> str:
        """Told what becomes of the end of the agent who took this offer of the call."""
        return self._to("agent", call, offer)

    def called(self, call: str) -> str:
        """Told what becomes of the end of a client whom we call."""
        return self._to("called", call)

    def conference(self) -> str:
        """Told who comes and goes in a conference."""
        return self._to("conference")

    def fallback(self) -> str:
        """Asked when another address did not answer."""
        return self._to("fallback")

    def waiting_sound(self) -> str:
        """What callers hear while they wait: a file that the provider keeps for a while."""
        return settings.BASE_URL + static("sounds/waiting.wav")

    def _to(self, name: str, *parts: int | str) -> str:
        return settings.BASE_URL + reverse(f"hooks:{name}", args=[self.line, *parts])
