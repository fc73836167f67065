"""The rows of the figures."""

from insights.models.figures import DailyFigure, DailyTopic, DailyTotal, RolledDay
from insights.models.forecasts import ForecastMonth, ForecastRun
from insights.models.published import PublishedYear

__all__ = [
    "DailyFigure",
    "DailyTopic",
    "DailyTotal",
    "ForecastMonth",
    "ForecastRun",
    "PublishedYear",
    "RolledDay",
]
