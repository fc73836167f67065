"""Addresses of the supervisors' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from insights.views import history, start

app_name = "insights"
urlpatterns = [
    path("", start.start, name="start"),
    path(_("history/"), history.history, name="history"),
]
