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


class PresenceState(TextChoices):
    """What a person at the desk is doing. Only `ready` gets work from Next."""

    READY = "ready", _("Ready")
    BREAK = "break", _("Break")
    MEAL = "meal", _("Meal")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")
    OFFLINE = "offline", _("Offline")


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
