"""Visitors, and a clean slate for what a process remembers."""

from collections.abc import Iterator

import pytest

from channels import queries
from tests.channels.visitors import Visitor


@pytest.fixture(autouse=True)
def forgotten_figures() -> Iterator[None]:
    """The usual waiting time is kept for some minutes in each process."""
    queries._median_days.cache_clear()
    yield
    queries._median_days.cache_clear()


@pytest.fixture
def visitor(centre: None) -> Visitor:
    return Visitor()
