"""What is run, in which order, how often, and what is refused."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.db import migrations, preflight
from app.db.migrations import MigrationError, MigrationReport, pending
from app.db.sources import Source, load_files, load_migrations
from tests.cluster import Cluster, Database

Rows = list[tuple[object, ...]]


@pytest.fixture
def migrate(cluster: Cluster, empty_database: Database) -> Callable[..., MigrationReport]:
    """`migrate` on an empty database, with the password that the whole test run uses."""
    cluster.template()
    return lambda say=lambda sentence: None: migrations.migrate(
        empty_database.owner_dsn, api_password=cluster.api_password, say=say
    )


@pytest.fixture
def owner(empty_database: Database) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(empty_database.owner_dsn, autocommit=True) as connection:
        yield connection


def source(name: str, text: str) -> Source:
    return Source(name, text, hashlib.sha256(text.encode()).hexdigest())


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Source], list[Source]]:
    """The migrations and the files that are found from now on; to be changed by the test."""
    found = (load_migrations(), load_files())
    monkeypatch.setattr(migrations, "load_migrations", lambda: list(found[0]))
    monkeypatch.setattr(migrations, "load_files", lambda: list(found[1]))
    return found


def test_each_is_run_once_and_told(migrate: Callable[..., MigrationReport], empty_database: Database) -> None:
    names = [each.name for each in [*load_migrations(), *load_files()]]
    assert names[0] == "0001_core.sql"
    assert pending(empty_database.owner_dsn) == names
    told: list[str] = []
    report = migrate(told.append)
    assert [*report["migrations"], *report["files"]] == names
    assert len(told) <= 2 + len(report["migrations"])
    assert pending(empty_database.owner_dsn) == []
    assert migrate() == {"migrations": [], "files": []}


def test_the_files_come_schema_by_schema() -> None:
    schemas = [each.name.partition("/")[0] for each in load_files()]
    assert list(dict.fromkeys(schemas)) == [
        name for name in ("filter", "core", "metadata", "webhook") if name in schemas
    ]
    assert schemas == sorted(schemas, key=["filter", "core", "metadata", "webhook"].index)


def test_a_migration_that_has_run_may_not_change(
    migrate: Callable[..., MigrationReport], empty_database: Database, sources: tuple[list[Source], list[Source]]
) -> None:
    migrate()
    sources[0][0] = source("0001_core.sql", sources[0][0].text + "\n")
    for attempt in (migrate, lambda: pending(empty_database.owner_dsn)):
        with pytest.raises(MigrationError, match=r"0001_core.sql was changed after it had run.*new migration"):
            attempt()


def test_a_database_of_a_newer_program_is_refused(
    migrate: Callable[..., MigrationReport],
    empty_database: Database,
    owner: "psycopg.Connection[tuple[object, ...]]",
    sources: tuple[list[Source], list[Source]],
) -> None:
    migrate()
    gone = sources[0].pop()
    for attempt in (migrate, lambda: pending(empty_database.owner_dsn)):
        with pytest.raises(MigrationError, match=f"newer Vingt.*{gone.name}"):
            attempt()


def test_a_migration_that_comes_too_late_is_refused(
    migrate: Callable[..., MigrationReport], sources: tuple[list[Source], list[Source]]
) -> None:
    migrate()
    sources[0].insert(1, source("0001_late.sql", "create table core.late (id integer)"))
    sources[0].sort(key=lambda each: each.name)
    with pytest.raises(MigrationError, match=r"0001_late\.sql comes too late"):
        migrate()


def test_a_migration_that_fails_leaves_what_came_before_it_and_nothing_of_itself(
    migrate: Callable[..., MigrationReport],
    owner: "psycopg.Connection[tuple[object, ...]]",
    sources: tuple[list[Source], list[Source]],
) -> None:
    migrate()
    sources[0].append(source("9001_good.sql", "create table core.good (id integer primary key)"))
    sources[0].append(source("9002_bad.sql", "create table core.half (id integer);\nselect\n  nonsense"))
    with pytest.raises(MigrationError, match=r'9002_bad.sql, line 3 failed.*"nonsense"'):
        migrate()
    query = "select to_regclass('core.good') is not null, to_regclass('core.half') is not null"
    assert owner.execute(query).fetchone() == (True, False)
    sources[0][-1] = source("9002_bad.sql", "create table core.half (id integer)")
    assert migrate()["migrations"] == ["9002_bad.sql"]
    assert owner.execute(query).fetchone() == (True, True)


def test_only_files_that_changed_are_run_again(
    migrate: Callable[..., MigrationReport],
    owner: "psycopg.Connection[tuple[object, ...]]",
    sources: tuple[list[Source], list[Source]],
) -> None:
    text = "create or replace function core.answer() returns integer language sql set search_path = '' as 'select 1'"
    sources[1].append(source("core/99_answer.sql", text))
    migrate()
    assert owner.execute("select core.answer()").fetchone() == (1,)
    sources[1][-1] = source("core/99_answer.sql", text.replace("select 1", "select 2"))
    assert migrate() == {"migrations": [], "files": ["core/99_answer.sql"]}
    assert owner.execute("select core.answer()").fetchone() == (2,)


def test_all_files_are_run_or_none(
    migrate: Callable[..., MigrationReport],
    owner: "psycopg.Connection[tuple[object, ...]]",
    sources: tuple[list[Source], list[Source]],
) -> None:
    migrate()
    text = "create function core.{0}() returns integer language sql set search_path = '' as '{1}'"
    sources[1].append(source("core/98_one.sql", text.format("one", "select core.two()")))
    sources[1].append(source("core/99_two.sql", text.format("two", "select nonsense")))
    with pytest.raises(MigrationError, match=r'core.two\(\) is wrong.*"nonsense"'):
        migrate()
    assert owner.execute("select to_regproc('core.one')").fetchone() == (None,)
    sources[1][-1] = source("core/99_two.sql", text.format("two", "select 2"))
    # The first calls the second, which comes after it: the order of files is nobody's trouble.
    assert migrate()["files"] == ["core/98_one.sql", "core/99_two.sql"]


def test_names_in_sql_must_say_their_schema(
    migrate: Callable[..., MigrationReport], sources: tuple[list[Source], list[Source]]
) -> None:
    sources[0].append(source("9001_lost.sql", "create table lost (id integer)"))
    with pytest.raises(MigrationError, match="no schema has been selected"):
        migrate()


def test_two_at_once_do_it_once(cluster: Cluster, migrate: Callable[..., MigrationReport]) -> None:
    together = threading.Barrier(4)
    told: list[str] = []

    def start() -> MigrationReport:
        together.wait()
        return migrate(told.append)

    with ThreadPoolExecutor(4) as pool:
        reports = [future.result() for future in [pool.submit(start) for _ in range(4)]]
    everything = {
        "migrations": [each.name for each in load_migrations()],
        "files": [each.name for each in load_files()],
    }
    nothing: MigrationReport = {"migrations": [], "files": []}
    assert sorted(reports, key=str) == sorted([everything, nothing, nothing, nothing], key=str)
    assert any("waiting for it" in sentence for sentence in told)


def test_an_old_server_is_refused(migrate: Callable[..., MigrationReport], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "OLDEST", 990000)
    with pytest.raises(MigrationError, match="PostgreSQL 15 or newer is needed; this is "):
        migrate()


def test_a_schema_of_somebody_else_is_left_alone(
    migrate: Callable[..., MigrationReport], owner: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    owner.execute("create schema core; create schema webhook")
    with pytest.raises(MigrationError) as refused:
        migrate()
    assert "a schema core that is not Vingt's" in str(refused.value)
    assert "a schema webhook that is not Vingt's" in str(refused.value)
    assert owner.execute("select to_regnamespace('metadata')").fetchone() == (None,)


def test_an_extension_in_another_schema_is_pointed_out(
    migrate: Callable[..., MigrationReport], owner: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    owner.execute("create extension pg_trgm schema public")
    with pytest.raises(MigrationError) as refused:
        migrate()
    remedy = "create schema if not exists extensions; alter extension pg_trgm set schema extensions;"
    assert remedy in str(refused.value)
    owner.execute(remedy.encode())
    with pytest.raises(MigrationError, match="grant usage on schema extensions to public;"):
        migrate()
    owner.execute("grant usage on schema extensions to public")
    migrate()


def test_a_database_that_is_not_utf8_is_refused(cluster: Cluster, empty_database: Database) -> None:
    name = f"{empty_database.name}_ascii"
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as connection:
        connection.execute(
            f"create database {name} template template0 encoding 'SQL_ASCII' locale 'C' locale_provider libc".encode()
        )
        try:
            with pytest.raises(MigrationError, match="encoding is SQL_ASCII, not UTF8"):
                migrations.migrate(make_conninfo(cluster.superuser_dsn, dbname=name), say=lambda sentence: None)
        finally:
            connection.execute(f"drop database {name} with (force)".encode())
