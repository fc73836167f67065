"""Invented Members and a Senator: their offices, who works there, an enquiry in every state."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from accounts.actions.accept_invitation import accept_invitation
from accounts.actions.mail import begin_sending, mark_sent
from accounts.enums import Language, Role
from accounts.models import SignInMail, User
from channels.actions.deliver import deliver
from channels.addressing import Kind
from contactcentre.demo.files import listed
from contactcentre.demo.pdf import page
from contactcentre.demo.post import LEFT_TO_SEND, nowhere
from contactcentre.demo.staff import Account, colleague_for, new_password
from mp_office.actions.answer import Facts, answer_office
from mp_office.actions.call_back import call_back
from mp_office.actions.draft import begin_draft, keep_answers
from mp_office.actions.end_consent import withdraw_consent
from mp_office.actions.file_enquiry import Consenting, Filing, file_enquiry
from mp_office.actions.invite_staff import invite_staff
from mp_office.actions.open_office import open_office
from mp_office.actions.sign_consent import sign_consent
from mp_office.actions.update import update_offices
from mp_office.enums import Purpose
from mp_office.models import EnquiryFile, Member, Office, OfficeEnquiry, Term
from mp_office.models.offices import centre_day
from people.enums import ConsentScope, Evidence
from tickets.actions.assign import take
from tickets.actions.fire_clocks import fire_due_clocks
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer, acknowledge, answer
from tickets.actions.reply import reply
from tickets.actions.route import route_ticket
from tickets.adapters.files import keep
from tickets.enums import Delivery, MayTell, Urgency
from tickets.models import Notice, OutcomeCode, ProcessingOffice, Referral, Ticket

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
OPENED = dt.timedelta(days=400)
DAYS_OF_UPDATES = 10
WITHOUT_CONSENT = {"called"}
BY_LINK = {"waits", "signed", "withdrawn", "refused"}


class Parliament:
    """Opens the offices and plays what each enquiry of the list went through."""

    def __init__(self, *, now: dt.datetime, seed: int) -> None:
        self.now = now
        self.chance = Random(seed)  # noqa: S311 - the same seed gives the same days
        self.offices: list[Office] = []
        self.accounts: list[Account] = []

    def play(self) -> list[Account]:
        """Do all of it; return how the staff sign in."""
        for facts in listed("members"):
            self._open(facts)
        for facts in listed("office_enquiries"):
            self._file(facts)
        self._draft()
        for days in range(DAYS_OF_UPDATES, -1, -1):
            update_offices(now=self.now - days * DAY, limit=100)
        fire_due_clocks(now=self.now, limit=500)
        self._post()
        return self.accounts

    def _post(self) -> None:
        """Notices of the days before have gone out; the newest wait for the worker."""
        waiting = Notice.objects.filter(
            delivery=Delivery.QUEUED, created_at__lte=self.now - LEFT_TO_SEND
        )
        for pk, at in waiting.values_list("pk", "created_at"):
            deliver(kind=Kind.NOTICE, pk=pk, now=at + dt.timedelta(seconds=5), send=nowhere)

    def _open(self, facts: dict[str, Any]) -> None:
        opened = self.now - OPENED
        member = Member.objects.create(name=facts["member"], kind=facts["kind"])
        Term.objects.create(
            member=member, constituency=facts["constituency"], from_on=centre_day(opened)
        )
        office = open_office(
            member=member,
            name=facts["office"],
            email=facts["email"],
            language=facts["language"],
            languages=facts["languages"],
            reference_prefix=facts["prefix"],
            now=opened,
        )
        for somebody in facts["staff"]:
            self._employ(office, somebody)
        self.offices.append(office)

    def _employ(self, office: Office, facts: dict[str, Any]) -> None:
        """Invited, and accepted an hour later."""
        invited = self.now - OPENED + HOUR
        _made, link = invite_staff(
            office=office,
            email=facts["email"],
            manager=facts["manager"],
            language=Language(facts["language"]),
            by=None,
            now=invited,
        )
        password = new_password()
        secret = link.rstrip("/").rpartition("/")[2]
        accept_invitation(secret=secret, name=facts["name"], password=password, now=invited + HOUR)
        role = Role.MEMBERS_OFFICE_MANAGER if facts["manager"] else Role.MEMBERS_OFFICE
        self.accounts.append(Account(role, facts["email"], password))
        _posted(invited)

    def _writer(self, office: Office) -> User:
        return office.staff.order_by("-pk")[0].user

    def _file(self, facts: dict[str, Any]) -> None:
        office = self.offices[facts["office"]]
        at = self.now - facts["hours"] * HOUR
        by = self._writer(office)
        draft = begin_draft(office=office, by=by, now=at - HOUR)
        if facts["plot"] not in BY_LINK | WITHOUT_CONSENT:
            _put(draft, Purpose.CONSENT, "consent.pdf", facts)
        if "client" in facts:
            _put(draft, Purpose.SECOND, "second-consent.pdf", facts)
        if facts.get("urgency", Urgency.SAFETY) != Urgency.SAFETY:
            _put(draft, Purpose.PROOF, "proof.pdf", facts)
        sent = file_enquiry(enquiry=draft, facts=_filing(facts, office, at), by=by, now=at)
        if sent.ticket is None:
            return
        route_ticket(ticket_id=sent.ticket.pk, now=at + dt.timedelta(seconds=3))
        token = _token() if facts["plot"] in BY_LINK else ""
        if facts["plot"] != "waits":
            _posted(at)
        PLOTS[facts["plot"]](self, sent, facts, at, token)

    def _taken(self, sent: OfficeEnquiry, at: dt.datetime) -> User:
        """An agent takes it."""
        ticket = _ticket(sent)
        agent = colleague_for(ticket, chance=self.chance)
        take(ticket_id=ticket.pk, by=agent, now=at)
        return agent

    def _refer(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime
    ) -> tuple[User, Referral]:
        agent = self._taken(sent, at)
        office = ProcessingOffice.objects.filter(next_level__isnull=False).order_by("code")[0]
        referral = refer(
            ticket_id=_ticket(sent).pk,
            office=office,
            reason="urgent",
            question=facts["question"],
            by=agent,
            now=at + HOUR / 2,
        )
        return agent, referral

    def new(self, *_: Any) -> None:
        """Nobody has taken it yet."""

    def waits(self, *_: Any) -> None:
        """The link is on its way."""

    def referred(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, _token: str
    ) -> None:
        self._refer(sent, facts, at + HOUR)

    def called(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, _token: str
    ) -> None:
        """Somebody is in danger: the office is called back, and told general things only."""
        agent = self._taken(sent, at + HOUR / 4)
        call_back(enquiry_id=sent.pk, by=agent, now=at + HOUR)
        ticket = _ticket(sent)
        reply(
            ticket_id=ticket.pk,
            text=facts["said"],
            thread_version=ticket.thread_version,
            by=agent,
            now=at + HOUR * 1.5,
            general=True,
        )

    def asked(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, _token: str
    ) -> None:
        agent = self._taken(sent, at + 2 * HOUR)
        ticket = _ticket(sent)
        reply(
            ticket_id=ticket.pk,
            text=facts["ask"],
            thread_version=ticket.thread_version,
            by=agent,
            now=at + 3 * HOUR,
            wait_for_client=True,
        )

    def signed(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, token: str
    ) -> None:
        sign_consent(token=token, name=facts["constituent"], agree=True, now=at + 2 * HOUR)
        self._taken(sent, at + 5 * HOUR)

    def refused(
        self, _sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, token: str
    ) -> None:
        sign_consent(token=token, name=facts["constituent"], agree=False, now=at + 5 * HOUR)

    def answered(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, _token: str
    ) -> None:
        agent = self._taken(sent, at + 4 * HOUR)
        self._answer(sent, facts, agent, at + DAY, resolves=True)

    def withdrawn(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, token: str
    ) -> None:
        sign_consent(token=token, name=facts["constituent"], agree=True, now=at + 3 * HOUR)
        agent = self._taken(sent, at + 4 * HOUR)
        self._answer(sent, facts, agent, at + 2 * DAY, resolves=False)
        withdraw_consent(token=token, now=at + 4 * DAY)

    def urgent_answered(
        self, sent: OfficeEnquiry, facts: dict[str, Any], at: dt.datetime, _token: str
    ) -> None:
        agent, referral = self._refer(sent, facts, at + HOUR)
        officer = User.objects.active().filter(offices=referral.office)[0]
        acknowledge(referral_id=referral.pk, by=officer, now=at + 3 * HOUR)
        said = Answer(
            stage=facts["done"],
            outstanding=facts["next"],
            last_activity=facts["done"],
            next_update_on=centre_day(at + 6 * DAY),
            may_tell=MayTell.YES,
            wording="",
        )
        answer(referral_id=referral.pk, facts=said, by=officer, now=at + 20 * HOUR)
        self._answer(sent, facts, agent, at + 22 * HOUR, resolves=True)

    def _answer(
        self,
        sent: OfficeEnquiry,
        facts: dict[str, Any],
        agent: User,
        at: dt.datetime,
        *,
        resolves: bool,
    ) -> None:
        ticket = _ticket(sent)
        answer_office(
            enquiry_id=sent.pk,
            facts=Facts(
                done=facts["done"],
                next_step=facts["next"],
                by_whom=facts["whom"],
                by_when=centre_day(at + 9 * DAY),
                forward=facts["forward"],
            ),
            thread_version=ticket.thread_version,
            by=agent,
            now=at,
            outcome=OutcomeCode.objects.get(code="answered") if resolves else None,
        )

    def _draft(self) -> None:
        """One that is being written."""
        office = self.offices[0]
        at = self.now - 2 * HOUR
        draft = begin_draft(office=office, by=self._writer(office), now=at)
        typed = {
            "own_reference": ["RID-119"],
            "constituent_name": ["Hannah Osei-Bonsu"],
            "constituent_language": ["en"],
            "office_language": ["en"],
            "urgency": ["no"],
            "question": ["Ms. Osei-Bonsu asks whether"],
        }
        keep_answers(enquiry=draft, typed=typed, now=at)


Plot = Callable[[Parliament, OfficeEnquiry, dict[str, Any], dt.datetime, str], None]
PLOTS: dict[str, Plot] = {
    "new": Parliament.new,
    "waits": Parliament.waits,
    "referred": Parliament.referred,
    "answered": Parliament.answered,
    "called": Parliament.called,
    "asked": Parliament.asked,
    "signed": Parliament.signed,
    "withdrawn": Parliament.withdrawn,
    "refused": Parliament.refused,
    "urgent_answered": Parliament.urgent_answered,
}


def _ticket(sent: OfficeEnquiry) -> Ticket:
    return Ticket.objects.get(office_enquiry=sent)


def _filing(facts: dict[str, Any], office: Office, at: dt.datetime) -> Filing:
    by_link = facts["plot"] in BY_LINK
    day = centre_day(at)
    link = Consenting(Evidence.LINK, email=f"{facts['family'].lower()}@example.org")
    form = Consenting(Evidence.FORM, signed_on=day - 2 * DAY)
    return Filing(
        constituent_name=facts["constituent"],
        constituent_language=facts["language"],
        client_name=facts.get("client", facts["constituent"]),
        family_name=facts["family"],
        date_of_birth=dt.date(1985, 3, 9),
        uci=facts["uci"],
        applications=tuple(facts["applications"]),
        topic=facts["topic"],
        question=facts["question"],
        urgency=facts.get("urgency", ""),
        urgency_date=day + 7 * DAY if facts.get("urgency") else None,
        office_language=office.language,
        own_reference=facts["reference"],
        own_file="client" not in facts,
        first=None if facts["plot"] in WITHOUT_CONSENT else link if by_link else form,
        second=form if "client" in facts else None,
        callback_phone=facts.get("phone", ""),
        scope=ConsentScope.FILE,
    )


def _put(draft: OfficeEnquiry, purpose: Purpose, name: str, facts: dict[str, Any]) -> None:
    sha256, size = keep(page([name, facts["constituent"], facts["reference"]]))
    EnquiryFile.objects.create(
        enquiry=draft,
        purpose=purpose,
        sha256=sha256,
        name=name,
        content_type="application/pdf",
        size=size,
    )


def _token() -> str:
    """The secret of the link in the mail that was queued last."""
    body = SignInMail.objects.latest("pk").body
    link = next(word for word in body.split() if "/consent" in word)
    return link.rstrip("/").rpartition("/")[2]


def _posted(at: dt.datetime) -> None:
    """What was queued at that moment has gone out some seconds later."""
    sent_at = at + dt.timedelta(seconds=5)
    for pk in SignInMail.objects.due_for_delivery(sent_at).values_list("pk", flat=True):
        mail = begin_sending(mail_id=pk, now=sent_at)
        if mail is not None:
            mark_sent(mail=mail, now=sent_at)
