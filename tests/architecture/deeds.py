"""Every verb of the heart that a person can do, with the doors that lead to it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from tests import factories
from tests.channels.visitors import PDF
from tickets.actions import assign, hand_over, refer, reply
from tickets.adapters.files import StoredFile, keep
from tickets.enums import ConsentBy, DraftKind
from tickets.forms.handover import sign
from tickets.models import (
    DocumentHandover,
    OutcomeCode,
    ProcessingOffice,
    Queue,
    Referral,
    Ticket,
)

DESK = frozenset({"agent", "supervisor"})
LEADS = frozenset({"supervisor"})
OFFICERS = frozenset({"officer"})
TICKET, REFERRAL, HANDOVER, NONE = "ticket", "referral", "handover", "none"


@dataclass
class Scene:
    """One ticket and the people around it; `actor` is the one whose rights are tried."""

    ticket: Ticket
    actor: User
    colleague: User
    now: dt.datetime
    referral: Referral | None = None
    handover: DocumentHandover | None = None

    def fresh(self) -> Ticket:
        self.ticket.refresh_from_db()
        return self.ticket

    @property
    def asked(self) -> Referral:
        """The referral, where the deed is about one."""
        assert self.referral is not None
        return self.referral

    def subject(self, deed: "Deed") -> str | int:
        """What the door's address names."""
        if deed.about == HANDOVER:
            assert self.handover is not None
            return self.handover.pk
        return self.asked.pk if deed.about == REFERRAL else self.ticket.number


Ready = Callable[[Scene], None]
Fields = Callable[[Scene], dict[str, Any]]


def as_it_is(scene: Scene) -> None:
    """The ticket is open and nobody's."""


def held_by_actor(scene: Scene) -> None:
    assign.take(ticket_id=scene.ticket.pk, by=scene.actor, now=scene.now)


def held_by_colleague(scene: Scene) -> None:
    assign.take(ticket_id=scene.ticket.pk, by=scene.colleague, now=scene.now)


def answered(scene: Scene, *, wait: bool = False) -> None:
    reply.reply(
        ticket_id=scene.ticket.pk,
        text="Which number?",
        thread_version=scene.fresh().thread_version,
        by=scene.colleague,
        now=scene.now,
        wait_for_client=wait,
    )


def waiting(scene: Scene) -> None:
    answered(scene, wait=True)


def referred(scene: Scene) -> None:
    scene.referral = refer.refer(
        ticket_id=scene.ticket.pk,
        office=ProcessingOffice.objects.order_by("code")[0],
        reason="urgent",
        question="Where is it?",
        by=scene.colleague,
        now=scene.now,
    )


def certificate() -> StoredFile:
    """A small PDF in storage."""
    sha256, size = keep(PDF)
    return StoredFile(
        sha256=sha256, name="certificate.pdf", content_type="application/pdf", size=size
    )


def passed_on(scene: Scene) -> None:
    scene.handover = hand_over.hand_over(
        ticket_id=scene.ticket.pk,
        office=ProcessingOffice.objects.order_by("code")[0],
        application_number="W123456789",
        title="A certificate",
        consent=hand_over.Agreed(scene.ticket.client, ConsentBy.PHONE, scene.now.date()),
        files=(certificate(),),
        by=scene.colleague,
        now=scene.now,
    )


def nothing(scene: Scene) -> dict[str, Any]:
    return {}


def written(scene: Scene) -> dict[str, Any]:
    return {"text": "Said.", "thread_version": scene.fresh().thread_version}


def reason(scene: Scene) -> dict[str, Any]:
    return {"reason": "It has to be."}


def another_queue(scene: Scene) -> Queue:
    return Queue.objects.filter(active=True).exclude(pk=scene.ticket.queue_id).order_by("code")[0]


def outcome(*, discards: bool) -> OutcomeCode:
    return OutcomeCode.objects.filter(active=True, discards=discards).order_by("code")[0]


