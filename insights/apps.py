"""The supervisors' room."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation


def sees_board(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.SEE_BOARD))


def sees_figures(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.SEE_FIGURES))


FIGURES = (
    (_("History"), "insights:history"),
    (_("Trends"), "insights:trends"),
    (_("Forecast"), "insights:forecast"),
    (_("Staffing"), "insights:staffing"),
)


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        navigation.rail.add(
            label=_("Supervision"),
            url_name="insights:board",
            icon="eye",
            order=20,
            allowed=sees_board,
        )
        navigation.supervision.add(
            label=_("Live board"), url_name="insights:board", order=10, allowed=sees_board
        )
        for order, (label, url_name) in enumerate(FIGURES, start=20):
            navigation.supervision.add(
                label=label, url_name=url_name, order=order, allowed=sees_figures
            )
