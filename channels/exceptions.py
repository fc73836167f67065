"""What the doors refuse."""

from django.utils.translation import gettext_lazy as _

from tickets.exceptions import Refused


class TooManyFiles(Refused):
    message = _("You can add up to 5 files")


class NotAdmissible(Refused):
    """A received mail that is dealt with already, or has nobody to answer."""

    message = _("No ticket can be opened from this mail.")


class NotComplete(Refused):
    """A page of the form has not been answered yet."""

    message = _("Something is missing.")


class AlreadySent(Refused):
    message = _("This enquiry was sent already.")


class CallIsOver(Refused):
    """The call ended, or is a colleague’s, before this could be done."""

    message = _("This call is over, or a colleague has it.")


class TooManyChecks(Refused):
    message = _("This caller gave wrong details 3 times. Give general information only.")


class NoCallbackThere(Refused):
    message = _("We call back Canadian numbers only.")
