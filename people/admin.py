"""Where applications stand, to be looked at: whether an import came in, never whose it is."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcentre.kit.admin import ReadOnlyAdmin
from people.models import ApplicationStatus


@admin.register(ApplicationStatus)
class ApplicationStatusAdmin(ReadOnlyAdmin):
    """Without client number, date of birth or the whole application number."""

    list_display = ("ending", "line_of_business", "stage", "last_activity_on", "as_of", "source")
    search_fields = ("application_number",)
    search_help_text = _("The last four characters of the application number")
    list_filter = ("line_of_business", "stage")
    fields = (
        "ending",
        "line_of_business",
        "stage",
        "awaited",
        "awaited_from",
        "last_activity",
        "last_activity_on",
        "next_step",
        "next_step_on",
        "as_of",
        "source",
        "recorded_at",
    )
    readonly_fields = ("ending",)
    ordering = ("-id",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By what the list shows and nothing more: a longer one would confirm a whole number."""
        return queryset.filter(application_number__iendswith=search_term.strip()[-4:]), False

    @admin.display(description=_("application number ends in"))
    def ending(self, status: ApplicationStatus) -> str:
        return status.ending
