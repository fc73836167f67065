"""Words of the heart. One word for one thing, everywhere."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(TextChoices):
    WEB = "web", _("Web form")
    EMAIL = "email", _("E-mail")
    API = "api", _("API")
    PHONE = "phone", _("Phone")
    MEMBER = "member", _("Member’s or Senator’s office")


class State(TextChoices):
    NEW = "new", pgettext_lazy("ticket", "New")
    OPEN = "open", pgettext_lazy("ticket", "Open")
    WAITING_CLIENT = "waiting_client", _("Waiting for the client")
    WAITING_OFFICE = "waiting_office", _("Waiting for a processing office")
    RESOLVED = "resolved", pgettext_lazy("ticket", "Resolved")
    CLOSED = "closed", pgettext_lazy("ticket", "Closed")


LIVE_STATES = (State.NEW, State.OPEN, State.WAITING_CLIENT, State.WAITING_OFFICE)


class Priority(IntegerChoices):
    URGENT = 1, pgettext_lazy("priority", "Urgent")
    HIGH = 2, pgettext_lazy("priority", "High")
    NORMAL = 3, pgettext_lazy("priority", "Normal")
    LOW = 4, pgettext_lazy("priority", "Low")


class Urgency(TextChoices):
    """Why a matter is urgent: claimed by the client, assessed by an agent."""

    TRAVEL = "travel", _("Travel within 14 days")
    EXPIRY = "expiry", _("A status or document that expires soon")
    ILLNESS_OR_DEATH = "illness_or_death", _("Serious illness or death")
    SAFETY = "safety", _("Safety of a person")
    OTHER = "other", _("Another urgent reason")


class Sensitivity(TextChoices):
    ORDINARY = "ordinary", pgettext_lazy("sensitivity", "Ordinary")
    RESTRICTED = "restricted", pgettext_lazy("sensitivity", "Restricted")
    PRIVACY_BREACH = "privacy_breach", _("Privacy breach")


class PartyRole(TextChoices):
    CLIENT = "client", _("Client")
    CORRESPONDENT = "correspondent", _("Correspondent")
    REPRESENTATIVE = "representative", _("Authorized representative")
    DESIGNATED = "designated", _("Designated individual")
    MEMBERS_OFFICE = "members_office", _("Member’s or Senator’s office")


class Relation(TextChoices):
    """What a writer who is not the client says they are to them. Said, not proven."""

    FAMILY = "family", _("Family member or friend")
    REPRESENTATIVE = "representative", _("Representative, named by the client")
    REPRESENTATIVE_NOT_NAMED = (
        "representative_not_named",
        _("Representative, not named by the client or not sure"),
    )
    ORGANISATION = "organisation", _("Employer or school")


class Direction(TextChoices):
    IN = "in", _("Received")
    OUT = "out", pgettext_lazy("message", "Sent")


class Author(TextChoices):
    CLIENT = "client", _("Client")
    AGENT = "agent", _("Agent")
    SYSTEM = "system", _("Automatic message")


class Delivery(TextChoices):
    """State of an outgoing message or notice. Nothing on an inbound one."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Not delivered")
    BOUNCED = "bounced", _("Returned by the recipient’s server")


class Robot(TextChoices):
    """Who acts when no user does."""

    CLIENT = "client", _("Client")
    SYSTEM = "system", pgettext_lazy("actor", "System")


class EventKind(TextChoices):
    RECEIVED = "received", _("Enquiry received")
    LINKED = "linked", _("Linked to an earlier enquiry")
    ROUTED = "routed", pgettext_lazy("event", "Routed")
    CLAIMED = "claimed", pgettext_lazy("event", "Claimed with Next")
    TAKEN = "taken", pgettext_lazy("event", "Taken")
    STOLEN = "stolen", _("Taken over from a colleague")
    ASSIGNED = "assigned", pgettext_lazy("event", "Assigned")
    RELEASED = "released", pgettext_lazy("event", "Released")
    RETURNED = "returned", _("Returned to the queue: the agent is absent")
    TRANSFERRED = "transferred", pgettext_lazy("event", "Transferred")
    MESSAGE_RECEIVED = "message_received", _("Message from the client")
    AUTO_RECEIVED = "auto_received", _("Automatic message received")
    FLAGGED = "flagged", _("Message kept for a person to look at")
    REPLIED = "replied", pgettext_lazy("event", "Reply to the client")
    ACKNOWLEDGED = "acknowledged", _("Acknowledgement sent")
    DELIVERED = "delivered", pgettext_lazy("event", "Message sent")
    DELIVERY_FAILED = "delivery_failed", _("Message not delivered")
    NOTE_ADDED = "note_added", _("Internal note")
    WAITING_CLIENT = "waiting_client", _("Waiting for the client")
    RESUMED = "resumed", _("No longer waiting for the client")
    REOPENED = "reopened", pgettext_lazy("event", "Reopened")
    REFERRED = "referred", _("Referred to a processing office")
    REFERRAL_ACKNOWLEDGED = "referral_acknowledged", _("Referral acknowledged")
    REFERRAL_ASKED = "referral_asked", _("The processing office asked a question")
    REFERRAL_CLARIFIED = "referral_clarified", _("Question of the office answered")
    REFERRAL_ANSWERED = "referral_answered", _("Answered by the processing office")
    REFERRAL_WITHDRAWN = "referral_withdrawn", _("Referral withdrawn")
    REFERRAL_SILENT = "referral_silent", _("The office is silent: next level told")
    HANDED_OVER = "handed_over", _("Document passed on to a processing office")
    HANDOVER_RECEIVED = "handover_received", _("Document received by the processing office")
    PRIORITY_CHANGED = "priority_changed", _("Priority changed")
    URGENCY_ASSESSED = "urgency_assessed", _("Urgency assessed")
    FACTS_CHANGED = "facts_changed", _("Facts corrected")
    SENSITIVITY_CHANGED = "sensitivity_changed", _("Sensitivity changed")
    ACCESS_GRANTED = "access_granted", _("Access granted")
    CLOCK_AT_RISK = "clock_at_risk", _("Service standard at risk")
    CLOCK_BREACHED = "clock_breached", _("Service standard missed")
    CLOCK_CLIMBED = "clock_climbed", _("Escalated to the supervisors")
    CALLBACK_BOOKED = "callback_booked", _("Callback booked")
    CALLBACK_CANCELLED = "callback_cancelled", _("Callback cancelled")
    SPOKEN_WITH = "spoken_with", _("An agent spoke with the client by telephone")
    RESOLVED = "resolved", pgettext_lazy("event", "Resolved")
    CLOSED = "closed", pgettext_lazy("event", "Closed")
    DISCARDED = "discarded", _("Closed without an answer")
    NOT_SOLVED = "not_solved", _("The client says it is not solved")
    SOLVED = "solved", _("The client says it is solved")
    CONSENT_GIVEN = "consent_given", _("Consent given to the Member’s or Senator’s office")
    CONSENT_REFUSED = "consent_refused", _("Consent refused")
    CONSENT_ENDED = "consent_ended", _("Consent no longer valid")
    UPDATED = "updated", _("Told that there is no news")
    OFFICE_CALLED = "office_called", _("Member’s or Senator’s office called back")


