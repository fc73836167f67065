"""How the processing offices treat what is referred to them."""

import datetime as dt

from accounts.models import User
from contactcentre.demo.files import phrases
from contactcentre.demo.staff import supervisor_for
from contactcentre.demo.timeline import Script, Timeline
from tickets.actions.referrals import Answer, acknowledge, answer, ask_centre, clarify
from tickets.calendars import Calendar
from tickets.enums import MayTell, ReferralReason, ReferralState
from tickets.models import CalendarVersion, Referral

NEXT_UPDATE = dt.timedelta(days=7)


def treat(referral_id: int, timeline: Timeline) -> Script:
    """Acknowledge, perhaps ask the centre, answer; now and then say nothing until it climbs."""
    calendar = CalendarVersion.objects.named("offices").rule()
    referral = Referral.objects.get(pk=referral_id)
    if timeline.happens(0.15):
        yield timeline.at_work(3, 6, calendar)
    yield timeline.at_work(0.1, 1.8 if referral.urgent else 7, calendar)
    acknowledge(referral_id=referral_id, by=_officer(referral_id), now=timeline.now)
    if timeline.happens(0.3):
        yield from _ask(referral_id, timeline, calendar)
    low, high = (0.5, 7) if referral.urgent else (8, 60)
    yield timeline.at_work(low, high, calendar)
    answer(
        referral_id=referral_id,
        facts=_facts(referral, timeline),
        by=_officer(referral_id),
        now=timeline.now,
    )


def _ask(referral_id: int, timeline: Timeline, calendar: Calendar) -> Script:
    yield timeline.at_work(0.2, 2, calendar)
    referral = Referral.objects.select_related("ticket__assignee").get(pk=referral_id)
    words = _words(referral)
    ask_centre(
        referral_id=referral_id,
        question=words["ask"],
        by=_officer(referral_id),
        now=timeline.now,
    )
    yield timeline.at_work(0.3, 5)
    referral = Referral.objects.select_related("ticket__assignee").get(pk=referral_id)
    if referral.state == ReferralState.ASKED:
        by = referral.ticket.assignee or supervisor_for(referral.ticket)
        clarify(referral_id=referral_id, text=words["clarify"], by=by, now=timeline.now)


def _officer(referral_id: int) -> User:
    referral = Referral.objects.select_related("office", "climbed_to").get(pk=referral_id)
    office = referral.climbed_to or referral.office
    return User.objects.active().filter(offices=office)[0]


def _words(referral: Referral) -> dict[str, str]:
    kinds = phrases(referral.ticket.language)["referrals"]
    if referral.reason == ReferralReason.HIGH_PROFILE:
        return kinds["high_profile"]
    return kinds["urgent" if referral.urgent else "delay"]


def _facts(referral: Referral, timeline: Timeline) -> Answer:
    words = _words(referral)
    return Answer(
        stage=words["stage"],
        outstanding=words["outstanding"],
        last_activity=words["activity"],
        next_update_on=timeline.now.date() + NEXT_UPDATE,
        may_tell=MayTell(words["may_tell"]),
        wording=words["wording"],
    )
