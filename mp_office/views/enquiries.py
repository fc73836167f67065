"""An office's enquiries by whose turn it is, its drafts, and its own search."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from mp_office.enums import Side
from mp_office.models import OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import office_of
from mp_office.views.words import stage_of
from tickets import references

DRAFTS, FOUND, ALL = "drafts", "found", "all"
SEARCHED = "members_searched"
LONGEST = 100
PAGE = 25


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def enquiries(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    office = office_of(request.user, now)
    if office is None:
        return render(request, "members/no_office.html", status=404)
    name = request.GET.get("list", Side.NEEDS_US)
    mine = OfficeEnquiry.objects.visible_to(request.user, now)
    searched = request.session.get(SEARCHED, "")
    lists = _lists(mine, searched, now)
    if name not in lists:
        return redirect("members:enquiries")
    order = ("-id",) if name == DRAFTS else ("-sent_at", "-id")
    try:
        page = keyset_page(
            _with_row_data(lists[name]),
            order=order,
            cursor=request.GET.get("after", ""),
            size=PAGE,
        )
    except BadCursor:
        return redirect(f"{reverse('members:enquiries')}?list={name}")
    context = {
        "office": office,
        "name": name,
        "rows": [_row(item, now) for item in page.rows],
        "tabs": _tabs(lists, name),
        "empty": no_rows(name),
        "searched": searched,
        "next_url": f"?list={name}&after={page.next_cursor}" if page.next_cursor else "",
        "now": now,
    }
    return render(request, "members/enquiries.html", context)


def _lists(
    mine: QuerySet[OfficeEnquiry], searched: str, now: dt.datetime
) -> dict[str, QuerySet[OfficeEnquiry]]:
    rows: Any = mine
    lists = {str(side): rows.on_side(side, now) for side in Side}
    lists[ALL] = rows.sent()
    lists[DRAFTS] = rows.drafts()
    if searched:
        lists[FOUND] = _found(rows.sent(), searched)
    return lists


def _found(sent: QuerySet[OfficeEnquiry], typed: str) -> QuerySet[OfficeEnquiry]:
    """By the office's own reference, the constituent's name or the ticket's number."""
    match = Q(own_reference__icontains=typed) | Q(constituent_name__icontains=typed)
    if number := references.parse(typed):
        match |= Q(ticket__reference=number)
    return sent.filter(match)


def _with_row_data(rows: QuerySet[OfficeEnquiry]) -> QuerySet[OfficeEnquiry]:
    return rows.select_related(
        "ticket__enquiry_type", "ticket__outcome", "consent"
    ).prefetch_related("requests")


def _row(enquiry: OfficeEnquiry, now: dt.datetime) -> dict[str, Any]:
    stage = stage_of(enquiry, now) if enquiry.is_sent else None
    return {
        "enquiry": enquiry,
        "ticket": enquiry.ticket,
        "stage": stage,
        "late": bool(enquiry.next_update_on and enquiry.next_update_on < centre_day(now)),
    }


def _tabs(lists: dict[str, QuerySet[OfficeEnquiry]], current: str) -> list[dict[str, Any]]:
    labels: dict[str, str] = {str(side): str(side.label) for side in Side}
    labels |= {
        ALL: pgettext("enquiries", "All"),
        DRAFTS: pgettext("enquiries", "Drafts"),
        FOUND: pgettext("enquiries", "Found"),
    }
    return [
        {
            "label": labels[name],
            "url": f"{reverse('members:enquiries')}?list={name}",
            "current": name == current,
            "count": rows.count() if name != ALL else None,
        }
        for name, rows in lists.items()
    ]


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """What is searched for is often a name: it is kept with the session, in no address."""
    typed = " ".join(request.POST.get("q", "").split())[:LONGEST]
    if office_of(request.user, clock.now()) is None:
        return render(request, "members/no_office.html", status=404)
    request.session[SEARCHED] = typed
    return redirect(f"{reverse('members:enquiries')}?list={FOUND if typed else ALL}")


def no_rows(name: str) -> str:
    """What an empty list says."""
    return {
        Side.NEEDS_US: _("No enquiry needs your office now."),
        Side.WITH_CENTRE: _("No enquiry is with the centre."),
        Side.ANSWERED: _("No enquiry is answered yet."),
        DRAFTS: _("There is no draft."),
        FOUND: _("No enquiry found."),
    }.get(name, _("Your office has filed no enquiry yet."))
