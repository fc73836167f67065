"""The rows of the figures."""

from insights.models.figures import DailyFigure, RolledDay

__all__ = ["DailyFigure", "RolledDay"]
