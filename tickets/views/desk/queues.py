"""The queues of the user's teams, with how many enquiries each holds and how they stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.queries.rows import queue_counts
from tickets.views.office.referrals import end_of_day


@requires(Can.WORK_TICKETS)
@require_safe
def queues(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    counts = queue_counts(request.user, now=now, end_of_day=end_of_day(now))
    return render(request, "desk/queues.html", {"counts": counts, "now": now})
