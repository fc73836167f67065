"""Files beside the enquiry: put up at once by a script, or with the form; removed one by one."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from channels.access import draft_of
from channels.actions.add_file import remove_file
from channels.actions.draft_enquiry import keep_refused, save_step
from channels.exceptions import AlreadySent
from channels.models import EnquiryDraft
from channels.steps import Step
from channels.views import uploads
from channels.views.steps import elsewhere, frame, onward, personal
from contactcentre.kit import clock
from tickets.filetypes import MAX_SIZE

REMOVE = "channels:file_remove"


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The page, and without a script also where the files go; "add" stays on the page."""
    now = clock.now()
    draft = draft_of(request, now)
    if draft is None or draft.is_sent:
        return elsewhere(draft)
    if request.method != "POST":
        return _show(request, draft, uploads.problems_of(draft, Step.FILES))
    try:
        problems = uploads.take_uploads(request, draft, now)
        draft = _keep(draft, problems, now)
    except (AlreadySent, EnquiryDraft.DoesNotExist):
        return redirect("channels:check")
    if uploads.wants_list(request):
        return uploads.file_list(request, uploads.file_rows(draft, REMOVE, problems))
    if problems or "add" in request.POST:
        return _show(request, draft, problems)
    return redirect(onward(request, Step.FILES, draft))


def _keep(draft: EnquiryDraft, problems: list[uploads.Problem], now: dt.datetime) -> EnquiryDraft:
    if problems:
        return keep_refused(draft=draft, step=Step.FILES, typed=uploads.kept(problems), now=now)
    return save_step(draft=draft, step=Step.FILES, answers={}, now=now)


def _show(
    request: HttpRequest, draft: EnquiryDraft, problems: list[uploads.Problem]
) -> HttpResponse:
    context = {
        "form": uploads.files_form(problems),
        "files": uploads.file_rows(draft, REMOVE),
        "max_size": MAX_SIZE,
        **frame(request, Step.FILES, draft),
    }
    return render(request, "channels/form/files.html", context)


@personal
@require_POST
def file_remove(request: HttpRequest, file_id: int) -> HttpResponse:
    draft = draft_of(request, clock.now())
    if draft is None or draft.is_sent:
        return elsewhere(draft)
    try:
        remove_file(draft=draft, file_id=file_id)
    except (AlreadySent, EnquiryDraft.DoesNotExist):
        return redirect("channels:check")
    if uploads.wants_list(request):
        return uploads.file_list(request, uploads.file_rows(draft, REMOVE))
    return redirect("channels:files")
