"""The API describes itself, and the description in the repository is the one that is served."""

from io import BytesIO
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tickets.urls.api import urlpatterns


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return path.read_text(encoding="utf-8")


def test_the_schema_in_the_repository_is_up_to_date(schema: str) -> None:
    written = (settings.BASE_DIR / "docs" / "api-schema.yaml").read_text(encoding="utf-8")
    assert written == schema, "run: manage.py spectacular --file docs/api-schema.yaml"


def test_every_address_is_in_it(schema: str) -> None:
    described = yaml.safe_load(schema)["paths"]
    assert len(described) == len(urlpatterns) - 1, "all but the schema itself"


def test_every_operation_takes_a_token(schema: str) -> None:
    operations = [op for path in yaml.safe_load(schema)["paths"].values() for op in path.values()]
    assert all(op["security"] == [{"token": []}] for op in operations)


def test_it_is_served_to_those_who_work_here(api: Client, client: Client) -> None:
    assert client.get("/api/v1/schema/").status_code == 401
    answer: Any = api.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert yaml.safe_load(BytesIO(answer.content))["openapi"].startswith("3.")
