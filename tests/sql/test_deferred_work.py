"""Changes of large tables: nothing is read or written at their length while they are locked; the rest is done beside the traffic."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from app.db.deferred import DeferredWork
from tests.cluster import Database
from tests.sql.model_world import Connection, as_role, complains, rows, value
from tests.workspaces import Workspace, make_workspace

ROWS = 12_000


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def large(database: Database, owner: Connection, handle: Callable[[str], str]) -> Workspace:
    """A workspace whose notes fill more pages than are read behind a lock."""
    made = make_workspace(database, handle("large"))
    execute(owner, f"alter table {made.schema}.note set (fillfactor = 10, autovacuum_enabled = off)")
    execute(
        owner,
        f"insert into {made.schema}.note (title, body) select 'note ' || n, 'b' || n % 7 from generate_series(1, {ROWS}) n",
    )
    assert value(owner, "select metadata.is_large(%s, 'note')", made.schema) is True
    return made


def execute(connection: Connection, query: str) -> None:
    connection.execute(query.encode())


def change(connection: Connection, function: str, **given: Any) -> str:
    return str(connection.execute(f"select metadata.{function}(%s)".encode(), [json.dumps(given)]).fetchone()[0])  # type: ignore[index]


def note_of(connection: Connection, workspace: Workspace) -> str:
    query = "select id from metadata.object where workspace_id = %s and name_singular = 'note'"
    return str(value(connection, query, workspace.id))


def field_of(connection: Connection, workspace: Workspace, name: str) -> str:
    query = "select id from metadata.field where object_id = %s and name = %s"
    return str(value(connection, query, note_of(connection, workspace), name))


def commands(connection: Connection, workspace: Workspace) -> list[str]:
    query = "select command from metadata.work where workspace_id = %s order by created_at"
    return [row[0].replace(workspace.schema, "ws") for row in rows(connection, query, workspace.id)]


def file_of(connection: Connection, workspace: Workspace) -> int:
    return int(value(connection, "select pg_relation_filenode(%s::regclass)", f"{workspace.schema}.note"))


def do_all(database: Database, owner: Connection, workspace: Workspace) -> list[str]:
    """Let the work be done; what was said of it."""
    said: list[str] = []
    work = DeferredWork(database.owner_dsn, said.append)
    ended = threading.Event()
    with psycopg.connect(database.owner_dsn, autocommit=True) as watching:
        work.start()
        try:
            query = "select count(*) from metadata.work where workspace_id = %s and error is null"
            for _ in range(600):
                if value(watching, query, workspace.id) == 0:
                    break
                ended.wait(0.05)
            else:
                raise AssertionError("the work is never done")
        finally:
            work.stop()
    return said


def test_fields_of_every_kind_leave_the_table_as_it_is(database: Database, owner: Connection, large: Workspace) -> None:
    before = file_of(owner, large)
    target = {"type": "RELATION", "target": "company", "inverseName": "boundNotes"}
    change(
        owner, "create_fields",
        fields=[
            {"objectMetadataId": note_of(owner, large), "name": name, **more}
            for name, more in {
                "plain": {"type": "TEXT"},
                "mail": {"type": "EMAIL", "isUnique": True},
                "stars": {"type": "RATING", "defaultValue": 3, "isNullable": False},
                "seen": {"type": "DATE_TIME", "defaultValue": "now"},
                "token": {"type": "UUID", "defaultValue": "uuid"},
                "company": target,
            }.items()
        ],
    )  # fmt: skip
    assert file_of(owner, large) == before
    assert commands(owner, large) == [
        "create unique index concurrently note_mail_key on ws.note (lower(mail)) where deleted_at is null",
        "create index concurrently note_company_id_idx on ws.note (company_id, id)",
        "alter table ws.note validate constraint note_mail_check",
        "alter table ws.note validate constraint note_stars_check",
        "alter table ws.note validate constraint note_seen_check",
        "alter table ws.note validate constraint note_company_id_fkey",
    ]
    # What was there has the constant defaults, and none that is new for each record.
    query = f"select stars, seen is null, token is null, count(*) from {large.schema}.note group by 1, 2, 3"
    assert rows(owner, query) == [(3, False, True, ROWS)]  # type: ignore[arg-type]
    ready = "select i.name, i.is_ready from metadata.index i where i.object_id = %s and not i.is_ready order by 1"
    assert rows(owner, ready, note_of(owner, large)) == [("note_company_id_idx", False), ("note_mail_key", False)]
    with as_role(database, large) as member:
        member.execute("insert into note (title) values ('new')")
        assert value(member, "select token is not null from note where title = 'new'") is True
        with pytest.raises(psycopg.errors.CheckViolation), member.transaction():
            member.execute("insert into note (title, stars) values ('new', 9)")
    assert do_all(database, owner, large) == []
    assert commands(owner, large) == []
    assert rows(owner, ready, note_of(owner, large)) == []
    invalid = "select conname from pg_constraint where conrelid = %s::regclass and not convalidated"
    assert rows(owner, invalid, f"{large.schema}.note") == []
    valid = "select indisvalid and indisunique from pg_index where indexrelid = %s::regclass"
    assert value(owner, valid, f"{large.schema}.note_mail_key") is True


def test_a_large_table_is_searched_anew_in_pieces(database: Database, owner: Connection, large: Workspace) -> None:
    found = f"select count(*) from {large.schema}.note where search_vector @@ to_tsquery('core.search', 'b3')"
    changed = f"select max(updated_at) from {large.schema}.note"
    before = value(owner, changed)  # type: ignore[arg-type]
    records = value(owner, found)  # type: ignore[arg-type]
    assert records > 1000
    change(owner, "update_field", id=field_of(owner, large, "body"), isSearchable=False)
    assert value(owner, found) == records  # type: ignore[arg-type]
    assert do_all(database, owner, large) == []
    assert value(owner, found) == 0  # type: ignore[arg-type]
    assert value(owner, changed) == before  # type: ignore[arg-type]
    with as_role(database, large) as member:
        member.execute("update note set body = 'b3' where title = 'note 1'")
        assert value(member, "select search_vector::text from note where title = 'note 1'") == "'1':2 'note':1"
    change(owner, "update_field", id=field_of(owner, large, "body"), isSearchable=True)
    assert do_all(database, owner, large) == []
    assert value(owner, found) == records  # type: ignore[arg-type]


def test_a_value_for_all_is_proved_beside_the_traffic(database: Database, owner: Connection, large: Workspace) -> None:
    body = field_of(owner, large, "body")
    change(owner, "update_field", id=body, isNullable=False)
    assert commands(owner, large) == [
        "alter table ws.note validate constraint note_body_not_null",
        "alter table ws.note alter column body set not null",
        "alter table ws.note drop constraint if exists note_body_not_null",
    ]
    with pytest.raises(psycopg.errors.CheckViolation):
        execute(owner, f"insert into {large.schema}.note (title) values ('without')")
    assert do_all(database, owner, large) == []
    query = "select attnotnull from pg_attribute where attrelid = %s::regclass and attname = 'body'"
    assert value(owner, query, f"{large.schema}.note") is True
    query = "select count(*) from pg_constraint where conrelid = %s::regclass and conname = 'note_body_not_null'"
    assert value(owner, query, f"{large.schema}.note") == 0


def test_duplicates_that_came_in_between_are_told(database: Database, owner: Connection, large: Workspace) -> None:
    title = field_of(owner, large, "title")
    change(owner, "update_field", id=title, isUnique=True)
    assert value(owner, "select is_unique from metadata.field where id = %s", title) is True
    execute(owner, f"insert into {large.schema}.note (title) values ('note 7')")
    (said,) = do_all(database, owner, large)
    assert "note 7" in said
    # What does not hold is not said to.
    assert value(owner, "select is_unique from metadata.field where id = %s", title) is False
    query = "select is_ready, error from metadata.index where object_id = %s and name = 'note_title_key'"
    ((is_ready, error),) = rows(owner, query, note_of(owner, large))
    assert is_ready is False
    assert "note 7" in error
    with complains(owner, "VG400", "isUnique", "Several records have the same value: note 7"):
        change(owner, "update_field", id=title, isUnique=True)
    execute(owner, f"delete from {large.schema}.note where title = 'note 7'")
    change(owner, "update_field", id=title, isUnique=True)
    assert do_all(database, owner, large) == []
    assert rows(owner, query, note_of(owner, large)) == [(True, None)]


def test_what_broke_off_is_begun_anew(database: Database, owner: Connection, large: Workspace) -> None:
    change(owner, "create_index", objectMetadataId=note_of(owner, large), fields=["body"], name="by_body")
    # As a build that was killed leaves it.
    execute(owner, f"create index by_body on {large.schema}.note (body)")
    execute(owner, f"update pg_index set indisvalid = false where indexrelid = '{large.schema}.by_body'::regclass")
    assert do_all(database, owner, large) == []
    query = "select indisvalid from pg_index where indexrelid = %s::regclass"
    assert value(owner, query, f"{large.schema}.by_body") is True


def test_what_was_built_by_hand_is_not_built_again(database: Database, owner: Connection, large: Workspace) -> None:
    change(owner, "create_index", objectMetadataId=note_of(owner, large), fields=["body"], name="by_body")
    for (command,) in rows(owner, "select command from metadata.work where workspace_id = %s", large.id):
        execute(owner, command)
    made = value(owner, "select %s::regclass::oid", f"{large.schema}.by_body")
    assert do_all(database, owner, large) == []
    assert value(owner, "select %s::regclass::oid", f"{large.schema}.by_body") == made
    assert value(owner, "select is_ready from metadata.index where name = 'by_body' and workspace_id = %s", large.id)


def test_an_index_that_is_dropped_before_it_is_built(database: Database, owner: Connection, large: Workspace) -> None:
    made = change(owner, "create_index", objectMetadataId=note_of(owner, large), fields=["body"], name="by_body")
    change(owner, "delete_index", id=made)
    assert commands(owner, large) == []
    assert value(owner, "select to_regclass(%s)", f"{large.schema}.by_body") is None
