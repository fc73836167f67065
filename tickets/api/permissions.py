"""Closed by default: an endpoint opens only to the capabilities that it names."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import User
from accounts.roles import Can

if TYPE_CHECKING:  # the framework's views import this module through the settings
    from rest_framework.views import APIView


class Closed(BasePermission):
    """An endpoint that names no capability lets nobody in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False


class Holds(BasePermission):
    """Lets in the users who hold any of the capabilities that the view requires."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        user, needed = request.user, getattr(view, "requires", ())
        return isinstance(user, User) and any(user.can(capability) for capability in needed)


class SignedIn(BasePermission):
    """Anybody who works here."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.user, User) and request.user.can(Can.USE_ACCOUNT)


def requires(*capabilities: Can) -> Callable[["type[APIView]"], "type[APIView]"]:
    """Say which capabilities open an endpoint; any of them does."""

    def decorate(view: "type[APIView]") -> "type[APIView]":
        view.requires = capabilities  # type: ignore[attr-defined]
        view.permission_classes = [Holds]
        return method_decorator(never_cache, name="dispatch")(view)

    return decorate
