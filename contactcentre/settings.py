"""Settings, from the typed environment (contactcentre/env.py)."""

import datetime as dt
import sys
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from contactcentre.env import ROOT, Environment
from contactcentre.kit.logs import logging_config

ENV = Environment.read()
PRODUCTION = ENV.kind == "production"
BASE_DIR = ROOT
SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts) or ["127.0.0.1", "localhost", "[::1]", "testserver"]
BASE_URL = ENV.base_url.rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_DIR = ENV.data_dir
ROOT_URLCONF = "contactcentre.urls"
ASGI_APPLICATION = "contactcentre.asgi.application"
WSGI_APPLICATION = "contactcentre.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "contactcentre",
    "contactcentre.kit",
    "accounts",
    "people",
    "tickets",
    "channels",
    "mp_office",
    "insights",
    "contactcentre.apps.CentreAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "pgtrigger",
    "csp",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "contactcentre.kit.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.access.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "contactcentre.way_back.WayBackMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "contactcentre.kit.languages.page_context",
                "channels.views.banners.operation_banners",
            ],
            "builtins": ["contactcentre.templatetags.centre"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict:
    """One server; `migrate` connects as the owner of the tables, everything else as the app."""
    migrating = sys.argv[1:2] == ["migrate"] and ENV.database_owner_url
    url = urlsplit(ENV.database_owner_url if migrating else ENV.database_url)
    limits = "-c timezone=UTC -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    if ENV.database_pool:
        limits += " -c statement_timeout=15000"
    options: dict = {"options": limits, "application_name": "contactcentre"}
    if ENV.database_pool:
        options["pool"] = {"min_size": 1, "max_size": ENV.database_pool, "timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "NAME": url.path.lstrip("/"),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if ENV.database_pool else 60,
        # A pooled connection too: after a restart of PostgreSQL all of them are dead.
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DATABASE_APP_ROLE = unquote(urlsplit(ENV.database_url).username or "")

# In PostgreSQL, so that sign-in limits go on working when Redis does not.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https:")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "contactcentre.views.csrf_failure"

REDIS_URL = ENV.redis_url
CELERY_BROKER_URL = ENV.redis_url

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "contactcentre.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
CENTRE_TIME_ZONE = "America/Toronto"
STATUS_STALE_AFTER = dt.timedelta(seconds=ENV.status_stale_after)
BRAND_NAMES = {"en": ENV.brand_en, "fr": ENV.brand_fr}

STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_dir
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {
        "BACKEND": "tickets.adapters.files.DurableStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tickets.adapters.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.allauth_adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordFromKeyForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies

_email = urlsplit(ENV.email_url)
EMAIL_HOST = _email.hostname or "127.0.0.1"
EMAIL_PORT = _email.port or 25
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_SSL = _email.scheme == "smtps"
EMAIL_USE_TLS = _email.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
MAIL_DOMAIN = ENV.mail_domain
MAIL_LOCAL_PART = ENV.mail_local_part
MAIL_CATCHER_URL = ENV.mail_catcher_url
PHONE_ACCOUNT = ENV.phone_account
PHONE_TOKENS = ENV.phone_tokens
PHONE_SHARED_KEYS = ENV.phone_shared_keys
PHONE_API_URL = ENV.phone_api_url.rstrip("/")
PHONE_FALLBACK_NUMBER = ENV.phone_fallback_number
PHONE_PRIORITY_MINUTES = ENV.phone_priority_minutes
DEFAULT_FROM_EMAIL = f"{MAIL_LOCAL_PART}@{MAIL_DOMAIN}"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tickets.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tickets.api.permissions.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tickets.api.parsing.BoundedJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["tickets.api.throttling.TokenThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tickets.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Contact centre API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["tickets.api.permissions.Holds"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tickets.api.schema.describe_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TicketState": "tickets.enums.State",
        "ReferralState": "tickets.enums.ReferralState",
        "Urgency": "tickets.enums.Urgency",
        "MayTell": "tickets.enums.MayTell",
        "ReferralReason": "tickets.enums.ReferralReason",
        "Language": "accounts.enums.Language",
        "Channel": "tickets.enums.Channel",
    },
}

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and BASE_URL.startswith("https:")
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
if ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],
    }
}
LOGGING = logging_config(level=ENV.log_level, pretty=not PRODUCTION)

LANGUAGE_NAMES = {"en": _("English"), "fr": _("French")}
