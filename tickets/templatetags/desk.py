"""The desk's parts that every one of its pages shows, and how events and clocks are worded."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext

from accounts.enums import CHOSEN_STATES, PresenceState
from accounts.models import Presence
from accounts.roles import Can
from contactcentre.kit.languages import language_word, page_language
from tickets import slots as places
from tickets.countries import country_name, province_name
from tickets.enums import Channel, ClockKind, Priority, Robot, Sensitivity, Urgency
from tickets.models import EnquiryType, Event, StandardText, Ticket
from tickets.queries.rows import ShownClock, shown_clock
from tickets.queries.thread import Names

register = template.Library()


@register.inclusion_tag("desk/_presence.html", takes_context=True)
def desk_presence(context: Context) -> dict[str, Any]:
    """What I am doing now, with a form to change it; the sign of life of an open page."""
    return _presence(context["request"]) | {"ticket": context.get("ticket")}


@register.inclusion_tag("desk/_presence_menu.html", takes_context=True)
def desk_presence_anew(context: Context) -> dict[str, Any]:
    """The same without the sign of life, beside a fragment that came with a change of it."""
    return _presence(context["request"]) | {"oob": True}


def _presence(request: Any) -> dict[str, Any]:
    found = Presence.objects.filter(user=request.user).first()
    state = PresenceState(found.state if found else PresenceState.OFFLINE)
    return {
        "request": request,
        "state": state,
        "since": found.since if found and state != PresenceState.OFFLINE else None,
        "choices": [choice for choice in CHOSEN_STATES if choice != state],
        "back": request.htmx.current_url_abs_path or request.get_full_path(),
    }


@register.inclusion_tag("desk/_slots.html", takes_context=True)
def slots(context: Context, place: str) -> dict[str, Any]:
    """What apps above put here. Nothing where nobody does."""
    ticket = context.get("ticket")
    arguments = [ticket.number] if place.startswith(("ticket", "composer")) and ticket else []
    request = context["request"]
    return {
        "slots": [
            {
                "label": slot.label,
                "url": reverse(slot.url_name, args=arguments),
                "drawn": slot.draw(request) if slot.draw else "",
            }
            for slot in places.filled(place, request.user)
        ]
    }


@register.simple_tag(takes_context=True)
def live_url(context: Context, *topics: str) -> str:
    """The address of the live feed of these topics, spoken in the page's language.

    Whoever takes calls hears of theirs on every page. Nothing where there is nothing to hear.
    """
    if context["request"].user.can(Can.TAKE_CALLS):
        topics = (*topics, "calls")
    if not topics:
        return ""
    query = urlencode([*(("topic", topic) for topic in topics), ("language", page_language())])
    return f"{reverse('live:desk')}?{query}"


@register.simple_tag
def row_clock(ticket: Ticket, now: dt.datetime) -> ShownClock | None:
    """The clock that presses most on a row."""
    return shown_clock(ticket, ticket.running_clocks, now)  # type: ignore[attr-defined]


@register.simple_tag
def desk_keys() -> list[dict[str, str]]:
    """The keys of the desk, for the dialog that `?` opens."""
    return [
        {"key": "j k", "label": gettext("Next and previous row")},
        {"key": "Enter", "label": gettext("Open the row")},
        {"key": "n", "label": gettext("Get the next enquiry")},
        {"key": "a", "label": gettext("Take the ticket")},
        {"key": "r", "label": gettext("Reply to the client")},
        {"key": "i", "label": gettext("Internal note")},
        {"key": "e", "label": gettext("Refer or escalate")},
        {"key": ".", "label": gettext("Copy the number")},
        {"key": "/", "label": gettext("Templates for the reply")},
        {"key": "g q", "label": gettext("Go to the queues"), "url": reverse("tickets:queues")},
        {"key": "g m", "label": gettext("Go to my work"), "url": reverse("tickets:my_work")},
        {"key": "Ctrl Enter", "label": gettext("Send what you are writing")},
        {"key": "Ctrl Shift Enter", "label": gettext("Send, then get the next enquiry")},
    ]


@register.filter
def clock_reason(shown: ShownClock) -> str:
    """What stands instead of a time on the badge of a paused clock."""
    words = {"waiting_client": pgettext("paused", "waiting for client")}
    return words.get(shown.why, "")


@register.filter
def title_for(text: StandardText, language: str) -> str:
    """The title of a standard text in the client's language."""
    return text.title_in(language)


