"""A Django site of a few screens, without database, sessions or users."""

import secrets
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse

from contactcentre.env import ROOT, Environment

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def content_policy(answer: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]
    """Caught mails are strangers' texts: nothing in them may load or run."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def other_language(request: HttpRequest) -> dict[str, str]:
    """The same screen in the other language."""
    code = "fr" if request.path.startswith("/en/") else "en"
    return {"other_url": f"/{code}/" + request.get_full_path()[4:]}


def make_site(mail_directory: Path, *, hosts: list[str]) -> ASGIHandler:
    environment = Environment.read()
    settings.configure(
        BASE_DIR=ROOT,
        # Signs nothing that outlives the process.
        SECRET_KEY=secrets.token_urlsafe(40),
        # A page elsewhere may have its own name resolve to this machine: only ours are answered.
        ALLOWED_HOSTS=hosts,
        ROOT_URLCONF="contactcentre.local.mailcatcher.urls",
        MIDDLEWARE=[
            "contactcentre.local.mailcatcher.site.content_policy",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates/mailcatcher"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "contactcentre.local.mailcatcher.site.other_language",
                    ]
                },
            }
        ],
        # Cookies of one host are shared by all its ports: not the centre's own names.
        CSRF_COOKIE_NAME="mailcatcher_csrf",
        LANGUAGE_COOKIE_NAME="mailcatcher_language",
        LANGUAGES=[("en", "English"), ("fr", "Français")],
        LANGUAGE_CODE="en",
        LOCALE_PATHS=[ROOT / "locale"],
        FORMAT_MODULE_PATH="contactcentre.formats",
        TIME_ZONE="America/Toronto",
        USE_TZ=True,
        DATA_DIR=mail_directory,
        MAIL_LOCAL_PART=environment.mail_local_part,
        MAIL_DOMAIN=environment.mail_domain,
    )
    django.setup(set_prefix=False)
    return ASGIHandler()
