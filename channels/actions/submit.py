"""Send what was written: through the one door, once, in one transaction with its draft."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from channels.actions.draft_enquiry import message_draft
from channels.exceptions import NotComplete
from channels.models import EnquiryDraft
from channels.models.forms import RECEIPT_LIFETIME, digest_of
from channels.steps import URGENT, first_unanswered
from tickets.actions.base import lock_ticket
from tickets.actions.open import Enquiry, Sender, open_enquiry
from tickets.actions.receive import receive_message
from tickets.adapters.files import StoredFile
from tickets.countries import zone_of
from tickets.enums import Channel, PartyRole, Relation, State
from tickets.models import Party, Ticket

LONGEST_SUBJECT = 80


@transaction.atomic
def submit_enquiry(*, draft: EnquiryDraft, now: dt.datetime) -> EnquiryDraft:
    """Open a ticket from a draft. However often it is sent, there is one ticket and one receipt.

    Raises NotComplete when a page has not been answered.
    """
    locked = EnquiryDraft.objects.select_for_update(no_key=True, of=("self",)).get(pk=draft.pk)
    if locked.is_sent:
        return locked
    if first_unanswered(locked.answers):
        raise NotComplete
    opened = open_enquiry(enquiry=_enquiry(locked), now=now)
    return _sent(locked, opened.ticket, now)


@transaction.atomic
def submit_message(*, party: Party, key: str, text: str, language: str, now: dt.datetime) -> Ticket:
    """Send a further message on the party's ticket, with the files that they put beside it.

    On a closed ticket it opens another that goes on with it. Returns the ticket that has the
    message; the same `key` again is the same message.
    """
    party = Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=party.pk)
    drafts = EnquiryDraft.objects.filter(party=party)
    earlier = drafts.filter(submission_key=key, sent_at__isnull=False).first()
    if earlier and earlier.ticket:
        return earlier.ticket
    draft = message_draft(party=party, now=now)
    draft.submission_key, draft.answers = key, {"question": text}
    draft.save(update_fields=["submission_key", "answers"])
    ticket = lock_ticket(party.ticket_id)
    message = _message(draft, party, ticket, language)
    if ticket.state == State.CLOSED:
        ticket = open_enquiry(enquiry=message, now=now).ticket
    else:
        receive_message(ticket_id=ticket.pk, enquiry=message, person=party.person, now=now)
    _sent(draft, ticket, now)
    return ticket


def _sent(draft: EnquiryDraft, ticket: Ticket, now: dt.datetime) -> EnquiryDraft:
    draft.ticket, draft.sent_at = ticket, now
    draft.receipt_digest = digest_of(draft.receipt_token)
    draft.expires_at = now + RECEIPT_LIFETIME
    draft.refused = {}
    draft.save(update_fields=["ticket", "sent_at", "receipt_digest", "expires_at", "refused"])
    return draft


def _enquiry(draft: EnquiryDraft) -> Enquiry:
    answers = draft.answers
    urgent = answers["topic"] == URGENT
    birth, urgent_day = answers.get("date_of_birth"), answers.get("urgency_date")
    return Enquiry(
        channel=Channel.WEB,
        key=draft.contact_key,
        language=answers["answer_language"],
        subject=subject_of(answers["question"]),
        body=answers["question"],
        sender=_sender(answers),
        client_family_name=answers.get("family_name", ""),
        client_date_of_birth=dt.date.fromisoformat(birth) if birth else None,
        accommodation=answers.get("accommodation", ""),
        enquiry_type=answers.get("subtopic") or answers["topic"],
        country=answers["country"],
        province=answers.get("province", ""),
        time_zone=zone_of(answers["country"], answers.get("province", "")),
        uci=answers.get("uci", ""),
        application_numbers=tuple(answers.get("applications", [])),
        urgency_claimed=answers.get("urgency", "") if urgent else "",
        urgency_date=dt.date.fromisoformat(urgent_day) if urgent and urgent_day else None,
        operation=answers.get("operation"),
        files=_files(draft),
    )


def _sender(answers: Mapping[str, Any]) -> Sender:
    """Only a representative whom the client has named acts instead of them; others only write."""
    role, relation = PartyRole.CORRESPONDENT, answers["role"]
    if relation == "applicant":
        role, relation = PartyRole.CLIENT, ""
    elif relation == Relation.REPRESENTATIVE and answers.get("named") == "yes":
        role = PartyRole.REPRESENTATIVE
    elif relation == Relation.REPRESENTATIVE:
        relation = Relation.REPRESENTATIVE_NOT_NAMED
    return Sender(
        name=answers["name"],
        email=answers["email"],
        phone=answers.get("phone", ""),
        role=role,
        relation=relation,
    )


def _message(draft: EnquiryDraft, party: Party, ticket: Ticket, language: str) -> Enquiry:
    return Enquiry(
        channel=Channel.WEB,
        key=draft.contact_key,
        language=ticket.language if ticket.state == State.CLOSED else language,
        subject=ticket.subject,
        body=draft.answers.get("question", ""),
        sender=Sender(
            name=party.person.name,
            email=party.email,
            phone=party.phone,
            role=PartyRole(party.role),
            relation=party.relation,
        ),
        client_name=ticket.client.name,
        client_family_name=ticket.client.family_name,
        client_date_of_birth=ticket.client.date_of_birth,
        enquiry_type=ticket.enquiry_type.code if ticket.enquiry_type else "",
        country=ticket.country,
        province=ticket.province,
        time_zone=ticket.time_zone,
        uci=ticket.uci,
        application_numbers=tuple(ticket.application_numbers),
        continues=ticket.pk,
        files=_files(draft),
    )


def _files(draft: EnquiryDraft) -> tuple[StoredFile, ...]:
    return tuple(
        StoredFile(
            sha256=item.sha256, name=item.name, content_type=item.content_type, size=item.size
        )
        for item in draft.files.all()
    )


def subject_of(question: str) -> str:
    """The first line of the question, cut between words: what a list of tickets shows."""
    line = next((line.strip() for line in question.splitlines() if line.strip()), "")
    line = " ".join(line.split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    cut = line[:LONGEST_SUBJECT].rpartition(" ")[0] or line[:LONGEST_SUBJECT]
    return f"{cut.rstrip(' ,.;:')}…"
