"""What may be said to whom on a ticket: it follows from the person's role."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.enums import PartyRole

MAY_BE_TOLD: dict[str, str | Promise] = {
    PartyRole.CLIENT: _("May be told everything about this file."),
    PartyRole.REPRESENTATIVE: _("Acts instead of the client: may be told and may decide."),
    PartyRole.DESIGNATED: _("May be told about this file. Does not decide for the client."),
    PartyRole.CORRESPONDENT: _("General information only: no consent of the client is on file."),
    PartyRole.MEMBERS_OFFICE: _("Only what the client’s consent covers."),
}
SPEAKS_FOR_THE_CLIENT = frozenset({PartyRole.CLIENT, PartyRole.REPRESENTATIVE})


def may_be_told(role: str) -> str | Promise:
    """What may be said to a person of this role, in one sentence."""
    return MAY_BE_TOLD[role]


def speaks_for_the_client(role: str) -> bool:
    """Whether personal facts may go into a reply to a person of this role."""
    return role in SPEAKS_FOR_THE_CLIENT
