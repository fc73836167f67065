"""What can go wrong with a verb, said in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A verb that can't be done. `message` is shown to the person who asked."""

    message: Any = _("This can’t be done now.")

    def __init__(self, message: object = None) -> None:
        self.message = message or self.message
        super().__init__(str(self.message))


class NotAllowed(Refused):
    message = _("You do not have the right to do this.")


class IllegalTransition(Refused):
    message = _("The ticket is not in a state that allows this.")


class ThreadChanged(Refused):
    """The thread has moved on since the composer was opened."""

    message = _("There is something new since you started. Read it, then send.")


class AlreadyTaken(Refused):
    message = _("A colleague took this ticket.")


class Incomplete(Refused):
    message = _("Something is missing.")


class KeyReused(Refused):
    """An idempotency key came again with another content."""

    message = _("This key was used for another request.")
