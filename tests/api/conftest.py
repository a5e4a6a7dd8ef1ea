"""One server for all HTTP tests of a worker; a workspace of its own for every module."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from tests.api.client import Api
from tests.cluster import Cluster, Database, drop_database, make_database
from tests.serving import Server, serve
from tests.workspaces import Workspace, make_workspace


@pytest.fixture(scope="session")
def api_database(cluster: Cluster) -> Iterator[Database]:
    made = make_database(cluster, "api")
    yield made
    drop_database(cluster, made)


@pytest.fixture(scope="session")
def api_server(api_database: Database, handle: Callable[[str], str]) -> Iterator[Server]:
    with serve(api_database, make_workspace(api_database, handle("house"))) as running:
        yield running


@pytest.fixture(scope="module")
def database(api_database: Database) -> Database:
    """The one that the shared server serves."""
    return api_database


@pytest.fixture(scope="module")
def server(api_server: Server, workspace: Workspace) -> Server:
    """The shared server, as this module's workspace sees it."""
    return dataclasses.replace(api_server, workspace=workspace)


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[Api]:
    """Calls with the API key of this module's workspace."""
    caller = Api(server.url, server.token)
    yield caller
    caller.http.close()


@pytest.fixture(scope="module")
def other_api(server: Server, other_workspace: Workspace) -> Iterator[Api]:
    """Calls with the API key of another workspace."""
    caller = Api(server.url, other_workspace.token)
    yield caller
    caller.http.close()
