"""Offices, their people and their enquiries, made through the real verbs."""

import datetime as dt
import itertools
import re
from dataclasses import replace
from typing import Any

from accounts.models import SignInMail, User
from mp_office.actions.draft import begin_draft
from mp_office.actions.file_enquiry import Consenting, Filing, file_enquiry
from mp_office.actions.open_office import open_office
from mp_office.actions.take_on import take_on
from mp_office.enums import MemberKind, Purpose
from mp_office.models import EnquiryFile, Member, Office, OfficeEnquiry, Term
from people.enums import ConsentScope, Evidence
from tests import factories
from tickets.actions.route import route_ticket
from tickets.adapters.files import keep
from tickets.enums import Urgency
from tickets.models import Ticket

BEFORE = dt.date(2025, 4, 28)
PDF = b"%PDF-1.4 signed"
_numbers = itertools.count(1)


def office(*, until_on: dt.date | None = None, **changes: Any) -> Office:
    """An office whose mandate lasts, unless it is told a last day."""
    number = next(_numbers)
    member = Member.objects.create(name=f"Adjoa Mensah {number}", kind=MemberKind.MP)
    Term.objects.create(
        member=member, constituency=f"Rideau–Nord {number}", from_on=BEFORE, until_on=until_on
    )
    facts = {
        "name": f"Adjoa Mensah, Rideau–Nord {number}",
        "email": f"office{number}@parliament.example",
        "language": "en",
        "languages": ["en", "fr"],
        "reference_prefix": "RID-",
        "now": factories.NOW - dt.timedelta(days=300),
    }
    return open_office(member=member, **{**facts, **changes})


def staff(place: Office, *, manager: bool = False, now: dt.datetime | None = None) -> User:
    """Somebody who works in the office."""
    made = factories.user("office_manager" if manager else "members_office")
    take_on(office=place, user=made, now=now or factories.NOW - dt.timedelta(days=200))
    return made


FACTS = Filing(
    constituent_name="Ngozi Abara",
    constituent_language="fr",
    client_name="Ngozi Abara",
    family_name="Abara",
    date_of_birth=dt.date(1990, 5, 17),
    uci="1122334455",
    applications=("E123456789",),
    topic="status",
    question="Where is the application of my constituent?",
    urgency="",
    urgency_date=None,
    office_language="en",
    own_reference="",
    scope=ConsentScope.FILE,
    first=Consenting(Evidence.FORM, signed_on=dt.date(2026, 11, 20)),
)


def with_file(draft: OfficeEnquiry, purpose: Purpose, content: bytes = PDF) -> EnquiryFile:
    sha256, size = keep(content)
    return EnquiryFile.objects.create(
        enquiry=draft,
        purpose=purpose,
        sha256=sha256,
        name=f"{purpose}.pdf",
        content_type="application/pdf",
        size=size,
    )


def enquiry(
    by: User, *, now: dt.datetime = factories.NOW, routed: bool = True, **changes: Any
) -> OfficeEnquiry:
    """One that was sent, with a signed form unless told otherwise, and routed."""
    place = by.places.get(until_at=None).office
    draft = begin_draft(office=place, by=by, now=now)
    facts = replace(FACTS, **{"own_reference": f"RID-{next(_numbers)}", **changes})
    if facts.first and facts.first.by == Evidence.FORM:
        with_file(draft, Purpose.CONSENT)
    if facts.second and facts.second.by == Evidence.FORM:
        with_file(draft, Purpose.SECOND, b"%PDF-1.4 second")
    if facts.urgency and facts.urgency != Urgency.SAFETY:
        with_file(draft, Purpose.PROOF, b"%PDF-1.4 ticket")
    sent = file_enquiry(enquiry=draft, facts=facts, by=by, now=now)
    if routed:
        route_ticket(ticket_id=ticket_of(sent).pk, now=now)
    sent.refresh_from_db()
    return sent


def for_another(by: User, **changes: Any) -> OfficeEnquiry:
    """One about the file of another person, with the signed forms of both unless told otherwise."""
    second = Consenting(Evidence.FORM, signed_on=dt.date(2026, 11, 20))
    facts = {"own_file": False, "client_name": "Chidi Abara", "second": second, **changes}
    return enquiry(by, **facts)


def by_link(by: User, **changes: Any) -> tuple[OfficeEnquiry, str]:
    """One whose consent is asked for by a link, and the token of that link."""
    sent = enquiry(by, first=Consenting(Evidence.LINK, email="ngozi@example.org"), **changes)
    return sent, token_of(SignInMail.objects.latest("pk"))


def token_of(mail: SignInMail) -> str:
    found = re.search(r"/(?:consent|consentement)/([\w-]{20,})/", mail.body)
    assert found, mail.body
    return found[1]


def ticket_of(sent: OfficeEnquiry) -> Ticket:
    assert sent.ticket_id
    return Ticket.objects.get(pk=sent.ticket_id)
