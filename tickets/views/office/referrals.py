"""What is asked of the officer's offices: new, due today, answered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.models import User
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.enums import OPEN_REFERRALS, ClockKind, ReferralState
from tickets.models import Clock, DocumentHandover, Referral
from tickets.queries.rows import clock_word

DUE_ORDER = ("due_at", "id")
NEWEST_FIRST = ("-ended_at", "-id")


@dataclass(frozen=True)
class Tab:
    label: Any
    where: Q
    order: tuple[str, ...]
    empty: Any
    counted: bool = True


def tabs_at(now: dt.datetime) -> dict[str, Tab]:
    """The lists; only those that stay short are counted."""
    still_open = Q(state__in=OPEN_REFERRALS)
    return {
        "open": Tab(_("To answer"), still_open, DUE_ORDER, _("No referrals to answer.")),
        "new": Tab(
            pgettext_lazy("referrals", "New"),
            Q(state=ReferralState.SENT),
            DUE_ORDER,
            _("No referrals to acknowledge."),
        ),
        "today": Tab(
            _("Due today"),
            still_open & Q(due_at__lt=end_of_day(now)),
            DUE_ORDER,
            _("No referrals due today."),
        ),
        "answered": Tab(
            pgettext_lazy("referrals", "Answered"),
            Q(state=ReferralState.ANSWERED),
            NEWEST_FIRST,
            _("No answered referrals yet."),
            counted=False,
        ),
    }


def end_of_day(now: dt.datetime) -> dt.datetime:
    """Midnight of the centre, as an instant."""
    tomorrow = today_in(now, settings.CENTRE_TIME_ZONE) + dt.timedelta(days=1)
    midnight = dt.datetime.combine(tomorrow, dt.time(), ZoneInfo(settings.CENTRE_TIME_ZONE))
    return midnight.astimezone(dt.UTC)


def with_answer_clock(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Referrals of whose clocks only the answer's is fetched."""
    clocks = Clock.objects.filter(kind=ClockKind.ANSWER)
    return referrals.select_related("ticket", "office", "climbed_to").prefetch_related(
        Prefetch("clocks", queryset=clocks)
    )


def clock_state(found: Referral, now: dt.datetime) -> str:
    """The word that the clock badge draws; empty when no answer is awaited."""
    answers = [one for one in found.clocks.all() if one.kind == ClockKind.ANSWER]
    return clock_word(answers[0], now) if answers and found.is_open else ""


@requires(Can.ANSWER_REFERRALS)
@require_safe
def referrals(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    tabs = tabs_at(now)
    name = request.GET.get("list", "open")
    if name not in tabs:
        return redirect("offices:referrals")
    mine = Referral.objects.visible_to(request.user)
    try:
        page = keyset_page(
            with_answer_clock(mine.filter(tabs[name].where)),
            order=tabs[name].order,
            cursor=request.GET.get("after", ""),
        )
    except BadCursor:
        return redirect(f"{reverse('offices:referrals')}?list={name}")
    swap = request.htmx and not request.htmx.boosted
    return render(
        request,
        "offices/_referrals.html" if swap else "offices/referrals.html",
        {
            "rows": [{"referral": row, "clock_state": clock_state(row, now)} for row in page.rows],
            "tab": tabs[name],
            "tabs": shown_tabs(request.user, current=name, now=now),
            "next_url": f"?list={name}&after={page.next_cursor}" if page.next_cursor else "",
            "now": now,
        },
    )


def shown_tabs(user: User, *, current: str, now: dt.datetime) -> list[dict[str, Any]]:
    """The lists of an office's screen: those of referrals, and the documents."""
    mine = Referral.objects.visible_to(user)
    documents = {
        "label": _("Documents"),
        "url": reverse("offices:handovers"),
        "current": current == "documents",
        "count": DocumentHandover.objects.visible_to(user).unreceived().count(),
    }
    tabs = tabs_at(now).items()
    return [*(_tab(name, tab, name == current, mine) for name, tab in tabs), documents]


def _tab(name: str, tab: Tab, current: bool, mine: QuerySet[Referral]) -> dict[str, Any]:
    return {
        "label": tab.label,
        "url": f"{reverse('offices:referrals')}?list={name}",
        "current": current,
        "count": mine.filter(tab.where).count() if tab.counted else None,
    }
