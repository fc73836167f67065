"""`manage.py bench`: what it prints is measured, and the ratio is that of its own two medians."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests import factories


@pytest.mark.django_db
def test_the_dashboard_beside_the_bare_statement(centre: None) -> None:
    factories.ticket()
    out = StringIO()
    call_command("bench", "dashboard", rounds=3, json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["live_tickets"] == 1
    assert 0 < found["bare_ms"]
    assert found["ratio"] == pytest.approx(found["ms"] / found["bare_ms"], rel=0.2)
