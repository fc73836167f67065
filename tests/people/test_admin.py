"""Statuses in the administration: to be looked at, without saying whose they are."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from contactcentre.kit import clock
from tests.people.statuses import NUMBER, UCI, known


def test_statuses_are_looked_at_without_the_client(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    status = known(as_of=clock.now())
    client = signed_in(administrator)
    at = "/en/admin/people/applicationstatus/"
    for address in (at, f"{at}{status.pk}/change/"):
        page = client.get(address).content.decode()
        assert "6789" in page
        assert NUMBER not in page
        assert UCI not in page
    assert client.get(f"{at}add/").status_code == 403
    assert client.post(f"{at}{status.pk}/change/", {"stage": "approved"}).status_code == 403


def test_a_search_knows_only_what_the_list_shows(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    known(as_of=clock.now())
    client, at = signed_in(administrator), "/en/admin/people/applicationstatus/"
    found = {
        term: client.get(at, {"q": term}).context["cl"].result_count
        for term in ("6789", f"X0000{NUMBER[-4:]}", "6780", "")
    }
    assert found == {"6789": 1, f"X0000{NUMBER[-4:]}": 1, "6780": 0, "": 1}
