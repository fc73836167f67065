"""What all pages of the form do: show, check, keep what was refused, save, go on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.access import public
from channels import steps
from channels.access import draft_of, network_of, remember_draft
from channels.actions.draft_enquiry import begin_draft, keep_refused, save_step
from channels.actions.limit import NEW_DRAFTS, within
from channels.exceptions import AlreadySent
from channels.forms.steps import StepForm
from channels.models import EnquiryDraft
from channels.queries.operations import operation_of
from channels.steps import Step
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from contactcentre.kit.languages import page_language

RETURN = "return"
CHECK = "check"


@dataclass(frozen=True)
class Page:
    """One question of the form. `more` gives its template what only it needs."""

    step: Step
    form: type[StepForm]
    template: str
    more: Callable[[dict[str, Any], str], dict[str, Any]] = lambda answers, language: {}


def personal(view: Any) -> Any:
    """Open to everybody, kept by no cache: the page shows what somebody wrote."""
    return public(never_cache(view))


def answer_page(request: HttpRequest, page: Page) -> HttpResponse:
    """GET shows a question with what was answered or refused; POST saves it and goes on."""
    now = clock.now()
    draft = draft_of(request, now)
    if draft is None or draft.is_sent:
        if page.step is not Step.TOPIC:
            return elsewhere(draft)
        draft = None
    if request.method == "POST":
        return _take(request, page, draft, now)
    form = _form(page, draft, now)
    return show_page(request, page, draft, form, now)


def elsewhere(draft: EnquiryDraft | None) -> HttpResponse:
    """Where a page without an unsent draft leads: to the receipt of what was sent, or the start."""
    if draft is not None and draft.is_sent:
        return redirect("channels:sent", token=draft.receipt_token)
    return redirect("channels:start")


def _take(
    request: HttpRequest, page: Page, draft: EnquiryDraft | None, now: dt.datetime
) -> HttpResponse:
    token = ""
    if draft is None:
        if not within(NEW_DRAFTS, network_of(request), now=now):
            return too_many(request)
        draft, token = begin_draft(now=now)
    try:
        response = _judge(request, page, draft, now)
    except (AlreadySent, EnquiryDraft.DoesNotExist):
        return redirect("channels:check")
    if token:
        remember_draft(response, token)
    return response


def _judge(request: HttpRequest, page: Page, draft: EnquiryDraft, now: dt.datetime) -> HttpResponse:
    form = page.form(request.POST, answers=draft.answers, today=_today(now))
    if form.is_valid():
        draft = save_step(draft=draft, step=page.step, answers=form.new_answers(), now=now)
        return redirect(onward(request, page.step, draft))
    typed = {name: request.POST.getlist(name) for name in request.POST if _belongs(form, name)}
    draft = keep_refused(draft=draft, step=page.step, typed=typed, now=now)
    return show_page(request, page, draft, form, now)


def _form(page: Page, draft: EnquiryDraft | None, now: dt.datetime) -> StepForm:
    """The form as it was left: with the mistakes that were found, in today's language."""
    answers = draft.answers if draft else {}
    refused = draft.refused.get(page.step) if draft else None
    if refused is None:
        return page.form(answers=answers, today=_today(now))
    typed = QueryDict(mutable=True)
    for name, values in refused.items():
        typed.setlist(name, values)
    return page.form(typed, answers=answers, today=_today(now))


def _belongs(form: StepForm, name: str) -> bool:
    """Whether a posted name is one of the form's fields, or a part of one (a date's day)."""
    return name in form.fields or name.rpartition("_")[0] in form.fields


def _today(now: dt.datetime) -> dt.date:
    return today_in(now, settings.CENTRE_TIME_ZONE)


def show_page(
    request: HttpRequest, page: Page, draft: EnquiryDraft | None, form: Any, now: dt.datetime
) -> HttpResponse:
    answers = draft.answers if draft else {}
    language = getattr(form, "language", "")
    context = {
        "form": form,
        "now": now,
        **frame(request, page.step, draft),
        **page.more(answers, language),
    }
    return render(request, page.template, context)


def frame(request: HttpRequest, step: Step, draft: EnquiryDraft | None) -> dict[str, Any]:
    """What stands around a question: where it is in the form, when it was saved, the way back."""
    answers = draft.answers if draft else {}
    number, total = steps.position(step, answers)
    before = steps.previous_step(step, answers)
    back = step_url(before) if before else reverse("channels:start")
    return {
        "operation": operation_of(answers, page_language(), clock.now()),
        "step": number,
        "total": total,
        "saved_at": draft.saved_at if draft else None,
        "back_url": reverse("channels:check") if returns_to_check(request) else back,
    }


def step_url(step: Step) -> str:
    return reverse(f"channels:{step}")


def returns_to_check(request: HttpRequest) -> bool:
    return request.GET.get(RETURN) == CHECK


def onward(request: HttpRequest, step: Step, draft: EnquiryDraft) -> str:
    """The next page; on the way from "check your answers", only what is still to be answered."""
    if not returns_to_check(request):
        following = steps.next_step(step, draft.answers)
        return step_url(following) if following else reverse("channels:check")
    missing = steps.first_unanswered(draft.answers)
    return f"{step_url(missing)}?{RETURN}={CHECK}" if missing else reverse("channels:check")


def too_many(request: HttpRequest) -> HttpResponse:
    """Say plainly that a network has used up its share for now."""
    return render(request, "channels/too_many.html", status=429)
