"""The keys that the desk's help lists are those that its pages answer to."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tickets.templatetags.desk import desk_keys

# Those of every list and every text field: static/js/keys.js names no control for them.
EVERYWHERE = {"j k", "Enter", "Ctrl Enter", "Ctrl Shift Enter"}
OFFERED = re.compile(r'data-key="([^"]+)"')


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_help_lists_the_keys_that_there_are(
    agent: User, signed_in: Callable[[User], Client], language: str
) -> None:
    ticket = factories.ticket()
    assert ticket.queue
    desk = signed_in(agent)
    paths = {
        "en": (f"/en/desk/tickets/{ticket.number}/", f"/en/desk/queues/{ticket.queue.code}/"),
        "fr": (f"/fr/poste/billets/{ticket.number}/", f"/fr/poste/files/{ticket.queue.code}/"),
    }
    offered = [key for path in paths[language] for key in keys_of(desk, path)]
    listed = [row["key"] for row in desk_keys()]
    assert len(listed) == len(set(listed))
    assert set(offered) | EVERYWHERE == set(listed)


def keys_of(desk: Client, path: str) -> list[str]:
    """What a page offers: no key does two things there."""
    response = desk.get(path)
    assert response.status_code == 200
    found = OFFERED.findall(response.content.decode())
    assert len(found) == len(set(found))
    return found
