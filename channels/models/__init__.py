"""The rows of the doors."""

from channels.models.calls import Call, CallEvent, CallLeg, IvrSession
from channels.models.codes import StatusCode
from channels.models.commands import CallCommand
from channels.models.forms import DraftFile, EnquiryDraft
from channels.models.handling import Disposition, IdentityCheck
from channels.models.inbound import InboundMessage
from channels.models.lines import IvrFlow, IvrFlowVersion, VoiceLine
from channels.models.waiting import Callback, Offer, QueueEntry

__all__ = [
    "Call",
    "CallCommand",
    "CallEvent",
    "CallLeg",
    "Callback",
    "Disposition",
    "DraftFile",
    "EnquiryDraft",
    "IdentityCheck",
    "InboundMessage",
    "IvrFlow",
    "IvrFlowVersion",
    "IvrSession",
    "Offer",
    "QueueEntry",
    "StatusCode",
    "VoiceLine",
]
