"""Words of the doors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class News(TextChoices):
    """What a client is told of the history of an enquiry; anything else stays inside."""

    RECEIVED = "received", _("We received your enquiry")
    LOOKED_AT = "looked_at", _("A member of our staff started to look at it")
    WROTE = "wrote", _("We received a message from you")
    REPLIED = "replied", _("We wrote to you")
    ASKED = "asked", _("We asked you for something")
    REFERRED = "referred", _("We sent a question to another office")
    OFFICE_ANSWERED = "office_answered", _("The other office answered us")
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
