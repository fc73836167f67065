"""Addresses of the carrier: its pages in two languages, its commands as the provider has them."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import include, path

from contactcentre.local.carrier import rest, script, views


def root(request: HttpRequest) -> HttpResponse:
    return redirect("home")


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def asset(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    content = (settings.BASE_DIR / "static" / name).read_bytes()
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")


commands = [
    path("Calls.json", rest.command(POST=rest.create_call)),
    path("Calls/<str:sid>.json", rest.command(GET=rest.read_call, POST=rest.update_call)),
    path("Conferences.json", rest.command(GET=rest.list_conferences)),
    path(
        "Conferences/<str:conference>.json",
        rest.command(GET=rest.read_conference, POST=rest.update_conference),
    ),
    path(
        "Conferences/<str:conference>/Participants.json",
        rest.command(GET=rest.list_participants),
    ),
    path(
        "Conferences/<str:conference>/Participants/<str:sid>.json",
        rest.command(
            GET=rest.read_participant,
            POST=rest.update_participant,
            DELETE=rest.remove_participant,
        ),
    ),
]
urlpatterns = [
    path("", root),
    path("healthz", healthz),
    path("style.css", asset, {"name": "mailcatcher.css", "kind": "text/css"}, name="style"),
    path("carrier.css", asset, {"name": "carrier.css", "kind": "text/css"}, name="keypad_style"),
    path("carrier.js", asset, {"name": "carrier.js", "kind": "text/javascript"}, name="behaviour"),
    path("2010-04-01/Accounts/<str:account>/", include(commands)),
    path("script/calls.json", script.call),
    path("script/telephones/<str:sid>.json", script.telephone),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("calls/", views.calls, name="calls"),
        path("auto-answer/", views.auto_answer, name="auto_answer"),
        path("telephones/<str:sid>/", views.telephone, name="telephone"),
        path("telephones/<str:sid>/state/", views.state, name="state"),
        path("telephones/<str:sid>/<slug:deed>/", views.act, name="act"),
    ),
]
