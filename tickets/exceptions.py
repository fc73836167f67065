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


class MayNotBeTold(Refused):
    """The client's consent does not cover whoever would read the reply."""

    message = _("No consent covers this reply, so it may hold general information only.")


class AlreadyTaken(Refused):
    message = _("A colleague took this ticket.")


class Incomplete(Refused):
    message = _("Something is missing.")


class OperationOver(Refused):
    message = _("This special operation is closed.")


class OperationChanged(Refused):
    """A special operation has changed since its page was opened."""

    message = _("A colleague changed this operation meanwhile. Load the page again, then edit.")


class KeyReused(Refused):
    """An idempotency key came again with another content."""

    message = _("This key was used for another request.")


RULE_PROBLEMS = {
    "not_an_object": _("Write an object in braces, such as {}."),
    "unknown_condition": _("There is no condition “%(name)s”."),
    "unknown_setting": _("A rule can’t set “%(name)s”."),
    "list_of_texts": _("“%(name)s” takes a list with at least one text."),
    "one_text": _("“%(name)s” takes one text."),
    "true_or_false": _("“%(name)s” is true or false."),
    "both_languages": _("“%(name)s” takes a list under “en” and a list under “fr”."),
    "priority": _("“%(name)s” is a number from 1 to 4."),
    "sensitivity": _("“%(name)s” is ordinary, restricted or privacy_breach."),
    "refer_fields": _("“%(name)s” lacks a field, or has one too many, or an empty one."),
    "refer_reason": _("“%(name)s” gives a reason that does not exist."),
    "no_such_queue": _("There is no queue in use with the code “%(name)s”."),
    "no_such_skill": _("There is no skill with the code “%(name)s”."),
    "no_such_office": _("There is no processing office in use with the code “%(name)s”."),
}


class RuleProblem(Refused):
    """A routing rule that could not be carried out. `part` is conditions or sets."""

    def __init__(self, part: str, code: str, name: str = "") -> None:
        self.part, self.code = part, code
        super().__init__(RULE_PROBLEMS[code] % {"name": name})
