"""Where the supervisors' menu leads: the first section that this person may open."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import navigation


@requires(Can.SEE_BOARD, Can.SEE_FIGURES)
@require_safe
def start(request: StaffRequest) -> HttpResponse:
    return redirect(navigation.supervision.links(request)[0].href)
