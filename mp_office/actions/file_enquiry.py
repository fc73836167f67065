"""Send an office's enquiry: through the one door, once, in one transaction with its draft."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import structlog
from django.db import transaction

from accounts.models import User
from mp_office.actions.ask_consent import ask_consent
from mp_office.actions.base import called_by, next_word_on, tell_office
from mp_office.actions.draft import lock_draft
from mp_office.actions.provide_form import provide_form
from mp_office.enums import Purpose, Signer
from mp_office.exceptions import AlreadySent, MandateEnded, ReferenceTaken
from mp_office.models import EnquiryFile, OfficeEnquiry
from people.actions.record import record_person
from people.enums import ConsentScope, Evidence
from tickets.actions.base import notify, supervisors_of
from tickets.actions.clocks import promised_date
from tickets.actions.open import Enquiry, Sender, open_enquiry
from tickets.actions.route import route_ticket
from tickets.adapters.files import StoredFile
from tickets.enums import Channel, NoticeKind, PartyRole, Urgency
from tickets.exceptions import KeyReused
from tickets.models import Ticket

logger = structlog.get_logger(__name__)

LONGEST_SUBJECT = 80
QUEUE = "members"
FORMS = {Signer.CLIENT: Purpose.CONSENT, Signer.CONSTITUENT: Purpose.SECOND}


@dataclass(frozen=True)
class Consenting:
    """How somebody consents: by a form that waits beside the draft, or by a link to be sent."""

    by: Evidence
    signed_on: dt.date | None = None
    email: str = ""


@dataclass(frozen=True)
class Filing:
    """The checked answers. `client_name` is whose file it is: the constituent's, or another's.

    Where it is another's (`own_file` is false), the constituent consents too: `second`. A consent
    that is None is not sought yet, which somebody's safety allows; there the office is called back
    at `callback_phone`.
    """

    constituent_name: str
    constituent_language: str
    client_name: str
    family_name: str
    date_of_birth: dt.date | None
    uci: str
    applications: tuple[str, ...]
    topic: str
    question: str
    urgency: str
    urgency_date: dt.date | None
    office_language: str
    own_reference: str
    scope: ConsentScope
    first: Consenting | None
    second: Consenting | None = None
    own_file: bool = True
    callback_phone: str = ""


@transaction.atomic
def file_enquiry(
    *, enquiry: OfficeEnquiry, facts: Filing, by: User, now: dt.datetime
) -> OfficeEnquiry:
    """Open a ticket from a draft; however often it is sent, there is one.

    The consent's form is kept with it, or the link to sign goes out; a call back is promised
    where somebody's safety is at stake. Raises ReferenceTaken when the office used the reference
    before, MandateEnded when the Member or Senator sits no more, what `provide_form` and
    `ask_consent` raise.
    """
    try:
        draft = lock_draft(enquiry)
    except AlreadySent:
        return OfficeEnquiry.objects.get(pk=enquiry.pk)
    if draft.office.term_at(now) is None:
        raise MandateEnded
    used = OfficeEnquiry.objects.sent().filter(office=draft.office_id)
    if used.filter(own_reference=facts.own_reference).exists():
        raise ReferenceTaken
    try:
        opened = open_enquiry(enquiry=_enquiry(draft, facts, by), now=now, acknowledge=False)
    except KeyReused:
        raise ReferenceTaken from None
    draft.ticket = ticket = _routed(opened.ticket.pk, now)
    _become_sent(draft, facts, now)
    sought = {Signer.CLIENT: facts.first, Signer.CONSTITUENT: facts.second}
    for whose in draft.signers:
        if consenting := sought[whose]:
            _seek_consent(draft, whose, consenting, scope=facts.scope, by=by, now=now)
    draft.files.all().delete()
    tell_office(draft, NoticeKind.MEMBER_RECEIVED, key=f"received:{draft.pk}", now=now)
    if draft.callback_by:
        notify(
            NoticeKind.CALL_PROMISED,
            users=supervisors_of(ticket),
            ticket=ticket,
            key=f"office_call:{draft.pk}",
            now=now,
        )
    return OfficeEnquiry.objects.select_related("ticket").get(pk=draft.pk)


def _routed(ticket_id: int, now: dt.datetime) -> Ticket:
    """The ticket once the rules have set its priority: that decides by when we answer, which the
    receipt promises.
    """
    try:
        with transaction.atomic():
            route_ticket(ticket_id=ticket_id, now=now)
    except Exception as error:  # noqa: BLE001 - what was filed is kept; the sweeper routes it
        logger.error("filed_and_not_routed", ticket=ticket_id, error=type(error).__name__)
    ticket = Ticket.objects.get(pk=ticket_id)
    ticket.promised_on = promised_date(ticket=ticket, now=now)
    ticket.save(update_fields=["promised_on"])
    return ticket


def _become_sent(draft: OfficeEnquiry, facts: Filing, now: dt.datetime) -> None:
    draft.sent_at = draft.saved_at = now
    draft.own_reference = facts.own_reference
    draft.constituent_name = facts.constituent_name
    draft.constituent_language = facts.constituent_language
    if not facts.own_file:
        draft.constituent = record_person(
            name=facts.constituent_name, email="", language=facts.constituent_language, now=now
        )
    draft.next_update_on = next_word_on(draft.ticket, now)
    if facts.urgency == Urgency.SAFETY:
        draft.callback_phone, draft.callback_by = facts.callback_phone, called_by(now)
    draft.answers, draft.expires_at = {}, None
    draft.save()


def _seek_consent(
    draft: OfficeEnquiry,
    whose: Signer,
    consenting: Consenting,
    *,
    scope: ConsentScope,
    by: User,
    now: dt.datetime,
) -> None:
    """The signed form is evidence, not part of the thread; or a link goes to the person."""
    form = draft.files.filter(purpose=FORMS[whose]).order_by("-id").first()
    if consenting.by == Evidence.FORM and form and consenting.signed_on:
        provide_form(
            enquiry_id=draft.pk,
            whose=whose,
            file=_stored(form),
            scope=scope,
            signed_on=consenting.signed_on,
            by=by,
            now=now,
        )
    elif consenting.by == Evidence.LINK:
        ask_consent(
            enquiry_id=draft.pk,
            whose=whose,
            email=consenting.email,
            language=draft.constituent_language,
            scope=scope,
            now=now,
        )


def _enquiry(draft: OfficeEnquiry, facts: Filing, by: User) -> Enquiry:
    office = draft.office
    return Enquiry(
        channel=Channel.MEMBER,
        key=key_of(office.pk, facts.own_reference),
        language=facts.office_language,
        subject=subject_of(facts.question),
        body=facts.question,
        sender=Sender(name=by.name, email=office.email, role=PartyRole.MEMBERS_OFFICE),
        client_name=facts.client_name,
        client_family_name=facts.family_name,
        client_date_of_birth=facts.date_of_birth,
        enquiry_type=facts.topic,
        uci=facts.uci,
        application_numbers=facts.applications,
        urgency_claimed=facts.urgency,
        urgency_date=facts.urgency_date,
        organisation=office.organisation_id,
        queue=QUEUE,
        files=tuple(
            _stored(item)
            for item in draft.files.exclude(purpose__in=FORMS.values())
            if item.purpose == Purpose.DOCUMENT or facts.urgency
        ),
    )


def key_of(office_id: int, own_reference: str) -> str:
    """The door's key. Only a digest of the reference: some offices put names into theirs."""
    return f"{office_id}:{hashlib.sha256(own_reference.encode()).hexdigest()}"


def _stored(item: EnquiryFile) -> StoredFile:
    return StoredFile(
        sha256=item.sha256, name=item.name, content_type=item.content_type, size=item.size
    )


def subject_of(question: str) -> str:
    """The first line of the question, cut between words: what a list of tickets shows."""
    line = " ".join(next((line for line in question.splitlines() if line.strip()), "").split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    return (line[:LONGEST_SUBJECT].rpartition(" ")[0] or line[:LONGEST_SUBJECT]) + "…"
