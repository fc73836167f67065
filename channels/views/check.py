"""Check your answers, then send: as often as somebody presses, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels.access import draft_of, network_of
from channels.actions.limit import ENQUIRIES, within
from channels.actions.submit import submit_enquiry
from channels.exceptions import NotComplete
from channels.models import EnquiryDraft
from channels.steps import Step, first_unanswered
from channels.views.steps import CHECK, RETURN, elsewhere, personal, step_url, too_many
from channels.views.summary import Summary
from contactcentre.kit import clock


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    draft = _sent_before(request) or draft_of(request, now)
    if draft is None or draft.is_sent:
        return elsewhere(draft)
    if missing := first_unanswered(draft.answers):
        return redirect(f"{step_url(missing)}?{RETURN}={CHECK}")
    if request.method != "POST" or request.POST.get("key") != draft.submission_key:
        return _show(request, draft)
    if not within(ENQUIRIES, network_of(request), now=now):
        return too_many(request)
    try:
        return elsewhere(submit_enquiry(draft=draft, now=now))
    except (NotComplete, EnquiryDraft.DoesNotExist):
        return redirect("channels:check")


def _sent_before(request: HttpRequest) -> EnquiryDraft | None:
    """The enquiry of this very page, when it was sent already: its key is known to nobody else."""
    key = request.POST.get("key", "")
    return EnquiryDraft.objects.sent_enquiries().filter(submission_key=key).first()


def _show(request: HttpRequest, draft: EnquiryDraft) -> HttpResponse:
    summary = Summary(draft, changeable=True)
    context = {
        "sections": summary.sections(),
        "odd_numbers": summary.odd_numbers(),
        "email": draft.answers["email"],
        "key": draft.submission_key,
        "back_url": step_url(Step.REACH),
        "saved_at": draft.saved_at,
    }
    return render(request, "channels/form/check.html", context)
