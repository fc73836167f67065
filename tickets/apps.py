"""The heart."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation


def works_tickets(user: Any) -> bool:
    return user.is_authenticated and user.can(Can.WORK_TICKETS)


def leads_people(user: Any) -> bool:
    return user.is_authenticated and user.can(Can.RETURN_ABSENT_WORK)


def runs_operations(user: Any) -> bool:
    return user.is_authenticated and user.can(Can.RUN_SPECIAL_OPERATIONS)


def answers_referrals(user: Any) -> bool:
    return user.is_authenticated and user.can(Can.ANSWER_REFERRALS)


DESK = (
    (_("My work"), "tickets:my_work", "work", works_tickets),
    (_("Queues"), "tickets:queues", "queue", works_tickets),
    (_("Search"), "tickets:search", "search", works_tickets),
    (_("Team"), "tickets:team", "people", leads_people),
)


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets and reference data")

    def ready(self) -> None:
        for order, (label, url_name, icon, allowed) in enumerate(DESK):
            navigation.rail.add(
                label=label, url_name=url_name, icon=icon, order=order, allowed=allowed
            )
        navigation.rail.add(
            label=_("Referrals"),
            url_name="offices:referrals",
            icon="office",
            order=40,
            allowed=answers_referrals,
        )
        navigation.supervision.add(
            label=_("Special operations"),
            url_name="operations:operations",
            order=60,
            allowed=runs_operations,
        )
        from tickets.actions.sweep_files import attachments_named  # noqa: PLC0415
        from tickets.adapters.files import register_holder  # noqa: PLC0415

        register_holder(attachments_named)
