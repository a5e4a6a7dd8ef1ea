"""A database, a workspace and a house for each module."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.cluster import Database
from tests.query.house import House
from tests.workspaces import Workspace

# The same examples in every run, however long one takes on a busy machine.
settings.register_profile(
    "query",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def house(database: Database, workspace: Workspace) -> Iterator[House]:
    made = House(database, workspace)
    yield made
    made.close()
