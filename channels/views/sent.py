"""The receipt: number, time, promised date, and a copy. Its address is a secret of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels.models import EnquiryDraft
from channels.views.steps import personal
from channels.views.summary import Summary
from contactcentre.kit import clock
from tickets.enums import Urgency


@personal
@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponse:
    receipts = EnquiryDraft.objects.with_receipt(token, clock.now()).select_related("ticket")
    draft = receipts.first()
    if draft is None or draft.ticket is None:
        raise Http404
    context = {
        "ticket": draft.ticket,
        "sent_at": draft.sent_at,
        "email": draft.answers["email"],
        "urgent": draft.ticket.urgency_claimed,
        "in_danger": draft.ticket.urgency_claimed == Urgency.SAFETY,
        "sections": Summary(draft, changeable=False).sections(),
        "kept_until": draft.expires_at,
    }
    return render(request, "channels/form/sent.html", context)
