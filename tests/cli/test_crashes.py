"""What keeps the next start from working, or the running server from answering, and does not: kills, leftovers, ports."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.db import embedded
from app.db.lease import running
from app.db.postmaster import running_postmaster
from tests.cli.home import Home, children, lives, slay, until


def test_after_the_parent_was_killed_the_next_start_takes_over(home: Home) -> None:
    """Its PostgreSQL lives on, its workers end by themselves and free the port."""
    served = home.serve()
    (worker,) = served.workers
    postgres = running_postmaster(home.server.data)
    assert postgres is not None
    served.kill()
    again = home.serve(VINGT_PORT=str(httpx.URL(served.url).port))
    assert again.url == served.url
    assert f"PostgreSQL already runs, left by an earlier start (process {postgres.pid}): using it." in again.told
    assert again.ask().status_code == 200
    assert not lives(worker)
    again.process.terminate()
    assert again.process.wait() == 0
    assert not home.server.is_alive()


def test_a_worker_that_died_is_replaced_by_one_that_lasts(home: Home) -> None:
    served = home.serve()
    (worker,) = served.workers
    slay(worker)
    served.until_told("Worker 1 was ended by signal 9; starting it again.")
    until(served.answers)
    served.process.terminate()
    assert served.process.wait() == 0
    assert "Traceback" not in served.told
    assert "ended with code" not in served.told


def test_a_worker_that_has_not_noticed_yet_is_waited_for(home: Home) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        # Like one that was left behind: it holds the address, and its parent is none that serves.
        worker = subprocess.Popen(
            [sys.executable, "-m", "app.cli.worker"],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )
    assert worker.stdin is not None
    with ThreadPoolExecutor() as threads:
        again = threads.submit(home.serve, VINGT_PORT=str(port))
        told = f"Port {port} is held by a worker of an earlier start, which ends now (process {worker.pid}) ..."
        until(lambda: again.done() or told in home.last_told)
        worker.stdin.close()
        assert again.result().ask().status_code == 200
    assert worker.wait() != 0


def test_a_server_that_was_left_before_it_had_its_database_gets_it(home: Home) -> None:
    server = home.server
    with running(server), home.connect("postgres") as superuser:
        superuser.execute("alter database vingt rename to kept")
        try:
            server.start()
            home.connect().close()
            superuser.execute("drop database vingt")
            with running(server):
                home.connect().close()
        finally:
            superuser.execute("drop database if exists vingt")
            superuser.execute("alter database kept rename to vingt")


def test_after_everything_was_killed_what_was_committed_is_there(home: Home) -> None:
    served = home.serve()
    before = served.ask().json()["data"]["companies"]["totalCount"]
    body = {"query": 'mutation { createCompany(data: {name: "Kept"}) { id } }'}
    assert "errors" not in httpx.post(f"{served.url}/graphql", json=body, headers=served.headers).json()
    postgres = running_postmaster(home.server.data)
    assert postgres is not None
    slay(served.process.pid, *served.workers, postgres.pid, *children(postgres.pid))
    served.process.wait()
    again = home.serve()
    assert f"The last PostgreSQL (process {postgres.pid}) was not shut down; it recovers" in again.told
    assert again.ask().json()["data"]["companies"]["totalCount"] == before + 1


@pytest.fixture(params=["another program", "a zombie"])
def used_pid(request: pytest.FixtureRequest, home: Home) -> Iterator[int]:
    """The number of a process of PostgreSQL's user that is no PostgreSQL any more: numbers come again, and not everybody
    buries the dead."""
    user = home.server.user.uid if home.server.user.is_other else None
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=user) as process:
        assert process.stdin is not None
        if request.param == "a zombie":
            process.stdin.close()  # it ends, and is not waited for while the test runs
            until(lambda: not lives(process.pid))
        yield process.pid


def test_what_a_crash_left_may_name_a_process_that_is_something_else_now(home: Home, used_pid: int) -> None:
    server, port = home.server, home.server.tcp_port()
    text = f"{used_pid}\n{server.data}\n1\n{port}\n{home.folder / 'run'}\n127.0.0.1\n\nready\n"
    server.user.write_private(server.data / "postmaster.pid", text)
    server.user.write_private(home.folder / "run" / f".s.PGSQL.{port}.lock", text)
    served = home.serve()
    assert f"The last PostgreSQL (process {used_pid}) was not shut down" in served.told
    assert served.ask().status_code == 200


def test_a_port_that_is_taken_is_said_before_anything_is_started(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        message = home.run("serve", VINGT_PORT=str(port)).refused(f"Port {port} on 127.0.0.1 is taken", "VINGT_PORT")
        assert f"by process {os.getpid()} (" in message
    assert not home.server.is_alive()


def test_postgres_moves_from_a_port_that_somebody_else_took(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    port, is_free = home.server.tcp_port(), embedded._is_free
    with socket.create_server(("127.0.0.1", port or 0)):
        # At the last moment: it was free when it was looked at.
        free = [True]
        monkeypatch.setattr(embedded, "_is_free", lambda port: free.pop() if free else is_free(port))
        home.server.start()
        moved = home.server.tcp_port()
        assert moved not in (None, port)
        with home.connect() as superuser:
            assert superuser.execute("show port").fetchone() == (str(moved),)
        home.tidy()
    home.use_port(port or 0)


def test_a_postgres_that_does_not_start_says_why(home: Home) -> None:
    home.server.start()
    with home.connect() as superuser:
        superuser.execute("alter system set shared_preload_libraries = 'nonsense'")
    home.server.stop()
    home.run("workspace", "list").refused("PostgreSQL did not start.", 'could not access file "nonsense"')
    auto = home.server.data / "postgresql.auto.conf"
    auto.write_text(auto.read_text().replace("shared_preload_libraries = 'nonsense'", ""))
    assert home.run("workspace", "list").code == 0


# --- PostgreSQL ends under the running server -------------------------------------------------------------------------


def test_the_api_says_503_while_postgres_is_away_and_postgres_is_started_again(home: Home) -> None:
    served = home.serve()
    assert served.ask().status_code == 200
    postgres = running_postmaster(home.server.data)
    assert postgres is not None
    os.kill(served.process.pid, signal.SIGSTOP)  # so that it does not start it before it was looked at
    try:
        os.kill(postgres.pid, signal.SIGQUIT)  # an immediate shutdown, which is a crash to everybody
        until(lambda: served.ask().status_code != 200)
        refused = served.ask()
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert 1 <= int(refused.headers["Retry-After"]) <= 10
    finally:
        os.kill(served.process.pid, signal.SIGCONT)
    until(served.answers)
    assert "PostgreSQL has ended; starting it again. Until then the API answers 503." in served.told
    assert len(served.workers) == 1
