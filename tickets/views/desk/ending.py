"""End the work on a ticket: with an outcome, or without an answer (spam, duplicate)."""

from django.utils.translation import gettext_lazy as _

from tickets.actions import resolve as verbs
from tickets.forms.deeds import DiscardForm, ResolveForm
from tickets.views.desk.acting import Deed, door

resolve = door(
    Deed(
        title=_("Resolve this ticket"),
        text=_("It closes by itself in 14 days. A message from the client before that reopens it."),
        button=_("Resolve"),
        done=_("The ticket is resolved."),
        do=verbs.resolve,
        form=ResolveForm,
    )
)
discard = door(
    Deed(
        title=_("Close without an answer"),
        text=_(
            "For spam and duplicates only. The client gets no answer, open referrals are withdrawn "
            "and this cannot be undone."
        ),
        button=_("Close without an answer"),
        done=_("The ticket was closed without an answer."),
        do=verbs.discard,
        form=DiscardForm,
        kind="danger",
    )
)
