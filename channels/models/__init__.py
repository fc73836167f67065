"""The rows of the doors."""

from channels.models.calls import Call, CallEvent, CallLeg, IvrSession
from channels.models.codes import StatusCode
from channels.models.forms import DraftFile, EnquiryDraft
from channels.models.inbound import InboundMessage
from channels.models.lines import IvrFlow, IvrFlowVersion, VoiceLine
from channels.models.waiting import Callback, Disposition, Offer, QueueEntry

__all__ = [
    "Call",
    "CallEvent",
    "CallLeg",
    "Callback",
    "Disposition",
    "DraftFile",
    "EnquiryDraft",
    "InboundMessage",
    "IvrFlow",
    "IvrFlowVersion",
    "IvrSession",
    "Offer",
    "QueueEntry",
    "StatusCode",
    "VoiceLine",
]
