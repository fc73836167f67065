"""Wait for what we asked the client, or work on without it."""

from django.utils.translation import gettext_lazy as _

from tickets.actions import reply as verbs
from tickets.views.desk.acting import Deed, door

wait = door(
    Deed(
        title=_("Wait for the client"),
        text=_("The last word has to be ours. The resolution clock pauses, for up to 30 days."),
        button=_("Wait for the client"),
        done=_("The ticket waits for the client."),
        do=verbs.wait_for_client,
    )
)
stop_waiting = door(
    Deed(
        title=_("Stop waiting for the client"),
        text=_("The clock goes on."),
        button=_("Stop waiting"),
        done=_("The ticket no longer waits."),
        do=verbs.stop_waiting,
    )
)
