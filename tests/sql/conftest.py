"""A PostgreSQL server that nothing of Vingt has touched: for tests of roles, which belong to the whole server."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.embedded import EmbeddedServer
from app.db.system_user import system_user
from tests.cluster import PREFIX, run_pid


class BareServer:
    """Its `postgres` database, logged in as the superuser; passwords are asked for, as everywhere."""

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
