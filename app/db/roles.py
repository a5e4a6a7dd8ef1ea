"""The roles that Vingt has on a server.

In charge of making them and of mending what differs. Roles belong to the whole server: they may be there already, from
another database. What they may do inside the database is in its SQL; the password of the login is `db.login`'s.
"""

import contextlib
import time
from collections.abc import Callable

import psycopg
from psycopg import sql

from app.db.preflight import Connection, has_role, may_become_owner, value

LOGIN = "vingt_api"

# What the server relies on: answers are made in Postgres, so that the form of values must not depend on settings.
EXACT = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "pg_catalog",
    "client_min_messages": "warning",
    "default_transaction_isolation": "read committed",
}
# What is right for most; a DBA's own choice (`alter role vingt_api set ...`) stays.
USUAL = {
    "jit": "off",
    "plan_cache_mode": "auto",
    # A search that takes more processes takes the cores from all the small requests beside it.
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
# Two databases of a server may be made at once, and each change of a role is a turn that one of them has to wait for.
_ATTEMPTS = 20


def make_roles(connection: Connection) -> bool:
    """Make what is missing of vingt_owner, vingt_workspace and vingt_api, and give vingt_owner its rights on the
    database; whether vingt_api is new, and so without a password."""
    return patiently(connection, lambda: _make_roles(connection))


def _make_roles(connection: Connection) -> bool:
    if not has_role(connection, "vingt_owner"):
        connection.execute("create role vingt_owner nologin createrole")
        connection.execute("comment on role vingt_owner is 'Owns everything of Vingt; cannot log in.'")
    if not may_become_owner(connection):
        # From 16 on, rights do not come along: what is made must be made as vingt_owner.
        options = " with inherit false, set true" if connection.info.server_version >= 160000 else ""
        connection.execute(f"grant vingt_owner to current_user{options}".encode())
    if not value(connection, "select has_database_privilege('vingt_owner', current_database(), 'create')"):
        _grant_on_database(connection, "create", "vingt_owner")
    if not value(connection, "select pg_has_role('vingt_owner', 'pg_read_all_stats', 'usage')"):
        # Without it the server cannot see how large a backend is, and judges by what it has served.
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("grant pg_read_all_stats to vingt_owner")
    is_new = not has_role(connection, LOGIN)
    # As vingt_owner, who then may alter and grant them.
    connection.execute("set local role vingt_owner")
    if not has_role(connection, "vingt_workspace"):
        connection.execute("create role vingt_workspace nologin")
        connection.execute("comment on role vingt_workspace is 'What the roles of all workspaces may do alike.'")
    if is_new:
        connection.execute("create role vingt_api login noinherit")
        connection.execute("comment on role vingt_api is 'Logs in for the server of Vingt; owns nothing.'")
    elif value(connection, "select rolinherit or not rolcanlogin from pg_roles where rolname = 'vingt_api'"):
        connection.execute("alter role vingt_api login noinherit")
    _set_defaults(connection)
    connection.execute("set local role none")
    if not value(connection, "select has_database_privilege('vingt_api', current_database(), 'connect')"):
        _grant_on_database(connection, "connect", LOGIN)
    return is_new


def patiently(connection: Connection, work: Callable[[], bool]) -> bool:
    """Do something about roles in a transaction, once more if another database of the server did so meanwhile."""
    for attempt in range(_ATTEMPTS):
        try:
            with connection.transaction():
                return work()
        except (
            psycopg.errors.DuplicateObject,
            psycopg.errors.UniqueViolation,
            psycopg.errors.InternalError_,  # "tuple concurrently updated"
        ):
            if attempt + 1 == _ATTEMPTS:
                raise
            time.sleep(0.05 * (attempt + 1))
    raise AssertionError("unreachable")


def _set_defaults(connection: Connection) -> None:
    row = connection.execute(
        "select s.setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole "
        "where r.rolname = %s and s.setdatabase = 0",
        [LOGIN],
    ).fetchone()
    found = dict(setting.split("=", 1) for setting in (row[0] if row else []))
    for name, wanted in [*EXACT.items(), *USUAL.items()]:
        # Only what differs: every change of a role is one more thing that two databases of a server can do at once.
        if found.get(name) != wanted and (name in EXACT or name not in found):
            connection.execute(
                sql.SQL("alter role vingt_api set {} to {}").format(sql.Identifier(name), sql.Literal(wanted))
            )


def _grant_on_database(connection: Connection, right: str, role: str) -> None:
    connection.execute(
        sql.SQL("grant {} on database {} to {}").format(
            sql.SQL(right),  # type: ignore[arg-type,unused-ignore]
            sql.Identifier(connection.info.dbname),
            sql.Identifier(role),
        )
    )