class TextUse(TextChoices):
    """Where a standard text is used."""

    TEMPLATE = "template", _("Template for replies")
    AUTOMATIC = "automatic", _("Automatic message")
    PAGE = "page", _("Public page")


class ReferralReason(TextChoices):
    URGENT = "urgent", _("Urgent")
    HIGH_PROFILE = "high_profile", _("High-profile")
    PRIVACY_BREACH = "privacy_breach", _("Privacy breach")
    COMPLAINT = "complaint", _("Complaint")
    STANDARD_MISSED = "standard_missed", _("Service standard missed")
    OTHER = "other", _("Other reason")


class ReferralState(TextChoices):
    SENT = "sent", pgettext_lazy("referral", "New")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("referral", "Acknowledged")
    ASKED = "asked", _("Question to the centre")
    ANSWERED = "answered", pgettext_lazy("referral", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")


OPEN_REFERRALS = (ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.ASKED)


class ConsentBy(TextChoices):
    """How somebody agreed that a document is passed on for them."""

    PHONE = "phone", _("By telephone")
    MESSAGE = "message", _("In a message on this ticket")
    PAPER = "paper", _("On paper, signed")


class MayTell(TextChoices):
    """The processing office's word on what the client may be told."""

    YES = "yes", _("Yes")
    WORDING = "wording", _("Yes, in these words")
    NO = "no", _("No")


class DraftKind(TextChoices):
    REPLY = "reply", _("Reply to client")
    NOTE = "note", _("Internal note")
    OFFICE = "office", _("Message to processing office")
    CALL = "call", _("Note during a call")


class ClockKind(TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    RESOLUTION = "resolution", _("Resolution")
    ACKNOWLEDGE = "acknowledge", _("Acknowledgement by the office")
    ANSWER = "answer", _("Answer by the office")


class ClockState(TextChoices):
    RUNNING = "running", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", pgettext_lazy("clock", "Overdue")
    PAUSED = "paused", pgettext_lazy("clock", "Paused")
    MET = "met", pgettext_lazy("clock", "Met")
    MISSED = "missed", pgettext_lazy("clock", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("clock", "Cancelled")


class OperationEventKind(TextChoices):
    OPENED = "opened", pgettext_lazy("special operation", "Opened")
    EDITED = "edited", pgettext_lazy("special operation", "Edited")
    EXTENDED = "extended", pgettext_lazy("special operation", "End date moved")
    CLOSED = "closed", pgettext_lazy("special operation", "Closed")
    ENDED = "ended", pgettext_lazy("special operation", "Closed at its end date")
    QUEUE_RETIRED = "queue_retired", _("Its queue was taken out of use")


class NoticeKind(TextChoices):
    CLOCK_AT_RISK = "clock_at_risk", _("Service standard at risk")
    CLOCK_BREACHED = "clock_breached", _("Service standard missed")
    CLIENT_WROTE = "client_wrote", _("The client wrote")
    REFERRAL_SENT = "referral_sent", _("New referral")
    REFERRAL_MOVED = "referral_moved", _("News of a referral")
    REFERRAL_SILENT = "referral_silent", _("A referral is not acknowledged")
    HANDOVER_SENT = "handover_sent", _("New document for a file")
    HANDOVER_RECEIVED = "handover_received", _("The office received a document")
    DELIVERY_FAILED = "delivery_failed", _("A message was not delivered")
    ASSIGNED = "assigned", _("A ticket was given to you")
    FLAGGED = "flagged", _("A message needs a look")
    CONSENT_CHANGED = "consent_changed", _("News of a consent")
    MEMBER_RECEIVED = "member_received", _("Your enquiry was received")
    MEMBER_NEWS = "member_news", _("There is news of your enquiry")
    CALL_PROMISED = "call_promised", _("Safety of a person: an office has to be called back")
    CALL_LATE = "call_late", _("Safety of a person: a promised call was not made")
    OPERATION_ENDS = "operation_ends", _("A special operation ends within 24 hours")
    OPERATION_ENDED = "operation_ended", _("A special operation has ended")
