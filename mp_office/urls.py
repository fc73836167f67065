"""Addresses of the offices, of the page to sign on, and of the offices' parts of the desk."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from mp_office.views import check, consent, desk, draft, enquiries, enquiry, signing, team

app_name = "members"

drafts = [
    path("", draft.draft, name="draft"),
    path(_("save/"), draft.save, name="save"),
    path(_("delete/"), draft.discard, name="discard"),
    path(_("check-answers/"), check.check, name="check"),
    path(_("files/<slug:field>/add/"), draft.add_file, name="add_file"),
    path(_("files/<int:file_pk>/remove/"), draft.remove_file, name="remove_file"),
]

one = [
    path("", enquiry.enquiry, name="enquiry"),
    path(_("sent/"), check.sent, name="sent"),
    path(_("message/"), enquiry.message, name="message"),
    path(_("consent/"), consent.consent, name="give_consent"),
    path(_("files/<int:file_pk>/"), enquiry.file, name="file"),
    path(_("text/"), enquiry.forward, name="forward"),
]

portal = [
    path("", enquiries.enquiries, name="enquiries"),
    path(_("search/"), enquiries.search, name="search"),
    path(_("enquiries.csv"), enquiries.export, name="export"),
    path(_("new/"), draft.begin, name="begin"),
    path(_("drafts/<int:pk>/"), include(drafts)),
    path(_("enquiries/<int:pk>/"), include(one)),
    path(_("team/"), team.team, name="team"),
    path(_("team/<int:pk>/end/"), team.end, name="end_access"),
    path(_("team/invitations/<int:pk>/end/"), team.take_invitation_back, name="take_back"),
    path(_("join/<str:secret>/"), team.join, name="join"),
    path(_("consent/<str:token>/"), signing.consent, name="consent"),
]

on_the_desk = [
    path("", desk.office, name="desk_office"),
    path(_("check/"), desk.check, name="desk_check"),
    path(_("answer/"), desk.answer, name="desk_answer"),
    path(_("consent-form/"), desk.evidence, name="desk_evidence"),
    path(_("end-consent/"), desk.end, name="desk_end_consent"),
    path(_("called-back/"), desk.called, name="desk_called"),
    path(_("ask-for-consent/"), desk.remind, name="desk_remind"),
]

urlpatterns = [
    path(_("members-offices/"), include(portal)),
    path(_("desk/tickets/<str:reference>/members-office/"), include(on_the_desk)),
]
