"""What every table keeps to: nothing vanishes by itself, and keys follow the arrows."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

ORDER = ["accounts", "people", "tickets", "channels", "mp_office", "insights"]
OURS = {*ORDER, "kit"}
# Rows that live and die with another: each is argued by what it is.
GO_TOGETHER = {
    "accounts.ApiToken.user", "accounts.Membership.team", "accounts.Membership.user",
    "accounts.Presence.user",
    "accounts.PresenceChange.user",
    "insights.ForecastMonth.run",
    "people.ContactPoint.person",
    "mp_office.EnquiryFile.enquiry",
    "tickets.Draft.ticket", "tickets.Draft.user", "tickets.Holiday.version",
    "tickets.DraftFile.draft",
    "tickets.NeedToKnow.ticket", "tickets.NeedToKnow.user", "tickets.Notice.user",
    "tickets.Party.ticket", "tickets.ReferralDraft.referral", "tickets.ReferralDraft.user",
    "tickets.Rule.rule_set", "tickets.TicketSearch.ticket", "tickets.Viewing.ticket",
    "tickets.Viewing.user",
}  # fmt: skip


def foreign_keys() -> Iterator[models.ForeignKey]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.auto_created:
            yield from (f for f in model._meta.local_fields if isinstance(f, models.ForeignKey))


def name(field: models.ForeignKey) -> str:
    return f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}"


def test_rows_are_protected_unless_they_are_part_of_another() -> None:
    lax = {name(f) for f in foreign_keys() if f.remote_field.on_delete is not models.PROTECT}
    assert lax == GO_TOGETHER | {key for key in lax if key.startswith("channels.")}


def test_no_key_is_emptied_behind_our_back() -> None:
    silent = [name(f) for f in foreign_keys() if f.remote_field.on_delete is models.SET_NULL]
    assert silent == []


def test_foreign_keys_obey_the_arrows() -> None:
    upward = [
        name(field)
        for field in foreign_keys()
        if field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label)
        > ORDER.index(field.model._meta.app_label)
    ]
    assert upward == []


def test_keys_of_the_rooms_lead_to_the_rooms() -> None:
    outside = [name(f) for f in foreign_keys() if f.related_model._meta.app_label not in OURS]
    assert outside == []


def test_every_model_has_words_for_itself() -> None:
    nameless = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and "__str__" not in model.__dict__
        and not any(
            "__str__" in base.__dict__ for base in model.__mro__[1:-1] if base is not models.Model
        )
        and not model._meta.auto_created
    ]
    assert nameless == []
