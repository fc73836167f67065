"""Whose ticket it is: take, release, take over, give, move to another queue."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from tickets.actions import assign as verbs
from tickets.forms.deeds import AssignForm, ReasonForm, TransferForm
from tickets.views.desk.acting import Deed, door

take = door(
    Deed(
        title=_("Take this ticket"),
        button=_("Take"),
        done=_("The ticket is yours."),
        do=verbs.take,
    )
)
release = door(
    Deed(
        title=_("Put this ticket back into its queue"),
        text=_("It keeps its clocks and its place. A colleague can then take it."),
        button=_("Release"),
        done=_("The ticket is back in its queue."),
        do=verbs.release,
    )
)
steal = door(
    Deed(
        title=_("Take over this ticket"),
        text=_("A colleague owns it. What they were writing is kept for them."),
        button=_("Take over"),
        done=_("You took over the ticket."),
        do=verbs.steal,
        form=ReasonForm,
    ),
    Can.STEAL_TICKETS,
)
assign = door(
    Deed(
        title=_("Give this ticket to somebody"),
        text=_("They are told on their screen."),
        button=_("Give"),
        done=_("The ticket has a new owner."),
        do=verbs.assign,
        form=AssignForm,
    ),
    Can.ASSIGN_TICKETS,
)
transfer = door(
    Deed(
        title=_("Transfer to another queue"),
        text=_("Nobody owns it there until somebody takes it. Its clocks go on."),
        button=_("Transfer"),
        done=_("The ticket was transferred."),
        do=verbs.transfer,
        form=TransferForm,
    )
)
