"""The database that a command works on.

In charge of choosing between VINGT_DATABASE_URL and the embedded server, and of the owner's connection to it.
"""

import contextlib
from collections.abc import Callable, Iterator

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from app.cli.output import CommandError
from app.config import Settings
from app.db.embedded import EmbeddedServer
from app.db.lease import running
from app.db.migrations import MigrationReport, migrate, pending

_PER_WORKER = 20  # connections that a worker opens at most, and room for psql


def embedded_server(settings: Settings, say: Callable[[str], None]) -> EmbeddedServer:
    """The embedded server of the data folder, not yet started."""
    return EmbeddedServer(settings.data_dir, say=say, connections=max(100, 40 + _PER_WORKER * settings.workers))


@contextlib.contextmanager
def installer_dsn(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """A connection string that may migrate. The embedded server runs while the block does."""
    if settings.database_url:
        yield settings.database_url
        return
    server = embedded_server(settings, say)
    with running(server):
        yield server.dsn()


@contextlib.contextmanager
def owner_connection(settings: Settings, say: Callable[[str], None]) -> "Iterator[psycopg.Connection[TupleRow]]":
    """A connection as vingt_owner to a database that is up to date; autocommit.

    The embedded database is brought up to date; of another one CommandError says what to run.
    """
    with installer_dsn(settings, say) as dsn:
        if settings.database_url is None:
            bring_up_to_date(dsn, settings, say)
        elif waiting := pending(dsn):
            raise CommandError(f"The database is not up to date ({len(waiting)} to go). Run 'vingt migrate' first.")
        with psycopg.connect(dsn, autocommit=True, application_name="vingt") as connection:
            connection.execute("set role vingt_owner")
            yield connection


def bring_up_to_date(dsn: str, settings: Settings, say: Callable[[str], None]) -> MigrationReport:
    """Run what is missing of the migrations, and make the server's login unless its password is kept elsewhere."""
    return migrate(dsn, makes_login=settings.api_database_url is None, say=say)


def api_dsn(dsn: str, settings: Settings) -> str:
    """The connection string of the server's own login, with the password that the migration made for it."""
    if settings.api_database_url:
        return settings.api_database_url
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        row = connection.execute("select password from core.login where role = 'vingt_api'").fetchone()
    if row is None:
        raise CommandError("The database holds no password for vingt_api. Run 'vingt migrate'.")
    return make_conninfo(dsn, user="vingt_api", password=row[0])