def document(scene: Scene) -> dict[str, Any]:
    day = scene.now.date()
    return {
        "office": ProcessingOffice.objects.order_by("code")[0].pk,
        "application_number": "W123456789",
        "title": "A certificate",
        "kept": sign(certificate(), scene.ticket.pk, scene.actor.pk),
        "consent_of": scene.ticket.client_id,
        "consent_by": "phone",
        "consent_on_day": str(day.day),
        "consent_on_month": str(day.month),
        "consent_on_year": str(day.year),
    }


def escalation(scene: Scene) -> dict[str, Any]:
    return {"reason": "other", "question": "Where is it?"}


def answer(scene: Scene) -> dict[str, Any]:
    return office_answer(scene.now)


def office_answer(now: dt.datetime) -> dict[str, Any]:
    """The four facts, as the page and the API take them."""
    day = now.date() + dt.timedelta(days=400)
    return {
        "stage": "Eligibility",
        "outstanding": "Nothing",
        "last_activity": "Read on Monday",
        "next_update_on": day.isoformat(),
        "next_update_on_day": str(day.day),
        "next_update_on_month": str(day.month),
        "next_update_on_year": str(day.year),
        "may_tell": "yes",
        "wording": "",
    }


@dataclass(frozen=True)
class Deed:
    """A verb: who may do it, where its door is, what it needs to be legal."""

    verb: str
    address: str
    who: frozenset[str]
    fields: Fields = nothing
    ready: Ready = as_it_is
    about: str = TICKET
    more: tuple[Any, ...] = ()

    @property
    def is_api(self) -> bool:
        return self.address.startswith("api:")


