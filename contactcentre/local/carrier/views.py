"""The screens of the carrier: whom to call, one telephone, and what rings."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from contactcentre.local.carrier import here
from contactcentre.local.carrier.forms import CallForm
from contactcentre.local.carrier.legs import KEYS, Leg, Said
from contactcentre.local.carrier.player import call_in

SHOWN_CALLS = 30
LONGEST_WORDS = 300
STATES = {
    "queued": _("Dialling"),
    "ringing": _("Ringing"),
    "in-progress": _("You are connected"),
    "completed": _("The call has ended"),
    "busy": _("Declined"),
    "no-answer": _("Nobody answered"),
    "canceled": _("Stopped ringing"),
    "failed": _("The call failed"),
}
SPEAKERS = {"centre": _("Centre"), "other": _("The other end"), "me": _("You")}
NOTES = {
    "failed": _("The centre did not answer with a document: %(detail)s"),
    "sound": _("(music)"),
    "dialling": _("(you are passed on to %(detail)s)"),
    "alone": _("(you wait for the other end)"),
    "talking": _("(you are connected: write what you say)"),
    "joined": _("(somebody joined)"),
    "left": _("(somebody left)"),
    "held": _("(on hold)"),
    "resumed": _("(no longer on hold)"),
}


def _leg(sid: str) -> Leg:
    leg = here.exchange().legs.get(sid)
    if leg is None:
        raise Http404
    return leg


def home(request: HttpRequest) -> HttpResponse:
    """Call the centre, as many telephones at once as one likes."""
    lines = here.lines().all()
    form = CallForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        (line,) = (line for line in lines if line.slug == form.cleaned_data["line"])
        leg = call_in(here.exchange(), line, form.cleaned_data["number"])
        return redirect("telephone", sid=leg.sid)
    context = {"form": form, "lines": lines, "has_token": bool(here.exchange().centre.token)}
    return render(request, "home.html", context | _calls())


def calls(request: HttpRequest) -> HttpResponse:
    """The list of calls alone, for a page that keeps it fresh."""
    return render(request, "_calls.html", _calls())


def _calls() -> dict[str, Any]:
    rows = [(leg, STATES[leg.status]) for leg in here.exchange().newest()[:SHOWN_CALLS]]
    return {"calls": rows, "auto_answer": here.exchange().auto_answer}


@require_POST
def auto_answer(request: HttpRequest) -> HttpResponse:
    """Whether telephones of agents pick up by themselves."""
    here.exchange().auto_answer = request.POST.get("on") == "1"
    return redirect("home")


def telephone(request: HttpRequest, sid: str) -> HttpResponse:
    leg = _leg(sid)
    context = {"leg": leg, "keys": KEYS[1:10] + "*0#", **_state(leg, 0)}
    return render(request, "telephone.html", context)


def state(request: HttpRequest, sid: str) -> JsonResponse:
    """What is new on a telephone since its line `after`."""
    after = request.GET.get("after", "0")
    return JsonResponse(_state(_leg(sid), int(after) if after.isdecimal() else 0))


def _state(leg: Leg, after: int) -> dict[str, Any]:
    return {
        "status": leg.status,
        "shown": str(STATES[leg.status]),
        "rings": leg.rings,
        "is_over": leg.is_over,
        "is_listening": leg.is_listening,
        "said": [_shown(said) for said in leg.transcript[after:]],
    }


def _shown(said: Said) -> dict[str, str]:
    if said.who == "note":
        return {"who": "note", "text": str(NOTES[said.text]) % {"detail": said.detail}}
    facts = {"who": said.who, "speaker": str(SPEAKERS[said.who]), "text": said.text}
    return facts | {"language": said.language}


@require_POST
def act(request: HttpRequest, sid: str, deed: str) -> HttpResponse:
    """What the owner of a telephone does with it."""
    leg = _leg(sid)
    if deed == "key":
        leg.press(request.POST.get("key", ""))
    elif deed == "answer":
        leg.answer()
    elif deed == "hang-up":
        leg.hang_up("busy" if leg.rings else "completed")
    elif words := request.POST.get("words", "").strip()[:LONGEST_WORDS]:
        here.exchange().speak(leg, words)
    return redirect("telephone", sid=sid)
