"""Where an enquiry begins: what to expect, what to have at hand, and what was begun before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels.access import draft_of, forget_draft
from channels.actions.draft_enquiry import discard_draft
from channels.queries import usual_days
from channels.queries.phone_facts import phone_facts
from channels.steps import first_unanswered
from channels.views.phone_words import hours_words, wait_words
from channels.views.steps import personal, step_url
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language
from tickets.models import ProcessingTime


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """POST drops what was begun on this device and starts anew."""
    now = clock.now()
    draft = draft_of(request, now)
    if request.method == "POST":
        if draft and not draft.is_sent:
            discard_draft(draft=draft)
        response = redirect("channels:topic")
        forget_draft(response)
        return response
    begun = draft if draft and not draft.is_sent else None
    missing = first_unanswered(begun.answers) if begun else None
    usual = usual_days(now)
    phone = phone_facts(page_language(), now=now)
    context = {
        "begun": begun,
        "continue_step": step_url(missing) if missing else None,
        "usual_days": usual[0] if usual else None,
        "usual_as_of": usual[1] if usual else None,
        "phone": phone,
        "phone_words": [hours_words(phone), wait_words(phone)] if phone else [],
        "processing_times": ProcessingTime.objects.all(),
    }
    return render(request, "channels/start.html", context)
