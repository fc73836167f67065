"""Addresses of the mail catcher; the language is their first part."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from contactcentre.local.mailcatcher import views


def home(request: HttpRequest) -> HttpResponse:
    return redirect("inbox")


def style(request: HttpRequest) -> HttpResponse:
    text = (settings.BASE_DIR / "static/mailcatcher.css").read_bytes()
    return HttpResponse(text, content_type="text/css; charset=utf-8")


urlpatterns = [
    path("", home),
    path("style.css", style, name="style"),
    path("messages.json", views.messages),
    *i18n_patterns(
        path("", views.inbox, name="inbox"),
        path("write/", views.compose, name="write"),
        path("<str:mail_id>/", views.mail, name="mail"),
        path("<str:mail_id>/reply/", views.compose, name="reply"),
        path("<str:mail_id>/source/", views.source, name="source"),
    ),
]
