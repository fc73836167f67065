"""The briefing's table by fiscal year, then any part of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can


@requires(Can.SEE_FIGURES)
@require_safe
def history(request: StaffRequest) -> HttpResponse:
    return render(request, "insights/history.html", {})
