"""The page behind a link to sign: whoever has the link agrees, refuses, and may withdraw later."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import public
from contactcentre.kit import clock
from contactcentre.kit.formatting import long_date
from contactcentre.kit.languages import page_language
from mp_office.actions.end_consent import withdraw_consent
from mp_office.actions.sign_consent import sign_consent
from mp_office.exceptions import LinkInvalid
from mp_office.forms.consent import SignForm
from mp_office.models import ConsentRequest
from mp_office.models.offices import centre_day
from people.enums import ConsentState


@public
@never_cache
@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    found = _request(token)
    if found is None or not (found.answered_at or found.can_be_answered(now)):
        return render(request, "members/signing_invalid.html", status=404)
    form = SignForm(request.POST if request.method == "POST" and not found.answered_at else None)
    try:
        if request.method == "POST" and "withdraw" in request.POST:
            withdraw_consent(token=token, now=now)
            messages.success(request, _("You have withdrawn your consent."))
            return redirect("members:consent", token=token)
        if form.is_valid():
            _sign(token, form, now)
            return redirect("members:consent", token=token)
    except LinkInvalid:
        return render(request, "members/signing_invalid.html", status=404)
    return _show(request, found, form, now)


def _request(token: str) -> ConsentRequest | None:
    return (
        ConsentRequest.objects.held_by(token)
        .select_related("enquiry__office__member", "enquiry__office__organisation", "consent")
        .first()
    )


def _sign(token: str, form: SignForm, now: dt.datetime) -> None:
    sign_consent(
        token=token,
        name=" ".join(form.cleaned_data["name"].split()),
        agree=form.cleaned_data["decision"] == "agree",
        now=now,
    )


def _facts(found: ConsentRequest, now: dt.datetime) -> list[dict[str, str]]:
    """Who may be told what, and for how long; nothing of the file."""
    office = found.enquiry.office
    member, term = office.member, office.term_at(now)
    lasts = _("One year from the day on which you sign. You can withdraw at any time.")
    if found.consent:
        day = long_date(found.consent.valid_until, page_language(), settings.CENTRE_TIME_ZONE)
        lasts = _("Until %(day)s") % {"day": day}
    staff = _("The Member or Senator and the staff of this office, and nobody else")
    return [
        {
            "label": member.get_kind_display(),
            "value": f"{member.name}, {term.constituency}" if term else member.name,
        },
        {"label": _("Who may be told"), "value": staff},
        {"label": _("What they may be told"), "value": str(found.get_scope_display())},
        {"label": _("For how long"), "value": lasts},
    ]


def _show(
    request: HttpRequest, found: ConsentRequest, form: SignForm, now: dt.datetime
) -> HttpResponse:
    consent = found.consent
    context = {
        "asked": found,
        "rows": _facts(found, now),
        "consent": consent,
        "counts": bool(consent and consent.state_on(centre_day(now)) == ConsentState.VALID),
        "form": form,
    }
    return render(request, "members/signing.html", context, status=422 if form.errors else 200)
