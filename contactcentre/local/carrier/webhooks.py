"""Posts to the centre as the provider does: form fields, signed with the account's token."""

import io
import urllib.error
import urllib.parse
import urllib.request
import wave
from dataclasses import dataclass

from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from contactcentre.local.carrier.documents import DocumentError, Verb, read

# The provider's own limit for a document.
PATIENCE_SECONDS = 15
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class WebhookFailed(Exception):
    """No document came: nobody answered, or not with one."""


@dataclass(frozen=True)
class Centre:
    """The centre as seen from here. Signatures are over its public address, `public`; where it is
    reached by another one, in containers, `inside` is that.
    """

    account: str
    token: str
    public: str
    inside: str

    def ask(self, url: str, fields: dict[str, str]) -> tuple[Verb, ...]:
        """Post, and read the document that comes. Raises WebhookFailed."""
        try:
            return read(self.post(url, fields))
        except DocumentError as error:
            raise WebhookFailed(str(error)) from None

    def post(self, url: str, fields: dict[str, str]) -> bytes:
        """Post, and return the answer's body. Raises WebhookFailed."""
        fields = {**fields, "AccountSid": self.account, "ApiVersion": "2010-04-01"}
        signature = RequestValidator(self.token).compute_signature(url, fields)
        return self._fetch(url, urllib.parse.urlencode(fields).encode(), signature)

    def seconds_of(self, url: str) -> float:
        """How long a sound of the centre lasts; of one that can't be had, a moment."""
        try:
            with wave.open(io.BytesIO(self._fetch(url))) as sound:
                return sound.getnframes() / sound.getframerate()
        except (WebhookFailed, wave.Error, EOFError):
            return 1.0

    def _fetch(self, url: str, data: bytes | None = None, signature: str = "") -> bytes:
        public = urllib.parse.urlsplit(self.public)
        headers = {
            "Host": public.netloc,
            "X-Forwarded-Proto": public.scheme,
            "User-Agent": "DemonstrationCarrier/1.0",
        }
        request = urllib.request.Request(  # noqa: S310 - the centre's own address
            url.replace(self.public, self.inside, 1),
            data=data,
            headers=headers | ({SIGNATURE_HEADER: signature} if signature else {}),
        )
        try:
            with DIRECT.open(request, timeout=PATIENCE_SECONDS) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            error.close()
            raise WebhookFailed(f"HTTP {error.code}") from None
        except OSError as error:
            raise WebhookFailed(type(error).__name__) from None
