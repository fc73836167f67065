"""The heart."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets and reference data")

    def ready(self) -> None:
        from tickets.actions.sweep_files import attachments_named  # noqa: PLC0415
        from tickets.adapters.files import register_holder  # noqa: PLC0415

        register_holder(attachments_named)
