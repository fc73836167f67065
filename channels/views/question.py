"""The question, saved on the server while it is typed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from channels.access import draft_of
from channels.actions.draft_enquiry import keep_typed
from channels.exceptions import AlreadySent
from channels.forms.question import QuestionForm
from channels.models import EnquiryDraft
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal
from contactcentre.kit import clock
from contactcentre.kit.formatting import time_of_day
from contactcentre.kit.languages import page_language
from tickets.models import EnquiryType


def _prompt(answers: dict[str, Any], language: str) -> dict[str, Any]:
    kind = EnquiryType.objects.filter(code=answers.get("topic", "")).first()
    return {"prompt": kind.prompt_in(language) if kind else ""}


PAGE = Page(Step.QUESTION, QuestionForm, "channels/form/question.html", _prompt)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    return answer_page(request, PAGE)


@personal
@require_POST
def question_draft(request: HttpRequest) -> HttpResponse:
    """What autosave calls."""
    now = clock.now()
    draft = draft_of(request, now)
    try:
        if draft is None:
            raise AlreadySent
        keep_typed(draft=draft, text=request.POST.get("question", ""), now=now)
    except (AlreadySent, EnquiryDraft.DoesNotExist):
        return JsonResponse({"problem": _("Not saved. Load this page again")})
    return JsonResponse({"saved": saved_time(now)})


def saved_time(now: dt.datetime) -> str:
    """What the line "Saved at …" is filled with."""
    return time_of_day(now, page_language(), settings.CENTRE_TIME_ZONE)
