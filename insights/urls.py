"""Addresses of the supervisors' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from insights.views import (
    behind_calls,
    behind_enquiries,
    behind_people,
    behind_tasks,
    board,
    forecast,
    history,
    live,
    report,
    rows,
    source,
    staffing,
    trends,
)

app_name = "insights"
urlpatterns = [
    path("", board.board, name="board"),
    path(
        _("board/enquiries/<slug:figure>/"),
        behind_enquiries.behind_enquiries,
        name="behind_enquiries",
    ),
    path(_("board/calls/"), behind_calls.behind_calls, name="behind_calls"),
    path(_("board/people/"), behind_people.behind_people, name="behind_people"),
    path(_("board/tasks/"), behind_tasks.behind_tasks, name="behind_tasks"),
    path(_("history/"), history.history, name="history"),
    path(_("staffing/"), staffing.staffing, name="staffing"),
    path(_("history/table.csv"), history.history_csv, name="history_csv"),
    path(_("history/rows/"), rows.rows, name="rows"),
    path(_("history/source/"), source.source, name="source"),
    path(_("trends/"), trends.trends, name="trends"),
    path(_("trends/report/"), report.report, name="report"),
    path(_("trends/report/table.csv"), report.report_csv, name="report_csv"),
    path(_("forecast/"), forecast.forecast, name="forecast"),
]

# Live feeds carry no language; they are served beside the desk's.
feeds = [path("board/", live.live, name="board")]
