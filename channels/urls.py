"""Addresses of the public pages, in both languages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from channels.views import (
    call_bar,
    call_log,
    calls,
    files,
    pages,
    phone_hooks,
    question,
    status,
    status_enquiry,
    status_file,
)
from channels.views import received_mail as mail
from channels.views import status_message as message
from channels.views.banners import put_away
from channels.views.check import check
from channels.views.numbers import numbers
from channels.views.operation import operation
from channels.views.reach import reach
from channels.views.sent import sent
from channels.views.start import start
from channels.views.topic import topic
from channels.views.urgency import safety, urgency
from channels.views.who import representative, who

app_name = "channels"
urlpatterns = [
    path(_("contact/"), start, name="start"),
    path(_("contact/topic/"), topic, name="topic"),
    path(_("contact/urgency/"), urgency, name="urgency"),
    path(_("contact/urgency/safety/"), safety, name="safety"),
    path(_("contact/who/"), who, name="who"),
    path(_("contact/who/representative/"), representative, name="representative"),
    path(_("contact/numbers/"), numbers, name="numbers"),
    path(_("contact/question/"), question.question, name="question"),
    path(_("contact/question/draft/"), question.question_draft, name="question_draft"),
    path(_("contact/files/"), files.files, name="files"),
    path(_("contact/files/<int:file_id>/remove/"), files.file_remove, name="file_remove"),
    path(_("contact/reach/"), reach, name="reach"),
    path(_("contact/check-answers/"), check, name="check"),
    path(_("contact/sent/<str:token>/"), sent, name="sent"),
    path(_("contact/banners/<int:pk>/put-away/"), put_away, name="put_away"),
    # After the form's own pages: no address of an operation is one of theirs, as it ends in a year.
    path(_("contact/<slug:slug>/"), operation, name="operation"),
    path(_("status/"), status.status, name="status"),
    path(_("status/code/"), status.status_code, name="status_code"),
    path(_("status/leave/"), status.status_leave, name="status_leave"),
    path(_("status/enquiry/"), status_enquiry.status_enquiry, name="status_enquiry"),
    path(_("status/enquiry/message/"), message.status_message, name="status_message"),
    path(_("status/enquiry/draft/"), message.status_draft, name="status_draft"),
    path(_("status/enquiry/files/"), message.status_upload, name="status_upload"),
    path(
        _("status/enquiry/files/<int:file_id>/remove/"),
        message.status_file_remove,
        name="status_file_remove",
    ),
    path(_("status/enquiry/solved/"), message.status_solved, name="status_solved"),
    path(_("status/enquiry/files/<int:file_id>/"), status_file.status_file, name="status_file"),
    path(_("desk/calls/"), call_log.calls, name="calls"),
    path(_("desk/calls/mine/"), call_bar.call_bar, name="call_bar"),
    path(_("desk/calls/log/"), call_log.call_by_hand, name="call_by_hand"),
    path(_("desk/calls/offers/<int:pk>/accept/"), calls.call_accept, name="call_accept"),
    path(_("desk/calls/offers/<int:pk>/decline/"), calls.call_decline, name="call_decline"),
    path(
        _("desk/calls/callbacks/<int:pk>/cancel/"), call_log.callback_cancel, name="callback_cancel"
    ),
    path(_("desk/calls/<uuid:call_id>/"), calls.call, name="call"),
    path(_("desk/calls/<uuid:call_id>/identity/"), calls.call_identity, name="call_identity"),
    path(_("desk/calls/<uuid:call_id>/end/"), calls.call_end, name="call_end"),
    path(_("desk/calls/<uuid:call_id>/longer/"), calls.call_longer, name="call_longer"),
    path(_("desk/calls/<uuid:call_id>/note/"), calls.call_note, name="call_note"),
    path(_("desk/calls/<uuid:call_id>/finish/"), calls.call_finish, name="call_finish"),
    path(_("desk/tickets/<str:reference>/calls/"), call_log.ticket_calls, name="ticket_calls"),
    path(
        _("desk/tickets/<str:reference>/callback/"),
        call_log.ticket_callback,
        name="ticket_callback",
    ),
    path(_("desk/received-mail/"), mail.received_mail, name="received_mail"),
    path(_("desk/received-mail/<int:pk>/"), mail.one_mail, name="one_mail"),
    path(_("desk/received-mail/<int:pk>/original/"), mail.mail_original, name="mail_original"),
    path(_("desk/received-mail/<int:pk>/again/"), mail.mail_read_again, name="mail_read_again"),
    path(_("desk/received-mail/<int:pk>/ticket/"), mail.mail_admit, name="mail_admit"),
    path(_("desk/received-mail/<int:pk>/seen/"), mail.mail_seen, name="mail_seen"),
    path(_("pages/accessibility/"), pages.text_page, {"code": "accessibility"}, "accessibility"),
    path(_("pages/privacy/"), pages.text_page, {"code": "privacy"}, "privacy"),
    path(_("pages/terms/"), pages.text_page, {"code": "terms"}, "terms"),
]

# The telephone provider's; no language, and nothing that was keyed, is part of them.
hooks = [
    path("<slug:line>/voice/", phone_hooks.voice, name="voice"),
    path("<slug:line>/keys/<int:step>/", phone_hooks.keys, name="keys"),
    path("<slug:line>/status/", phone_hooks.status, name="status"),
    path("<slug:line>/agent/<uuid:call>/<int:offer>/", phone_hooks.agent, name="agent"),
    path("<slug:line>/called/<uuid:call>/", phone_hooks.called, name="called"),
    path("<slug:line>/conference/", phone_hooks.conference, name="conference"),
    path("<slug:line>/fallback/", phone_hooks.fallback, name="fallback"),
]