@register.filter
def condition_name(name: str) -> str:
    """What a routing rule looked at, in words."""
    return str(CONDITIONS.get(name, name))


@register.filter
def condition_value(value: Any, name: str) -> str:
    """What it found there: codes in words, a word of the client as it is."""
    if name == "language":
        return language_word(value)
    choices: dict[str, Any] = {"channel": Channel, "urgency": Urgency}
    if name in choices and value in choices[name].values:
        return str(choices[name](value).label)
    if name == "type":
        kind = EnquiryType.objects.filter(code=value).first()
        return kind.name if kind else str(value)
    if name == "operation_door":
        return str(DOORS.get(value, value))
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value)


@register.simple_tag
def actor(event: Event) -> str:
    """Who did it."""
    return str(event.user) if event.user else str(Robot(event.actor).label)


@register.filter
def place(ticket: Ticket) -> str:
    """Where the client is, as far as it is known: the province or territory, and the country."""
    language = page_language()
    known = province_name(ticket.province, language), country_name(ticket.country, language)
    return ", ".join(name for name in known if name)


@register.simple_tag
def event_detail(event: Event, names: Names) -> str:
    """What an event changed, in words; codes that are no longer known stay as they are."""
    word = DETAILS.get(event.kind)
    return word(event.data, names) if word else ""


CONDITIONS = {
    "channel": gettext_lazy("Channel"),
    "type": gettext_lazy("Enquiry type"),
    "language": gettext_lazy("Language"),
    "country": gettext_lazy("Country"),
    "province": gettext_lazy("Province or territory"),
    "urgency": gettext_lazy("Urgency"),
    "words": gettext_lazy("Words"),
    "abroad": gettext_lazy("From abroad"),
    "operation": gettext_lazy("Special operation"),
    "operation_door": gettext_lazy("Came by"),
    "operation_word": gettext_lazy("Word of the operation"),
}
DOORS = {"form": gettext_lazy("its form"), "line": gettext_lazy("its telephone line")}


def _change(before: Any, after: Any) -> str:
    return gettext("from %(before)s to %(after)s") % {"before": before, "after": after}


def _queues(data: dict[str, Any], names: Names) -> str:
    before, after = data.get("before", ""), data.get("after", "")
    return _change(names.queues.get(before, before), names.queues.get(after, after))


def _queue(data: dict[str, Any], names: Names) -> str:
    code = data.get("queue", "")
    return names.queues.get(code, code)


def _priorities(data: dict[str, Any], names: Names) -> str:
    return _change(Priority(data["before"]).label, Priority(data["after"]).label)


def _user(data: dict[str, Any], names: Names) -> str:
    return names.users.get(data.get("user", 0), "")


def _owner_before(data: dict[str, Any], names: Names) -> str:
    return names.users.get(data.get("before") or 0, "")


def _outcome(data: dict[str, Any], names: Names) -> str:
    code = data.get("outcome", "")
    return names.outcomes.get(code, code)


def _urgency(data: dict[str, Any], names: Names) -> str:
    after = data.get("after", "")
    return str(Urgency(after).label) if after else gettext("not urgent")


def _sensitivity(data: dict[str, Any], names: Names) -> str:
    return _change(Sensitivity(data["before"]).label, Sensitivity(data["after"]).label)


def _referral(data: dict[str, Any], names: Names) -> str:
    return f"R-{data['referral']}" if "referral" in data else ""


def _clock(data: dict[str, Any], names: Names) -> str:
    return str(ClockKind(data["clock"]).label)


def _handover(data: dict[str, Any], names: Names) -> str:
    return f"D-{data['handover']}"


DETAILS = {
    "clock_at_risk": _clock,
    "clock_breached": _clock,
    "clock_climbed": _clock,
    "routed": _queue,
    "transferred": _queues,
    "priority_changed": _priorities,
    "assigned": _user,
    "stolen": _owner_before,
    "returned": _owner_before,
    "access_granted": _user,
    "resolved": _outcome,
    "discarded": _outcome,
    "urgency_assessed": _urgency,
    "sensitivity_changed": _sensitivity,
    "referred": _referral,
    "referral_acknowledged": _referral,
    "referral_asked": _referral,
    "referral_clarified": _referral,
    "referral_answered": _referral,
    "referral_withdrawn": _referral,
    "referral_silent": _referral,
    "handed_over": _handover,
    "handover_received": _handover,
}
