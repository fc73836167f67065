"""Who may open what on the public pages: drafts by a cookie, enquiries by a code."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from channels.models import EnquiryDraft, StatusCode
from channels.models.forms import LIFETIME
from channels.networks import network
from tickets.enums import PartyRole, Sensitivity
from tickets.models import Party

COOKIE = "enquiry"
GRANT = "status_grant"
CODE = "status_code"
GRANT_LASTS = dt.timedelta(minutes=30)


def network_of(request: HttpRequest) -> str:
    """The visitor's network, for limits; never stored in clear."""
    return network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    )


def draft_of(request: HttpRequest, now: dt.datetime) -> EnquiryDraft | None:
    """The enquiry that this browser is writing, or has just sent."""
    token = request.COOKIES.get(COOKIE, "")
    return EnquiryDraft.objects.held_by(token, now).first() if token else None


def remember_draft(response: HttpResponse, token: str) -> None:
    """Let the browser keep the token; no script can read it and no address shows it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_draft(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def expect_code(request: HttpRequest, code: StatusCode) -> None:
    """Remember which code this browser was asked for."""
    request.session[CODE] = code.pk


def expected_code(request: HttpRequest) -> int | None:
    return request.session.get(CODE)


def grant(request: HttpRequest, party: Party, now: dt.datetime) -> None:
    """Let this browser see the party's ticket, and no other, for half an hour."""
    request.session.cycle_key()
    request.session.pop(CODE, None)
    until = (now + GRANT_LASTS).timestamp()
    request.session[GRANT] = {"party": party.pk, "until": until}


def granted_until(request: HttpRequest) -> dt.datetime | None:
    held = request.session.get(GRANT)
    return dt.datetime.fromtimestamp(held["until"], dt.UTC) if held else None


def granted_party(request: HttpRequest, now: dt.datetime) -> Party | None:
    """The party whose ticket this browser may see now."""
    until = granted_until(request)
    return lapsed_party(request) if until and now < until else None


def lapsed_party(request: HttpRequest) -> Party | None:
    """The party who had signed in, also when the half hour is over: what they were writing may
    still be kept for them, but nothing is shown."""
    held = request.session.get(GRANT)
    if not held:
        return None
    return (
        Party.objects.select_related(
            "person", "ticket__enquiry_type", "ticket__outcome", "ticket__client"
        )
        .filter(pk=held["party"])
        .first()
    )


def may_see_statuses(party: Party) -> bool:
    """Whether the page may tell this reader where the client's applications stand.

    To the client in person only: what another party may be told follows from a consent. On a
    sealed enquiry nothing of the file is shown, for it may be about the very address that reads.
    """
    themselves = party.role == PartyRole.CLIENT and party.person_id == party.ticket.client_id
    return themselves and party.ticket.sensitivity == Sensitivity.ORDINARY


def leave(request: HttpRequest) -> None:
    """End the access of this browser."""
    request.session.pop(GRANT, None)
    request.session.pop(CODE, None)
