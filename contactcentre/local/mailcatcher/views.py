"""The screens of the mail catcher: the inbox, one mail, writing as the client."""

from dataclasses import asdict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from contactcentre.local.mailcatcher.centre import hand_over
from contactcentre.local.mailcatcher.forms import WriteForm
from contactcentre.local.mailcatcher.letters import (
    Draft,
    Letter,
    answer_to,
    new_message_id,
    read,
    write,
)
from contactcentre.local.mailcatcher.store import Caught, Store

PAGE = 50
OUTCOMES = {
    "created": _("The centre opened a ticket."),
    "appended": _("The centre added your mail to its ticket."),
    "duplicate": _("The centre had received this mail already."),
    "bounce": _("The centre took this mail for a delivery failure."),
    "auto": _("The centre took this mail for an automatic reply."),
    "ignored": _("The centre stored this mail and did nothing with it."),
    "flagged": _("The centre kept this mail for a person to look at."),
}


def _store() -> Store:
    return Store(settings.DATA_DIR)


def _caught(mail_id: str) -> Caught:
    mail = _store().get(mail_id)
    if mail is None:
        raise Http404
    return mail


def _found(words: str) -> list[tuple[Caught, Letter]]:
    """All mails, or those with the words in their addresses or subject."""
    mails = filter(None, map(_store().get, _store().ids()))
    pairs = [(mail, read(mail)) for mail in mails]
    wanted = words.casefold()
    return [
        (mail, letter)
        for mail, letter in pairs
        if wanted in f"{letter.to} {letter.from_} {letter.subject}".casefold()
    ]


def inbox(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = _found(words)
    first = int(number) if (number := request.GET.get("from", "0")).isdecimal() else 0
    context = {
        "mails": found[first : first + PAGE],
        "words": words,
        "older": first + PAGE if len(found) > first + PAGE else None,
        "outcome": OUTCOMES.get(request.GET.get("done", "")),
        "ticket": request.GET.get("ticket", "")[:40],
    }
    return render(request, "inbox.html", context)


def mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    caught = _caught(mail_id)
    context = {"mail": caught, "letter": read(caught)}
    return render(request, "mail.html", context)


def source(request: HttpRequest, mail_id: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{mail_id}.eml"'}
    return HttpResponse(_caught(mail_id).raw, content_type="message/rfc822", headers=headers)


def messages(request: HttpRequest) -> JsonResponse:
    """The same as data, for tests: `?q=` as in the inbox."""
    found = _found(request.GET.get("q", "").strip())
    rows = [
        {"id": mail.id, "sender": mail.sender, "recipients": mail.recipients, **asdict(letter)}
        for mail, letter in found
    ]
    return JsonResponse({"messages": rows})


def compose(request: HttpRequest, mail_id: str = "") -> HttpResponse:
    """Write as a client: a new mail, or the answer to one that the client was sent."""
    answers = _caught(mail_id) if mail_id else None
    if request.method == "POST":
        form = WriteForm(request.POST, request.FILES)
        if form.is_valid():
            draft = _draft(form)
            outcome = hand_over(draft, write(draft, answers=answers, file=_file(form)))
            if outcome.action in OUTCOMES:
                query = urlencode({"done": outcome.action, "ticket": outcome.ticket})
                return redirect(f"{reverse('inbox')}?{query}")
            form.add_error(None, _("The centre could not store this mail. Try again."))
    else:
        form = WriteForm(initial=_initial(answers))
    context = {"form": form, "answers": answers}
    return render(request, "compose.html", context)


def _initial(answers: Caught | None) -> dict[str, str]:
    if answers is None:
        return {
            "recipient": f"{settings.MAIL_LOCAL_PART}@{settings.MAIL_DOMAIN}",
            "message_id": new_message_id(""),
        }
    draft = answer_to(answers)
    return {
        "message_id": draft.message_id,
        "sender": draft.from_,
        "recipient": draft.to,
        "subject": draft.subject,
        "text": draft.text,
    }


def _draft(form: WriteForm) -> Draft:
    data = form.cleaned_data
    return Draft(
        message_id=data["message_id"],
        from_=data["sender"],
        to=data["recipient"],
        subject=" ".join(data["subject"].split()),
        text=data["text"],
    )


def _file(form: WriteForm) -> tuple[str, bytes] | None:
    file = form.cleaned_data["file"]
    return (file.name, file.read()) if file else None
