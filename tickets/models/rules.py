"""Routing rules as versioned data, and the decisions they led to."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def in_force(self) -> Self:
        return self.filter(published_at__isnull=False).order_by("-version")[:1]


class RuleSet(models.Model):
    """One version of all the rules. Once published it never changes."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    comment = models.CharField(_("what changed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("published by"),
    )

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of routing rules")
        verbose_name_plural = _("sets of routing rules")
        ordering = ["-version"]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Rule(Bilingual):
    """One rule: when all its conditions hold, what it sets. The first that matches decides.

    `conditions` and `sets` are read by the pure module `tickets.routing`, which checks them.
    """

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(_("position"))
    conditions = models.JSONField(_("conditions"), default=dict)
    sets = models.JSONField(_("sets"), default=dict)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("rule_set", "position", name="one_rule_a_position")]
        triggers = [
            pgtrigger.Trigger(
                name="published_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("published", "timestamptz")],
                func=pgtrigger.Func(
                    "SELECT published_at INTO published FROM tickets_ruleset"
                    " WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.rule_set_id"
                    " ELSE OLD.rule_set_id END;"
                    " IF published IS NOT NULL THEN"
                    " RAISE EXCEPTION 'the rules of a published set are final';"
                    " END IF;"
                    " RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
                ),
            )
        ]


class RoutingDecision(models.Model):
    """Why a ticket is where it is: the rule, the facts that matched, what it set."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="routing_decisions")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True)
    operation = models.ForeignKey(
        "tickets.SpecialOperation", models.PROTECT, null=True, related_name="+"
    )
    queue = models.ForeignKey("tickets.Queue", models.PROTECT)
    matched = models.JSONField(default=dict)
    sets = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index("ticket", "id", name="routing_decision_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__isnull=True) | Q(rule_set__isnull=False),
                name="decision_rule_has_set",
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
