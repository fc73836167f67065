"""Telephone lines, and their menus in versions."""

import datetime as dt
import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels.actions.menus import check_menu, new_menu_version, publish_menu
from channels.exceptions import MenuProblem
from channels.ivr import targets
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
            "from_abroad",
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
    help_texts: ClassVar[dict[str, Any]] = {
        "number": _("For example +16135550100"),
        "slug": _("It stands in the addresses that the provider calls: /hooks/phone/name/voice/"),
        "fallback_number": _(
            "Callers are put through to it when we fail, for example +16135550100. Empty: the "
            "number of the whole centre (PHONE_FALLBACK_NUMBER)."
        ),
    }
    list_display = ("number", "name_en", "name_fr", "kind", "flow", "calendar", "is_active")
    list_select_related = ("flow", "calendar")


@admin.register(IvrFlow)
class IvrFlowAdmin(KeptAdmin):
    list_display = ("code", "name_en", "name_fr")


FIELDS = (
    "kind",
    "say",
    "again",
    "poll",
    "languages",
    "keys",
    "least",
    "most",
    "finish",
    "sensitive",
    "seconds",
    "check",
    "then",
    "next",
    "silent",
)


def in_order(menu: dict[str, Any]) -> dict[str, Any]:
    """The menu as it is walked: PostgreSQL keeps no order of what an object holds."""
    nodes, names = menu["nodes"], [menu["start"]]
    for name in names:
        names += [each for each in targets(nodes[name]) if each in nodes and each not in names]
    names += [name for name in nodes if name not in names]
    ordered = {
        name: {field: nodes[name][field] for field in FIELDS if field in nodes[name]}
        | {field: value for field, value in nodes[name].items() if field not in FIELDS}
        for name in names
    }
    return {"start": menu["start"], "texts": menu.get("texts", {}), "nodes": ordered}


STEPS = _("Steps of the menu (JSON)")


class MenuForm(forms.ModelForm):
    """One version of a menu, checked as it will be walked, and in the order of the walk."""

    nodes = ReadableJson(
        label=STEPS,
        help_text=_(
            "Begin from the version in force with “New version”. The format is in docs/phone.md."
        ),
        widget=forms.Textarea(attrs={"rows": 36, "cols": 90, "spellcheck": "false"}),
    )

    class Meta:
        model = IvrFlowVersion
        fields = ("flow", "comment", "nodes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["nodes"] = in_order(self.instance.nodes)

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
    of = "flow"
    list_display = ("__str__", "state", "comment", "created_at", "published_at", "published_by")
    list_filter = ("flow",)
    list_select_related = ("flow", "published_by")
    readonly_fields = ("as_published",)

    def get_fields(self, request: HttpRequest, obj: IvrFlowVersion | None = None) -> list[Any]:
        final = obj is not None and obj.published_at is not None
        return ["flow", "comment", "as_published" if final else "nodes"]

    @admin.display(description=STEPS)
    def as_published(self, version: IvrFlowVersion) -> SafeString:
        text = json.dumps(in_order(version.nodes), ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", text)

    def publish(self, version: IvrFlowVersion, *, by: User, now: dt.datetime) -> None:
        publish_menu(version_id=version.pk, by=by, now=now)

    def new_version(self, version: IvrFlowVersion, *, by: User) -> IvrFlowVersion:
        return new_menu_version(version=version)
