"""Move the end of a special operation."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import last_day, today_in
from tickets.actions.extend_operation import extend_operation
from tickets.exceptions import Refused
from tickets.forms.operation import ExtendForm
from tickets.models import SpecialOperation


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def extending(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    operation = get_object_or_404(SpecialOperation, pk=pk)
    form = ExtendForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_on": last_day(operation.ends_at, settings.CENTRE_TIME_ZONE)},
        today=today_in(now, settings.CENTRE_TIME_ZONE),
    )
    if form.is_valid():
        try:
            extend_operation(operation_id=pk, ends_at=form.ends_at, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The end was moved."))
            return redirect("operations:operation", pk=pk)
    context = {"form": form, "operation": operation}
    return render(request, "operations/extend.html", context, status=422 if form.errors else 200)
