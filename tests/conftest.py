"""What every test may ask for: a PostgreSQL server, a private migrated database, a workspace, a running Vingt."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from tests.cluster import Cluster, Database, drop_database, make_database, shared_cluster
from tests.serving import Server, serve
from tests.workspaces import Workspace, make_workspace


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Cluster]:
    """The server that the whole run shares. Its roles are shared too: name workspaces by `handle`."""
    own = tmp_path_factory.getbasetemp()
    with shared_cluster(own if worker_id == "master" else own.parent) as running:
        yield running


@pytest.fixture(scope="session")
def handle() -> Callable[[str], str]:
    """Makes workspace names that no other test uses: `handle("acme")` -> `acme_1f2e3d4c`."""
    return lambda prefix="t": f"{prefix[:30]}_{secrets.token_hex(4)}"


@pytest.fixture(scope="module")
def database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database for this test module alone: `.owner_dsn` (superuser), `.api_dsn` (vingt_api)."""
    made = make_database(cluster, request.module.__name__.rpartition(".")[2])
    yield made
    drop_database(cluster, made)


@pytest.fixture
def empty_database(cluster: Cluster) -> Iterator[Database]:
    """A database for one test in which nothing was migrated yet."""
    made = make_database(cluster, "empty", migrated=False)
    yield made
    drop_database(cluster, made)


@pytest.fixture(scope="module")
def workspace(database: Database, handle: Callable[[str], str]) -> Workspace:
    """A workspace in `database` with the standard objects, an owner who can log in, and an API key."""
    return make_workspace(database, handle("main"))


@pytest.fixture(scope="module")
def other_workspace(database: Database, handle: Callable[[str], str]) -> Workspace:
    """A second workspace in the same database, for tests of isolation."""
    return make_workspace(database, handle("other"))


@pytest.fixture(scope="module")
def server(database: Database, workspace: Workspace) -> Iterator[Server]:
    """A running `vingt serve` on `database`: `.url`, `.token` (API key of `workspace`), `.workspace`."""
    with serve(database, workspace) as running:
        yield running
