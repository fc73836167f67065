"""Things with versions: what is published is final, the next version is a copy to be edited."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.admin import Helpful, KeptAdmin, LabelledFormSet
from tickets.exceptions import Refused

STANDING = ("version", "state", "published_at", "published_by")


class DraftOnly(Helpful, InlineModelAdmin):
    """Parts of a version: edited while the version is not published."""

    extra = 0
    formset = LabelledFormSet

    def is_draft(self, obj: Any) -> bool:
        return obj is None or obj.published_at is None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_draft(obj)


class VersionedAdmin(KeptAdmin):
    """Rooms say how to publish and how to begin a new version: both are verbs.

    `of` names the field that says whose versions they are, where there are several.
    """

    change_form_template = "admin/version_change_form.html"
    of = ""
    publish: Callable[..., Any]
    new_version: Callable[..., Any]

    @admin.display(description=_("state"))
    def state(self, version: Any) -> str:
        if version.published_at is None:
            return str(_("Draft"))
        return str(_("Replaced") if self.is_replaced(version) else _("In force"))

    def is_replaced(self, version: Any) -> bool:
        return version.replaced_at is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.published_at is None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        given = (*super().get_readonly_fields(request, obj), *STANDING)
        return (*given, self.of) if obj and self.of and self.of not in given else given

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What was begun says first where it stands."""
        fieldsets = list(super().get_fieldsets(request, obj))
        return [(None, {"fields": [STANDING]}), *fieldsets] if obj else fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Versions are numbered here, one after the other."""
        if not change:
            of = {self.of: getattr(obj, self.of)} if self.of else {}
            latest = self.model.objects.filter(**of).aggregate(Max("version"))["version__max"]
            obj.version = (latest or 0) + 1
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        guard = requires(Can.ADMINISTER)
        name = self.opts.model_name
        return [
            path(_("<int:pk>/publish/"), guard(self.publish_view), name=f"publish_{name}"),
            path(_("<int:pk>/new-version/"), guard(self.copy_view), name=f"copy_{name}"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        version, name = kwargs.get("obj"), self.opts.model_name
        if version is not None:
            draft = version.published_at is None
            context["publish_url"] = (
                reverse(f"admin:publish_{name}", args=[version.pk]) if draft else ""
            )
            context["copy_url"] = "" if draft else reverse(f"admin:copy_{name}", args=[version.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what publishing means, then do it."""
        version = get_object_or_404(self.model, pk=pk)
        problem = ""
        if request.method == "POST":
            try:
                self.publish(version, by=request.user, now=clock.now())
            except Refused as refusal:
                problem = str(refusal.message)
            else:
                self.log_change(request, version, str(_("Published")))
                messages.success(request, _("Published. It is in force from now on."))
                return self._to(version)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish %(version)s?") % {"version": version},
            "opts": self.opts,
            "version": version,
            "problem": problem,
        }
        return TemplateResponse(request, "admin/publish.html", context)

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin the next version, or go to the one that was begun."""
        version = get_object_or_404(self.model, pk=pk)
        if request.method != "POST":
            return self._to(version)
        return self._to(self.new_version(version, by=request.user))

    def _to(self, version: Any) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[version.pk]))
