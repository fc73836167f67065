"""Members' and Senators' offices."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation


def files_for_constituents(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.FILE_FOR_CONSTITUENTS))


def manages_an_office(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.MANAGE_MEMBERS_OFFICE))


class MpOfficeConfig(AppConfig):
    name = "mp_office"
    verbose_name = _("Members’ and Senators’ offices")

    def ready(self) -> None:
        from mp_office import receivers  # noqa: F401, PLC0415
        from mp_office.queries import files_named  # noqa: PLC0415
        from tickets import slots  # noqa: PLC0415
        from tickets.adapters.files import register_holder  # noqa: PLC0415

        register_holder(files_named)
        navigation.rail.add(
            label=_("Enquiries"),
            url_name="members:enquiries",
            icon="queue",
            order=50,
            allowed=files_for_constituents,
        )
        navigation.rail.add(
            label=_("Team"),
            url_name="members:team",
            icon="people",
            order=51,
            allowed=manages_an_office,
        )
        slots.register(
            slots.Place.TICKET_CONTEXT,
            url_name="members:desk_office",
            label=_("Member’s or Senator’s office"),
            capability=Can.WORK_TICKETS,
            order=20,
        )
        slots.register(
            slots.Place.COMPOSER_CHECK,
            url_name="members:desk_check",
            label=_("What may be told"),
            capability=Can.WORK_TICKETS,
            order=20,
        )
