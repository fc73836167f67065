"""What agents and clients do with a ticket, from the moment at which somebody has it."""

import datetime as dt

from contactcentre.demo.case import Case
from contactcentre.demo.handovers import is_for_an_application, pass_on
from contactcentre.demo.staff import colleague_for, supervisor_for
from contactcentre.demo.timeline import Script
from tickets.actions.assign import assign, release, steal, transfer
from tickets.actions.draft import save_draft
from tickets.actions.escalate import escalate
from tickets.actions.referrals import withdraw
from tickets.actions.reply import stop_waiting
from tickets.actions.resolve import reopen_not_solved
from tickets.actions.restrict import restrict
from tickets.enums import DraftKind, ReferralReason, ReferralState, Sensitivity, State
from tickets.models import ProcessingOffice, Queue, Referral

FILES = ("status", "documents")
AUTO_CLOSE = dt.timedelta(days=14, minutes=1)


def work(case: Case) -> Script:
    """Whoever got the ticket works it, as its plot says."""
    yield case.timeline.at_work(0.05, 0.6)
    ticket = case.ticket
    if ticket.sensitivity != Sensitivity.ORDINARY:
        yield from sealed(case)
    elif ticket.is_urgent:
        yield from urgent(case)
    else:
        if is_for_an_application(case):
            pass_on(case)
        yield from PLOTS[_fitting(case)](case)


def _fitting(case: Case) -> str:
    """The plot that was dealt, where it makes sense for such an enquiry."""
    fits = {
        "ask": bool(case.situation.ask) or case.family in FILES,
        "silent": bool(case.situation.ask) or case.family in FILES,
        "late_file": case.family == "status" and case.situation.role == "client",
        "unsolved": case.family in (*FILES, "account_problem"),
    }
    return case.plot if fits.get(case.plot, True) else "answer"


def _question(case: Case) -> str:
    if case.situation.ask:
        return case.situation.ask
    return case.one_of("asks" if case.enquiry.uci else "asks_number")


def answer(case: Case) -> Script:
    """Look, perhaps note something, reply, resolve."""
    case.refine()
    if case.timeline.happens(0.4):
        case.note(case.one_of("notes"))
    yield case.timeline.at_work(0.5, 14)
    yield from _until_open(case)
    case.reply(case.situation.reply)
    if case.timeline.happens(0.05):
        case.vacation_note()
    if case.timeline.happens(0.04):
        case.stranger_writes()
    yield from finish(case)


def ask(case: Case) -> Script:
    """Something is missing; the client sends it, and is answered."""
    case.refine()
    case.reply(_question(case), wait=True)
    yield case.timeline.later(5, 90)
    file = "proof" if case.timeline.happens(0.6) else ""
    case.write(case.situation.back or case.one_of("backs"), file=file)
    yield case.timeline.at_work(1, 9)
    yield from _until_open(case)
    case.reply(case.situation.reply)
    yield from finish(case)


def silent(case: Case) -> Script:
    """The client never sends what is missing."""
    case.refine()
    case.reply(_question(case), wait=True)
    yield case.timeline.now + dt.timedelta(days=21)
    yield case.timeline.at_work(0.5, 6)
    if case.is_in(State.WAITING_CLIENT):
        stop_waiting(ticket_id=case.ticket_id, by=case.owner, now=case.now)
        case.resolve("no_answer_from_client")
        yield from _close_later(case)


def late_file(case: Case) -> Script:
    """Only the office that has the file knows."""
    case.refine()
    case.note(case.one_of("notes"))
    yield case.timeline.at_work(0.2, 2)
    yield from _until_open(case)
    referral = _refer(case, ReferralReason.OTHER, "delay")
    if case.timeline.happens(0.1):
        yield case.timeline.at_work(2, 10)
        withdraw(
            referral_id=referral.pk, reason=case.phrases["withdraw"], by=case.owner, now=case.now
        )
    yield from _until_open(case)
    yield from _tell_answer(case, referral)


def urgent(case: Case) -> Script:
    """An office is asked at once, or the agent can help without one."""
    case.refine()
    if case.situation.ask and case.timeline.happens(0.5):
        case.reply(case.situation.ask, wait=True)
        yield case.timeline.later(0.5, 3)
        case.write(case.situation.back, file="proof")
        yield case.timeline.at_work(0.1, 0.5)
    if case.timeline.happens(0.7) and not _last_referral(case):
        yield from _until_open(case)
        _refer(case, ReferralReason.URGENT, "urgent", urgency=case.situation.urgency)
    yield case.timeline.at_work(0.1, 1)
    yield from _until_open(case)
    case.reply(case.situation.reply)
    yield from finish(case)


def sealed(case: Case) -> Script:
    """A privacy breach or public attention: few people see it, each step is written down."""
    high_profile = case.ticket.high_profile
    case.note(case.phrases["restricted_note" if high_profile else "sealed_note"])
    yield case.timeline.at_work(0.5, 3)
    yield from _until_open(case)
    case.reply(case.situation.reply)
    yield case.timeline.at_work(2, 30)
    yield from finish(case)


