"""Route a new ticket by the rules in force, and keep the reason."""

import datetime as dt

from django.db import transaction

from tickets import routing
from tickets.actions.base import lock_ticket, record, save
from tickets.actions.clocks import rederive
from tickets.actions.refer import refer
from tickets.actions.restrict import apply_sensitivity
from tickets.enums import EventKind, Robot, Sensitivity, State
from tickets.lifecycle import Move, next_state
from tickets.models import (
    ProcessingOffice,
    Queue,
    RoutingDecision,
    RuleSet,
    SpecialOperation,
    Ticket,
)

DECIDED = ("queue", "priority", "required_skills", "tags", "high_profile", "operation")


@transaction.atomic
def route_ticket(*, ticket_id: int, now: dt.datetime) -> RoutingDecision | None:
    """Decide the queue, priority, skills and flags of a new ticket; None if it is not new."""
    ticket = lock_ticket(ticket_id)
    if ticket.state != State.NEW:
        return None
    rule_set = RuleSet.objects.in_force().prefetch_related("rules").first()
    rules = rule_set.rules.all() if rule_set else []
    facts = facts_of(ticket)
    decision = routing.decide(
        facts,
        [routing.RuleData(rule.pk, rule.conditions, rule.sets) for rule in rules],
        operations_at(now, ticket),
    )
    _apply(ticket, decision, now)
    stored = RoutingDecision.objects.create(
        ticket=ticket,
        rule_set=rule_set,
        rule_id=decision.rule_id,
        operation_id=decision.operation_id,
        queue=ticket.queue,
        matched={"matched": decision.matched, "facts": facts.stored()},
        sets=dict(decision.sets),
        at=now,
    )
    record(
        ticket,
        EventKind.ROUTED,
        by=Robot.SYSTEM,
        now=now,
        decision=stored.pk,
        queue=ticket.queue.code,
        priority=ticket.priority,
    )
    _refer(ticket, decision, now)
    return stored


def facts_of(ticket: Ticket) -> routing.Facts:
    """Gather what the rules may look at."""
    kind = ticket.enquiry_type
    types = () if kind is None else (kind.code, *([kind.parent.code] if kind.parent else []))
    first = ticket.messages.order_by("created_at", "id").first()
    return routing.Facts(
        channel=ticket.channel,
        types=types,
        language=ticket.language,
        country=ticket.country,
        province=ticket.province,
        urgency=ticket.urgency_claimed,
        text=f"{ticket.subject}\n{first.body if first else ''}",
        operation=ticket.operation_id,
    )


def operations_at(now: dt.datetime, ticket: Ticket) -> list[routing.OperationData]:
    """The operations that may take the ticket, oldest first: one query.

    The one whose form or line was used was active when the ticket came, and that counts.
    """
    found = SpecialOperation.objects.active(now)
    if ticket.operation_id:
        found = SpecialOperation.objects.filter(pk=ticket.operation_id)
    return [
        routing.OperationData(
            operation.pk,
            operation.slug_en,
            operation.queue.code,
            operation.priority,
            operation.words,
        )
        for operation in found.select_related("queue").order_by("opened_at", "pk")
    ]


def _apply(ticket: Ticket, decision: routing.Decision, now: dt.datetime) -> None:
    sets = decision.sets
    queue = _queue(sets.get("queue", ""), decision)
    ticket.queue = queue or ticket.queue
    ticket.priority = sets.get("priority", ticket.priority)
    ticket.required_skills = list(sets.get("skills", []))
    ticket.tags = sorted({*ticket.tags, *sets.get("tags", [])})
    ticket.operation_id = decision.operation_id or ticket.operation_id
    ticket.high_profile = bool(sets.get("high_profile", False))
    ticket.state = next_state(ticket.state, Move.ROUTE)
    ticket.routed_at = now
    save(ticket, *DECIDED, "state", "routed_at")
    if sets.get("sensitivity", Sensitivity.ORDINARY) != Sensitivity.ORDINARY:
        apply_sensitivity(ticket, Sensitivity(sets["sensitivity"]), by=Robot.SYSTEM, now=now)
    rederive(ticket=ticket, now=now)


def _queue(code: str, decision: routing.Decision) -> Queue | None:
    """The queue of that code; the rules reach none that was made for a closed operation."""
    queues = Queue.objects.filter(active=True)
    if decision.operation_id is None:
        queues = Queue.objects.receiving()
    return queues.filter(code=code).first()


def _refer(ticket: Ticket, decision: routing.Decision, now: dt.datetime) -> None:
    rule = decision.sets.get("refer")
    if not rule:
        return
    office = ProcessingOffice.objects.filter(code=rule["office"], active=True).first()
    if office:
        refer(
            ticket_id=ticket.pk,
            office=office,
            reason=rule["reason"],
            question=f"{rule['question_en']}\n\n{rule['question_fr']}",
            by=Robot.SYSTEM,
            now=now,
        )
