"""Words of the accounts room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    OFFICER = "officer", _("Processing officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    MEMBERS_OFFICE = "members_office", _("Staff of a Member’s or Senator’s office")
    MEMBERS_OFFICE_MANAGER = "office_manager", _("Manager of a Member’s or Senator’s office")


# Theirs are another body's people: invited by their own manager, each role without any other.
OFFICE_ROLES = frozenset({Role.MEMBERS_OFFICE, Role.MEMBERS_OFFICE_MANAGER})


class PresenceState(TextChoices):
    """What a person at the desk is doing. Only `ready` is offered calls and gets work from Next."""

    READY = "ready", _("Ready")
    BREAK = "break", _("Break")
    MEAL = "meal", _("Meal")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")
    OFFLINE = "offline", _("Offline")
    RINGING = "ringing", _("A call is offered")
    TALKING = "talking", _("On a call")
    WRAP_UP = "wrap_up", _("Work after a call")
    NO_ANSWER = "no_answer", _("Did not answer a call")


# A call leads to the others.
CHOSEN_STATES = (
    PresenceState.READY,
    PresenceState.BREAK,
    PresenceState.MEAL,
    PresenceState.TRAINING,
    PresenceState.MEETING,
    PresenceState.OFFLINE,
)
IN_A_CALL = (PresenceState.RINGING, PresenceState.TALKING, PresenceState.WRAP_UP)


class MailState(TextChoices):
    """State of a mail about sign-in."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Not delivered")


class Language(TextChoices):
    """Each language is named in itself, so it is not translated."""

    EN = "en", "English"
    FR = "fr", "Français"
