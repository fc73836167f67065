"""The office answers with the four facts, and says what the client may be told."""

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
from tickets.forms.office import AnswerForm
from tickets.perms import open_referral_or_404
from tickets.views.office.referral import show


@requires(Can.ANSWER_REFERRALS)
@require_POST
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    referral = open_referral_or_404(request.user, pk, now=now)
    form = AnswerForm(request.POST, now=now)
    if form.is_valid():
        try:
            referrals.answer(referral_id=referral.pk, facts=form.facts(), by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Answer sent. The centre has been told."))
            return redirect("offices:referral", pk=pk)
    return show(request, referral, now=now, answer=form)
