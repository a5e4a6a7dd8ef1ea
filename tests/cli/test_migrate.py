"""`vingt migrate` as a process: what it prints, twice at once, and with a role that has too few rights."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.db.lease import running
from app.db.sources import load_files, load_migrations
from tests.cli.home import Home
from tests.cli.process import VINGT, environment, vingt
from tests.cluster import Cluster, Database
from tests.serving import start, stop


def test_what_was_done_is_shown(empty_database: Database, cluster: Cluster) -> None:
    cluster.template()  # the roles of the whole server are there, with the password of this run
    settings = {"VINGT_DATABASE_URL": empty_database.owner_dsn}
    ran = vingt("migrate", settings=settings)
    migrations, files = load_migrations(), load_files()
    assert ran.code == 0
    assert ran.out == f"The database is up to date now: {len(migrations)} migrations, {len(files)} files.\n"
    assert ran.err.splitlines()[1:] == [f"Migration {each.name} ..." for each in migrations]
    assert vingt("migrate", "--json", settings=settings).json == {"migrations": [], "files": []}
    again = vingt("migrate", settings=settings)
    assert (again.code, again.out, again.err) == (0, "The database is up to date.\n", "")


def test_two_at_once_do_it_once(empty_database: Database, cluster: Cluster) -> None:
    cluster.template()
    settings = {"VINGT_DATABASE_URL": empty_database.owner_dsn}
    two = [
        subprocess.Popen(
            [VINGT, "migrate", "--json"],
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in two]
    assert [process.returncode for process in two] == [0, 0], said
    reports = sorted((json.loads(out) for out, _ in said), key=lambda report: len(report["migrations"]))
    assert reports[0] == {"migrations": [], "files": []}
    assert reports[1]["migrations"] == [each.name for each in load_migrations()]
    assert reports[1]["files"] == [each.name for each in load_files()]


@pytest.fixture
def superuser(home: Home) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Of a server whose roles are nobody else's."""
    with running(home.server), home.connect("postgres") as connection:
        connection.execute("create database crm")
        connection.execute("create role installer login noinherit password 'hunter2'")
        try:
            yield connection
        finally:
            connection.execute("drop database crm with (force)")
            connection.execute("drop owned by installer cascade")
            connection.execute("drop role installer")


def test_a_role_with_too_few_rights_is_told_what_is_missing_and_that_is_enough(
    home: Home, superuser: psycopg.Connection[tuple[Any, ...]], tmp_path: Any
) -> None:
    settings = {
        "VINGT_DATABASE_URL": make_conninfo(home.server.dsn("crm"), user="installer", password="hunter2"),
        "VINGT_PORT": "0",
    }
    message = vingt("migrate", settings=settings).refused("The database is not ready for Vingt; nothing was changed.")
    assert vingt("serve", settings=settings).refused() == message
    assert "hunter2" not in message
    # Each line that is SQL, as somebody who may would paste it.
    remedies = [line.strip() for line in message.splitlines() if line.startswith("      ")]
    assert remedies == [
        'grant vingt_owner to "installer";',
        'grant create on database "crm" to "installer" with grant option;',
    ]
    for remedy in remedies:
        superuser.execute(remedy.encode())
    process, ready = start(settings, tmp_path / "log")
    assert ready["demo"] is None  # a database of one's own gets one only when asked
    assert stop(process) == 0
    assert vingt("migrate", "--json", settings=settings).json == {"migrations": [], "files": []}
