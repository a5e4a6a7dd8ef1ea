"""What a database must allow before Vingt can be installed in it.

In charge of finding everything that is missing at once, changing nothing, and of the SQL that puts each right.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

OLDEST = 150000
ROLES = ("vingt_owner", "vingt_workspace", "vingt_api")
SCHEMAS = ("core", "metadata", "filter", "webhook")
EXTENSIONS = ("pg_trgm", "unaccent")
EXTENSION_SCHEMA = "extensions"

Connection = psycopg.Connection[TupleRow]


class MigrationError(Exception):
    """The database cannot be brought up to date; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is missing; `remedy` is SQL for somebody who may, or else a sentence."""

    what: str
    remedy: str


def problems(connection: Connection) -> list[Problem]:
    """All that stands in the way, in the order in which to put it right; empty when nothing does."""
    version = connection.info.server_version
    if version < OLDEST:
        found = connection.info.parameter_status("server_version")
        return [Problem(f"PostgreSQL 15 or newer is needed; this is {found}", "upgrade the server")]
    if value(connection, "select pg_is_in_recovery()"):
        return [Problem("this server is a standby and takes no changes", "connect to its primary")]
    return [*_database(connection), *_extensions(connection), *_rights(connection), *_login(connection)]


def _database(connection: Connection) -> Iterator[Problem]:
    encoding = value(connection, "show server_encoding")
    if encoding != "UTF8":
        yield Problem(
            f"the database's encoding is {encoding}, not UTF8",
            "create database vingt template template0 encoding 'UTF8';",
        )
    if is_installed(connection):
        return
    taken = connection.execute("select nspname from pg_namespace where nspname = any(%s)", [list(SCHEMAS)]).fetchall()
    for (schema,) in taken:
        yield Problem(
            f"the database has a schema {schema} that is not Vingt's",
            f"alter schema {_quoted(connection, schema)} rename to ...; or use another database",
        )


def _extensions(connection: Connection) -> Iterator[Problem]:
    rows = connection.execute(
        """
        select wanted.name, a.default_version, n.nspname,
               exists (select from pg_available_extension_versions v
                        where v.name = wanted.name and v.version = a.default_version and v.trusted)
          from unnest(%s::text[]) wanted (name)
          left join pg_available_extensions a on a.name = wanted.name
          left join pg_extension e on e.extname = wanted.name
          left join pg_namespace n on n.oid = e.extnamespace
        """,
        [list(EXTENSIONS)],
    ).fetchall()
    if value(
        connection,
        "select exists (select from pg_namespace n where n.nspname = %s "
        "and not has_schema_privilege('public', n.oid, 'usage'))",
        [EXTENSION_SCHEMA],
    ):
        yield Problem(
            f"the schema {EXTENSION_SCHEMA} is closed to others",
            f"grant usage on schema {EXTENSION_SCHEMA} to public;",
        )
    for name, available, schema, is_trusted in rows:
        if available is None:
            yield Problem(f"the server has no extension {name}", "install PostgreSQL's contrib package on the server")
        elif schema is None and not is_trusted and not _is_superuser(connection):
            yield Problem(
                f"only a superuser may create the extension {name} here",
                f"create schema if not exists {EXTENSION_SCHEMA}; create extension {name} schema {EXTENSION_SCHEMA};",
            )
        elif schema not in (None, EXTENSION_SCHEMA):
            yield Problem(
                f"the extension {name} is in the schema {schema}, not in {EXTENSION_SCHEMA}",
                f"create schema if not exists {EXTENSION_SCHEMA}; "
                f"alter extension {name} set schema {EXTENSION_SCHEMA};",
            )


def _rights(connection: Connection) -> Iterator[Problem]:
    if _is_superuser(connection):
        return
    me, database = _quoted(connection, _name(connection)), _quoted(connection, connection.info.dbname)
    known = _roles(connection)
    may_create_roles = bool(value(connection, "select rolcreaterole from pg_roles where rolname = current_user"))
    if not may_create_roles and len(known) < len(ROLES):
        yield Problem(f"{me} may not create roles", f"alter role {me} createrole;")
    if "vingt_owner" in known:
        if not known["vingt_owner"]["may_create_roles"]:
            yield Problem("vingt_owner may not create roles", "alter role vingt_owner createrole;")
        if not may_become_owner(connection) and not may_grant_owner(connection):
            yield Problem(f"{me} may not act as vingt_owner", f"grant vingt_owner to {me};")
    owner_may = "vingt_owner" in known and value(
        connection, "select has_database_privilege('vingt_owner', current_database(), 'create')"
    )
    if not owner_may and not value(
        connection, "select has_database_privilege(current_database(), 'create with grant option')"
    ):
        yield Problem(
            f"{me} may not pass on the right to create schemas in {database}",
            f"grant create on database {database} to {me} with grant option;",
        )
    is_open = value(connection, "select has_database_privilege('public', current_database(), 'connect')") or (
        "vingt_api" in known
        and value(connection, "select has_database_privilege('vingt_api', current_database(), 'connect')")
    )
    if not is_open and not value(
        connection, "select has_database_privilege(current_database(), 'connect with grant option')"
    ):
        yield Problem(
            f"{me} may not let vingt_api connect to {database}",
            f"grant connect on database {database} to {me} with grant option;",
        )


def _login(connection: Connection) -> Iterator[Problem]:
    known = _roles(connection)
    if "vingt_api" not in known:
        return
    if known["vingt_api"]["is_powerful"]:
        yield Problem(
            "vingt_api can get round row-level security",
            "alter role vingt_api nosuperuser nobypassrls nocreaterole nocreatedb noreplication;",
        )
    if "vingt_owner" not in known:
        return
    if value(connection, "select pg_has_role('vingt_api', 'vingt_owner', 'member')"):
        yield Problem("vingt_api is a member of vingt_owner", "revoke vingt_owner from vingt_api;")
    if connection.info.server_version < 160000 or _is_superuser(connection):
        return
    for role in ("vingt_api", "vingt_workspace"):
        if role in known and not value(connection, _ADMINISTERS, [role]):
            yield Problem(f"vingt_owner may not manage {role}", f"grant {role} to vingt_owner with admin option;")


# Whether vingt_owner may alter and grant a role, from PostgreSQL 16 on.
_ADMINISTERS = """
    select exists (select from pg_auth_members m
                    where m.roleid = to_regrole(%s) and m.member = to_regrole('vingt_owner') and m.admin_option)
