"""Open a special operation: one page, a preview on it, then it receives."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from tickets.actions.open_operation import open_operation
from tickets.enums import Priority
from tickets.exceptions import Refused
from tickets.forms.operation import OperationForm, TemplateForm
from tickets.models import SpecialOperation
from tickets.views.operations.texts import told

LONGEST_KEY = 64


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: StaffRequest) -> HttpResponse:
    """GET offers the page, filled from a template; POST previews it, and opens what was seen."""
    now = clock.now()
    today = today_in(now, settings.CENTRE_TIME_ZONE)
    if request.method == "POST":
        return _take(request, OperationForm(request.POST, by=request.user, today=today), now)
    start = TemplateForm(request.GET or None)
    form = OperationForm(initial=start.filled(), by=request.user, today=today)
    return _show(request, form, start=start)


def _take(request: StaffRequest, form: OperationForm, now: dt.datetime) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, status=422)
    if request.POST.get("open") != form.digest():
        return _show(request, form, preview=True, changed="open" in request.POST)
    key = request.POST.get("key", "")[:LONGEST_KEY] or secrets.token_urlsafe(32)
    try:
        operation = open_operation(plan=form.plan(), key=key, by=request.user, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, form, status=422)
    messages.success(request, _("The special operation is open and receives."))
    return redirect("operations:operation", pk=operation.pk)


def _show(
    request: StaffRequest,
    form: OperationForm,
    *,
    start: TemplateForm | None = None,
    preview: bool = False,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "start": start or TemplateForm(),
        "key": request.POST.get("key", "")[:LONGEST_KEY] or secrets.token_urlsafe(32),
        "changed": changed,
    }
    if preview:
        plan = form.plan()
        context |= {
            "plan": plan,
            "priority": Priority(plan.priority).label,
            "told": told(SpecialOperation(**plan.columns())),
            "digest": form.digest(),
        }
    return render(request, "operations/open.html", context, status=status)
