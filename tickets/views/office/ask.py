"""The office asks the centre before it can answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.actions.referrals import ask_centre
from tickets.exceptions import Refused
from tickets.forms.office import AskForm
from tickets.perms import open_referral_or_404
from tickets.views.office.referral import show


@requires(Can.ANSWER_REFERRALS)
@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    referral = open_referral_or_404(request.user, pk, now=now)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            ask_centre(
                referral_id=referral.pk,
                question=form.cleaned_data["question"],
                by=request.user,
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Your question was sent to the centre."))
            return redirect("offices:referral", pk=pk)
    return show(request, referral, now=now, ask=form)
