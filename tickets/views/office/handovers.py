"""Documents that the centre passed on to the officer's offices."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from contactcentre.kit.pagination import BadCursor, keyset_page
from tickets.models import DocumentHandover
from tickets.views.office.referrals import shown_tabs


@requires(Can.ANSWER_REFERRALS)
@require_safe
def handovers(request: StaffRequest) -> HttpResponse:
    """Those that are not acknowledged, oldest first; with ?list=received the others."""
    received = request.GET.get("list") == "received"
    mine = DocumentHandover.objects.visible_to(request.user)
    rows = mine.exclude(received_at=None) if received else mine.unreceived()
    try:
        page = keyset_page(
            rows.select_related("ticket", "office"),
            order=("-id",) if received else ("id",),
            cursor=request.GET.get("after", ""),
        )
    except BadCursor:
        return redirect("offices:handovers")
    more = "list=received&" if received else ""
    swap = request.htmx and not request.htmx.boosted
    now = clock.now()
    context = {
        "rows": page.rows,
        "received": received,
        "tabs": shown_tabs(request.user, current="documents", now=now),
        "next_url": f"?{more}after={page.next_cursor}" if page.next_cursor else "",
        "now": now,
    }
    name = "offices/_handovers.html" if swap else "offices/handovers.html"
    return render(request, name, context)
