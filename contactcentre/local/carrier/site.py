"""A Django site of a few screens and the provider's commands, all in memory."""

import secrets

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

from contactcentre.env import ROOT
from contactcentre.local.carrier import here
from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.lines import Lines


def make_site(exchange: Exchange, lines: Lines, *, hosts: list[str]) -> ASGIHandler:
    here.run(exchange, lines)
    settings.configure(
        BASE_DIR=ROOT,
        # Signs nothing that outlives the process.
        SECRET_KEY=secrets.token_urlsafe(40),
        # A page elsewhere may have its own name resolve to this machine: only ours are answered.
        ALLOWED_HOSTS=hosts,
        ROOT_URLCONF="contactcentre.local.carrier.urls",
        MIDDLEWARE=[
            "contactcentre.local.carrier.pages.content_policy",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates/carrier"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "contactcentre.local.carrier.pages.other_language",
                    ]
                },
            }
        ],
        # Cookies of one host are shared by all its ports: not the centre's own names.
        CSRF_COOKIE_NAME="carrier_csrf",
        LANGUAGE_COOKIE_NAME="carrier_language",
        LANGUAGES=[("en", "English"), ("fr", "Français")],
        LANGUAGE_CODE="en",
        LOCALE_PATHS=[ROOT / "locale"],
        FORMAT_MODULE_PATH="contactcentre.formats",
        TIME_ZONE="America/Toronto",
        USE_TZ=True,
    )
    django.setup(set_prefix=False)
    return ASGIHandler()
