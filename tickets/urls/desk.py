"""The desk's addresses."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from tickets.views.desk import (
    assessment,
    composers,
    draft_files,
    drafts,
    ending,
    escalation,
    files,
    handover,
    history,
    my_work,
    next,
    ownership,
    presence,
    queue,
    queues,
    sealing,
    search,
    team,
    ticket,
    waiting,
)

app_name = "tickets"

deeds = [
    path(_("take/"), ownership.take, name="take"),
    path(_("release/"), ownership.release, name="release"),
    path(_("take-over/"), ownership.steal, name="steal"),
    path(_("give/"), ownership.assign, name="assign"),
    path(_("transfer/"), ownership.transfer, name="transfer"),
    path(_("wait/"), waiting.wait, name="wait"),
    path(_("stop-waiting/"), waiting.stop_waiting, name="stop_waiting"),
    path(_("refer/"), escalation.escalate, name="escalate"),
    path(_("withdraw-referral/"), escalation.withdraw, name="withdraw"),
    path(_("pass-document-on/"), handover.hand_over, name="hand_over"),
    path(_("priority/"), assessment.priority, name="priority"),
    path(_("urgency/"), assessment.urgency, name="urgency"),
    path(_("facts/"), assessment.facts, name="facts"),
    path(_("sensitivity/"), sealing.restrict, name="restrict"),
    path(_("access/"), sealing.grant, name="grant"),
    path(_("resolve/"), ending.resolve, name="resolve"),
    path(_("close-without-answer/"), ending.discard, name="discard"),
]

one_ticket = [
    path("", ticket.ticket, name="ticket"),
    path(_("thread/"), ticket.thread, name="thread"),
    path(_("history/"), history.history, name="history"),
    path(_("reply/"), composers.reply, name="reply"),
    path(_("note/"), composers.note, name="note"),
    path(_("office/"), composers.office, name="office"),
    path(_("drafts/<slug:kind>/"), drafts.draft, name="draft"),
    path(_("draft-files/"), draft_files.upload_file, name="upload_file"),
    path(_("draft-files/<int:pk>/remove/"), draft_files.remove_file, name="remove_file"),
    path(_("texts/<slug:code>/"), drafts.text, name="text"),
    path(_("texts/<slug:code>/insert/"), drafts.insert, name="insert"),
    path(_("files/<int:pk>/"), files.attachment, name="attachment"),
    path(_("messages/<int:pk>/formatted/"), files.formatted, name="formatted"),
    path(_("messages/<int:pk>/delivery/"), files.delivery, name="delivery"),
    *deeds,
]

urlpatterns = [
    path("", my_work.my_work, name="my_work"),
    path(_("notices/read/"), my_work.read_notices, name="read_notices"),
    path(_("next/"), next.next_ticket, name="next"),
    path(_("queues/"), queues.queues, name="queues"),
    path(_("queues/<slug:code>/"), queue.queue, name="queue"),
    path(_("search/"), search.search_tickets, name="search"),
    path(_("team/"), team.team, name="team"),
    path(_("team/<int:pk>/return/"), team.return_work, name="return_work"),
    path(_("presence/"), presence.presence, name="presence"),
    path(_("heartbeat/"), presence.heartbeat, name="heartbeat"),
    path(_("tickets/<str:reference>/"), include(one_ticket)),
]
