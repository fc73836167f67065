"""What the administration of every room shares; and the kit's own tables, to be looked at only."""

from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from contactcentre.kit.models import Counter, Heartbeat


class LabelledFormSet(BaseInlineFormSet):
    """Rows of a table whose fields say what they are to those who do not see its head."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", field.label)


class KeptAdmin(admin.ModelAdmin):
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
    list_display = ("name", "at")


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("window_start", "expires_at", "count")
    fields = ("window_start", "expires_at", "count")
    ordering = ("-window_start", "-id")