def unsolved(case: Case) -> Script:
    """Resolved too soon: the client says so, and is answered again."""
    case.refine()
    case.reply(case.situation.reply)
    yield case.timeline.at_work(0.1, 1)
    case.resolve()
    yield case.timeline.later(8, 80)
    if case.timeline.happens(0.4):
        reopen_not_solved(ticket_id=case.ticket_id, now=case.now)
    case.write(case.phrases["not_solved"][case.family])
    yield case.timeline.at_work(4, 40)
    yield from _until_open(case)
    if case.family == "account_problem":
        case.reply(case.phrases["solved_now"])
        yield from finish(case)
    else:
        yield from late_file(case)


def elsewhere(case: Case) -> Script:
    """The ticket is in the wrong queue; there it waits for the next free person."""
    queue = Queue.objects.get(
        code="documents" if case.ticket.queue.code != "documents" else "general"
    )
    transfer(
        ticket_id=case.ticket_id,
        queue=queue,
        reason=case.phrases["transfer"],
        by=case.owner,
        now=case.now,
    )
    case.plot = "answer"
    yield from ()


def handed_over(case: Case) -> Script:
    """Its owner can't go on; a supervisor gives it to somebody who can."""
    case.refine()
    first = case.owner
    yield case.timeline.at_work(6, 20)
    by = supervisor_for(case.ticket)
    steal(ticket_id=case.ticket_id, reason=case.phrases["steal"], by=by, now=case.now)
    yield case.timeline.at_work(0.1, 0.5)
    colleague = colleague_for(case.ticket, chance=case.timeline.chance, other_than=first)
    assign(ticket_id=case.ticket_id, to=colleague, by=by, now=case.now)
    yield case.timeline.at_work(0.5, 6)
    yield from answer(case)


def put_back(case: Case) -> Script:
    """Taken in error."""
    release(ticket_id=case.ticket_id, by=case.owner, now=case.now)
    case.plot = "answer"
    yield from ()


def restricted(case: Case) -> Script:
    """An agent finds that fewer people should see it."""
    case.refine()
    restrict(
        ticket_id=case.ticket_id,
        sensitivity=Sensitivity.RESTRICTED,
        reason=case.phrases["restricted_note"],
        by=case.owner,
        now=case.now,
    )
    yield case.timeline.at_work(1, 6)
    yield from answer(case)


def parked(case: Case) -> Script:
    """Begun, and left for some days with a draft that is not sent."""
    case.refine()
    case.note(case.one_of("away"))
    yield case.timeline.at_work(0.1, 1)
    ticket = case.ticket
    save_draft(
        ticket=ticket,
        kind=DraftKind.REPLY,
        text=f"{case.phrases['draft']} ",
        thread_version=ticket.thread_version,
        by=case.owner,
        now=case.now,
    )
    yield case.timeline.at_work(50, 110)
    yield from answer(case)


def discarded(case: Case) -> Script:
    """Spam, or the same enquiry a second time."""
    case.discard("spam" if case.situation.code == "spam" else "duplicate")
    yield from ()


PLOTS = {
    "answer": answer,
    "ask": ask,
    "silent": silent,
    "late_file": late_file,
    "unsolved": unsolved,
    "elsewhere": elsewhere,
    "handed_over": handed_over,
    "put_back": put_back,
    "restricted": restricted,
    "parked": parked,
    "discarded": discarded,
}
# One of these hands of twenty after the other is dealt to the tickets as they come.
HAND = (
    *(["answer"] * 7),
    *(["ask"] * 3),
    *(["silent"] * 2),
    *(["late_file"] * 2),
    *("unsolved", "elsewhere", "handed_over", "put_back", "restricted", "parked"),
)


def finish(case: Case) -> Script:
    """Resolve, and what becomes of it: the client confirms, or it closes by itself."""
    yield case.timeline.at_work(0.2, 16)
    yield from _until_open(case)
    case.resolve()
    if case.timeline.happens(0.25):
        yield case.timeline.later(2, 72)
        case.confirm_solved()
    elif case.timeline.happens(0.1):
        yield case.timeline.later(1, 48)
        case.write(case.one_of("thanks"))
        yield case.timeline.at_work(0.2, 5)
        yield from _until_open(case)
        case.resolve("no_reply_needed")
    yield from _close_later(case)


def _close_later(case: Case) -> Script:
    yield case.timeline.now + AUTO_CLOSE
    case.close()


def _until_open(case: Case) -> Script:
    """Wait while an office is asked; when the ticket has ended, nothing more is to be done."""
    while not case.is_in(State.OPEN):
        yield case.timeline.at_work(3, 6)


def _refer(case: Case, reason: ReferralReason, kind: str, *, urgency: str = "") -> Referral:
    offices = list(ProcessingOffice.objects.exclude(next_level=None))
    return escalate(
        ticket_id=case.ticket_id,
        office=case.timeline.chance.choice(offices),
        reason=reason,
        question=case.phrases["referrals"][kind]["question"],
        by=case.owner,
        now=case.now,
        urgency=urgency,
        client_told=case.timeline.happens(0.7),
    )


def _last_referral(case: Case) -> Referral | None:
    return case.ticket.referrals.order_by("-pk").first()


def _tell_answer(case: Case, referral: Referral) -> Script:
    referral.refresh_from_db()
    yield case.timeline.at_work(0.2, 4)
    if referral.state == ReferralState.ANSWERED:
        case.reply_with_facts(referral)
    else:
        case.reply(case.situation.reply)
    yield from finish(case)
