"""Creates the reference data that is missing; what people edited is never touched."""

import datetime as dt
from dataclasses import replace
from functools import cache

from django.db import models, transaction

from accounts.models import Skill, Team
from channels.actions.menus import publish_menu
from channels.models import IvrFlow, IvrFlowVersion, VoiceLine
from contactcentre.reference.files import rows, texts
from tickets.actions.standards import publish_calendar, publish_standard
from tickets.daysoff import DayOff, federal_days_off
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    EnquiryType,
    Holiday,
    OperationTemplate,
    OutcomeCode,
    ProcessingOffice,
    ProcessingTime,
    ProgrammeIssue,
    Queue,
    Rule,
    RuleSet,
    ServiceStandard,
    StandardText,
    StandardVersion,
)

FIRST_YEARS = (2025, 2028)
PLAIN: tuple[tuple[type[models.Model], str], ...] = (
    (Team, "teams"),
    (Skill, "skills"),
    (OutcomeCode, "outcome_codes"),
    (ProgrammeIssue, "programme_issues"),
    (ProcessingTime, "processing_times"),
)


@transaction.atomic
def load_reference(*, now: dt.datetime) -> int:
    """Create what is missing, by its code; return how many things were created."""
    made = sum(_plain(model, name) for model, name in PLAIN)
    made += _queues() + _enquiry_types() + _offices() + _operation_templates()
    made += _calendars(now) + _standards(now)
    return made + _rules(now) + _texts(now) + _menus(now) + _lines()


def _missing(model: type[models.Model], name: str) -> list[dict]:
    known = set(model._default_manager.values_list("code", flat=True))
    return [row for row in rows(name) if row["code"] not in known]


def _plain(model: type[models.Model], name: str) -> int:
    missing = [model(**row) for row in _missing(model, name)]
    return len(model._default_manager.bulk_create(missing))


def _queues() -> int:
    missing = _missing(Queue, "queues")
    has_default = Queue.objects.filter(is_default=True).exists()
    for row in missing:
        facts = {key: value for key, value in row.items() if key != "teams"}
        default = facts.pop("is_default", False) and not has_default
        queue = Queue.objects.create(**facts, is_default=default)
        queue.teams.set(Team.objects.filter(code__in=row["teams"]))
    return len(missing)


def _enquiry_types() -> int:
    missing = _missing(EnquiryType, "enquiry_types")
    topics = [row for row in missing if "parent" not in row]
    EnquiryType.objects.bulk_create(EnquiryType(**row) for row in topics)
    known = {kind.code: kind for kind in EnquiryType.objects.filter(parent=None)}
    EnquiryType.objects.bulk_create(
        EnquiryType(**{**row, "parent": known[row["parent"]]})
        for row in missing
        if row.get("parent") in known
    )
    return len(missing)


def _operation_templates() -> int:
    missing = _missing(OperationTemplate, "operation_templates")
    kinds = {kind.code: kind for kind in EnquiryType.objects.all()} if missing else {}
    OperationTemplate.objects.bulk_create(
        OperationTemplate(**{**row, "enquiry_type": kinds.get(row["enquiry_type"])})
        for row in missing
    )
    return len(missing)


def _offices() -> int:
    missing = _missing(ProcessingOffice, "offices")
    for row in missing:
        facts = {key: value for key, value in row.items() if key != "next_level"}
        above = ProcessingOffice.objects.filter(code=row.get("next_level", "")).first()
        ProcessingOffice.objects.create(**facts, next_level=above)
    return len(missing)


def _calendars(now: dt.datetime) -> int:
    missing = _missing(BusinessCalendar, "calendars")
    for row in missing:
        calendar = BusinessCalendar.objects.create(
            code=row["code"], name_en=row["name_en"], name_fr=row["name_fr"]
        )
        version = CalendarVersion.objects.create(
            calendar=calendar, zone=row["zone"], hours=row["hours"]
        )
        first, last = min(FIRST_YEARS[0], now.year - 1), max(FIRST_YEARS[1], now.year + 2)
        Holiday.objects.bulk_create(
            Holiday(version=version, date=day.date, name_en=day.name_en, name_fr=day.name_fr)
            for day in (
                _days_off(first, last, row["province"]) if row.get("days_off", True) else ()
            )
        )
        publish_calendar(version_id=version.pk, by=None, now=now)
    return len(missing)


@cache
def _days_off(first: int, last: int, province: str) -> tuple[DayOff, ...]:
    days = [
        day for year in range(first, last + 1) for day in federal_days_off(year, province or None)
    ]
    return tuple(
        replace(day, name_en=_typeset(day.name_en), name_fr=_typeset(day.name_fr)) for day in days
    )


def _typeset(name: str) -> str:
    return name.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _standards(now: dt.datetime) -> int:
    missing = _missing(ServiceStandard, "standards")
    taken = set(ServiceStandard.objects.values_list("kind", "channel"))
    missing = [row for row in missing if (row["kind"], row.get("channel", "")) not in taken]
    naming = ("code", "name_en", "name_fr", "kind", "channel")
    for row in missing:
        named = {name: row[name] for name in naming if name in row}
        standard = ServiceStandard.objects.create(**named)
        facts = {key: value for key, value in row.items() if key not in (*naming, "calendar")}
        calendar = BusinessCalendar.objects.get(code=row["calendar"])
        version = StandardVersion.objects.create(standard=standard, calendar=calendar, **facts)
        publish_standard(version_id=version.pk, by=None, now=now)
    return len(missing)


def _rules(now: dt.datetime) -> int:
    """The first set of rules, where there is none at all."""
    if RuleSet.objects.exists():
        return 0
    rule_set = RuleSet.objects.create(version=1)
    made = Rule.objects.bulk_create(
        Rule(rule_set=rule_set, position=10 * number, **row)
        for number, row in enumerate(rows("rules"), start=1)
    )
    rule_set.published_at = now
    rule_set.save(update_fields=["published_at"])
    return len(made)


def _menus(now: dt.datetime) -> int:
    missing = _missing(IvrFlow, "menus")
    for row in missing:
        facts = {name: row[name] for name in ("code", "name_en", "name_fr")}
        flow = IvrFlow.objects.create(**facts)
        version = IvrFlowVersion.objects.create(flow=flow, nodes=row["nodes"])
        publish_menu(version_id=version.pk, by=None, now=now)
    return len(missing)


def _lines() -> int:
    """The lines of a new centre; one that was renumbered is known by its slug."""
    known = set(VoiceLine.objects.values_list("slug", flat=True))
    missing = [row for row in rows("lines") if row["code"] not in known]
    for row in missing:
        VoiceLine.objects.create(
            slug=row["code"],
            number=row["number"],
            kind=row["kind"],
            from_abroad=row.get("from_abroad", False),
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            flow=IvrFlow.objects.get(code=row["flow"]),
            calendar=BusinessCalendar.objects.get(code=row["calendar"]),
            queue=Queue.objects.filter(code=row.get("queue", "")).first(),
        )
    return len(missing)


def _texts(now: dt.datetime) -> int:
    known = set(StandardText.objects.values_list("code", flat=True))
    made = StandardText.objects.bulk_create(
        StandardText(
            code=text.code,
            use=text.use,
            title_en=text.en.title,
            title_fr=text.fr.title,
            body_en=text.en.body,
            body_fr=text.fr.body,
            published_at=now,
        )
        for text in texts()
        if text.code not in known
    )
    return len(made)
