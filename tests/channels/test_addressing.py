"""Our addresses and ids can be told from anybody's imitation."""

import pytest

from channels.addressing import Addressing, Kind

OURS = Addressing(key=b"a secret", local="enquiries", domain="centre.example")
OTHERS = Addressing(key=b"another", local="enquiries", domain="centre.example")


def test_a_reply_address_names_its_ticket_whatever_its_case() -> None:
    address = OURS.reply_address("4F7K93Q2")
    assert OURS.ticket_of(address) == "4F7K93Q2"
    assert OURS.ticket_of(address.upper()) == "4F7K93Q2"
    assert len(address.split("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        OTHERS.reply_address("4F7K93Q2"),
        OURS.reply_address("4F7K93Q2").replace("4f7k93q2", "4f7k93q3"),
        OURS.reply_address("4F7K93Q2").replace("@centre", "@elsewhere"),
        OURS.reply_address("4F7K93Q2").replace("enquiries", "other"),
        "enquiries+4f7k93q2.@centre.example",
        "enquiries+4f7k93q2@centre.example",
        "enquiries@centre.example",
        "",
    ],
)
def test_a_forged_reply_address_names_nothing(address: str) -> None:
    assert OURS.ticket_of(address) is None


def test_ids_are_random_and_provable() -> None:
    ids = {OURS.new_message_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(OURS.is_own_id(name) for name in ids)
    assert not any(OTHERS.is_own_id(name) for name in ids)


@pytest.mark.parametrize("name", ["", "x@centre.example", "a.b@centre.example", "@", "first@x.org"])
def test_foreign_ids_are_not_ours(name: str) -> None:
    assert not OURS.is_own_id(name)


def test_a_return_path_names_what_came_back() -> None:
    address = OURS.return_path(Kind.NOTICE, 17)
    returned = OURS.returned(address)
    assert returned == (Kind.NOTICE, 17)
    assert OURS.returned(address.replace("n-17", "n-18")) is None
    assert OURS.returned(OTHERS.return_path(Kind.MESSAGE, 17)) is None


def test_our_own_address_is_known_with_and_without_a_suffix() -> None:
    assert OURS.is_own_address("Enquiries@centre.example")
    assert OURS.is_own_address(OURS.reply_address("4F7K93Q2"))
    assert not OURS.is_own_address("enquiries@example.org")
    assert not OURS.is_own_address("amina@centre.example")
