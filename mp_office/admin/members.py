"""Members and Senators with their terms."""

from django.contrib import admin

from contactcentre.kit.admin import KeptAdmin, LabelledFormSet
from mp_office.models import Member, Term


class TermInline(admin.TabularInline):
    model = Term
    extra = 1
    formset = LabelledFormSet

    def has_delete_permission(self, *args: object) -> bool:
        return False


@admin.register(Member)
class MemberAdmin(KeptAdmin):
    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "terms__constituency")
    inlines = (TermInline,)
