"""The environment, read once, typed. docs/operations.md holds the same table for operators."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSECURE_KEY = "insecure-development-key"
SAVED = "settings.env"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class EnvironmentProblem(Exception):
    """A setting is missing or can't be read; the message says what to set."""


def _setting(name: str, default: Any, meaning: str, read: Callable[[str], Any] = str) -> Any:
    return field(default=default, metadata={"name": name, "meaning": meaning, "read": read})


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(text)


def _of_the_running_centre() -> dict[str, str]:
    """What bin/up wrote for the commands of its centre; nothing where a database is named."""
    path = Path(os.environ.get("DATA_DIR", ROOT / "data")) / SAVED
    if "DATABASE_URL" in os.environ or not os.access(path, os.R_OK):
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


@dataclass(frozen=True)
class Environment:
    """Every setting that an operator may give. Durations are in seconds."""

    kind: str = _setting("CC_ENV", "development", "development, test or production")
    secret_key: str = _setting("SECRET_KEY", INSECURE_KEY, "Signs sessions, links and addresses")
    debug: bool = _setting("DEBUG", False, "Django's debug pages; never in production", _flag)
    allowed_hosts: tuple[str, ...] = _setting(
        "ALLOWED_HOSTS", (), "Host names that are answered, separated by commas", _hosts
    )
    base_url: str = _setting(
        "BASE_URL", "http://127.0.0.1:8000", "Public address, used in links that are sent"
    )
    database_url: str = _setting(
        "DATABASE_URL", "postgres://cc_app@127.0.0.1:5432/contactcentre", "PostgreSQL, app role"
    )
    database_owner_url: str = _setting(
        "DATABASE_OWNER_URL", "", "PostgreSQL, the role that owns the tables and migrates"
    )
    database_pool: int = _setting(
        "DATABASE_POOL", 0, "Connections pooled in one web process; 0 for none", int
    )
    redis_url: str = _setting("REDIS_URL", "redis://127.0.0.1:6379/0", "Broker and live updates")
    data_dir: Path = _setting("DATA_DIR", ROOT / "data", "Where files are kept", Path)
    static_dir: Path = _setting(
        "STATIC_DIR", ROOT / "staticfiles", "Where style sheets and scripts are collected", Path
    )
    email_url: str = _setting("EMAIL_URL", "smtp://127.0.0.1:1025", "SMTP server for mail out")
    mail_domain: str = _setting("MAIL_DOMAIN", "centre.example", "Domain of our own addresses")
    mail_local_part: str = _setting(
        "MAIL_LOCAL_PART", "enquiries", "Local part of the address that clients write to"
    )
    mail_catcher_url: str = _setting(
        "CC_MAIL_CATCHER_URL", "", "Inbox of the mail catcher, linked from the staff pages"
    )
    phone_account: str = _setting(
        "PHONE_ACCOUNT", "", "Account at the telephone provider (AccountSid)"
    )
    phone_tokens: tuple[str, ...] = _setting(
        "PHONE_TOKENS",
        (),
        "Auth tokens of that account, the one in use first; none: no call is taken",
        _hosts,
    )
    phone_shared_keys: tuple[str, ...] = _setting(
        "PHONE_SHARED_KEYS", (), "Secrets of webhooks signed with HMAC-SHA256, if used", _hosts
    )
    phone_api_url: str = _setting(
        "PHONE_API_URL", "https://api.twilio.com", "Where the provider takes commands"
    )
    phone_fallback_number: str = _setting(
        "PHONE_FALLBACK_NUMBER", "", "Where callers go when we fail and their line names no number"
    )
    phone_priority_minutes: int = _setting(
        "PHONE_PRIORITY_MINUTES",
        10,
        "Minutes of waiting that outweigh one step of priority between callers",
        int,
    )
    status_stale_after: int = _setting(
        "STATUS_STALE_AFTER",
        259_200,
        "Seconds after which an application status is not available any more",
        int,
    )
    trusted_proxies: int = _setting(
        "TRUSTED_PROXIES", 0, "How many proxies before us may set X-Forwarded-For", int
    )
    brand_en: str = _setting("BRAND_NAME_EN", "Contact centre", "Product name in English")
    brand_fr: str = _setting("BRAND_NAME_FR", "Centre de contact", "Product name in French")
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def read(cls, source: Mapping[str, str] | None = None) -> "Environment":
        """Read the environment; raise EnvironmentProblem naming what can't be used."""
        source = {**_of_the_running_centre(), **os.environ} if source is None else source
        values = {}
        for item in fields(cls):
            name = item.metadata["name"]
            if name not in source:
                continue
            try:
                values[item.name] = item.metadata["read"](source[name])
            except ValueError as error:
                raise EnvironmentProblem(f"{name} can't be read: {error}") from error
        environment = cls(**values)
        environment.check()
        return environment

    def check(self) -> None:
        """Refuse what must never serve the public."""
        if self.kind not in {"development", "test", "production"}:
            raise EnvironmentProblem("CC_ENV must be development, test or production")
        if self.log_level not in LEVELS:
            raise EnvironmentProblem("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
        if self.kind != "production":
            return
        if self.secret_key == INSECURE_KEY or len(self.secret_key) < 32:
            raise EnvironmentProblem("Set SECRET_KEY to a random text of 50 characters")
        if self.debug:
            raise EnvironmentProblem("Unset DEBUG: it shows data to strangers")
        if not self.allowed_hosts or "*" in self.allowed_hosts:
            raise EnvironmentProblem("Set ALLOWED_HOSTS to the host names that you serve")
