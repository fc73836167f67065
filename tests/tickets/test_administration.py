"""The administration: who gets in, what can be edited, and that what is published is final."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.forms import MultiWidget
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Invitation, SignInMail, Skill, Team, User
from channels.models import IvrFlow, IvrFlowVersion
from contactcentre.kit.models import Heartbeat
from tests import factories
from tickets.actions.rules import new_rule_set_version
from tickets.models import (
    BusinessCalendar,
    CalendarVersion,
    Queue,
    RuleSet,
    ServiceStandard,
    StandardText,
    StandardVersion,
)

SignIn = Callable[[User], Client]
NEVER = {"ticket", "message", "note", "event", "attachment", "notice", "referral", "party", "draft"}


@pytest.fixture
def desk(administrator: User, signed_in: SignIn) -> Client:
    return signed_in(administrator)


def edit(thing: Any) -> str:
    return reverse(f"admin:tickets_{thing._meta.model_name}_change", args=[thing.pk])


def filled(client: Client, address: str) -> dict[str, str]:
    """What a browser would post from a change form."""
    page = client.get(address)
    form = page.context["adminform"].form
    parts = [form]
    for formset in page.context["inline_admin_formsets"]:
        parts += [formset.formset.management_form, *formset.formset.forms]
    data = {}
    for bound in (part[name] for part in parts for name in part.fields):
        widget, value = bound.field.widget, bound.value()
        if isinstance(widget, MultiWidget):
            controls = zip(widget.widgets_names, widget.decompress(value), strict=True)
            data |= {bound.html_name + name: each for name, each in controls}
        else:
            data[bound.html_name] = value
    return {key: value for key, value in data.items() if value not in (None, False)}


def test_tickets_and_what_belongs_to_them_are_never_here() -> None:
    registered = {model._meta.model_name for model in admin.site._registry}
    assert registered & NEVER == set()


def test_sign_in_is_the_one_of_everybody(client: Client, agent: User, signed_in: SignIn) -> None:
    assert client.get("/en/admin/").headers["Location"] == "/en/admin/login/?next=/en/admin/"
    login = client.get("/en/admin/login/?next=/en/admin/")
    assert login.headers["Location"] == "/en/account/sign-in/?next=%2Fen%2Fadmin%2F"
    posted = client.post("/en/admin/login/", {"username": agent.email, "password": "x"})
    assert posted.status_code == 302
    assert signed_in(agent).get("/en/admin/login/").status_code == 403


def test_every_list_and_form_opens_in_both_languages(desk: Client) -> None:
    for model, page in admin.site._registry.items():
        app, name = model._meta.app_label, model._meta.model_name
        for language in ("en", "fr"):
            listed = desk.get(f"/{language}/admin/{app}/{name}/")
            assert listed.status_code == 200, model
        row = model._default_manager.first()
        if row is not None:
            assert desk.get(reverse(f"admin:{app}_{name}_change", args=[row.pk])).status_code == 200
        if page.has_add_permission(listed.wsgi_request):
            assert desk.get(f"/en/admin/{app}/{name}/add/").status_code == 200, model


def test_times_are_those_of_the_centre(desk: Client) -> None:
    at = dt.datetime(2026, 1, 15, 23, 5, tzinfo=dt.UTC)
    Heartbeat.objects.beat("tickets.sweep", now=at)
    listed = desk.get(reverse("admin:kit_heartbeat_changelist")).content.decode()
    assert "January 15, 2026, 6:05\xa0PM" in listed
    assert "Tickets: routing, search and closing" in listed
    one = desk.get(reverse("admin:kit_heartbeat_change", args=["tickets.sweep"])).content.decode()
    assert "January 15, 2026, 6:05\xa0PM" in one
    assert 'data-admin-utc-offset="-' in one


def test_desk_and_administration_lead_to_each_other(desk: Client) -> None:
    administration = reverse("admin:index")
    assert f'href="{administration}"' in desk.get(reverse("accounts:profile")).content.decode()
    assert "My work" not in desk.get(administration).content.decode()


def test_who_works_tickets_as_well_finds_the_way_back(agent: User, signed_in: SignIn) -> None:
    agent.roles = [Role.AGENT, Role.ADMINISTRATOR]
    agent.save()
    page = signed_in(agent).get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("tickets:my_work")}"' in page


def test_a_new_menu_begins_with_an_empty_field(desk: Client) -> None:
    assert not filled(desk, reverse("admin:channels_ivrflowversion_add")).get("nodes")


def test_nothing_in_use_can_be_deleted(desk: Client) -> None:
    queue = Queue.objects.all()[0]
    answer = desk.post(reverse("admin:tickets_queue_delete", args=[queue.pk]), {"post": "yes"})
    assert answer.status_code == 403


def test_a_queue_is_edited_and_its_code_stays(desk: Client) -> None:
    queue = Queue.objects.all()[0]
    data = filled(desk, edit(queue)) | {"name_en": "Renamed", "code": "other"}
    assert desk.post(edit(queue), data).status_code == 302
    before = queue.code
    queue.refresh_from_db()
    assert (queue.name_en, queue.code) == ("Renamed", before)


@pytest.mark.parametrize("model", [Queue, Team, Skill, BusinessCalendar, ServiceStandard, IvrFlow])
def test_a_code_in_use_is_shown_and_not_asked_for(desk: Client, model: Any) -> None:
    thing = model._default_manager.all()[0]
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])
    page = desk.get(address)
    assert "code" not in page.context["adminform"].form.fields
    assert thing.code in page.content.decode()


def test_members_offices_invite_their_own_staff(desk: Client) -> None:
    facts = {"email": "new@centre.example", "roles": ["office_manager"], "language": "fr"}
    assert desk.post(reverse("admin:invite_user"), facts).context["form"].errors["roles"]
    assert not Invitation.objects.exists()


def test_somebody_is_invited_and_the_link_works(desk: Client, client: Client) -> None:
    address = reverse("admin:invite_user")
    answer = desk.post(
        address,
        {"email": "new@centre.example", "roles": ["agent"], "language": "fr"},
    )
    (link,) = re.findall(r"<code>https?://[^/]+(/\S+?)</code>", answer.content.decode())
    assert link in SignInMail.objects.get().body
    assert SignInMail.objects.get().subject == "Votre compte au centre"
    assert client.get(link).status_code == 200
    assert Invitation.objects.get().roles == ["agent"]
    again = desk.post(
        address,
        {"email": factories.user("agent").email, "roles": ["agent"], "language": "en"},
    )
    assert "works here already" in again.content.decode()


def test_a_user_gets_roles_and_there_is_always_an_administrator(
    desk: Client, administrator: User
) -> None:
    user = factories.user("agent")
    address = reverse("admin:accounts_user_change", args=[user.pk])
    page = desk.get(address).content.decode()
    assert "password" not in page.lower().replace("change password", "")
    data = filled(desk, address) | {"roles": ["agent", "supervisor"]}
    assert desk.post(address, data).status_code == 302
    user.refresh_from_db()
    assert user.roles == ["agent", "supervisor"]
    own = reverse("admin:accounts_user_change", args=[administrator.pk])
    refused = desk.post(own, filled(desk, own) | {"roles": ["agent"]})
    assert "only administrator" in refused.content.decode()


def test_roles_in_members_offices_are_not_given_here_but_kept(desk: Client) -> None:
    agent, theirs = factories.user(Role.AGENT), factories.user(Role.MEMBERS_OFFICE)
    own = reverse("admin:accounts_user_change", args=[agent.pk])
    answer = desk.post(own, filled(desk, own) | {"roles": ["agent", "members_office"]})
    assert answer.context["adminform"].form.errors["roles"]
    address = reverse("admin:accounts_user_change", args=[theirs.pk])
    changes = {"name": "Renamed", "membership_set-INITIAL_FORMS": "0"}
    assert desk.post(address, filled(desk, address) | changes).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.name, theirs.roles) == ("Renamed", [Role.MEMBERS_OFFICE])


def test_a_set_of_rules_is_copied_edited_and_published(desk: Client) -> None:
    in_force = RuleSet.objects.in_force()[0]
    copied = desk.post(reverse("admin:copy_ruleset", args=[in_force.pk]))
    draft = RuleSet.objects.get(published_at=None)
    assert copied.headers["Location"] == edit(draft)
    assert draft.rules.count() == in_force.rules.count()
    data = filled(desk, edit(draft)) | {"comment": "Fires first"}
    assert desk.post(edit(draft), data).status_code == 302
    desk.post(reverse("admin:publish_ruleset", args=[draft.pk]))
    assert RuleSet.objects.in_force()[0] == draft
    assert RuleSet.objects.get(pk=draft.pk).comment == "Fires first"


@pytest.mark.parametrize(
    ("conditions", "sets", "message"),
    [
        ('{"colour": ["red"]}', "{}", "There is no condition “colour”."),
        ('{"words": {"en": ["fire"]}}', "{}", "takes a list under “en” and a list under “fr”"),
        ("{}", '{"priority": 9}', "is a number from 1 to 4"),
        ("[]", "{}", "Write an object in braces"),
        ("{}", '{"refer": {"office": "x"}}', "lacks a field"),
    ],
)
def test_a_rule_that_could_not_be_carried_out_is_refused_in_words(
    desk: Client, conditions: str, sets: str, message: str
) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    changes = {"rules-0-conditions": conditions, "rules-0-sets": sets}
    answer = desk.post(edit(draft), filled(desk, edit(draft)) | changes)
    assert message in answer.content.decode()


def test_a_rule_that_names_what_there_is_not_is_not_published(desk: Client) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    draft.rules.update(sets={"queue": "nowhere"})
    answer = desk.post(reverse("admin:publish_ruleset", args=[draft.pk]))
    assert "no queue in use with the code “nowhere”" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None


@pytest.mark.parametrize("model", [RuleSet, StandardText, CalendarVersion, StandardVersion])
def test_what_is_published_is_shown_but_not_edited(desk: Client, model: Any) -> None:
    version = model.objects.exclude(published_at=None)[0]
    assert 'name="_save"' not in desk.get(edit(version)).content.decode()
    assert desk.post(edit(version), {"comment": "changed"}).status_code == 403


def test_a_text_is_published_in_both_languages_or_not_at_all(desk: Client) -> None:
    text = StandardText.objects.published()[0]
    desk.post(reverse("admin:copy_standardtext", args=[text.pk]))
    draft = StandardText.objects.get(code=text.code, published_at=None)
    draft.body_fr += " {extra}"
    draft.save()
    publish = reverse("admin:publish_standardtext", args=[draft.pk])
    assert "differ between English and French" in desk.post(publish).content.decode()
    StandardText.objects.filter(pk=draft.pk).update(body_fr="")
    assert "in both languages" in desk.post(publish).content.decode()
    StandardText.objects.filter(pk=draft.pk).update(body_fr=text.body_fr)
    assert desk.post(publish).status_code == 302
    assert StandardText.objects.get_published(text.code) == draft


def draft_of(desk: Client, model: Any) -> Any:
    """A new version, begun and not yet published."""
    version = model.objects.in_force()[0]
    desk.post(reverse(f"admin:copy_{model._meta.model_name}", args=[version.pk]))
    return model.objects.get(published_at=None)


def test_opening_hours_are_a_line_for_each_weekday(desk: Client) -> None:
    draft = draft_of(desk, CalendarVersion)
    data = filled(desk, edit(draft))
    assert data["hours_mon"] == "08:00–18:00"
    data |= {"hours_mon": "8:00-12:00, 13:00 – 17:00", "hours_sat": "22:00–06:00", "hours_tue": ""}
    assert desk.post(edit(draft), data).status_code == 302
    draft.refresh_from_db()
    assert draft.hours["mon"] == [["08:00", "12:00"], ["13:00", "17:00"]]
    assert draft.hours["sat"] == [["22:00", "06:00"]]
    assert "tue" not in draft.hours


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"hours_wed": "nine to five"}, "Mercredi : écrivez des heures"),
        ({"hours_wed": "09:00–25:00"}, "de 00:00 à 24:00"),
        ({"zone": "America/Nowhere"}, "Sélectionnez un choix valide"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(
    desk: Client, typed: dict[str, str], message: str
) -> None:
    draft = draft_of(desk, CalendarVersion)
    data = filled(desk, edit(draft)) | typed
    page = desk.post(edit(draft).replace("/en/", "/fr/"), data).content.decode()
    assert message in page.replace("\xa0", " ")
    assert all(text in page for text in typed.values()), "what was typed stays"


def test_a_standards_times_are_hours_and_minutes(desk: Client) -> None:
    draft = draft_of(desk, StandardVersion)
    data = filled(desk, edit(draft)) | {"urgent_seconds": "1:30", "climb_after": "4, 24 h 15"}
    assert desk.post(edit(draft), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.urgent_seconds, draft.climb_after) == (5400, [14_400, 87_300])
    assert filled(desk, edit(draft))["climb_after"] == "4:00,24:15"


@pytest.mark.parametrize("typed", ["soon", "1:75", "0:00", ""])
def test_a_time_that_is_none_is_refused(desk: Client, typed: str) -> None:
    draft = draft_of(desk, StandardVersion)
    page = desk.post(edit(draft), filled(desk, edit(draft)) | {"urgent_seconds": typed})
    assert page.context["adminform"].form.errors["urgent_seconds"]


def test_what_is_published_shows_its_times_as_they_are_typed(desk: Client) -> None:
    hours = desk.get(edit(CalendarVersion.objects.named("written"))).content.decode()
    assert "Monday</th><td>08:00–20:00</td>" in hours
    standard = StandardVersion.objects.in_force().filter(urgent_seconds=7200)[0]
    assert "allowed</th><td>2\xa0h</td>" in desk.get(edit(standard)).content.decode()


@pytest.mark.parametrize("model", [CalendarVersion, StandardVersion])
def test_calendars_and_standards_go_on_as_new_versions(desk: Client, model: Any) -> None:
    version = model.objects.in_force()[0]
    name = model._meta.model_name
    desk.post(reverse(f"admin:copy_{name}", args=[version.pk]))
    draft = model.objects.get(published_at=None)
    assert desk.post(edit(draft), filled(desk, edit(draft))).status_code == 302
    desk.post(reverse(f"admin:publish_{name}", args=[draft.pk]))
    draft.refresh_from_db()
    version.refresh_from_db()
    assert draft.published_at is not None
    assert version.replaced_at is not None


def test_what_is_added_gets_the_next_number(desk: Client) -> None:
    latest = StandardText.objects.get_published("receipt")
    facts = {"use": "automatic", "title_en": "a", "title_fr": "b", "body_en": "c", "body_fr": "d"}
    add = reverse("admin:tickets_standardtext_add")
    for code, number in (("receipt", latest.version + 1), ("brand-new", 1)):
        assert desk.post(add, facts | {"code": code, "version": "77"}).status_code == 302
        assert StandardText.objects.get(code=code, published_at=None).version == number


@pytest.mark.parametrize("model", [CalendarVersion, StandardVersion, StandardText, IvrFlowVersion])
def test_nobody_types_the_number_of_a_version(desk: Client, model: Any) -> None:
    name = f"admin:{model._meta.label_lower.replace('.', '_')}"
    page = desk.get(reverse(f"{name}_add"))
    assert "version" not in page.context["adminform"].form.fields


@pytest.mark.parametrize(
    "model", [RuleSet, CalendarVersion, StandardVersion, StandardText, IvrFlowVersion]
)
def test_a_version_says_where_it_stands(desk: Client, model: Any) -> None:
    version = model.objects.exclude(published_at=None)[0]
    name = f"admin:{model._meta.label_lower.replace('.', '_')}_change"
    assert "In force" in desk.get(reverse(name, args=[version.pk])).content.decode()


def test_published_rules_are_shown_in_words(desk: Client) -> None:
    page = desk.get(edit(RuleSet.objects.in_force()[0]).replace("/en/", "/fr/")).content.decode()
    assert '<th scope="row">File</th><td>Cas urgents</td>' in page
    assert '<th scope="row">Mots (fr)</th><td>est décédé' in page
    assert "refer_if_missed" not in page


def test_looking_at_a_confirmation_publishes_nothing(desk: Client) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    page = desk.get(reverse("admin:publish_ruleset", args=[draft.pk]))
    assert "A published version is final" in page.content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None


def test_publishing_is_for_administrators(agent: User, signed_in: SignIn) -> None:
    draft = new_rule_set_version(rule_set=RuleSet.objects.in_force()[0])
    answer = signed_in(agent).post(reverse("admin:publish_ruleset", args=[draft.pk]))
    assert answer.status_code == 403


def test_every_room_has_a_name_in_the_administration() -> None:
    assert {str(apps.get_app_config(name).verbose_name) for name in ("accounts", "tickets")}
