"""What can go wrong in a Member's or Senator's office, said in the reader's language."""

from django.utils.translation import gettext_lazy as _

from tickets.exceptions import Refused


class AlreadySent(Refused):
    message = _("This enquiry was sent already.")


class ReferenceTaken(Refused):
    message = _("Your office used this reference already. Choose another.")


class TooManyFiles(Refused):
    message = _("You can add up to 5 files.")


class LinkInvalid(Refused):
    """A signing link that is unknown, too old or used."""

    message = _("This link is not valid any more.")


class OwnAddress(Refused):
    """Whoever consents does so themselves: no link to sign goes to the office that asks."""

    message = _(
        "This is an address of your own office. The link to sign goes to the person who consents."
    )


class WorksInAnOffice(Refused):
    message = _("You have a place in an office already. Its manager has to end it first.")


class SignedBeforeRefusal(Refused):
    """A form from before the person said no proves nothing."""

    message = _(
        "The person refused or withdrew the consent after this form was signed. "
        "A form that is signed later is needed."
    )


class MandateEnded(Refused):
    message = _("The mandate has ended, so nothing can be sent from this office.")


class LastManager(Refused):
    message = _("You are the only manager. Invite another before you end your own access.")
