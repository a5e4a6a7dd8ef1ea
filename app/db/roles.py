"""The roles that Vingt has on a server, and the password of its login.

In charge of making them and of mending what differs. Roles belong to the whole server: they may be there already, from
another database. What they may do inside the database is in its SQL.
"""

import contextlib
import secrets
import time

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.preflight import Connection, MigrationError, has_role, may_become_owner, value

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
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
_PASSWORD_BYTES = 32
_PATIENCE_SECONDS = 3.0


def make_roles(connection: Connection) -> bool:
    """Make what is missing of vingt_owner, vingt_workspace and vingt_api, and act as vingt_owner until the transaction
    ends; whether vingt_api is new, and so without a password."""
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


def keep_login(connection: Connection, dsn: str, given: str | None, is_new: bool) -> None:
    """Let vingt_api log in with the password that core.login has: the given one, the one it has, or a random one.

    `connection` acts as vingt_owner and is in a transaction; `dsn` is its connection string. Raises MigrationError.
    """
    kept = value(connection, "select password from core.login where role = %s", [LOGIN])
    password = given or (str(kept) if kept is not None else None)
    if not is_new and (password is None or not _can_log_in(dsn, password)) and given is None:
        password = _known_elsewhere(connection, dsn) or password
    password = password or secrets.token_urlsafe(_PASSWORD_BYTES)
    if password != kept:
        connection.execute(
            "insert into core.login (role, password) values (%s, %s) "
            "on conflict (role) do update set password = excluded.password",
            [LOGIN, password],
        )
    if is_new or not _can_log_in(dsn, password):
        # Hashed here, so that it is in no log of statements.
        hashed = connection.pgconn.encrypt_password(password.encode(), LOGIN.encode(), b"scram-sha-256")
        connection.execute(sql.SQL("alter role vingt_api password {}").format(sql.Literal(hashed.decode())))


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


def _known_elsewhere(connection: Connection, dsn: str) -> str | None:
    """The password that vingt_api has for the other databases of this server; None if there are none.

    Raises MigrationError if there are some and none of them tells us.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        rows = connection.execute(
            "select datname from pg_database where datallowconn and datname <> current_database() "
            "and has_database_privilege(session_user, oid, 'connect') order by datname"
        ).fetchall()
        for (name,) in rows:
            password = _told_by(make_conninfo(dsn, dbname=name))
            if password is not None and _can_log_in(dsn, password):
                return password
        users = connection.execute(
            "select distinct d.datname from pg_shdepend s join pg_database d on d.oid = s.dbid "
            "where s.refclassid = 'pg_authid'::regclass and s.refobjid = to_regrole(%s) "
            "and d.datname <> current_database() order by d.datname",
            [LOGIN],
        ).fetchall()
        if not users:
            return None
        if time.monotonic() > deadline:
            names = ", ".join(name for (name,) in users)
            raise MigrationError(
                f"vingt_api logs in for another database of this server ({names}), with a password that is not known "
                "here. Set VINGT_API_DATABASE_URL, or let this role connect to that database."
            )
        time.sleep(0.1)  # it may be in the making, at the same time as this one


def _told_by(dsn: str) -> str | None:
    """What another database has in its core.login; None if it is none of ours, or closed to us."""
    with contextlib.suppress(psycopg.Error), psycopg.connect(dsn, autocommit=True) as other:
        other.execute("set role vingt_owner")
        row = other.execute("select password from core.login where role = %s", [LOGIN]).fetchone()
        return str(row[0]) if row else None
    return None


def _can_log_in(dsn: str, password: str) -> bool:
    with (
        contextlib.suppress(psycopg.OperationalError),
        psycopg.connect(make_conninfo(dsn, user=LOGIN, password=password)),
    ):
        return True
    return False
