"""The periodic tasks of the system behind an alert: when each ran last without an error."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from insights.queries.alerts import late_tasks


@requires(Can.SEE_BOARD)
@require_safe
def behind_tasks(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    return render(request, "insights/behind_tasks.html", {"rows": late_tasks(now), "now": now})
