"""What the specifications of the offices start from."""

import pytest

from accounts.models import User
from mp_office.models import Office
from tests.mp_office import offices


@pytest.fixture
def office(centre: None) -> Office:
    return offices.office()


@pytest.fixture
def staff(office: Office) -> User:
    return offices.staff(office)
