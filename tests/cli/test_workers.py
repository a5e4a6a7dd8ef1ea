"""Serving processes: two of them on one port, one that crashes, a parent that is killed, a PostgreSQL that goes away."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.cli.conftest import Run
from tests.cli.home import Home, children, lives, locked, until
from tests.cluster import Database
from tests.serving import Server, serve
from tests.workspaces import Workspace

PATIENCE = 60.0


@pytest.fixture(scope="module")
def server(database: Database, workspace: Workspace) -> Iterator[Server]:
    """Two workers."""
    with serve(database, workspace, VINGT_WORKERS="2") as running:
        yield running


def workers(server: Server) -> list[int]:
    return children(server.process.pid, "app.cli.worker")


def ask(server: Server, token: str | None = None) -> tuple[str, int]:
    """Which worker answers a request of its own connection, and with which status."""
    headers = {"Authorization": f"Bearer {token or server.token}"}
    response = httpx.get(f"{server.url}/rest/companies", headers=headers, timeout=PATIENCE)
    # Each worker counts its requests after a random beginning of its own.
    return response.headers["x-request-id"].partition("-")[0], response.status_code


def ask_all(server: Server, token: str | None = None) -> dict[str, set[int]]:
    """What each of the two workers answers. The kernel chooses one for each connection, so it takes a few."""
    found: dict[str, set[int]] = {}

    def all_asked() -> bool:
        worker, status = ask(server, token)
        found.setdefault(worker, set()).add(status)
        return len(found) == 2

    until(all_asked)
    return found


def test_a_revoked_key_is_refused_by_both(server: Server, run: Run) -> None:
    key = run("api-key", "create", "--workspace", server.workspace.name, "--name", "k", "--json").json
    both = ask_all(server, key["token"])
    assert list(both.values()) == [{200}, {200}]
    assert run("api-key", "revoke", key["id"]).code == 0
    assert ask_all(server, key["token"]) == {worker: {401} for worker in both}


def test_a_worker_that_is_killed_is_replaced(server: Server) -> None:
    before, names = workers(server), set(ask_all(server))
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    server.logged("was ended by signal 9; starting it again.", PATIENCE)
    until(lambda: len(workers(server)) == 2)
    # Whom the kernel gives to the one that is being started waits for it: nobody is refused.
    answers = [ask(server) for _ in range(20)]
    assert {status for _, status in answers} == {200}
    until(lambda: not set(ask_all(server)) <= names)
    (kept,) = set(before) & set(workers(server))
    assert kept == before[1]


def test_a_killed_parent_takes_its_workers_along(database: Database, workspace: Workspace) -> None:
    with serve(database, workspace) as server:
        (worker,) = workers(server)
        server.process.kill()
        server.process.wait()
        until(lambda: not lives(worker))
        address = httpx.URL(server.url)
        with socket.create_server((address.host, address.port or 0)):
            pass  # free


# --- an existing PostgreSQL that goes away ----------------------------------------------------------------------------


def test_while_postgres_is_away_everybody_is_told_to_come_back_and_then_it_goes_on(home: Home) -> None:
    home.server.start()
    # Served as if it were any PostgreSQL: there only its connection string is known.
    served = home.serve("--demo", VINGT_DATABASE_URL=home.server.dsn())
    assert served.ask().status_code == 200
    (worker,) = served.workers
    with ThreadPoolExecutor() as threads, locked(home, "ws_demo.company") as until_waited_for:
        cut_off = threads.submit(served.ask)
        until_waited_for()
        home.server.stop()
        answers = [served.ask(), httpx.get(f"{served.url}/readyz", timeout=PATIENCE)]
        # Whether the lock or the request ended first is PostgreSQL's to choose.
        assert cut_off.result().status_code in (200, 503)
    login = {"email": "demo@example.com", "password": "whatever it is"}
    answers.append(httpx.post(f"{served.url}/auth/login", json=login, timeout=PATIENCE))
    answers.append(httpx.get(f"{served.url}/rest/companies", headers=served.headers, timeout=PATIENCE))
    for answer in answers:
        assert answer.status_code == 503
        assert 1 <= int(answer.headers["Retry-After"]) <= 10
    assert httpx.get(f"{served.url}/healthz").status_code == 200
    home.server.start()
    until(served.answers)
    assert served.workers == [worker]
    assert "Traceback" not in served.told
