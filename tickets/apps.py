"""The heart."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation


def answers_referrals(user: Any) -> bool:
    return user.is_authenticated and user.can(Can.ANSWER_REFERRALS)


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets and reference data")

    def ready(self) -> None:
        navigation.rail.add(
            label=_("Referrals"),
            url_name="offices:referrals",
            icon="office",
            order=40,
            allowed=answers_referrals,
        )
        from tickets.actions.sweep_files import attachments_named  # noqa: PLC0415
        from tickets.adapters.files import register_holder  # noqa: PLC0415

        register_holder(attachments_named)
