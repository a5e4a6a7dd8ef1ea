"""The PostgreSQL cluster that a bench run measures on, with its databases and records.

In charge of a private embedded server with default durability, of the loaded workspace, and of removing it all. It is
thrown away at the end unless a folder is given, in which it stays for the next run.
"""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.embedded import DATABASE, EmbeddedServer
from app.db.migrations import migrate
from app.db.system_user import system_user
from tests.cluster import Database
from tests.workspaces import Workspace, make_workspace

WORKSPACE = "bench"
_RECORDS = Path(__file__).with_name("records.sql")


@dataclass(frozen=True, slots=True)
class Stage:
    """A running cluster and the workspace with the records."""

    server: EmbeddedServer
    database: Database
    workspace: Workspace
    api_password: str

    def connect(self, database: Database | None = None) -> "psycopg.Connection[tuple[object, ...]]":
        """A superuser's session."""
        return psycopg.connect((database or self.database).owner_dsn, autocommit=True)

    def add_database(self, name: str) -> Database:
        """One more migrated database on the same cluster."""
        with self.connect() as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return _migrated(self.server, name, self.api_password)


@contextlib.contextmanager
def open_stage() -> Iterator[Stage]:
    """Start a cluster in a folder of its own, load the records, and clean up after the block."""
    # Not the user's own temporary folder: for root, PostgreSQL runs as another user, who could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix="vingt-bench-", dir="/tmp"))
    system_user().own(folder)
    server = EmbeddedServer(folder, say=lambda sentence: None, connections=300, listen=False)
    try:
        server.make_folder()
        server.prepare()
        server.start()
        password = secrets.token_urlsafe(16)
        database = _migrated(server, DATABASE, password)
        workspace = make_workspace(database, WORKSPACE)
        stage = Stage(server, database, workspace, password)
        _load(stage)
        yield stage
    finally:
        server.stop()
        shutil.rmtree(folder)


def _migrated(server: EmbeddedServer, name: str, api_password: str) -> Database:
    dsn = server.dsn(name)
    migrate(dsn, api_password=api_password, say=lambda sentence: None)
    return Database(name, dsn, make_conninfo(dsn, user="vingt_api", password=api_password))


def _load(stage: Stage) -> None:
    schema = sql.Identifier(stage.workspace.schema)
    with stage.connect() as connection:
        # The foreign keys hold by construction; checking 500,000 of them would take most of the time.
        connection.execute("set session_replication_role = replica")
        connection.execute(sql.SQL(_RECORDS.read_text(encoding="utf-8")).format(schema=schema))  # type: ignore[arg-type]
        for table in ("company", "person", "opportunity"):
            connection.execute(sql.SQL("vacuum (analyze) {}.{}").format(schema, sql.Identifier(table)))
        # pgbench has its statements parsed before the first of them has entered the workspace.
        connection.execute(sql.SQL("grant usage on schema {} to vingt_api").format(schema))
        connection.execute("checkpoint")
