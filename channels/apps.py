"""How words come in and go out."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation, pieces
from tickets import slots


def takes_calls(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.TAKE_CALLS))


def sees_quarantine(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.SEE_QUARANTINE))


class ChannelsConfig(AppConfig):
    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from channels import receivers  # noqa: F401, PLC0415
        from channels.adapters.carrier import register  # noqa: PLC0415
        from channels.adapters.twiml.commands import TwimlCarrier  # noqa: PLC0415
        from channels.adapters.twiml.webhooks import PROVIDER  # noqa: PLC0415
        from channels.queries import draft_files_named, raw_mails_named  # noqa: PLC0415
        from channels.queries.operation_calls import calls_of_operation, lines_for_operations  # noqa: PLC0415
        from channels.views.call_bar import draw_call_bar  # noqa: PLC0415
        from channels.views.members_line import draw_members_line  # noqa: PLC0415
        from tickets.adapters.files import register_holder  # noqa: PLC0415
        from tickets.queries.operations import (  # noqa: PLC0415
            register_lines,
            register_telephone,
        )

        register(PROVIDER, TwimlCarrier())
        register_holder(draft_files_named)
        register_holder(raw_mails_named)
        register_telephone(calls_of_operation)
        register_lines(lines_for_operations)
        pieces.register("members_line", draw_members_line)
        navigation.rail.add(
            label=_("Received mail"),
            url_name="channels:received_mail",
            icon="mail",
            order=30,
            allowed=sees_quarantine,
        )
        navigation.rail.add(
            label=_("Calls"), url_name="channels:calls", icon="phone", order=25, allowed=takes_calls
        )
        slots.register(
            slots.Place.TOP_BAR,
            url_name="channels:call_bar",
            label=_("My call"),
            capability=Can.TAKE_CALLS,
            draw=draw_call_bar,
        )
        slots.register(
            slots.Place.TICKET_CONTEXT,
            url_name="channels:ticket_calls",
            label=_("Calls"),
            capability=Can.WORK_TICKETS,
        )
        footer = navigation.footer
        footer.add(label=_("Accessibility"), url_name="channels:accessibility", order=10)
        footer.add(label=_("Privacy"), url_name="channels:privacy", order=20)
        footer.add(label=_("Terms and conditions"), url_name="channels:terms", order=30)
