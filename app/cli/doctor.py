"""`vingt doctor`: is this installation sound, and what to do where it is not.

In charge of asking and reporting; it changes nothing, but for starting the embedded PostgreSQL while it looks.
"""

import argparse
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import TupleRow

from app.cli.command import add_command
from app.cli.output import CommandError, be_quiet, say, show_json
from app.cli.target import api_dsn, embedded_server, installer_dsn
from app.config import Settings
from app.db.embedded import EmbeddedServer
from app.db.migrations import MigrationError, pending
from app.db.preflight import EXTENSIONS, OLDEST, problems
from app.db.system_user import EmbeddedError

if TYPE_CHECKING:
    from app.cli.command import Commands

_MEBIBYTE = 1024 * 1024
_LEAST_SPACE = 1024 * _MEBIBYTE
_CLOCK_SECONDS = 5.0
# What each role must be and must not be, in the words of ALTER ROLE. What is not named is the DBA's choice.
_ROLES = {
    "vingt_owner": "nologin nosuperuser createrole",
    "vingt_workspace": "nologin nosuperuser nobypassrls nocreaterole",
    "vingt_api": "login nosuperuser noinherit nobypassrls nocreaterole nocreatedb noreplication",
}
_ATTRIBUTES = {
    "login": "rolcanlogin",
    "superuser": "rolsuper",
    "inherit": "rolinherit",
    "bypassrls": "rolbypassrls",
    "createrole": "rolcreaterole",
    "createdb": "rolcreatedb",
    "replication": "rolreplication",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `found` says what is, `remedy` what to do; the remedy is empty where nothing is wrong."""

    name: str
    found: str
    remedy: str = ""


def add_to(commands: "Commands") -> None:
    """Add the command."""
    add_command(
        commands,
        "doctor",
        _run,
        help="Check version, extensions, roles, migrations, clock and disk; say what to do. Trouble is exit code 1.",
        example="vingt doctor",
    )


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    checks = list(_all_checks(settings, be_quiet if arguments.json else say))
    sound = not any(check.remedy for check in checks)
    if arguments.json:
        show_json({"ok": sound, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            print(f"{'FAIL' if check.remedy else 'ok':4}  {check.name}: {check.found}")
            if check.remedy:
                print(f"      -> {check.remedy}")
    return 0 if sound else 1


def _all_checks(settings: Settings, say: Callable[[str], None]) -> Iterator[Check]:
    if settings.database_url is None:
        server = embedded_server(settings, say)
        if not (server.data / "PG_VERSION").exists():
            yield Check("data", f"nothing in {server.folder} yet", "run 'vingt serve': it makes the database")
            return
        yield from _folder(server)
    try:
        with installer_dsn(settings, say) as dsn, psycopg.connect(dsn, autocommit=True) as connection:
            yield from _database(connection, dsn, settings)
    except EmbeddedError as error:
        yield _told("PostgreSQL", error)
    except psycopg.OperationalError as error:
        yield Check("connection", str(error).strip(), "start that PostgreSQL, or correct VINGT_DATABASE_URL")


def _told(name: str, error: Exception) -> Check:
    """The finding of an error whose message says what is, and then what to do."""
    found, _, remedy = str(error).partition(". ")
    return Check(name, found, remedy or found)


def _folder(server: EmbeddedServer) -> Iterator[Check]:
    mode = stat.S_IMODE(server.folder.stat().st_mode)
    yield Check(
        "privacy of the data",
        f"{server.folder} has mode {mode:03o}",
        f"run 'chmod 700 {server.folder}': others can read it" if mode & 0o077 else "",
    )
    disk = shutil.disk_usage(server.folder)
    yield Check(
        "disk",
        f"{disk.free // _MEBIBYTE} MiB free of {disk.total // _MEBIBYTE} MiB",
        "make room, or move the folder and set VINGT_DATA_DIR" if disk.free < _LEAST_SPACE else "",
    )


def _database(connection: "psycopg.Connection[TupleRow]", dsn: str, settings: Settings) -> Iterator[Check]:
    version = connection.info.server_version
    yield Check(
        "version",
        f"PostgreSQL {connection.info.parameter_status('server_version')}",
        "upgrade to PostgreSQL 15 or newer" if version < OLDEST else "",
    )
    if version < OLDEST:
        return
    yield _extensions(connection)
    try:
        waiting = pending(dsn)
        yield Check(
            "migrations", f"{len(waiting)} to go" if waiting else "up to date", "run 'vingt migrate'" if waiting else ""
        )
    except MigrationError as error:
        waiting = ["?"]
        yield _told("migrations", error)
    yield from _roles(connection)
    missing = [Check("rights of the installer", problem.what, problem.remedy) for problem in problems(connection)]
    yield from missing or [Check("rights of the installer", "all that 'vingt migrate' needs")]
    yield _clock(connection)
    if settings.database_url is None:
        yield _durability(connection)
    if not waiting:
        yield _login(dsn, settings)


def _extensions(connection: "psycopg.Connection[TupleRow]") -> Check:
    rows = connection.execute(
        "select wanted.name, e.extversion, a.name is not null "
        "from unnest(%s::text[]) as wanted(name) "
        "left join pg_extension e on e.extname = wanted.name "
        "left join pg_available_extensions a on a.name = wanted.name",
        [list(EXTENSIONS)],
    ).fetchall()
    found = ", ".join(f"{name} {version or 'not installed'}" for name, version, _ in rows)
    absent = [name for name, _, is_available in rows if not is_available]
    if absent:
        remedy = f"install PostgreSQL's contrib package: the server has no {' and no '.join(absent)}"
    else:
        remedy = "" if all(version for _, version, _ in rows) else "run 'vingt migrate'"
    return Check("extensions", found, remedy)


def _roles(connection: "psycopg.Connection[TupleRow]") -> Iterator[Check]:
    columns = ", ".join(_ATTRIBUTES.values())
    query = f"select rolname, {columns} from pg_roles where rolname = any(%s)"  # noqa: S608 (our own names)
    rows = {name: values for name, *values in connection.execute(query.encode(), [list(_ROLES)]).fetchall()}
    for name, wanted in _ROLES.items():
        if name not in rows:
            yield Check("roles", f"{name} is missing", "run 'vingt migrate'")
            continue
        words = zip(_ATTRIBUTES, rows[name], strict=True)
        is_now = {word if has else f"no{word}" for word, has in words}
        wrong = [word for word in wanted.split() if word not in is_now]
        opposites = " ".join(word.removeprefix("no") if word.startswith("no") else f"no{word}" for word in wrong)
        yield Check(
            "roles",
            f"{name} is {opposites or 'as it should be'}",
            f"run: alter role {name} {' '.join(wrong)};" if wrong else "",
        )


def _clock(connection: "psycopg.Connection[TupleRow]") -> Check:
    before = datetime.now(UTC)
    row = connection.execute("select clock_timestamp()").fetchone()
    after = datetime.now(UTC)
    skew = (row[0] - (before + (after - before) / 2)).total_seconds() if row else 0.0
    return Check(
        "clock",
        f"the database is {abs(skew):.3f} s {'ahead' if skew > 0 else 'behind'}",
        "synchronise both clocks (NTP): tokens would expire too early or too late"
        if abs(skew) > _CLOCK_SECONDS
        else "",
    )


def _durability(connection: "psycopg.Connection[TupleRow]") -> Check:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    found = {
        name: str((connection.execute("select current_setting(%s)", [name]).fetchone() or [""])[0]) for name in names
    }
    off = [name for name, value in found.items() if value == "off"]
    return Check(
        "durability",
        ", ".join(f"{name} {value}" for name, value in found.items()),
        f"run: alter system reset {off[0]}; select pg_reload_conf(); a crash could lose what was committed"
        if off
        else "",
    )


def _login(dsn: str, settings: Settings) -> Check:
    try:
        with psycopg.connect(api_dsn(dsn, settings), autocommit=True) as connection:
            row = connection.execute("select session_user").fetchone()
            user = row[0] if row else "nobody"
    except CommandError as error:
        return _told("login of the server", error)
    except psycopg.Error as error:
        remedy = (
            "correct VINGT_API_DATABASE_URL" if settings.api_database_url else "run 'vingt migrate'; see pg_hba.conf"
        )
        return Check("login of the server", str(error).strip(), remedy)
    wrong = user != "vingt_api"
    return Check("login of the server", str(user), "VINGT_API_DATABASE_URL must log in as vingt_api" if wrong else "")
