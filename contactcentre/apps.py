"""The project as an app: its commands, template tags and checks; and the administration's site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ContactCentreConfig(AppConfig):
    name = "contactcentre"
    default = True

    def ready(self) -> None:
        from contactcentre import celery  # noqa: F401, PLC0415 - binds shared tasks to our app


class CentreAdminConfig(admin.AdminConfig):
    default = False
    default_site = "contactcentre.administration.CentreAdminSite"
