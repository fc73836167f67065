"""Live feeds: addresses without a language."""

from django.urls import path

from tickets.views.desk import live

app_name = "live"
urlpatterns = [path("desk/", live.live, name="desk")]
