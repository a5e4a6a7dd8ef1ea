"""Connections as the owner and as the server, a login, and a PostgreSQL server that nothing of Vingt has touched."""

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.embedded import EmbeddedServer
from app.db.system_user import system_user
from tests.cluster import PREFIX, Database, run_pid
from tests.sql.psql import Sql
from tests.workspaces import Workspace

DIGEST = hashlib.sha256(b"secret").digest()


class BareServer:
    """For tests of roles, which belong to the whole server. Its `postgres` database, logged in as the superuser; passwords are asked for, as everywhere."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser, each by itself."""
        with psycopg.connect(make_conninfo(self.dsn, dbname=database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def ask(self, query: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """The rows of a query, as the superuser."""
        with psycopg.connect(make_conninfo(self.dsn, dbname=database), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def dsn_of(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """How to log in to one of its databases; as the superuser if nobody is named."""
        return make_conninfo(
            self.dsn, dbname=database, **({} if user is None else {"user": user, "password": password})
        )

    def clear(self) -> None:
        """Drop all databases and roles but those that came with it."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            databases = connection.execute("select datname from pg_database where oid >= 16384").fetchall()
            for (name,) in databases:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            roles = connection.execute("select rolname from pg_roles where oid >= 16384").fetchall()
            names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in roles)
            if roles:
                connection.execute(sql.SQL("drop owned by {0} cascade; drop role {0}").format(names))


@pytest.fixture(scope="session")
def bare_server_of_session() -> Iterator[BareServer]:
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{run_pid()}-", dir="/tmp"))
    system_user().own(folder)
    server = EmbeddedServer(folder, say=lambda sentence: None, connections=50, listen=False, durable=False)
    server.make_folder()
    server.prepare()
    server.start()
    yield BareServer(server.dsn("postgres"))
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def bare_server(bare_server_of_session: BareServer) -> BareServer:
    """A server with no databases and no roles of its own."""
    bare_server_of_session.clear()
    return bare_server_of_session


@pytest.fixture
def owner(database: Database) -> Iterator[Sql]:
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        yield Sql(connection)


@pytest.fixture
def api(database: Database) -> Iterator[Sql]:
    """What the server is before it enters."""
    with psycopg.connect(database.api_dsn, autocommit=True) as connection:
        yield Sql(connection)


@dataclass(frozen=True)
class Login:
    """A session and its first refresh token, whose secret has the digest `DIGEST`."""

    session: uuid.UUID
    refresh: uuid.UUID


@pytest.fixture
def login(api: Sql) -> Callable[..., Login]:
    """Opens a session for the owner of a workspace, as the server does after it checked the password."""

    def open_session(workspace: Workspace, seconds: float = 60) -> Login:
        account, _, found, name = api.row("select * from core.login_lookup(%s)", workspace.owner)
        assert (str(found), name) == (workspace.id, workspace.name)
        made = Login(uuid.uuid4(), uuid.uuid4())
        ends = datetime.now(UTC) + timedelta(seconds=seconds)
        api.run(
            "select core.open_session(%s, %s, %s, %s, %s, %s)",
            *(made.session, account, found, made.refresh, DIGEST, ends),
        )
        return made

    return open_session
