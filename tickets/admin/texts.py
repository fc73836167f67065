"""Standard texts: English and French side by side, published together or not at all."""

import datetime as dt

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.texts import new_text_version, publish_text
from tickets.admin.versions import VersionedAdmin
from tickets.models import StandardText


@admin.register(StandardText)
class StandardTextAdmin(VersionedAdmin):
    list_display = ("__str__", "use", "title_en", "title_fr", "state", "owner", "expires_on")
    list_filter = ("use",)
    list_select_related = ("owner",)
    search_fields = ("code", "title_en", "title_fr")
    fieldsets = (
        (None, {"fields": ("code", "version", "use", "owner", "expires_on")}),
        (_("English"), {"fields": ("title_en", "body_en")}),
        (_("French"), {"fields": ("title_fr", "body_fr")}),
    )

    def publish(self, version: StandardText, *, by: User, now: dt.datetime) -> None:
        publish_text(text_id=version.pk, by=by, now=now)

    def new_version(self, version: StandardText, *, by: User) -> StandardText:
        return new_text_version(text=version, by=by)
