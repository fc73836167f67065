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
