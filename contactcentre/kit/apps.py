"""The kit keeps two tables: counters for limits, and heartbeats of periodic work."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "contactcentre.kit"
    label = "kit"
