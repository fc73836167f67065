"""The processing offices' addresses."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from tickets.views.office import (
    acknowledge,
    answer,
    ask,
    draft,
    file,
    handover,
    handovers,
    referral,
    referrals,
)

app_name = "offices"
urlpatterns = [
    path("", referrals.referrals, name="referrals"),
    path("<int:pk>/", referral.referral, name="referral"),
    path(_("<int:pk>/acknowledge/"), acknowledge.acknowledge, name="acknowledge"),
    path(_("<int:pk>/question/"), ask.ask, name="ask"),
    path(_("<int:pk>/answer/"), answer.answer, name="answer"),
    path(_("<int:pk>/draft/"), draft.draft, name="draft"),
    path(_("<int:pk>/files/<int:file_pk>/"), file.file, name="file"),
    path(_("documents/"), handovers.handovers, name="handovers"),
    path(_("documents/<int:pk>/"), handover.handover, name="handover"),
    path(_("documents/<int:pk>/receipt/"), handover.receive, name="receive_handover"),
    path(
        _("documents/<int:pk>/files/<int:file_pk>/"),
        handover.handover_file,
        name="handover_file",
    ),
]
