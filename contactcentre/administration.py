"""The administration site: our sign-in, our name, nothing that belongs to the screens."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can

OURS = {"kit", "accounts", "people", "tickets", "channels", "mp_office", "insights"}
NOT_HERE = {"password_change", "password_change_done"}


class CentreAdminSite(AdminSite):
    """Reference data and people. Tickets are worked on the desk, never here."""

    site_header = _("Administration of the contact centre")
    site_title = _("Administration")
    index_title = _("Reference data and people")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what is ours: groups and addresses of the libraries grant and mean nothing here."""
        models = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label in OURS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.can(Can.ADMINISTER)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Times are shown and entered as they are at the centre."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def at_the_centre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with timezone.override(settings.CENTRE_TIME_ZONE):
                response = guarded(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        return at_the_centre

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Everybody signs in at one place, under one set of limits."""
        return secure_admin_login(lambda _request: redirect("admin:index"))(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The password is changed on the account pages."""
        return [url for url in super().get_urls() if getattr(url, "name", "") not in NOT_HERE]
