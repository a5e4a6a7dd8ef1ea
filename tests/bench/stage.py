"""The PostgreSQL cluster that a bench run measures on, with its databases and records.

In charge of a private embedded server with default durability, of the loaded workspace, and of removing it all. It is
thrown away at the end unless a folder is given, in which it stays for the next run.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.embedded import DATABASE, EmbeddedServer
from app.db.migrations import migrate
from app.db.system_user import read_private, system_user
from tests.bench.load import BenchError
from tests.bench.work import COMPANIES
from tests.cluster import Database
from tests.workspaces import Workspace, make_workspace

WORKSPACE = "bench"
_ROOT = Path(__file__).parent.parent.parent
_RECORDS = Path(__file__).with_name("records.sql")
_PREFIX = "vingt-bench-"
_STATE = "bench.json"
_TABLES = ("company", "person", "opportunity")

Say = Callable[[str], None]


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

    def database_named(self, name: str) -> Database:
        """A database that `add_database` made in an earlier run on the same folder."""
        return _database(self.server, name, self.api_password)

    def remember(self, name: str, value: object) -> None:
        """Keep something beside the data for a later run on the same folder."""
        self.server.user.write_private(self.server.folder / f"bench-{name}.json", json.dumps(value))

    def recall(self, name: str) -> object:
        """What was kept under that name; None where nothing was."""
        text = read_private(self.server.folder / f"bench-{name}.json")
        return None if text is None else json.loads(text)

    def settle(self) -> None:
        """Write everything out, so that a measurement pays for its own writes and no earlier ones."""
        with self.connect() as connection:
            connection.execute("checkpoint")

    @contextlib.contextmanager
    def indexed(self, table: str, *columns: str) -> Iterator[None]:
        """An index that the standard model does not have, as a DBA would add it; dropped after the block."""
        schema, index = self.workspace.schema, "bench_idx"
        made = sql.SQL("create index {} on {} ({})").format(
            sql.Identifier(index), sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self.connect() as connection:
            connection.execute(sql.SQL("drop index if exists {}").format(sql.Identifier(schema, index)))
            connection.execute(made)
            connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(schema, table)))
            try:
                yield
            finally:
                connection.execute(sql.SQL("drop index {}").format(sql.Identifier(schema, index)))

    def forget_created(self) -> None:
        """Remove the companies that a measurement made, so that the next one reads what the first one read."""
        table = sql.Identifier(self.workspace.schema, "company")
        with self.connect() as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(
                sql.SQL("delete from {} where id not between %s and %s").format(table),
                [COMPANIES.nth(0), COMPANIES.nth(COMPANIES.count - 1)],
            )
            connection.execute(sql.SQL("vacuum (analyze) {}").format(table))
            connection.execute("checkpoint")


@contextlib.contextmanager
def open_stage(keep: Path | None = None, say: Say = lambda sentence: None) -> Iterator[Stage]:
    """Start a cluster and load the records; clean up after the block.

    With `keep` the cluster lives in that folder and stays: a later run on it finds the records there, unless the
    records or the SQL that made their tables have changed since. Raises BenchError, EmbeddedError.
    """
    _sweep()
    if keep is None:
        # Not the user's own temporary folder: for root, PostgreSQL runs as another user, who could not pass through.
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir="/tmp"))
        system_user().own(folder)
    else:
        folder = keep.expanduser().resolve()
    with contextlib.ExitStack() as stack:
        if keep is None:
            stack.callback(shutil.rmtree, folder)
        server = EmbeddedServer(folder, say=say, connections=300, listen=False)
        server.make_folder()
        stack.enter_context(_alone(folder))
        stack.callback(server.stop)
        yield _known(server, say) or _made(server, say)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder; it is let go of when the process ends, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BenchError(f"Another bench runs on {folder}.") from None
    finally:
        os.close(handle)


def _known(server: EmbeddedServer, say: Say) -> Stage | None:
    """What an earlier run left in the folder, if it is what this one would make."""
    text = read_private(server.folder / _STATE)
    state = json.loads(text) if text is not None else None
    if state is None or state["stamp"] != _stamp():
        if state is not None or server.data.exists():
            say("The folder holds what an older bench made; making it anew.")
            server.stop()
            shutil.rmtree(server.data, ignore_errors=True)
            for file in server.folder.glob("bench*.json"):
                file.unlink()
        return None
    say("Using the records that are there.")
    server.start()
    workspace, password = Workspace(**state["workspace"]), state["api_password"]
    return Stage(server, _database(server, DATABASE, password), workspace, password)


def _made(server: EmbeddedServer, say: Say) -> Stage:
    server.prepare()
    server.start()
    password = secrets.token_urlsafe(16)
    database = _migrated(server, DATABASE, password)
    workspace = make_workspace(database, WORKSPACE)
    stage = Stage(server, database, workspace, password)
    say("Loading 100,000 companies, 200,000 people and 100,000 opportunities ...")
    _load(stage)
    state = {"stamp": _stamp(), "workspace": asdict(workspace), "api_password": password}
    server.user.write_private(server.folder / _STATE, json.dumps(state))
    return stage


def _stamp() -> str:
    """A digest of all that decides what is in the database."""
    files = [*_ROOT.glob("migrations/*.sql"), *_ROOT.glob("sql/*/*.sql"), _RECORDS]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _migrated(server: EmbeddedServer, name: str, api_password: str) -> Database:
    migrate(server.dsn(name), api_password=api_password, say=lambda sentence: None)
    return _database(server, name, api_password)


def _database(server: EmbeddedServer, name: str, api_password: str) -> Database:
    dsn = server.dsn(name)
    return Database(name, dsn, make_conninfo(dsn, user="vingt_api", password=api_password))


def _load(stage: Stage) -> None:
    schema = sql.Identifier(stage.workspace.schema)
    with stage.connect() as connection:
        # The foreign keys hold by construction; checking 500,000 of them would take most of the time.
        connection.execute("set session_replication_role = replica")
        connection.execute(sql.SQL(_RECORDS.read_text(encoding="utf-8")).format(schema=schema))  # type: ignore[arg-type]
        for table in _TABLES:
            connection.execute(sql.SQL("vacuum (analyze) {}.{}").format(schema, sql.Identifier(table)))
        # pgbench has its statements parsed before the first of them has entered the workspace.
        connection.execute(sql.SQL("grant usage on schema {} to vingt_api").format(schema))
        connection.execute("checkpoint")


def _sweep() -> None:
    """Stop and remove what bench runs left behind that were killed."""
    for folder in Path("/tmp").glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and os.access(folder, os.W_OK):
            with contextlib.suppress(Exception):
                EmbeddedServer(folder, say=lambda sentence: None).stop()
                shutil.rmtree(folder, ignore_errors=True)
