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


class ClosedThen(Refused):
    """Nobody would call at the chosen time: it is over, or we are closed where the client is."""

    message = _("We do not call at that time where the client is. Select another time.")


class NoLine(Refused):
    """No line is in use, or the one that would call has no opening hours."""

    message = _("No telephone line can call this client now.")


class CallbackBooked(Refused):
    message = _("A callback is booked on this ticket already.")


MENU_PROBLEMS = {
    "bad_form": _("Write an object with “start” and “nodes”."),
    "no_start": _("“start” must name a node."),
    "bad_kind": _("“%(node)s”: the kind is say, ask, enter, check, park or end."),
    "no_text": _("“%(node)s” needs its texts in English and in French."),
    "too_long": _("“%(node)s”: a text is longer than 300 characters, about 20 seconds."),
    "bad_mark": _("“%(node)s”: a text names something in braces that does not exist."),
    "bad_key": _("“%(node)s”: keys are 0 to 9 and #."),
    "bad_check": _("“%(node)s” names a check that does not exist."),
    "missing_word": _("“%(node)s” does not say where each answer of its check leads."),
    "no_way_out": _("“%(node)s” does not say what follows."),
    "bad_length": _("“%(node)s”: the entry has a least and a most number of keys, up to 20."),
    "no_such_node": _("“%(node)s” leads to a node that does not exist."),
    "no_end": _("“%(node)s” only speaks, and leads back to itself."),
}


class MenuProblem(Refused):
    """A telephone menu in which a caller could get stuck or hear nothing."""

    def __init__(self, node: str, code: str) -> None:
        self.node, self.code = node, code
        super().__init__(MENU_PROBLEMS[code] % {"node": node})
