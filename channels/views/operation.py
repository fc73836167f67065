"""The form of a special operation: what is known, then the same questions, its type set."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels.access import draft_of, network_of, remember_draft
from channels.actions.draft_enquiry import begin_draft, discard_draft
from channels.actions.limit import NEW_DRAFTS, within
from channels.models import EnquiryDraft
from channels.queries.operations import operation_at, public_operation
from channels.steps import first_unanswered, preset
from channels.views.steps import personal, step_url, too_many
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language
from tickets.models import SpecialOperation


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def operation(request: HttpRequest, slug: str) -> HttpResponse:
    """GET tells what is known, or where to go once it is closed; POST begins an enquiry."""
    now, language = clock.now(), page_language()
    found = operation_at(slug)
    if found is None:
        raise Http404
    if slug != found.slug_in(language):
        return redirect("channels:operation", slug=found.slug_in(language))
    draft = draft_of(request, now)
    begun = draft if draft and not draft.is_sent else None
    if request.method == "POST" and found.is_active(now):
        return _begin(request, found, begun, now)
    missing = first_unanswered(begun.answers) if begun else None
    context = {
        "operation": public_operation(found, language, now),
        "begun": begun,
        "continue_step": step_url(missing) if missing else None,
    }
    return render(request, "channels/operation.html", context)


def _begin(
    request: HttpRequest, found: SpecialOperation, begun: EnquiryDraft | None, now: dt.datetime
) -> HttpResponse:
    """What was begun before is dropped: the page said so."""
    if not within(NEW_DRAFTS, network_of(request), now=now):
        return too_many(request)
    if begun is not None:
        discard_draft(draft=begun)
    kind = found.enquiry_type
    topic = (kind.parent or kind) if kind else None
    answers = preset(found.pk, kind.code if kind else "", topic.code if topic else "")
    draft, token = begin_draft(now=now, answers=answers)
    following = first_unanswered(draft.answers)
    response = redirect(step_url(following) if following else "channels:check")
    remember_draft(response, token)
    return response
