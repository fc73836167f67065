"""Routing rules: publish a set, begin the next one."""

import datetime as dt

from django.db import transaction

from accounts.models import Skill, User
from tickets.exceptions import RuleProblem
from tickets.models import ProcessingOffice, Queue, Rule, RuleSet
from tickets.routing import check


@transaction.atomic
def publish_rule_set(*, rule_set_id: int, by: User, now: dt.datetime) -> RuleSet:
    """Put a set of rules in force for every ticket that is routed from now on.

    Raises RuleProblem for a rule that could not be carried out, or that names what there is not.
    """
    rule_set = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set_id)
    if rule_set.published_at is not None:
        return rule_set
    for rule in rule_set.rules.all():
        check(rule.conditions, rule.sets)
        _check_names(rule)
    rule_set.published_at, rule_set.published_by = now, by
    rule_set.save(update_fields=["published_at", "published_by"])
    return rule_set


def _check_names(rule: Rule) -> None:
    queue = rule.sets.get("queue")
    if queue and not Queue.objects.receiving().filter(code=queue).exists():
        raise RuleProblem("sets", "no_such_queue", queue)
    skills = rule.sets.get("skills", [])
    known = set(Skill.objects.filter(code__in=skills).values_list("code", flat=True))
    for skill in skills:
        if skill not in known:
            raise RuleProblem("sets", "no_such_skill", skill)
    for name in ("refer", "refer_if_missed"):
        office = rule.sets.get(name, {}).get("office")
        if office and not ProcessingOffice.objects.filter(code=office, active=True).exists():
            raise RuleProblem("sets", "no_such_office", office)


@transaction.atomic
def new_rule_set_version(*, rule_set: RuleSet) -> RuleSet:
    """Copy a set into an unpublished next version, or return the one that there is."""
    latest = RuleSet.objects.select_for_update(of=("self",)).order_by("-version")[0]
    if latest.published_at is None:
        return latest
    copy = RuleSet.objects.create(version=latest.version + 1)
    Rule.objects.bulk_create(
        Rule(
            rule_set=copy,
            position=rule.position,
            name_en=rule.name_en,
            name_fr=rule.name_fr,
            conditions=rule.conditions,
            sets=rule.sets,
        )
        for rule in rule_set.rules.all()
    )
    return copy
