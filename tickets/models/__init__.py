"""The rows of the heart."""

from tickets.models.calendars import BusinessCalendar, CalendarVersion, Holiday
from tickets.models.clocks import Clock, ClockEvent
from tickets.models.event import Event
from tickets.models.handover import DocumentHandover
from tickets.models.notice import Notice
from tickets.models.operations import (
    OperationEvent,
    OperationTemplate,
    SpecialOperation,
)
from tickets.models.queues import (
    EnquiryType,
    OutcomeCode,
    ProcessingOffice,
    ProcessingTime,
    ProgrammeIssue,
    Queue,
)
from tickets.models.referral import Referral, ReferralDraft, ReferralMessage
from tickets.models.rules import RoutingDecision, Rule, RuleSet
from tickets.models.search import TicketSearch
from tickets.models.standards import ServiceStandard, StandardVersion
from tickets.models.texts import StandardText
from tickets.models.thread import Attachment, Draft, DraftFile, Message, Note
from tickets.models.ticket import Contact, NeedToKnow, Party, Ticket
from tickets.models.viewing import Viewing

__all__ = [
    "Attachment",
    "BusinessCalendar",
    "CalendarVersion",
    "Clock",
    "ClockEvent",
    "Contact",
    "DocumentHandover",
    "Draft",
    "DraftFile",
    "EnquiryType",
    "Event",
    "Holiday",
    "Message",
    "NeedToKnow",
    "Note",
    "Notice",
    "OperationEvent",
    "OperationTemplate",
    "OutcomeCode",
    "Party",
    "ProcessingOffice",
    "ProcessingTime",
    "ProgrammeIssue",
    "Queue",
    "Referral",
    "ReferralDraft",
    "ReferralMessage",
    "RoutingDecision",
    "Rule",
    "RuleSet",
    "ServiceStandard",
    "SpecialOperation",
    "StandardText",
    "StandardVersion",
    "Ticket",
    "TicketSearch",
    "Viewing",
]
