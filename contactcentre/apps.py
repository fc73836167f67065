"""The project as an app: its commands, template tags and checks."""

from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "contactcentre"

    def ready(self) -> None:
        from contactcentre import celery  # noqa: F401, PLC0415 - binds shared tasks to our app
