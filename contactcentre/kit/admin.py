"""What the administration of every room shares; and the kit's own tables, to be looked at only."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.models import Counter, Heartbeat

HELP = {
    "code": _("Lower-case letters, digits, hyphens and underscores. It cannot be changed later."),
    "position": _("Lower comes first."),
}
TASKS = {
    "beat": _("Scheduler and periodic tasks"),
    "worker": _("Mail, telephone and other tasks at once"),
    "tickets.fire_clocks": _("Service standards: what is due"),
    "tickets.sweep": _("Tickets: routing, search and closing"),
    "tickets.end_operations": _("Special operations that end"),
    "tickets.housekeeping": _("Files that nothing names"),
    "channels.offer_calls": _("Calls offered to agents"),
    "channels.sweep": _("Mail to be read and sent"),
    "mp_office.sweep": _("News for Members’ and Senators’ offices"),
    "insights.sweep": _("Figures and forecasts"),
}


class LabelledFormSet(BaseInlineFormSet):
    """Rows of a table whose fields say what they are to those who do not see its head."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", field.label)


class Helpful(BaseModelAdmin):
    """Forms say what is to be entered; `help_texts` adds to what holds everywhere, by field."""

    help_texts: ClassVar[Mapping[str, Any]] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        told = {**HELP, **self.help_texts}
        if db_field.name in told:
            kwargs.setdefault("help_text", told[db_field.name])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class KeptAdmin(Helpful, admin.ModelAdmin):
    """Reference data is edited and retired, never deleted: old tickets still name it.

    A code never changes once it is in use.
    """

    list_per_page = 50
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        given = tuple(super().get_readonly_fields(request, obj))
        return (*given, "code") if hasattr(obj, "code") and "code" not in given else given

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(KeptAdmin):
    """To be looked at only."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("task", "name", "at")
    fields = ("task", "name", "at")
    readonly_fields = ("task",)

    @admin.display(description=_("what it does"))
    def task(self, heartbeat: Heartbeat) -> str:
        return str(TASKS.get(heartbeat.name, heartbeat.name))


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("window_start", "expires_at", "count")
    fields = ("window_start", "expires_at", "count")
    ordering = ("-window_start", "-id")
