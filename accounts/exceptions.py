"""What can go wrong with an account, said in the reader's language."""

from django.utils.translation import gettext_lazy as _


class AccountRefused(Exception):
    """Something that can't be done. `message` is shown to the person who asked."""

    message = _("This can’t be done now.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class AddressTaken(AccountRefused):
    message = _("Somebody with this e-mail address works here already.")


class InvitationInvalid(AccountRefused):
    """Unknown, used, replaced or expired: one answer, so that nothing is revealed."""

    message = _("This link is no longer valid. Ask an administrator for a new one.")


class AdministratorExists(AccountRefused):
    message = _("There is an administrator already, who can invite others.")
