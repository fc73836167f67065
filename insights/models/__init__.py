"""The rows of the figures."""

from insights.models.figures import DailyFigure, DailyTopic, DailyTotal, RolledDay
from insights.models.forecasts import ForecastMonth, ForecastRun
from insights.models.published import PublishedYear
from insights.models.samples import BoardSample

__all__ = [
    "BoardSample",
    "DailyFigure",
    "DailyTopic",
    "DailyTotal",
    "ForecastMonth",
    "ForecastRun",
    "PublishedYear",
    "RolledDay",
]
