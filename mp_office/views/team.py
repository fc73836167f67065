"""Who works in the office: invited and let go by its manager."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import StaffRequest, requires
from accounts.enums import Language, Role
from accounts.exceptions import AccountRefused
from accounts.roles import Can
from contactcentre.kit import clock
from mp_office.actions.end_access import end_access, take_back
from mp_office.actions.invite_staff import invite_staff
from mp_office.actions.join_office import join_office
from mp_office.forms.team import InviteForm
from mp_office.models import Office, Staff
from mp_office.perms import office_or_404
from mp_office.queries import joining
from tickets.exceptions import Refused


@requires(Can.MANAGE_MEMBERS_OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: StaffRequest) -> HttpResponse:
    """The list, and the form to invite."""
    now = clock.now()
    office = office_or_404(request.user, now)
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, initial={"language": office.language})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            invite_staff(
                office=office,
                email=facts["email"],
                manager=facts["manager"],
                language=Language(facts["language"]),
                by=request.user,
                now=now,
            )
        except AccountRefused as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("The invitation is on its way by e-mail."))
            return redirect("members:team")
    return _show(request, office, form, now)


def _show(
    request: StaffRequest, office: Office, form: InviteForm, now: dt.datetime
) -> HttpResponse:
    places = office.staff.select_related("user").order_by("user__name", "id")
    open_invitations = office.invitations.filter(
        invitation__used_at=None, invitation__expires_at__gt=now
    )
    context: dict[str, Any] = {
        "office": office,
        "term": office.term_at(now),
        "working": [_row(place) for place in places if place.until_at is None],
        "left": [place for place in places if place.until_at is not None],
        "invited": open_invitations.select_related("invitation").order_by("id"),
        "form": form,
    }
    return render(request, "members/team.html", context, status=422 if form.errors else 200)


def _row(place: Staff) -> dict[str, Any]:
    return {"place": place, "manages": Role.MEMBERS_OFFICE_MANAGER in place.user.roles}


@requires(Can.MANAGE_MEMBERS_OFFICE)
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    place = get_object_or_404(office_or_404(request.user, now).staff, pk=pk)
    try:
        end_access(staff_id=place.pk, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The access has ended."))
    return redirect("members:enquiries" if place.user_id == request.user.pk else "members:team")


@requires(Can.MANAGE_MEMBERS_OFFICE)
@require_POST
def take_invitation_back(request: StaffRequest, pk: int) -> HttpResponse:
    now = clock.now()
    invited = get_object_or_404(office_or_404(request.user, now).invitations, pk=pk)
    take_back(invitation=invited, now=now)
    messages.success(request, _("The invitation is no longer good."))
    return redirect("members:team")


@requires(Can.FILE_FOR_CONSTITUENTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: StaffRequest, secret: str) -> HttpResponse:
    """Somebody who worked in an office confirms that they begin in another, or come back."""
    now = clock.now()
    found = joining(secret, request.user, now)
    if found is None:
        return render(request, "members/joining_invalid.html", status=404)
    if request.method == "POST":
        try:
            join_office(secret=secret, user=request.user, now=now)
        except (AccountRefused, Refused) as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("You work in this office now."))
            return redirect("members:enquiries")
    manages = Role.MEMBERS_OFFICE_MANAGER in found.invitation.roles
    context = {"office": found.office, "manages": manages}
    return render(request, "members/joining.html", context)
