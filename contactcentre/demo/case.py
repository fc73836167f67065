"""One ticket of the demonstration: its client's and its agent's verbs, at the moment played."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from contactcentre.demo.clients import Client, Words, document, topic_of
from contactcentre.demo.files import Situation, phrases
from contactcentre.demo.timeline import Timeline
from people.models import Person
from tickets.actions import receive
from tickets.actions.assess import correct_facts
from tickets.actions.note import add_note
from tickets.actions.open import Enquiry
from tickets.actions.reply import reply
from tickets.actions.resolve import close, confirm_solved, discard, resolve
from tickets.enums import Channel, State
from tickets.exceptions import IllegalTransition
from tickets.models import EnquiryType, OutcomeCode, ProgrammeIssue, Referral, Ticket

OUTCOMES = {
    "status": "within_processing_time",
    "documents_send": "document_added",
    "documents_representative": "document_added",
    "documents": "file_corrected",
    "account_problem": "technical_solved",
    "general": "information_given",
    "complaint_praise": "no_reply_needed",
    "urgent": "office_acts",
}
ISSUES = {
    "account_problem_sign_in": "account_sign_in",
    "account_problem_upload": "upload_fails",
    "account_problem_payment": "payment_error",
    "account_problem_form": "form_confusing",
    "documents_lost": "mail_returned",
    "complaint_language": "language_quality",
    "complaint_delay": "processing_time_passed",
}
NEXT_UPDATE = dt.timedelta(days=10)


@dataclass
class Case:
    """A ticket, the situation that it is about, and whoever works it now."""

    ticket_id: int
    situation: Situation
    client: Client
    person: Person
    enquiry: Enquiry
    words: Words
    timeline: Timeline
    plot: str
    received: int = 0

    @property
    def now(self) -> dt.datetime:
        return self.timeline.now

    @property
    def ticket(self) -> Ticket:
        """The ticket as it is at this moment."""
        return Ticket.objects.select_related("assignee", "queue").get(pk=self.ticket_id)

    @property
    def phrases(self) -> dict[str, Any]:
        return phrases(self.situation.language)

    @property
    def owner(self) -> User:
        owner = self.ticket.assignee
        if owner is None:
            raise IllegalTransition
        return owner

    @property
    def family(self) -> str:
        """The topic that the situation belongs to."""
        return topic_of(self.situation.code)

    def one_of(self, name: str) -> str:
        return self.timeline.chance.choice(self.phrases[name])

    def is_in(self, *states: State) -> bool:
        return self.ticket.state in states

    def refine(self) -> None:
        """The agent says more exactly what it is about."""
        kind = EnquiryType.objects.filter(code=self.situation.code).first()
        if kind:
            correct_facts(ticket_id=self.ticket_id, by=self.owner, now=self.now, enquiry_type=kind)

    def note(self, text: str) -> None:
        add_note(ticket_id=self.ticket_id, text=text, by=self.owner, now=self.now)

    def reply(self, text: str, *, wait: bool = False) -> None:
        """The agent writes, with a greeting and a name, in the client's language."""
        ticket, by = self.ticket, self.owner
        said = [
            self.phrases["greeting"].replace("{name}", self.client.given),
            self.words.fill(text, date=self.words.date(self.now + NEXT_UPDATE)),
            self.phrases["closing"].replace("{agent}", by.name.split()[0]),
        ]
        reply(
            ticket_id=ticket.pk,
            text="\n\n".join(said),
            thread_version=ticket.thread_version,
            by=by,
            now=self.now,
            wait_for_client=wait,
        )

    def reply_with_facts(self, referral: Referral) -> None:
        """What the office answered, as far as the client may be told."""
        if referral.may_tell == "yes":
            text = self.phrases["office_facts"]
            facts = {
                "stage": referral.stage,
                "outstanding": referral.outstanding,
                "activity": referral.last_activity,
            }
            self.reply(self.words.fill(text, **facts))
        else:
            told = referral.may_tell == "wording"
            self.reply(referral.wording if told else self.phrases["office_silent"])

    def write(self, text: str, *, file: str = "") -> None:
        """The client writes again, by e-mail or on the status page."""
        self._receive(self._message(text, file), person=self.person)

    def vacation_note(self) -> None:
        receive.receive_automatic(
            ticket_id=self.ticket_id,
            enquiry=self._message(self.phrases["vacation"]),
            now=self.now,
        )

    def stranger_writes(self) -> None:
        """Somebody who is no party to the ticket; a person has to look at it."""
        receive.receive_flagged(
            ticket_id=self.ticket_id,
            enquiry=self._message(self.phrases["stranger"]),
            reason="not_a_party",
            now=self.now,
        )

    def _receive(self, message: Enquiry, *, person: Person) -> None:
        receive.receive_message(
            ticket_id=self.ticket_id, enquiry=message, person=person, now=self.now
        )

    def _message(self, text: str, file: str = "") -> Enquiry:
        self.received += 1
        channel = self.enquiry.channel
        by_email = channel == Channel.EMAIL or self.timeline.happens(0.6)
        key = f"{self.enquiry.key}-{self.received}"
        files = (document(file, self.situation.language, self.client),) if file else ()
        return replace(
            self.enquiry,
            channel=Channel.EMAIL if by_email else Channel.WEB,
            key=key,
            subject=f"RE: {self.enquiry.subject}" if by_email else "",
            body=text,
            message_id=f"{key}@{self.client.email.partition('@')[2]}" if by_email else "",
            files=files,
        )

    def resolve(self, outcome: str = "") -> None:
        code = self.situation.code
        chosen = outcome or _first(OUTCOMES, code) or "answered"
        resolve(
            ticket_id=self.ticket_id,
            outcome=OutcomeCode.objects.get(code=chosen),
            by=self.owner,
            now=self.now,
            programme_issue=ProgrammeIssue.objects.filter(code=_first(ISSUES, code)).first(),
        )

    def discard(self, outcome: str) -> None:
        discard(
            ticket_id=self.ticket_id,
            outcome=OutcomeCode.objects.get(code=outcome),
            by=self.owner,
            now=self.now,
        )

    def confirm_solved(self) -> None:
        confirm_solved(ticket_id=self.ticket_id, now=self.now)

    def close(self) -> None:
        close(ticket_id=self.ticket_id, now=self.now)


def _first(table: dict[str, str], code: str) -> str:
    """The entry of the longest name that the code begins with."""
    names = [name for name in table if code.startswith(name)]
    return table[max(names, key=len)] if names else ""