DEEDS = (
    # the desk
    Deed("claim.claim_next", "tickets:next", DESK, about=NONE),
    Deed("assign.take", "tickets:take", DESK),
    Deed("assign.release", "tickets:release", DESK, ready=held_by_actor),
    Deed("assign.steal", "tickets:steal", LEADS, reason, held_by_colleague),
    Deed("assign.assign", "tickets:assign", LEADS, lambda s: {"to": s.colleague.pk}),
    Deed(
        "assign.transfer",
        "tickets:transfer",
        DESK,
        lambda s: {"queue": another_queue(s).pk, **reason(s)},
    ),
    Deed("reply.reply", "tickets:reply", DESK, written),
    Deed("note.add_note", "tickets:note", DESK, lambda s: {"text": "Said."}),
    Deed("reply.wait_for_client", "tickets:wait", DESK, ready=answered),
    Deed("reply.stop_waiting", "tickets:stop_waiting", DESK, ready=waiting),
    Deed(
        "escalate.escalate",
        "tickets:escalate",
        DESK,
        lambda s: {
            "office": ProcessingOffice.objects.order_by("code")[0].pk,
            **escalation(s),
        },
    ),
    Deed(
        "referrals.withdraw",
        "tickets:withdraw",
        DESK,
        lambda s: {"referral": s.asked.pk, **reason(s)},
        referred,
    ),
    Deed(
        "referrals.clarify",
        "tickets:office",
        DESK,
        lambda s: {"referral": s.asked.pk, "text": "Said."},
        referred,
    ),
    Deed("assess.set_priority", "tickets:priority", DESK, lambda s: {"priority": 1}),
    Deed("assess.assess_urgency", "tickets:urgency", DESK, lambda s: {"urgency": "travel"}),
    Deed(
        "assess.correct_facts",
        "tickets:facts",
        DESK,
        lambda s: {"enquiry_type": s.ticket.enquiry_type_id, "uci": "1122334455"},
    ),
    Deed(
        "restrict.restrict",
        "tickets:restrict",
        DESK,
        lambda s: {
            "sensitivity": "restricted"
            if s.ticket.sensitivity != "restricted"
            else "privacy_breach",
            **reason(s),
        },
    ),
    Deed(
        "restrict.grant_need_to_know",
        "tickets:grant",
        LEADS,
        lambda s: {"person": factories.user("agent").pk},
    ),
    Deed(
        "resolve.resolve",
        "tickets:resolve",
        DESK,
        lambda s: {"outcome": outcome(discards=False).pk},
    ),
    Deed(
        "resolve.discard",
        "tickets:discard",
        DESK,
        lambda s: {"outcome": outcome(discards=True).pk},
    ),
    Deed("hand_over.hand_over", "tickets:hand_over", DESK, document),
    Deed("draft.save_draft", "tickets:draft", DESK, written, more=(str(DraftKind.NOTE),)),
    # the processing offices
    Deed("referrals.acknowledge", "offices:acknowledge", OFFICERS, ready=referred, about=REFERRAL),
    Deed(
        "referrals.ask_centre",
        "offices:ask",
        OFFICERS,
        lambda s: {"question": "Which?"},
        referred,
        about=REFERRAL,
    ),
    Deed("referrals.answer", "offices:answer", OFFICERS, answer, referred, about=REFERRAL),
    Deed("draft.save_answer_draft", "offices:draft", OFFICERS, answer, referred, about=REFERRAL),
    Deed(
        "receive_handover.receive_handover",
        "offices:receive_handover",
        OFFICERS,
        ready=passed_on,
        about=HANDOVER,
    ),
    # the API
    Deed("claim.claim_next", "api:claim", DESK, about=NONE),
    Deed("assign.take", "api:take", DESK),
    Deed("assign.release", "api:release", DESK, ready=held_by_actor),
    Deed(
        "assign.transfer",
        "api:transfer",
        DESK,
        lambda s: {"queue": another_queue(s).code, **reason(s)},
    ),
    Deed("reply.reply", "api:reply", DESK, written),
    Deed("note.add_note", "api:notes", DESK, lambda s: {"text": "Said."}),
    Deed("reply.wait_for_client", "api:wait", DESK, ready=answered),
    Deed("reply.stop_waiting", "api:resume", DESK, ready=waiting),
    Deed(
        "escalate.escalate",
        "api:escalate",
        DESK,
        lambda s: {
            "office": ProcessingOffice.objects.order_by("code")[0].code,
            **escalation(s),
        },
    ),
    Deed(
        "resolve.resolve",
        "api:resolve",
        DESK,
        lambda s: {"outcome": outcome(discards=False).code},
    ),
    Deed("referrals.acknowledge", "api:acknowledge", OFFICERS, ready=referred, about=REFERRAL),
    Deed(
        "referrals.ask_centre",
        "api:ask",
        OFFICERS,
        lambda s: {"text": "Which?"},
        referred,
        about=REFERRAL,
    ),
    Deed(
        "referrals.answer",
        "api:answer",
        OFFICERS,
        lambda s: {
            name: value
            for name, value in answer(s).items()
            if value and not name.startswith("next_update_on_")
        },
        referred,
        about=REFERRAL,
    ),
)

# Verbs that no door calls for one ticket and one person: why.
ELSEWHERE = {
    "assign.return_absent_work": "of a person, not of a ticket: below",
    "draft_files.add_draft_file": "beside a draft, with an upload: below",
    "draft_files.remove_draft_file": "beside a draft: below",
    "refer.refer": "called by the rules and by escalate",
    "open_operation.open_operation": "of an event, not of a ticket: its own tests",
    "edit_operation.edit_operation": "of an event",
    "extend_operation.extend_operation": "of an event",
    "close_operation.close_operation": "of an event",
    "speak.speak": "of a call that the agent is in: tests/channels/test_queue_call.py",
    "rules.publish_rule_set": "administration: tests/tickets/test_administration.py",
    "standards.publish_calendar": "administration",
    "standards.publish_standard": "administration",
    "texts.publish_text": "administration",
    "texts.new_text_version": "administration",
}


def scene(actor: User, now: dt.datetime) -> Scene:
    """An open ticket that nobody owns; the colleague at the desk leads it."""
    return Scene(factories.ticket(now=now), actor, factories.user("supervisor"), now)
