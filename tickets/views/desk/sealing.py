"""Who may open a ticket: seal it, take the seal off, name one more person."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from tickets.actions import restrict as verbs
from tickets.forms.deeds import GrantForm, RestrictForm
from tickets.views.desk.acting import Deed, door


def _grant(*, ticket_id: int, person: User, by: User, now: dt.datetime) -> None:
    verbs.grant_need_to_know(ticket_id=ticket_id, user=person, by=by, now=now)


restrict = door(
    Deed(
        title=_("Change who may open this ticket"),
        text=_(
            "You, its owner and the supervisors of its queue stay named on it. For everybody else "
            "it is in no list and in no search. What is restricted still counts in figures; a "
            "privacy breach does not. Each opening is logged."
        ),
        button=_("Change access"),
        done=_("Sensitivity changed."),
        do=verbs.restrict,
        form=RestrictForm,
        kind="danger",
    ),
    Can.RESTRICT_TICKETS,
)
grant = door(
    Deed(
        title=_("Name one more person on this ticket"),
        text=_("They can open it from now on. Each opening is logged."),
        button=_("Give access"),
        done=_("Access granted."),
        do=_grant,
        form=GrantForm,
    ),
    Can.GRANT_NEED_TO_KNOW,
)
