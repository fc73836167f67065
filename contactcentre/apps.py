"""The project as an app: its commands, template tags and checks; and the administration's site."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from contactcentre.kit import navigation


def administers(user: Any) -> bool:
    return bool(user.is_authenticated and user.can(Can.ADMINISTER))


class ContactCentreConfig(AppConfig):
    name = "contactcentre"
    default = True

    def ready(self) -> None:
        from contactcentre import celery  # noqa: F401, PLC0415 - binds shared tasks to our app

        navigation.account.add(
            label=_("Administration"),
            url_name="admin:index",
            icon="settings",
            order=30,
            allowed=administers,
        )


class CentreAdminConfig(admin.AdminConfig):
    default = False
    default_site = "contactcentre.administration.CentreAdminSite"
