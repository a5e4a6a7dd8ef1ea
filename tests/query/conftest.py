"""A database, a workspace and a house for each module."""

from collections.abc import Iterator

import pytest

from tests.cluster import Database
from tests.query.house import House
from tests.workspaces import Workspace


@pytest.fixture(scope="module")
def house(database: Database, workspace: Workspace) -> Iterator[House]:
    made = House(database, workspace)
    yield made
    made.close()
