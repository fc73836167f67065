"""A further message from the status page, its files, and the client's word on what was answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from channels.access import grant, granted_party, lapsed_party, network_of
from channels.actions.add_file import remove_file
from channels.actions.draft_enquiry import keep_refused, keep_typed, message_draft
from channels.actions.limit import ENQUIRIES, within
from channels.actions.submit import submit_message
from channels.exceptions import AlreadySent
from channels.forms.question import MessageForm
from channels.models import EnquiryDraft
from channels.steps import Step
from channels.views import uploads
from channels.views.question import saved_time
from channels.views.status_enquiry import REMOVE, show_enquiry
from channels.views.steps import personal, too_many
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language
from tickets.actions.resolve import confirm_solved, reopen_not_solved
from tickets.models import Party

KEY_LENGTH = 64


@personal
@require_POST
def status_message(request: HttpRequest) -> HttpResponse:
    """Send, or with "add" only put the chosen files beside the message."""
    now = clock.now()
    party = granted_party(request, now)
    if party is None:
        return _keep_for_later(request)
    key = request.POST.get("key", "")[:KEY_LENGTH]
    if EnquiryDraft.objects.filter(party=party, submission_key=key).exclude(sent_at=None).exists():
        return redirect("channels:status_enquiry")
    problems = _take_files(request, party)
    draft = EnquiryDraft.objects.filter(party=party, sent_at=None).first()
    form = MessageForm(request.POST, has_files=bool(draft and draft.files.exists()))
    if problems or "add" in request.POST or not key or not form.is_valid():
        draft = message_draft(party=party, now=now)
        keep_typed(draft=draft, text=request.POST.get("text", ""), now=now)
        refused = not problems and "add" not in request.POST
        return show_enquiry(request, party, now, form=form if refused else None)
    if not within(ENQUIRIES, network_of(request), now=now):
        return too_many(request)
    ticket = submit_message(
        party=party,
        key=key,
        text=form.cleaned_data["text"],
        language=page_language(),
        now=now,
    )
    if ticket.pk == party.ticket_id:
        messages.success(request, _("Your message was sent."))
    else:
        new_party = ticket.parties.filter(email=party.email).order_by("id").first()
        grant(request, new_party or party, now)
        text = _("Your message was sent as a new enquiry, %(number)s, linked to the one before.")
        messages.success(request, text % {"number": ticket.number})
    return redirect("channels:status_enquiry")


def _keep_for_later(request: HttpRequest) -> HttpResponse:
    """The half hour is over: what was typed is kept for when they sign in again."""
    party, text = lapsed_party(request), request.POST.get("text", "")
    if party is not None and text.strip():
        now = clock.now()
        keep_typed(draft=message_draft(party=party, now=now), text=text, now=now)
    return redirect("channels:status")


def _take_files(request: HttpRequest, party: Party) -> list[uploads.Problem]:
    if not request.FILES and not uploads.refused_names(request):
        return []
    now = clock.now()
    draft = message_draft(party=party, now=now)
    problems = uploads.take_uploads(request, draft, now)
    keep_refused(draft=draft, step=Step.FILES, typed=uploads.kept(problems), now=now)
    return problems


@personal
@require_POST
def status_draft(request: HttpRequest) -> HttpResponse:
    """What autosave calls."""
    now = clock.now()
    party = lapsed_party(request)
    if party is None:
        return JsonResponse({"problem": _("Not saved. Load this page again")})
    draft = message_draft(party=party, now=now)
    try:
        keep_typed(draft=draft, text=request.POST.get("text", ""), now=now)
    except (AlreadySent, EnquiryDraft.DoesNotExist):
        return JsonResponse({"problem": _("Not saved. Load this page again")})
    return JsonResponse({"saved": saved_time(now)})


@personal
@require_POST
def status_upload(request: HttpRequest) -> HttpResponse:
    """What the script that uploads calls: answers with the list."""
    now = clock.now()
    party = granted_party(request, now)
    if party is None:
        return HttpResponse(status=403)
    key = request.POST.get("key", "")[:KEY_LENGTH]
    if EnquiryDraft.objects.filter(party=party, submission_key=key).exclude(sent_at=None).exists():
        return redirect("channels:status_enquiry")
    problems = _take_files(request, party)
    draft = EnquiryDraft.objects.filter(party=party, sent_at=None).first()
    return uploads.file_list(request, uploads.file_rows(draft, REMOVE, problems))


@personal
@require_POST
def status_file_remove(request: HttpRequest, file_id: int) -> HttpResponse:
    now = clock.now()
    party = granted_party(request, now)
    if party is None:
        return _keep_for_later(request)
    draft = message_draft(party=party, now=now)
    remove_file(draft=draft, file_id=file_id)
    if uploads.wants_list(request):
        return uploads.file_list(request, uploads.file_rows(draft, REMOVE))
    keep_typed(draft=draft, text=request.POST.get("text", ""), now=now)
    return redirect("channels:status_enquiry")


@personal
@require_POST
def status_solved(request: HttpRequest) -> HttpResponse:
    """The client says whether what we answered solved it."""
    now = clock.now()
    party = granted_party(request, now)
    if party is None:
        return redirect("channels:status")
    if request.POST.get("solved") == "yes":
        confirm_solved(ticket_id=party.ticket_id, now=now)
        messages.success(request, _("Thank you. This enquiry is closed."))
    else:
        reopen_not_solved(ticket_id=party.ticket_id, now=now)
        text = _("Your enquiry is open again. Tell us below what is missing, if you wish.")
        messages.success(request, text)
    return redirect("channels:status_enquiry")
