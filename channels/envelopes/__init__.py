"""Raw RFC 5322 bytes to what they say: pure rules, no Django, no network, no exception."""

from channels.envelopes.parsing import MAX_BYTES, Attachment, Envelope, parse

__all__ = ["MAX_BYTES", "Attachment", "Envelope", "parse"]
