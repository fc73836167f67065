"""Keep what an officer is writing: nothing typed is lost."""

from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import time_of_day
from contactcentre.kit.languages import page_language
from tickets.actions.draft import save_answer_draft
from tickets.exceptions import Refused
from tickets.forms.office import AnswerForm
from tickets.perms import get_referral_or_404


@requires(Can.ANSWER_REFERRALS)
@require_POST
def draft(request: StaffRequest, pk: int) -> JsonResponse:
    now = clock.now()
    referral = get_referral_or_404(request.user, pk)
    typed = AnswerForm(request.POST, now=now).typed()
    try:
        save_answer_draft(referral=referral, facts=typed, by=request.user, now=now)
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal.message)})
    return JsonResponse({"saved": time_of_day(now, page_language(), settings.CENTRE_TIME_ZONE)})
