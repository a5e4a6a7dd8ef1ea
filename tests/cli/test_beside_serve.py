"""Commands on a data folder while `vingt serve` runs on it, and what may be read of secrets by others."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from app.db.postmaster import processes_in, running_postmaster
from app.db.system_user import read_private
from tests.cli.home import Home, Served


@pytest.fixture(scope="module")
def served(home_of_session: Home) -> Iterator[Served]:
    """One server for all tests of this module."""
    yield home_of_session.serve(VINGT_WORKERS="2")
    home_of_session.tidy()


@pytest.fixture
def home(home_of_session: Home, served: Served) -> Home:
    """The folder that is being served."""
    return home_of_session


def test_a_second_server_is_refused_and_the_first_serves_on(home: Home, served: Served) -> None:
    message = home.run("serve", VINGT_PORT="0").refused(f"Vingt already runs on {home.folder} at {served.url}")
    assert f"(process {served.process.pid})" in message
    assert "VINGT_DATA_DIR and VINGT_PORT" in message
    # The same where its port is what would be in the way: the folder is the better answer.
    port = str(httpx.URL(served.url).port)
    assert home.run("serve", VINGT_PORT=port).refused() == message
    assert served.ask().status_code == 200


# --- psql ---------------------------------------------------------------------------------------------------------------


def test_psql_is_the_owner_on_the_same_database(home: Home) -> None:
    ran = home.run("psql", "--", "-Atc", "select current_user, current_database(), count(*) > 0 from ws_demo.company")
    assert (ran.code, ran.out, ran.err) == (0, "vingt_owner|vingt|t\n", "")
    assert home.run("psql", "--", "-At", stdin=b"select 20;\n").out == "20\n"
    assert home.run("psql", "--", "--version").out.startswith("psql (PostgreSQL) 18")
    ran = home.run("psql", "--", "-c", "select nonsense")
    assert ran.code == 1
    assert 'column "nonsense" does not exist' in ran.err


def test_psql_says_where_the_database_is(home: Home) -> None:
    where = home.run("psql", "--json").json
    assert where == {
        "host": str(home.folder / "run"),
        "port": str(where["tcpPort"]),
        "dbname": "vingt",
        "user": "postgres",
        "role": "vingt_owner",
        "tcpHost": "127.0.0.1",
        "tcpPort": home.server.tcp_port(),
    }
    # Both ways ask for a password.
    for host in (where["host"], where["tcpHost"]):
        for password in ("", "wrong"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(host=host, port=where["tcpPort"], user="postgres", password=password, dbname="vingt")


# --- workspaces and keys ------------------------------------------------------------------------------------------------


def test_what_a_command_makes_is_served_at_once_and_what_it_revokes_is_not(home: Home, served: Served) -> None:
    made = home.run("workspace", "create", "beside", "--owner", "ann@beside.example", "--json").json
    login = {"email": "ann@beside.example", "password": made["password"]}
    tokens = httpx.post(f"{served.url}/auth/login", json=login)
    assert tokens.status_code == 200
    key = home.run("api-key", "create", "--workspace", "beside", "--name", "k", "--json").json

    def status() -> int:
        headers = {"Authorization": f"Bearer {key['token']}"}
        return httpx.get(f"{served.url}/rest/companies", headers=headers).status_code

    assert status() == 200
    assert home.run("api-key", "revoke", key["id"]).code == 0
    assert status() == 401


# --- secrets ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secrets(home_of_session: Home, served: Served) -> list[str]:
    """Everything that opens something."""
    superuser = read_private(home_of_session.folder / "superuser.password")
    with home_of_session.connect() as owner:
        (login,) = owner.execute("select password from core.login").fetchone() or ("",)
    found = [str(superuser), login, served.ready["demo"]["password"], served.ready["demo"]["token"]]
    assert all(len(secret) >= 16 for secret in found)
    return found


def said_of(pid: int) -> str:
    """What other programs can see of a process: its arguments, and for its own user and root its variables."""
    folder = Path("/proc") / str(pid)
    return (folder / "cmdline").read_text() + (folder / "environ").read_text()


def test_no_process_shows_a_secret(home: Home, served: Served, secrets: list[str]) -> None:
    postgres = running_postmaster(home.server.data)
    assert postgres is not None
    assert len(served.workers) == 2
    seen = {pid: said_of(pid) for pid in (os.getpid(), served.process.pid, *served.workers, postgres.pid)}
    assert not [(pid, secret) for pid, text in seen.items() for secret in secrets if secret in text]
    assert not [pid for pid in served.workers if "VINGT_" in seen[pid]]
    for pid in processes_in(home.server.data):
        assert not [secret for secret in secrets if secret in (Path("/proc") / str(pid) / "cmdline").read_text()]


def test_psql_is_given_no_secret_that_others_can_see(home: Home, secrets: list[str]) -> None:
    # The shell that psql starts is its child, and so shows both.
    text = home.run(
        "psql", "--", "-c", r"\! tr '\0' '\n' < /proc/$PPID/cmdline; tr '\0' '\n' < /proc/$PPID/environ; env"
    )
    assert "PGSERVICEFILE=" in text.out
    assert not [secret for secret in secrets if secret in text.out + text.err]
    assert "VINGT_" not in text.out


def test_no_log_shows_a_secret(home: Home, served: Served, secrets: list[str]) -> None:
    made = home.run("workspace", "create", "logged", "--owner", "ann@logged.example", "--json").json
    key = home.run("api-key", "create", "--workspace", "logged", "--name", "k", "--json").json
    wrong = {"email": "ann@logged.example", "password": "a wrong password"}
    assert httpx.post(f"{served.url}/auth/login", json=wrong).status_code == 401
    httpx.get(f"{served.url}/rest/nothing?token={key['token']}", headers={"Authorization": f"Bearer {key['token']}x"})
    served.until_told("/rest/nothing")
    with home.connect() as superuser, pytest.raises(psycopg.Error):
        superuser.execute("select nonsense")  # for the log of PostgreSQL to hold something
    logs = [served.told, *(path.read_text() for path in (home.folder / "log").iterdir())]
    assert any("nonsense" in log for log in logs)
    hidden = [*secrets, made["password"], key["token"], "a wrong password"]
    assert not [secret for secret in hidden for log in logs if secret in log]


def test_doctor_finds_all_well(home: Home) -> None:
    assert home.run("doctor").code == 0
    assert home.run("migrate").out == "The database is up to date.\n"
