"""One queue's list: filtered and ordered over the whole set, one keyset page at a time."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.forms.lists import ListForm
from tickets.models import Event, Queue, Ticket
from tickets.queries.rows import ORDERS, next_due, queue_counts, with_rows
from tickets.views.office.referrals import end_of_day

COLUMNS = (
    ("due", "", _("State and due")),
    ("", "", _("Enquiry")),
    ("", "", _("Type")),
    ("", "", _("Language")),
    ("received", "-received", _("Received")),
    ("last", "-last", _("Last message")),
    ("", "", _("Owner")),
)


@requires(Can.WORK_TICKETS)
@require_safe
def queue(request: StaffRequest, code: str) -> HttpResponse:
    now = clock.now()
    found = get_object_or_404(Queue.objects.worked_by(request.user), code=code)
    form = ListForm(request.GET)
    seen = Ticket.objects.visible_to(request.user).live().filter(queue=found)
    wanted = form.narrow(seen, user=request.user, now=now, end_of_day=end_of_day(now))
    try:
        page = keyset_page(
            with_rows(wanted), order=ORDERS[form.sort], cursor=request.GET.get("after", "")
        )
    except BadCursor:
        return redirect(f"{request.path}{form.query()}")
    context = {
        **_headings(form),
        "queue": found,
        "rows": page.rows,
        "next_url": form.query(after=page.next_cursor) if page.next_cursor else "",
        "first_url": form.query() if request.GET.get("after") else "",
        "last_event": Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "next_due": None if page.rows else next_due(request.user, [found], now=now),
        "now": now,
    }
    return _draw(request, context)


def _headings(form: ListForm) -> dict[str, Any]:
    return {
        "filters": form,
        "chips": form.chips(),
        "columns": [_column(form, *column) for column in COLUMNS],
    }


def _draw(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    """The list alone for a refresh; else the page, with the other queues beside it."""
    if request.htmx and not request.htmx.boosted:
        return render(request, "desk/_queue.html", context)
    now = context["now"]
    counts = queue_counts(request.user, now=now, end_of_day=end_of_day(now))
    return render(request, "desk/queue.html", {**context, "counts": counts})


def _column(form: ListForm, up: str, down: str, label: Any) -> dict[str, Any]:
    """A heading; one that sorts leads to its other direction when it is the order now."""
    order = {up: "ascending", down: "descending"}.get(form.sort, "") if up else ""
    if not up:
        return {"label": label, "url": "", "order": ""}
    if up == "due" and order:
        return {"label": label, "url": form.query(sort="work"), "order": order}
    return {
        "label": label,
        "url": form.query(sort=down if order == "ascending" else up),
        "order": order,
    }
