"""Words of the doors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class News(TextChoices):
    """What a client is told of the history of an enquiry; anything else stays inside."""

    RECEIVED = "received", _("We received your enquiry")
    LOOKED_AT = "looked_at", _("A member of our staff started to look at it")
    WROTE = "wrote", _("We received a message from you")
    REPLIED = "replied", _("We wrote to you")
    ASKED = "asked", _("We asked you for something")
    REFERRED = "referred", _("We sent a question to another office")
    OFFICE_ANSWERED = "office_answered", _("The other office answered us")
    HANDED_OVER = "handed_over", _("We passed your document on to the office that has your file")
    OFFICE_HAS_IT = "office_has_it", _("The office that has your file received your document")
    RESOLVED = "resolved", _("We finished our work on your enquiry")
    SOLVED = "solved", _("You told us that it is solved")
    NOT_SOLVED = "not_solved", _("You told us that it is not solved")
    REOPENED = "reopened", _("Your enquiry was opened again")
    CLOSED = "closed", _("Your enquiry was closed")


class InboundState(TextChoices):
    """How far a received mail has come. Nothing is ever thrown away."""

    RECEIVED = "received", _("Received, not read yet")
    PARSED = "parsed", _("Read")
    DUPLICATE = "duplicate", _("Received again")
    QUARANTINED = "quarantined", _("Could not be read")


class InboundAction(TextChoices):
    """What became of a received mail."""

    CREATED = "created", _("Opened a ticket")
    APPENDED = "appended", _("Added to a ticket")
    DUPLICATE = "duplicate", _("Had come before")
    BOUNCE = "bounce", _("Reports a message that was not delivered")
    AUTO = "auto", _("Written by a machine")
    IGNORED = "ignored", _("One of our own messages")
    FLAGGED = "flagged", _("Kept for a person to look at")


class Doubt(TextChoices):
    """Why a mail waits for a person to look at it."""

    STRANGER = "stranger", _("The sender is not a party to the ticket that the mail names")
    UNAUTHENTICATED = "unauthenticated", _("The sender’s own domain says the mail is forged")
    ID_REUSED = "id_reused", _("Another mail with the same identifier came before")
    UNREADABLE = "unreadable", _("The mail could not be read")
    EMPTY = "empty", _("The mail says nothing")
    NO_SENDER = "no_sender", _("The mail has no sender who can be answered")
    TOO_LARGE = "too_large", _("The mail is too large")


class LineKind(TextChoices):
    GENERAL = "general", pgettext_lazy("line", "General")
    CRISIS = "crisis", pgettext_lazy("line", "Special operation")
    MEMBERS = "members", _("Members’ and Senators’ offices")


class CallDirection(TextChoices):
    IN = "in", pgettext_lazy("call", "Incoming")
    OUT = "out", pgettext_lazy("call", "Outgoing")


class CallOutcome(TextChoices):
    """What becomes of an incoming call. Two sums always hold over these words:

    offered = in the IVR + contained + left in the IVR + closed + blocked + queued, and queued =
    waiting + answered (with an agent or after) + abandoned + short abandons + left by callback +
    left by voicemail + failed.
    """

    IN_IVR = "in_ivr", _("In the menu")
    CONTAINED = "contained", _("Served by the menu")
    LEFT_IN_IVR = "left_in_ivr", _("Left in the menu")
    CLOSED = "closed", _("Asked for an agent out of hours")
    BLOCKED = "blocked", _("Turned away: too many waiting")
    WAITING = "waiting", _("Waiting for an agent")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    ABANDONED = "abandoned", pgettext_lazy("call", "Abandoned")
    SHORT_ABANDON = "short_abandon", _("Abandoned within seconds")
    CALLBACK = "callback", _("Left to be called back")
    VOICEMAIL = "voicemail", _("Left a message")
    FAILED = "failed", pgettext_lazy("call", "Failed")


QUEUED_OUTCOMES = (
    CallOutcome.WAITING,
    CallOutcome.ANSWERED,
    CallOutcome.ABANDONED,
    CallOutcome.SHORT_ABANDON,
    CallOutcome.CALLBACK,
    CallOutcome.VOICEMAIL,
    CallOutcome.FAILED,
)


class HangUpBy(TextChoices):
    CALLER = "caller", _("The caller")
    AGENT = "agent", _("The agent")
    CENTRE = "centre", _("The centre")
    PROVIDER = "provider", _("The telephone provider")


class LegRole(TextChoices):
    CALLER = "caller", _("Caller")
    AGENT = "agent", _("Agent")


class LegState(TextChoices):
    NEW = "new", pgettext_lazy("leg", "New")
    RINGING = "ringing", _("Ringing")
    UP = "up", _("Connected")
    HELD = "held", _("On hold")
    ENDED = "ended", pgettext_lazy("leg", "Ended")


class CallEventKind(TextChoices):
    """What may be said of a call: by the provider of a leg, or by the centre of the call."""

    STARTED = "started", pgettext_lazy("call", "Started")
    LANGUAGE = "language", _("Language chosen")
    SERVED = "served", _("Got what they asked for")
    ASKED = "asked", _("Asked for an agent")
    CLOSED = "closed", _("Told that we are closed")
    BLOCKED = "blocked", _("Told that too many wait")
    QUEUED = "queued", _("Put into a queue")
    OFFERED = "offered", _("Offered to an agent")
    OFFER_ENDED = "offer_ended", _("Offer taken back")
    CALLBACK = "callback", _("Asked to be called back")
    VOICEMAIL = "voicemail", _("Left a message")
    LEG_RINGING = "leg_ringing", _("An end rings")
    LEG_UP = "leg_up", _("An end is connected")
    LEG_HELD = "leg_held", _("An end is on hold")
    LEG_ENDED = "leg_ended", _("An end hung up")
    FAILED = "failed", pgettext_lazy("call", "Failed")
    ENDED = "ended", pgettext_lazy("call", "Ended")


class QueueExit(TextChoices):
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    LEFT = "left", _("Hung up")
    CALLBACK = "callback", _("Left to be called back")
    VOICEMAIL = "voicemail", _("Left a message")
    FAILED = "failed", pgettext_lazy("call", "Failed")


class OfferResult(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")
    NO_ANSWER = "no_answer", _("No answer")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")


class CallbackState(TextChoices):
    WAITING = "waiting", pgettext_lazy("callback", "Waiting")
    CALLING = "calling", pgettext_lazy("callback", "Calling")
    DONE = "done", pgettext_lazy("callback", "Done")
    MISSED = "missed", _("Not reached")
    CANCELLED = "cancelled", pgettext_lazy("callback", "Cancelled")


class CallResult(TextChoices):
    SOLVED = "solved", _("Solved on the call")
    FOLLOW_UP = "follow_up", _("Needs more work: the ticket stays open")
    CALLBACK = "callback", _("We call back")
    DROPPED = "dropped", _("The line broke or nobody was there")


class DayPart(TextChoices):
    """Half a day, by the clock where somebody is."""

    MORNING = "am", _("morning")
    AFTERNOON = "pm", _("afternoon")


class CommandKind(TextChoices):
    """What a provider is told to do in a call."""

    CALL_AGENT = "call_agent", _("Ring the agent")
    CALL_OUT = "call_out", _("Call the client")
    ASK_AGAIN = "ask_again", _("Ask what to do with the caller")
    HANG_UP = "hang_up", pgettext_lazy("command", "Hang up")
