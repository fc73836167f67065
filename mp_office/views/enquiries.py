"""An office's enquiries by whose turn it is, its drafts, and its own search."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock, pieces
from contactcentre.kit.languages import page_language
from contactcentre.kit.pagination import BadCursor, keyset_page
from contactcentre.kit.spreadsheets import sheet
from mp_office.enums import Side
from mp_office.forms.search import ListForm
from mp_office.models import Office, OfficeEnquiry
from mp_office.models.offices import centre_day
from mp_office.perms import office_of, office_or_404
from mp_office.queries import found_by
from mp_office.views.lines import as_lines
from mp_office.views.words import stage_of

DRAFTS, FOUND, ALL = "drafts", "found", "all"
SEARCHED = "members_searched"
LONGEST = 100
PAGE = 25
MOST_ROWS = 20_000


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def enquiries(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    office = office_of(request.user, now)
    if office is None:
        return render(request, "members/no_office.html", status=404)
    name = request.GET.get("list", Side.NEEDS_US)
    searched = searched_in(request, office)
    lists = _lists(OfficeEnquiry.objects.visible_to(request.user, now), searched, now)
    if name not in lists:
        return redirect("members:enquiries")
    form = ListForm(request.GET, office=office)
    here = f"{reverse('members:enquiries')}?{form.query(list=name)}"
    order = ("-id",) if name == DRAFTS else ("-sent_at", "-id")
    rows = lists[name] if name == DRAFTS else form.narrow(lists[name])
    try:
        page = keyset_page(
            with_row_data(rows), order=order, cursor=request.GET.get("after", ""), size=PAGE
        )
    except BadCursor:
        return redirect(here)
    context = {
        "members_line": pieces.drawn("members_line"),
        "office": office,
        "name": name,
        "rows": [_row(item, now) for item in page.rows],
        "tabs": _tabs(lists, name, form),
        "empty": _("No enquiry with these filters.") if form.chosen else no_rows(name),
        "filters": None if name == DRAFTS else form,
        "searched": searched,
        "plain_url": f"{reverse('members:enquiries')}?list={name}" if form.chosen else "",
        "export_url": f"{reverse('members:export')}?{form.query(list=name)}",
        "next_url": f"{here}&after={page.next_cursor}" if page.next_cursor else "",
        "now": now,
    }
    return render(request, "members/enquiries.html", context)


@requires(Can.FILE_FOR_CONSTITUENTS)
@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The list as it is narrowed now, all its pages, as a file for Excel."""
    now = clock.now()
    office = office_or_404(request.user, now)
    mine = OfficeEnquiry.objects.visible_to(request.user, now)
    lists = _lists(mine, searched_in(request, office), now)
    name = request.GET.get("list", ALL)
    if name not in lists or name == DRAFTS:
        return redirect("members:enquiries")
    rows = ListForm(request.GET, office=office).narrow(lists[name])
    rows = with_row_data(rows).order_by("-sent_at", "-id")[:MOST_ROWS]
    lines = as_lines(rows, now)
    answer = HttpResponse(sheet(lines, page_language()), content_type="text/csv; charset=utf-8")
    file_name = _("enquiries")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def searched_in(request: StaffRequest, office: Office) -> str:
    """What was searched for in this office: whoever moves to another takes no name with them."""
    kept = request.session.get(SEARCHED)
    if isinstance(kept, dict) and kept.get("office") == office.pk:
        return str(kept["words"])
    return ""


def _lists(
    mine: QuerySet[OfficeEnquiry], searched: str, now: dt.datetime
) -> dict[str, QuerySet[OfficeEnquiry]]:
    rows: Any = mine
    lists = {str(side): rows.on_side(side, now) for side in Side}
    lists[ALL] = rows.sent()
    lists[DRAFTS] = rows.drafts()
    if searched:
        lists[FOUND] = found_by(rows.sent(), searched)
    return lists


def with_row_data(rows: QuerySet[OfficeEnquiry]) -> QuerySet[OfficeEnquiry]:
    return rows.select_related(
        "ticket__enquiry_type", "ticket__outcome", "consent", "second_consent", "author"
    ).prefetch_related("requests")


def _row(enquiry: OfficeEnquiry, now: dt.datetime) -> dict[str, Any]:
    stage = stage_of(enquiry, now) if enquiry.is_sent else None
    hears_by = enquiry.hears_by(now)
    return {
        "enquiry": enquiry,
        "ticket": enquiry.ticket,
        "stage": stage,
        "hears_by": hears_by,
        "late": bool(hears_by and hears_by < centre_day(now)),
    }


def _tabs(
    lists: dict[str, QuerySet[OfficeEnquiry]], current: str, form: ListForm
) -> list[dict[str, Any]]:
    """The lists, each with how many there are; the filters stay set from one to another."""
    labels: dict[str, str] = {str(side): str(side.label) for side in Side}
    labels |= {
        ALL: pgettext("enquiries", "All"),
        DRAFTS: pgettext("enquiries", "Drafts"),
        FOUND: pgettext("enquiries", "Found"),
    }
    return [
        {
            "label": labels[name],
            "url": f"{reverse('members:enquiries')}?{form.query(list=name)}",
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
    office = office_of(request.user, clock.now())
    if office is None:
        return render(request, "members/no_office.html", status=404)
    request.session[SEARCHED] = {"office": office.pk, "words": typed}
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
