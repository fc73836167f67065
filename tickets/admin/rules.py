"""Routing rules, in versions of the whole set."""

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions.rules import new_rule_set_version, publish_rule_set
from tickets.admin.fields import ReadableJson, table
from tickets.admin.rule_words import RuleWords
from tickets.admin.versions import DraftOnly, VersionedAdmin
from tickets.exceptions import RuleProblem
from tickets.models import Rule, RuleSet
from tickets.routing import check


class RuleForm(forms.ModelForm):
    """One rule, checked as it will be read."""

    conditions = ReadableJson(
        label=capfirst(_("conditions")),
        required=False,
        help_text=_(
            "All of them have to hold. Lists: channel, type, language, country, province, urgency. "
            "words: a list under “en” and one under “fr”; * at the end stands for any ending. "
            "abroad: true or false. Empty: always."
        ),
    )
    sets = ReadableJson(
        label=capfirst(_("effects")),
        required=False,
        help_text=_(
            "queue: its code. priority: 1 (urgent) to 4 (low). skills and tags: lists. "
            "sensitivity. high_profile: true. refer: office, reason, question_en, question_fr. "
            "refer_if_missed: the same without a reason, once a service standard was missed."
        ),
    )

    class Meta:
        model = Rule
        fields = ("position", "name_en", "name_fr", "conditions", "sets")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        for name in ("conditions", "sets"):
            if name in facts and facts[name] is None:
                facts[name] = {}
        if {"conditions", "sets"} <= facts.keys():
            try:
                check(facts["conditions"], facts["sets"])
            except RuleProblem as problem:
                self.add_error(problem.part, str(problem.message))
        return facts


class RuleInline(DraftOnly, admin.StackedInline):
    model = Rule
    form = RuleForm
    readonly_fields = ("shown_conditions", "shown_effects")

    def get_fields(self, request: HttpRequest, obj: RuleSet | None = None) -> tuple[str, ...]:
        names = RuleForm.Meta.fields
        return names if self.is_draft(obj) else (*names[:3], *self.readonly_fields)

    @cached_property
    def words(self) -> RuleWords:
        return RuleWords()

    @admin.display(description=_("conditions"))
    def shown_conditions(self, rule: Rule) -> SafeString | str:
        return table(self.words.rows(rule.conditions)) if rule.conditions else str(_("Always"))

    @admin.display(description=_("effects"))
    def shown_effects(self, rule: Rule) -> SafeString | str:
        return table(self.words.rows(rule.sets)) if rule.sets else "–"


@admin.register(RuleSet)
class RuleSetAdmin(VersionedAdmin):
    list_display = ("__str__", "state", "comment", "created_at", "published_at", "published_by")
    list_select_related = ("published_by",)
    inlines = (RuleInline,)
    fields = ("comment",)

    def has_add_permission(self, request: Any) -> bool:
        """A set begins as a copy of the one in force; only the very first is added."""
        return not RuleSet.objects.exists()

    def is_replaced(self, version: RuleSet) -> bool:
        return version not in RuleSet.objects.in_force()

    def publish(self, version: RuleSet, *, by: User, now: dt.datetime) -> None:
        publish_rule_set(rule_set_id=version.pk, by=by, now=now)

    def new_version(self, version: RuleSet, *, by: User) -> RuleSet:
        return new_rule_set_version(rule_set=version)