"""


def is_installed(connection: Connection) -> bool:
    """Whether a migration has ever run here. Asks the catalog, which takes no rights on the schema."""
    return bool(
        value(
            connection,
            "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = 'core' and c.relname = 'migration')",
        )
    )


def has_role(connection: Connection, name: str) -> bool:
    """Whether the server has a role of that name."""
    return bool(value(connection, "select exists (select from pg_roles where rolname = %s)", [name]))


def may_become_owner(connection: Connection) -> bool:
    """Whether `set role vingt_owner` works. The role must exist."""
    kind = "set" if connection.info.server_version >= 160000 else "member"
    return bool(value(connection, "select pg_has_role('vingt_owner', %s)", [kind]))


def may_grant_owner(connection: Connection) -> bool:
    """Whether we can make ourselves a member of vingt_owner. The role must exist."""
    if connection.info.server_version >= 160000:
        return bool(value(connection, "select pg_has_role('vingt_owner', 'member with admin option')"))
    return bool(value(connection, "select rolcreaterole from pg_roles where rolname = current_user"))


def _roles(connection: Connection) -> dict[str, dict[str, bool]]:
    rows = connection.execute(
        "select rolname, rolcreaterole, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication "
        "from pg_roles where rolname = any(%s)",
        [list(ROLES)],
    ).fetchall()
    return {name: {"may_create_roles": creates, "is_powerful": powerful} for name, creates, powerful in rows}


def _is_superuser(connection: Connection) -> bool:
    return bool(value(connection, "select rolsuper from pg_roles where rolname = current_user"))


def _name(connection: Connection) -> str:
    return str(value(connection, "select current_user"))


def _quoted(connection: Connection, name: str) -> str:
    return sql.Identifier(name).as_string(connection)


def value(connection: Connection, query: str, values: list[object] | None = None) -> object:
    """The first value of the first row."""
    row = connection.execute(query, values).fetchone()  # type: ignore[arg-type,unused-ignore]
    return row[0] if row else None
