"""Close a special operation: what it means is said first, then it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.close_operation import close_operation
from tickets.exceptions import Refused
from tickets.models import SpecialOperation
from tickets.queries.operations import with_counts
from tickets.views.operations.texts import told


@requires(Can.RUN_SPECIAL_OPERATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: StaffRequest, pk: int) -> HttpResponse:
    operation = get_object_or_404(with_counts(SpecialOperation.objects.all()), pk=pk)
    if request.method != "POST":
        context = {"operation": operation, "told": told(operation)}
        return render(request, "operations/close.html", context)
    try:
        close_operation(operation_id=pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The special operation is closed. Here is its report."))
    return redirect("operations:report", pk=pk)
