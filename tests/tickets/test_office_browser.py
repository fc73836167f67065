"""Processing-office, account and administration pages in a real browser, in both languages."""

import datetime as dt

import pytest

from accounts.actions.invite import invitation_link, invite
from accounts.actions.tokens import create_token
from accounts.enums import Language, Role
from accounts.models import User
from contactcentre.kit import clock
from tests import factories
from tests.browsing import LAW, Visits
from tickets.actions.assign import take
from tickets.actions.refer import refer
from tickets.actions.referrals import Answer, answer, ask_centre, clarify
from tickets.actions.rules import new_rule_set_version
from tickets.adapters.files import StoredFile, keep
from tickets.enums import MayTell
from tickets.models import CalendarVersion, Referral, RuleSet, StandardText

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def referrals(officer: User, now: dt.datetime) -> list[Referral]:
    """One to acknowledge, one under way, one answered."""
    agent = factories.user("agent")
    made = []
    for number, question in enumerate(
        [
            "Has the medical been received, and can the visa be issued before November 26?",
            "Which document is missing from the file?",
            "Was the address changed?",
        ]
    ):
        ticket = factories.ticket(
            now=now,
            uci="1122334455",
            application_numbers=("E123456789",),
            urgency_claimed="travel",
            urgency_date=now.date() + dt.timedelta(days=9),
            client_date_of_birth=dt.date(1990, 5, 17),
        )
        take(ticket_id=ticket.pk, by=agent, now=now)
        sha256, size = keep(f"%PDF-1.4 {number}".encode())
        made.append(
            refer(
                ticket_id=ticket.pk,
                office=officer.offices.get(),
                reason="urgent" if number == 0 else "complaint",
                question=question,
                by=agent,
                now=now,
                files=(StoredFile(sha256, "proof.pdf", "application/pdf", size),),
            )
        )
    ask_centre(referral_id=made[1].pk, question="Which flight?", by=officer, now=now)
    clarify(referral_id=made[1].pk, text="AC 870 on Friday.", by=agent, now=now)
    facts = Answer(
        stage="Closed",
        outstanding="Nothing",
        last_activity="Address changed on Monday",
        next_update_on=now.date() + dt.timedelta(days=3),
        may_tell=MayTell.WORDING,
        wording="Your address was changed.",
    )
    answer(referral_id=made[2].pk, facts=facts, by=officer, now=now)
    return made


def test_the_offices_screens(centre: None, visits: Visits) -> None:
    officer = factories.officer()
    first, second, third = referrals(officer, clock.now())
    page = visits.enter(officer)
    for language, base in (
        ("en", "/en/processing-offices/"),
        ("fr", "/fr/bureaux-de-traitement/"),
    ):
        visits.look(page, f"office-list-{language}", path=base)
        visits.look(page, f"office-answered-{language}", path=f"{base}?list=answered")
        visits.look(page, f"office-today-{language}", path=f"{base}?list=today")
        visits.look(page, f"office-new-{language}", path=f"{base}{first.pk}/")
        visits.look(page, f"office-said-{language}", path=f"{base}{second.pk}/")
        visits.look(page, f"office-done-{language}", path=f"{base}{third.pk}/")


def test_an_officer_answers_in_the_browser(centre: None, visits: Visits) -> None:
    officer = factories.officer()
    first, *_rest = referrals(officer, clock.now())
    page = visits.enter(officer)
    page.goto(f"/en/processing-offices/{first.pk}/")
    page.click("text=Acknowledge")
    assert page.locator("text=Referral acknowledged.").is_visible()
    page.fill("[name=stage]", "Medical received")
    page.wait_for_selector("[data-saved]:has-text('Saved at')", timeout=10_000)
    page.reload()
    assert page.input_value("[name=stage]") == "Medical received", "kept on the server"
    page.click("text=Send answer")
    summary = page.locator("[data-error-summary]")
    assert summary.locator("a").count() == 4
    visits.look(page, "office-error-en")
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "last_activity"


def test_the_account_pages(centre: None, visits: Visits) -> None:
    now = clock.now()
    _made, secret = invite(
        email="ana@centre.example", roles=[Role.AGENT], language=Language.EN, by=None, now=now
    )
    invitation = "/" + invitation_link(secret, "en").split("/", 3)[3]
    french = "/" + invitation_link(secret, "fr").split("/", 3)[3]
    page = visits.enter()
    public = {
        "sign-in": ("/en/account/sign-in/", "/fr/compte/connexion/"),
        "forgotten": ("/en/account/password/forgotten/", "/fr/compte/mot-de-passe/oublie/"),
        "sent": ("/en/account/password/forgotten/sent/", "/fr/compte/mot-de-passe/oublie/envoye/"),
        "invitation": (invitation, french),
        "dead-link": ("/en/account/invitation/x/", "/fr/compte/invitation/x/"),
    }
    for name, paths in public.items():
        for language, path in zip(("en", "fr"), paths, strict=True):
            visits.look(page, f"account-{name}-{language}", path=path)
    user = factories.user("agent")
    create_token(label="Weekly report", by=user, now=now)
    page = visits.enter(user)
    for language, base in (("en", "/en/account/"), ("fr", "/fr/compte/")):
        visits.look(page, f"account-profile-{language}", path=base)
    visits.look(page, "account-password-en", path="/en/account/password/")
    visits.look(page, "account-password-fr", path="/fr/compte/mot-de-passe/")
    visits.look(page, "account-sign-out-en", path="/en/account/sign-out/")


def test_the_administration(centre: None, visits: Visits) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    text = StandardText.objects.published()[0]
    calendar = CalendarVersion.objects.in_force()[0]
    page = visits.enter(factories.user("administrator"))
    for language in ("en", "fr"):
        base = f"/{language}/admin/"
        invite_path = "inviter" if language == "fr" else "invite"
        publish_path = "publier" if language == "fr" else "publish"
        for name, path in {
            "index": "",
            "users": "accounts/user/",
            "invite": f"accounts/user/{invite_path}/",
            "queues": "tickets/queue/",
            "rules": f"tickets/ruleset/{draft.pk}/change/",
            "publish": f"tickets/ruleset/{draft.pk}/{publish_path}/",
            "text": f"tickets/standardtext/{text.pk}/change/",
            "calendar": f"tickets/calendarversion/{calendar.pk}/change/",
        }.items():
            visits.look(page, f"admin-{name}-{language}", path=base + path, tags=LAW)
