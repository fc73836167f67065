"""One referral: the question first, then what is needed to answer it."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from people.identifiers import display_uci
from tickets.forms.office import AnswerForm, AskForm
from tickets.models import Referral, ReferralDraft
from tickets.perms import open_referral_or_404
from tickets.views.office.referrals import clock_state, with_answer_clock


@requires(Can.ANSWER_REFERRALS)
@require_safe
def referral(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    return show(request, open_referral_or_404(request.user, pk, now=now), now=now)


def show(
    request: StaffRequest,
    found: Referral,
    *,
    now: dt.datetime,
    answer: AnswerForm | None = None,
    ask: AskForm | None = None,
) -> HttpResponse:
    """Draw the page, with a form that was refused if there is one."""
    draft = ReferralDraft.objects.filter(user=request.user, referral=found).first()
    refused = answer or ask
    context: dict[str, Any] = {
        "referral": found,
        "ticket": found.ticket,
        "uci": display_uci(found.ticket.uci),
        "clock_state": clock_state(found, now),
        "files": _files(found),
        "said": found.messages.select_related("user"),
        "earlier": _earlier(request, found),
        "answer": answer or AnswerForm(initial=draft.facts if draft else None, now=now),
        "ask": ask or AskForm(),
        "form": refused,
        "saved_at": draft.saved_at if draft else None,
        "now": now,
    }
    return render(
        request, "offices/referral.html", context, status=422 if refused is not None else 200
    )


def _files(found: Referral) -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "size": item.size,
            "url": reverse("offices:file", args=[found.pk, item.pk]),
        }
        for item in found.attachments.all()
    ]


def _earlier(request: StaffRequest, found: Referral) -> list[Referral]:
    """Other referrals of the same ticket or client number that this officer may see."""
    mine = Referral.objects.visible_to(request.user).exclude(pk=found.pk)
    same = mine.filter(ticket=found.ticket_id)
    if found.ticket.uci:
        same |= mine.filter(ticket__uci=found.ticket.uci)
    return list(with_answer_clock(same).order_by("-id")[:10])
