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
from tickets.models import ProcessingOffice, Queue, RoutingDecision, RuleSet, Ticket


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
        facts, [routing.RuleData(rule.pk, rule.conditions, rule.sets) for rule in rules]
    )
    _apply(ticket, decision, now)
    stored = RoutingDecision.objects.create(
        ticket=ticket,
        rule_set=rule_set,
        rule_id=decision.rule_id,
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
    )


def _apply(ticket: Ticket, decision: routing.Decision, now: dt.datetime) -> None:
    sets = decision.sets
    queue = Queue.objects.filter(code=sets.get("queue", ""), active=True).first()
    ticket.queue = queue or Queue.objects.get(is_default=True)
    ticket.priority = sets.get("priority", ticket.priority)
    ticket.required_skills = list(sets.get("skills", []))
    ticket.tags = sorted({*ticket.tags, *sets.get("tags", [])})
    ticket.high_profile = bool(sets.get("high_profile", False))
    ticket.state = next_state(ticket.state, Move.ROUTE)
    ticket.routed_at = now
    save(
        ticket, "queue", "priority", "required_skills", "tags", "high_profile", "state", "routed_at"
    )
    if sets.get("sensitivity", Sensitivity.ORDINARY) != Sensitivity.ORDINARY:
        apply_sensitivity(ticket, Sensitivity(sets["sensitivity"]), by=Robot.SYSTEM, now=now)
    rederive(ticket=ticket, now=now)


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
