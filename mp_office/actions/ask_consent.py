"""Send the person whose file it is a link, by which they agree or refuse."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.actions.mail import queue_mail
from contactcentre.kit.languages import other_language
from mp_office.actions.base import lock_enquiry
from mp_office.enums import Signer
from mp_office.exceptions import OwnAddress
from mp_office.models import ConsentRequest, OfficeEnquiry
from mp_office.models.consents import OPEN_FOR, digest_of
from mp_office.queries import is_of_office
from people.enums import ConsentScope
from tickets.exceptions import IllegalTransition


@transaction.atomic
def ask_consent(
    *,
    enquiry_id: int,
    email: str,
    language: str,
    scope: ConsentScope,
    now: dt.datetime,
    whose: Signer = Signer.CLIENT,
) -> ConsentRequest:
    """Queue the mail with a link that is good for fourteen days; an earlier one stops being good.

    The mail names the office and neither a file nor a person: addresses are mistyped. Raises
    OwnAddress for one of the office's own, IllegalTransition for somebody whose consent the
    enquiry does not need.
    """
    enquiry = lock_enquiry(enquiry_id)
    if whose not in enquiry.signers:
        raise IllegalTransition
    if is_of_office(enquiry.office, email):
        raise OwnAddress
    waiting = enquiry.requests.filter(whose=whose, answered_at=None, expires_at__gt=now)
    waiting.update(expires_at=now)
    token = secrets.token_urlsafe(32)
    request = ConsentRequest.objects.create(
        enquiry=enquiry,
        whose=whose,
        email=email,
        scope=scope,
        language=language,
        token_digest=digest_of(token),
        sent_at=now,
        expires_at=now + OPEN_FOR,
    )
    if whose == Signer.CLIENT and enquiry.constituent_email != email:
        enquiry.constituent_email = email
        enquiry.save(update_fields=["constituent_email"])
    _mail(enquiry, request, email, token, now)
    return request


def link_of(token: str, language: str) -> str:
    """The address of the page to sign on."""
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse('members:consent', args=[token])}"


def _mail(
    enquiry: OfficeEnquiry, request: ConsentRequest, email: str, token: str, now: dt.datetime
) -> None:
    language = request.language
    facts = {
        "office": enquiry.office,
        "whose": request.whose,
        "member": enquiry.office.member,
        "url": link_of(token, language),
        "other_url": link_of(token, other_language(language)),
        "until": request.expires_at,
    }
    with translation.override(language):
        queue_mail(
            to=email,
            language=language,
            subject=render_to_string("members/email/consent_subject.txt", facts),
            body=render_to_string("members/email/consent_message.txt", facts),
            now=now,
        )
