"""Bringing a database up to date.

In charge of the order (roles, extensions, migrations, files, event triggers, login), of doing each once, and of
refusing a database that another Vingt has made. What must be there before is `db.preflight`, the SQL itself is read by
`db.sources`.
"""

import contextlib
from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql

from app.db.event_triggers import make_event_triggers
from app.db.login import keep_login
from app.db.preflight import (
    EXTENSION_SCHEMA,
    EXTENSIONS,
    SCHEMAS,
    Connection,
    MigrationError,
    is_installed,
    may_become_owner,
    problems,
    value,
)
from app.db.roles import make_roles
from app.db.sources import Source, load_files, load_migrations

__all__ = ["MigrationError", "MigrationReport", "migrate", "pending"]

Say = Callable[[str], None]

# The names that were run, under `migrations` and `files`.
MigrationReport = dict[str, list[str]]

# Of this database: any number that others are unlikely to use.
_LOCK = 0x76696E6774
# What one migration at a time needs of its session, whatever the installer's defaults are.
_SESSION = """
    set search_path = '';
    set statement_timeout = 0;
    set idle_in_transaction_session_timeout = 0;
    set default_transaction_isolation = 'read committed';
    set client_min_messages = warning;
    set check_function_bodies = off;
    set vingt.changing = 'on'
"""
# Functions may call one another whatever the order of their files, so they are checked when all are there.
_VALIDATORS = """
    select p.oid::regprocedure::text, p.oid, 'pg_catalog.' || v.proname
      from pg_catalog.pg_proc p
      join pg_catalog.pg_language l on l.oid = p.prolang
      join pg_catalog.pg_proc v on v.oid = l.lanvalidator
     where p.pronamespace::regnamespace::text = any(%s) and l.lanname in ('sql', 'plpgsql')
     order by 1
"""
# Never queue behind a long reader while everybody else queues behind us.
_LOCK_TIMEOUT = "set lock_timeout = '20s'"


def migrate(dsn: str, *, api_password: str | None = None, makes_login: bool = True, say: Say) -> MigrationReport:
    """Do what is missing. `dsn` logs in as a superuser, or as a role that may create roles and schemas.

    vingt_api gets `api_password`, or else the password it had, or else a random one; with `makes_login=False` its
    password is somebody else's business. Raises MigrationError, psycopg.Error.
    """
    migrations, files = load_migrations(), load_files()
    with psycopg.connect(dsn, autocommit=True, application_name="vingt migrate", client_encoding="UTF8") as connection:
        connection.execute(_SESSION)
        with _turn(connection, say):
            if found := problems(connection):
                lines = [f"  - {problem.what}\n      {problem.remedy}" for problem in found]
                raise MigrationError("\n".join(["The database is not ready for Vingt; nothing was changed.", *lines]))
            connection.execute(_LOCK_TIMEOUT)
            is_first = not is_installed(connection)
            if is_first:
                say("Preparing the database ...")
            is_new = make_roles(connection)
            if is_first and not value(connection, "select pg_has_role('vingt_owner', 'pg_read_all_stats', 'usage')"):
                say(
                    "Worth having: grant pg_read_all_stats to vingt_owner; then the server sees how large a backend is."
                )
            _make_extensions(connection)
            connection.execute("set role vingt_owner")
            waiting = _waiting(connection, migrations)
            for migration in waiting:
                say(f"Migration {migration.name} ...")
                _run(connection, "migration", [migration])
            changed = _changed(connection, files)
            if changed:
                if not is_first:
                    say(f"Installing {len(changed)} files of functions ...")
                _run(connection, "sql_file", changed)
            make_event_triggers(connection)
            if makes_login:
                keep_login(connection, dsn, api_password, is_new)
    return {"migrations": [each.name for each in waiting], "files": [each.name for each in changed]}


def pending(dsn: str) -> list[str]:
    """The migrations and files that `migrate` would run. Raises MigrationError where it would refuse, psycopg.Error."""
    migrations, files = load_migrations(), load_files()
    with psycopg.connect(dsn, autocommit=True, application_name="vingt", client_encoding="UTF8") as connection:
        connection.execute(_SESSION)
        if not is_installed(connection):
            return [each.name for each in [*migrations, *files]]
        if not may_become_owner(connection):
            raise MigrationError(
                f"{connection.info.user} may not act as vingt_owner. Run 'vingt migrate', which says what is missing."
            )
        connection.execute("set role vingt_owner")
        return [each.name for each in [*_waiting(connection, migrations), *_changed(connection, files)]]


