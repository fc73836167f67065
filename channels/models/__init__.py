"""The rows of the doors."""

from channels.models.codes import StatusCode
from channels.models.forms import DraftFile, EnquiryDraft
from channels.models.inbound import InboundMessage

__all__ = ["DraftFile", "EnquiryDraft", "InboundMessage", "StatusCode"]
