"""Edit a special operation while it is open."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from tickets.actions.edit_operation import edit_operation
from tickets.exceptions import Refused
from tickets.forms.operation import EditForm
from tickets.models import SpecialOperation


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    operation = get_object_or_404(
        SpecialOperation.objects.select_related("queue", "enquiry_type"), pk=pk
    )
    if operation.closed_at is not None:
        return redirect("operations:operation", pk=pk)
    form = EditForm(
        request.POST if request.method == "POST" else None,
        operation=operation,
        by=request.user,
        today=today_in(now, settings.CENTRE_TIME_ZONE),
    )
    if form.is_valid() and _saved(request, form, now):
        messages.success(request, _("The special operation was changed."))
        return redirect("operations:operation", pk=pk)
    context = {"form": form, "operation": operation}
    return render(request, "operations/edit.html", context, status=422 if form.errors else 200)


def _saved(request: StaffRequest, form: EditForm, now: dt.datetime) -> bool:
    try:
        edit_operation(
            operation_id=form.operation.pk,
            plan=form.plan(),
            version=form.cleaned_data["version"],
            by=request.user,
            now=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True
