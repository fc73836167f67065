"""Send an office's enquiry: through the one door, once, in one transaction with its draft."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from mp_office.actions.ask_consent import ask_consent
from mp_office.actions.base import next_word_on, tell_office
from mp_office.actions.draft import lock_draft
from mp_office.actions.provide_form import provide_form
from mp_office.enums import Purpose
from mp_office.exceptions import AlreadySent, MandateEnded, ReferenceTaken
from mp_office.models import EnquiryFile, OfficeEnquiry
from people.enums import ConsentScope, Evidence
from tickets.actions.open import Enquiry, Sender, open_enquiry
from tickets.adapters.files import StoredFile
from tickets.enums import Channel, NoticeKind, PartyRole
from tickets.exceptions import KeyReused

LONGEST_SUBJECT = 80


@dataclass(frozen=True)
class Filing:
    """The checked answers. `client_name` is whose file it is: the constituent's, or another's."""

    constituent_name: str
    constituent_email: str
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
    consent_by: Evidence
    scope: ConsentScope
    signed_on: dt.date | None


@transaction.atomic
def file_enquiry(
    *, enquiry: OfficeEnquiry, facts: Filing, by: User, now: dt.datetime
) -> OfficeEnquiry:
    """Open a ticket from a draft; however often it is sent, there is one.

    The consent's form is kept with it, or the link to sign goes out. Raises ReferenceTaken when
    the office used the reference before, MandateEnded when the Member or Senator sits no more.
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
    draft.ticket, draft.sent_at, draft.saved_at = opened.ticket, now, now
    draft.own_reference = facts.own_reference
    draft.constituent_name = facts.constituent_name
    draft.constituent_email = facts.constituent_email
    draft.constituent_language = facts.constituent_language
    draft.next_update_on = next_word_on(now)
    draft.answers, draft.expires_at = {}, None
    draft.save()
    _seek_consent(draft, facts, by, now)
    draft.files.all().delete()
    tell_office(draft, NoticeKind.MEMBER_RECEIVED, key=f"received:{draft.pk}", now=now)
    return OfficeEnquiry.objects.select_related("ticket").get(pk=draft.pk)


def _seek_consent(draft: OfficeEnquiry, facts: Filing, by: User, now: dt.datetime) -> None:
    """The signed form is evidence, not part of the thread; or a link goes to the person."""
    form = draft.files.filter(purpose=Purpose.CONSENT).order_by("-id").first()
    if facts.consent_by == Evidence.FORM and form and facts.signed_on:
        provide_form(
            enquiry_id=draft.pk,
            file=_stored(form),
            scope=facts.scope,
            signed_on=facts.signed_on,
            by=by,
            now=now,
        )
    elif facts.consent_by == Evidence.LINK:
        ask_consent(
            enquiry_id=draft.pk,
            email=facts.constituent_email,
            language=facts.constituent_language,
            scope=facts.scope,
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
        files=tuple(
            _stored(item)
            for item in draft.files.exclude(purpose=Purpose.CONSENT)
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
