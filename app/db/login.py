"""The password of vingt_api, the login of the server.

In charge of making it, of keeping it in core.login, and of never changing it under the feet of another database: a
login belongs to the whole server, core.login to one database.
"""

import contextlib
import secrets
import time

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.preflight import Connection, MigrationError, value
from app.db.roles import LOGIN, patiently

_BYTES = 32
_PATIENCE_SECONDS = 3.0


def keep_login(connection: Connection, dsn: str, given: str | None, is_new: bool) -> None:
    """See to it that core.login holds a password with which vingt_api can log in: the given one, the one it has, that
    of the server's other databases, or a random one.

    `connection` acts as vingt_owner; `dsn` is its connection string, `is_new` says that vingt_api was just made for
    it. Raises MigrationError when other databases use the login and none of them tells its password.
    """
    kept = _kept(connection)
    if kept is not None and given in (None, kept) and _opens(dsn, kept):
        return
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not patiently(connection, lambda: _settle(connection, dsn, given, is_new)):
        if time.monotonic() > deadline:
            raise MigrationError(
                f"vingt_api logs in for another database of this server ({', '.join(_users(connection))}), with a "
                f"password that is not known here. Let {connection.info.user} connect to that database, or set "
                "VINGT_API_DATABASE_URL."
            )
        time.sleep(0.1)  # that database may be in the making, at the same time as this one


def _settle(connection: Connection, dsn: str, given: str | None, is_new: bool) -> bool:
    """Decide on the password and set it; false if it is another database's to decide, which has not done so yet."""
    # Changes nothing, but holds off all others who want to settle it, in whichever database.
    connection.execute("alter role vingt_api login")
    kept = _kept(connection)
    password = given or _told_by_others(connection, dsn)
    if password is None and not is_new and _users(connection):
        return False
    password = password or kept or secrets.token_urlsafe(_BYTES)
    if password != kept:
        connection.execute(
            "insert into core.login (role, password) values (%s, %s) "
            "on conflict (role) do update set password = excluded.password",
            [LOGIN, password],
        )
    if is_new or not _opens(dsn, password):
        # Hashed here, so that it is in no log of statements.
        hashed = connection.pgconn.encrypt_password(password.encode(), LOGIN.encode(), b"scram-sha-256")
        connection.execute(sql.SQL("alter role vingt_api password {}").format(sql.Literal(hashed.decode())))
    return True


def _kept(connection: Connection) -> str | None:
    kept = value(connection, "select password from core.login where role = %s", [LOGIN])
    return None if kept is None else str(kept)


def _users(connection: Connection) -> list[str]:
    """The other databases in which vingt_api has rights."""
    rows = connection.execute(
        "select distinct d.datname from pg_shdepend s join pg_database d on d.oid = s.dbid "
        "where s.refclassid = 'pg_authid'::regclass and s.refobjid = to_regrole(%s) "
        "and d.datname <> current_database() order by d.datname",
        [LOGIN],
    ).fetchall()
    return [name for (name,) in rows]


def _told_by_others(connection: Connection, dsn: str) -> str | None:
    """The password that another database of the server has, if it opens."""
    rows = connection.execute(
        "select datname from pg_database where datallowconn and datname <> current_database() "
        "and has_database_privilege(session_user, oid, 'connect') order by datname"
    ).fetchall()
    for (name,) in rows:
        # It may be closed to us, none of ours, or gone by now.
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(make_conninfo(dsn, dbname=name), autocommit=True) as other,
        ):
            other.execute("set role vingt_owner")
            password = _kept(other)
            if password is not None and _opens(dsn, password):
                return password
    return None


def _opens(dsn: str, password: str) -> bool:
    with (
        contextlib.suppress(psycopg.OperationalError),
        psycopg.connect(make_conninfo(dsn, user=LOGIN, password=password)),
    ):
        return True
    return False
