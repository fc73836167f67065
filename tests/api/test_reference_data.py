"""The codes to send and to understand, in both languages."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.api.conftest import Caller
from tickets.models import OutcomeCode, Queue

PATH = "/api/v1/reference-data/"


def test_codes_come_with_their_names_in_both_languages(api: Client) -> None:
    found = api.get(PATH).json()
    assert {
        "code": "status",
        "name_en": "Status of applications",
        "name_fr": "État des demandes",
    } in found["queues"]
    for kind in ("queues", "enquiry_types", "outcomes", "offices"):
        assert found[kind], kind
        assert all(row["code"] and row["name_en"] and row["name_fr"] for row in found[kind])


def test_types_name_the_one_above_them(api: Client) -> None:
    types = {row["code"]: row["parent"] for row in api.get(PATH).json()["enquiry_types"]}
    assert None in types.values()
    assert {parent for parent in types.values() if parent} <= set(types)


def test_what_can_not_be_used_is_not_offered(api: Client) -> None:
    Queue.objects.filter(code="technical").update(active=False)
    found = api.get(PATH).json()
    assert "technical" not in {row["code"] for row in found["queues"]}
    discarding = set(OutcomeCode.objects.filter(discards=True).values_list("code", flat=True))
    assert discarding
    assert not discarding & {row["code"] for row in found["outcomes"]}


def test_offices_read_it_too_and_nobody_changes_it(
    officer: User, calling: Caller, api: Client
) -> None:
    assert calling(officer).get(PATH).status_code == 200
    assert api.post(PATH, {}, content_type="application/json").status_code == 405


def test_it_takes_a_query_for_each_kind(api: Client) -> None:
    api.get(PATH)
    with CaptureQueriesContext(connection) as found:
        api.get(PATH)
    kinds = [query for query in found if 'FROM "tickets_' in query["sql"]]
    assert len(kinds) == 5
