"""Hostile settings: what may go wrong in service goes wrong here."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from contactcentre.settings import *  # noqa: F403
from contactcentre.settings import DATABASES, REDIS_URL, STORAGES, TEMPLATES

DATA_DIR = Path(tempfile.mkdtemp(prefix="contactcentre-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
STORAGES = {
    **STORAGES,
    "default": {**STORAGES["default"], "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Empty: else each client of a test would read through all collected files.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
# Tests that run side by side have a broker each, as pytest-django gives them a database each.
BROKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
CELERY_BROKER_URL = REDIS_URL = REDIS_URL.removesuffix("0") + BROKER
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False


class UndefinedVariable(str):
    """A template variable that does not exist fails the page instead of vanishing."""

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"undefined template variable: {missing}")

    def __contains__(self, search: object) -> bool:
        return search == "%s"


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined: %s")
DATABASES["default"]["ENGINE"] = "tests.database"
DATABASES["default"]["CONN_MAX_AGE"] = 0
# bin/test has migrated one database: those of its processes are copies.
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("CC_TEST_TEMPLATE")}
