"""The office has seen a referral."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions import referrals
from tickets.exceptions import Refused
from tickets.perms import get_referral_or_404


@requires(Can.ANSWER_REFERRALS)
@require_POST
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    referral = get_referral_or_404(request.user, pk)
    try:
        referrals.acknowledge(referral_id=referral.pk, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Referral acknowledged."))
    return redirect("offices:referral", pk=pk)
