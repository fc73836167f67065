"""Addresses of the special operations, under the supervisors' own."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from tickets.views.operations.closing import closing
from tickets.views.operations.editing import editing
from tickets.views.operations.extending import extending
from tickets.views.operations.opening import opening
from tickets.views.operations.operation import operation
from tickets.views.operations.overview import overview
from tickets.views.operations.report import report, report_file

app_name = "operations"
urlpatterns = [
    path("", overview, name="operations"),
    path(_("open/"), opening, name="open"),
    path("<int:pk>/", operation, name="operation"),
    path(_("<int:pk>/edit/"), editing, name="edit"),
    path(_("<int:pk>/end/"), extending, name="extend"),
    path(_("<int:pk>/close/"), closing, name="close"),
    path(_("<int:pk>/report/"), report, name="report"),
    path(_("<int:pk>/report.csv"), report_file, name="report_file"),
]