@contextlib.contextmanager
def _turn(connection: Connection, say: Say) -> Iterator[None]:
    """Be the only one who migrates this database; the lock ends with the session at the latest."""
    if not value(connection, "select pg_try_advisory_lock(%s)", [_LOCK]):
        say("Another process migrates this database; waiting for it ...")
        connection.execute("set lock_timeout = 0")
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _make_extensions(connection: Connection) -> None:
    rows = connection.execute(
        "select v.name, v.trusted from pg_available_extension_versions v "
        "join pg_available_extensions a on a.name = v.name and a.default_version = v.version "
        "where v.name = any(%s) and not exists (select from pg_extension e where e.extname = v.name)",
        [list(EXTENSIONS)],
    ).fetchall()
    if not rows:
        return
    with connection.transaction():
        if not value(connection, "select exists (select from pg_namespace where nspname = %s)", [EXTENSION_SCHEMA]):
            connection.execute("set local role vingt_owner")
            connection.execute(
                "create schema extensions;"
                "comment on schema extensions is 'What PostgreSQL''s own extensions add.';"
                "grant usage on schema extensions to public"
            )
        for name, is_trusted in rows:
            # The owner of an extension may update it; one that is not trusted is for the superuser.
            connection.execute("set local role vingt_owner" if is_trusted else "set local role none")
            connection.execute(f"create extension {name} schema extensions".encode())


def _waiting(connection: Connection, migrations: list[Source]) -> list[Source]:
    """The migrations that have not run. Raises MigrationError for a past that is not the one of our files."""
    if not is_installed(connection):
        return migrations
    ran = _ran(connection, "migration")
    known = {each.name: each for each in migrations}
    for name in sorted(ran):
        if name not in known:
            raise MigrationError(
                f"The database was made by a newer Vingt: this one does not know its migration {name}. "
                "Install the Vingt that this database belongs to."
            )
        if known[name].checksum != ran[name]:
            raise MigrationError(
                f"The migration {name} was changed after it had run here. Put the file back as it was, and make the "
                "change in a new migration."
            )
    latest = max(ran, default="")
    waiting = [each for each in migrations if each.name not in ran]
    for each in waiting:
        if each.name < latest:
            raise MigrationError(
                f"The migration {each.name} comes too late: {latest} has run here already. Give it a number after that."
            )
    return waiting


def _changed(connection: Connection, files: list[Source]) -> list[Source]:
    if not is_installed(connection):
        return files
    ran = _ran(connection, "sql_file")
    return [each for each in files if ran.get(each.name) != each.checksum]


def _ran(connection: Connection, ledger: str) -> dict[str, str]:
    query = sql.SQL("select name, checksum from {}").format(sql.Identifier("core", ledger))
    return dict(connection.execute(query).fetchall())


def _run(connection: Connection, ledger: str, sources: list[Source]) -> None:
    """Run files in one transaction, and note that they ran."""
    note = sql.SQL(
        "insert into {} (name, checksum) values (%s, %s) "
        "on conflict (name) do update set checksum = excluded.checksum, ran_at = now()"
    ).format(sql.Identifier("core", ledger))
    with connection.transaction():
        for source in sources:
            try:
                connection.execute(source.text.encode())
            except psycopg.Error as error:
                raise MigrationError(_failure(source, error)) from error
            connection.execute(note, [source.name, source.checksum])
        if ledger == "sql_file":
            _check_bodies(connection)


def _check_bodies(connection: Connection) -> None:
    connection.execute("set local check_function_bodies = on")
    for function, oid, validator in connection.execute(_VALIDATORS, [list(SCHEMAS)]).fetchall():
        try:
            connection.execute(f"select {validator}(%s)".encode(), [oid])
        except psycopg.Error as error:
            what = error.diag.message_primary or error
            raise MigrationError(f"The function {function} is wrong, and nothing was kept: {what}") from error


def _failure(source: Source, error: psycopg.Error) -> str:
    position = error.diag.statement_position
    line = f", line {source.text.count(chr(10), 0, int(position)) + 1}" if position else ""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return f"{source.name} did not get a lock in time, and nothing of it was kept. Try again when less is going on."
    context = f"\n{error.diag.context}" if error.diag.context else ""
    return f"{source.name}{line} failed, and nothing of it was kept: {error.diag.message_primary or error}{context}"
