"""The kit keeps two tables: counters for limits, and heartbeats of periodic work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    name = "contactcentre.kit"
    label = "kit"
    verbose_name = _("Operations")
