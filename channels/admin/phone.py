"""Telephone lines, and their menus in versions."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin

from accounts.models import User
from channels.actions.menus import check_menu, new_menu_version, publish_menu
from channels.exceptions import MenuProblem
from channels.models import IvrFlow, IvrFlowVersion, VoiceLine
from contactcentre.kit.admin import KeptAdmin
from people.identifiers import canonical_phone
from tickets.admin.fields import ReadableJson
from tickets.admin.versions import VersionedAdmin


class LineForm(forms.ModelForm):
    """A line; its number is kept as the provider says it."""

    class Meta:
        model = VoiceLine
        fields = (
            "number",
            "name_en",
            "name_fr",
            "kind",
            "slug",
            "flow",
            "queue",
            "calendar",
            "most_waiting",
            "wrap_up_seconds",
            "fallback_number",
            "is_active",
        )

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        return canonical_phone(typed) or typed

    def clean_fallback_number(self) -> str:
        typed: str = self.cleaned_data["fallback_number"]
        return canonical_phone(typed) or typed


@admin.register(VoiceLine)
class VoiceLineAdmin(KeptAdmin):
    form = LineForm
    list_display = ("number", "name_en", "name_fr", "kind", "flow", "calendar", "is_active")
    list_select_related = ("flow", "calendar")


@admin.register(IvrFlow)
class IvrFlowAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")


class MenuForm(forms.ModelForm):
    """One version of a menu, checked as it will be walked."""

    nodes = ReadableJson(label=IvrFlowVersion._meta.get_field("nodes").verbose_name)

    class Meta:
        model = IvrFlowVersion
        fields = ("flow", "version", "comment", "nodes")

    def clean_nodes(self) -> Any:
        nodes = self.cleaned_data["nodes"]
        try:
            check_menu(nodes)
        except MenuProblem as problem:
            raise forms.ValidationError(str(problem.message)) from problem
        return nodes


@admin.register(IvrFlowVersion)
class IvrFlowVersionAdmin(VersionedAdmin):
    form = MenuForm
    list_display = ("__str__", "state", "comment", "created_at", "published_at", "published_by")
    list_filter = ("flow",)
    list_select_related = ("flow", "published_by")
    fields = ("flow", "version", "comment", "nodes")

    def publish(self, version: IvrFlowVersion, *, by: User, now: dt.datetime) -> None:
        publish_menu(version_id=version.pk, by=by, now=now)

    def new_version(self, version: IvrFlowVersion, *, by: User) -> IvrFlowVersion:
        return new_menu_version(version=version)
