"""One centre for all of these tests: each finds it whole, and may leave it in pieces."""

from collections.abc import Iterator

import pytest

from contactcentre.local.children import stop_left_over
from contactcentre.local.datadir import DataDir
from tests.faults.plant import Plant


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    data = DataDir(tmp_path_factory.mktemp("plant") / "data")
    made = Plant(data)
    try:
        made.build()
        yield made
    finally:
        made.close()
        stop_left_over(data.root)
        data.empty()


@pytest.fixture
def plant(built: Plant) -> Plant:
    built.post.seconds_each = 0.0
    built.mend()
    built.end_leases()
    return built
