"""The PostgreSQL server that one test run shares, and the databases on it.

In charge of starting it once for all pytest workers and of stopping it after the last. `VINGT_TEST_POSTGRES` chooses:
nothing = the embedded server in a private folder, `docker` = testcontainers, a connection string = that server.
"""

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.embedded import EmbeddedServer
from app.db.system_user import system_user

PREFIX = "vingt-test-"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. `superuser_dsn` leads to its `postgres` database."""

    superuser_dsn: str
    api_password: str
    shared: Path

    def template(self) -> str:
        """The name of a migrated database to copy, made by the first who asks for it."""
        with _locked(self.shared):
            state = _read(self.shared)
            if state["template"] is None:
                state["template"] = _make_template(self)
                _write(self.shared, state)
            return str(state["template"])


@dataclass(frozen=True, slots=True)
class Database:
    """A private database. `owner_dsn` is what VINGT_DATABASE_URL would be, `api_dsn` logs in as vingt_api."""

    name: str
    owner_dsn: str
    api_dsn: str


@contextlib.contextmanager
def shared_cluster(shared: Path) -> Iterator[Cluster]:
    """The server of this test run; `shared` is a folder that all pytest workers of the run have in common."""
    with _locked(shared):
        state = _read(shared) or _start()
        state["users"] += 1
        _write(shared, state)
    try:
        yield Cluster(state["superuser_dsn"], state["api_password"], shared)
    finally:
        with _locked(shared):
            state = _read(shared)
            state["users"] -= 1
            _write(shared, state if state["users"] else {})
            if not state["users"]:
                _stop(state)


def make_database(cluster: Cluster, prefix: str, *, migrated: bool = True) -> Database:
    """A new database: a copy of the migrated template, or an empty one."""
    name = f"{re.sub('[^a-z0-9]+', '_', prefix.lower())[:40]}_{secrets.token_hex(4)}"
    template = cluster.template() if migrated else "template0"
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        if migrated:  # a copy has all of its template but the rights on the database itself
            connection.execute(sql.SQL("grant create on database {} to vingt_owner").format(sql.Identifier(name)))
    return Database(
        name,
        make_conninfo(cluster.superuser_dsn, dbname=name),
        make_conninfo(cluster.superuser_dsn, dbname=name, user="vingt_api", password=cluster.api_password),
    )


def drop_database(cluster: Cluster, database: Database) -> None:
    """Drop a database and the roles of its workspaces, which belong to the whole server."""
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as connection:
        roles: list[str] = []
        with contextlib.suppress(psycopg.Error), psycopg.connect(database.owner_dsn) as inside:
            roles = [row[0] for row in inside.execute(_WORKSPACE_ROLES).fetchall()]
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database.name)))
        for role in roles:
            # It may have been granted something in another database: then that database's end takes it along.
            with contextlib.suppress(psycopg.errors.DependentObjectsStillExist):
                connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


_WORKSPACE_ROLES = r"""
    select r.rolname from pg_catalog.pg_roles r
     where exists (select from pg_catalog.pg_namespace n
                    where n.nspname like 'ws\_%' and r.rolname like replace(n.nspname, '_', '\_') || '\_%')
"""


def _start() -> dict[str, Any]:
    choice = os.environ.get("VINGT_TEST_POSTGRES", "")
    state: dict[str, Any] = {"users": 0, "folder": None, "container": None, "template": None, "superuser_dsn": choice}
    state["api_password"] = secrets.token_urlsafe(16)
    if choice == "":
        _sweep()
        state["superuser_dsn"], state["folder"] = _start_embedded()
    elif choice == "docker":
        state["superuser_dsn"], state["container"] = _start_container()
    return state


def _stop(state: dict[str, Any]) -> None:
    if state["folder"]:
        EmbeddedServer(Path(state["folder"]), say=print).stop()
        shutil.rmtree(state["folder"])
    elif state["container"]:
        import docker

        docker.from_env().containers.get(state["container"]).remove(force=True, v=True)
    elif state["template"]:
        with psycopg.connect(state["superuser_dsn"], autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(state["template"]))
            )


def _make_template(cluster: Cluster) -> str:
    name = f"vingt_template_{secrets.token_hex(4)}"
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as connection:
        # Ordered by code point everywhere, so that what tests expect does not depend on the server's locale.
        locale = (
            "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
            if connection.info.server_version >= 170000
            else "locale 'C.UTF-8'"
        )
        connection.execute(
            sql.SQL("create database {} template template0 encoding 'UTF8' " + locale).format(sql.Identifier(name))
        )
    from app.db.migrations import migrate

    migrate(
        make_conninfo(cluster.superuser_dsn, dbname=name),
        api_password=cluster.api_password,
        say=lambda sentence: None,
    )
    return name


def _read(shared: Path) -> dict[str, Any]:
    file = shared / "cluster.json"
    state: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return state


def _write(shared: Path, state: dict[str, Any]) -> None:
    (shared / "cluster.json").write_text(json.dumps(state))


def _start_embedded() -> tuple[str, str]:
    # Not pytest's own folder: for root, PostgreSQL runs as another user, who could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{run_pid()}-", dir="/tmp"))
    system_user().own(folder)
    server = EmbeddedServer(folder, say=lambda sentence: None, connections=200, listen=False, durable=False)
    server.make_folder()
    server.prepare()
    # Roles belong to the whole server, databases to single test modules: a test that migrates its own database may
    # give vingt_api another password under the feet of all others. The socket's folder is private, so none is asked.
    (server.data / "pg_hba.conf").write_text("local all all trust\n")
    server.start()
    return server.dsn("postgres"), str(folder)


def _start_container() -> tuple[str, str]:
    # Without this the container would end with the worker that happened to start it.
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
    from testcontainers.postgres import PostgresContainer

    container = PostgresContainer("postgres:18", driver=None).start()
    return container.get_connection_url(), container.get_wrapped_container().id


def _sweep() -> None:
    """Stop and remove what test runs left behind that were killed."""
    for folder in Path("/tmp").glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not _lives(int(pid)) and os.access(folder, os.W_OK):
            with contextlib.suppress(OSError):
                EmbeddedServer(folder, say=lambda sentence: None).stop()
                shutil.rmtree(folder, ignore_errors=True)


def run_pid() -> int:
    """The process of the whole run: under xdist the parent of this worker."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def _locked(shared: Path) -> Iterator[None]:
    with (shared / "cluster.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
