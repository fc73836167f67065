"""Standard texts: English and French side by side, published together or not at all."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.texts import new_text_version, publish_text
from tickets.admin.versions import VersionedAdmin
from tickets.models import StandardText

FIELDS = _(
    "Filled in by themselves: {name}, {number} and {status_url} in a template for replies; "
    "{stage}, {outstanding}, {activity} and {date} as well in the one with the code "
    "office_answer; {number}, {received}, {promised}, {copy} and {status_url} in the receipt; "
    "{code} in the letter with the code for the status page. Any other {field} stays for the "
    "agent to fill in."
)


@admin.register(StandardText)
class StandardTextAdmin(VersionedAdmin):
    of = "code"
    help_texts: ClassVar[dict[str, Any]] = {"body_en": FIELDS, "body_fr": FIELDS}
    list_display = ("__str__", "use", "title_en", "title_fr", "state", "owner", "expires_on")
    list_filter = ("use",)
    list_select_related = ("owner",)
    search_fields = ("code", "title_en", "title_fr")
    fieldsets = (
        (None, {"fields": ("code", "use", "owner", "expires_on")}),
        (_("English"), {"fields": ("title_en", "body_en")}),
        (_("French"), {"fields": ("title_fr", "body_fr")}),
    )

    def publish(self, version: StandardText, *, by: User, now: dt.datetime) -> None:
        publish_text(text_id=version.pk, by=by, now=now)

    def new_version(self, version: StandardText, *, by: User) -> StandardText:
        return new_text_version(text=version, by=by)
