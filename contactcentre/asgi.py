"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from contactcentre.bodies import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcentre.settings")
application = BodyLimit(get_asgi_application())
