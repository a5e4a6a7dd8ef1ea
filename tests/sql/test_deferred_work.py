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


def test_names_stay_while_work_goes_by_them(database: Database, owner: Connection, large: Workspace) -> None:
    change(owner, "create_field", objectMetadataId=note_of(owner, large), name="colour", type="EMAIL", isUnique=True)
    colour = field_of(owner, large, "colour")
    with complains(owner, "VG409", "name", "Try again when that is done"):
        change(owner, "update_field", id=colour, name="mail")
    assert do_all(database, owner, large) == []
    change(owner, "update_field", id=colour, name="mail", label="Mail")
    house = change(owner, "create_object", workspaceId=large.id, nameSingular="house", namePlural="houses")
    execute(owner, f"alter table {large.schema}.house set (fillfactor = 10, autovacuum_enabled = off)")
    execute(owner, f"insert into {large.schema}.house (name) select 'house ' || n from generate_series(1, {ROWS}) n")
    change(owner, "create_field", objectMetadataId=house, name="stars", type="RATING")
    with complains(owner, "VG409", "nameSingular", "Try again when that is done"):
        change(owner, "update_object", id=house, nameSingular="home")
    # What is only said of it can be changed.
    change(owner, "update_object", id=house, labelSingular="Home")
    assert do_all(database, owner, large) == []
    change(owner, "update_object", id=house, nameSingular="home")
    invalid = "select conname from pg_constraint where conrelid = %s::regclass and not convalidated"
    assert rows(owner, invalid, f"{large.schema}.home") == []


def test_a_value_for_all_that_is_no_longer_wanted(database: Database, owner: Connection, large: Workspace) -> None:
    body = field_of(owner, large, "body")
    change(owner, "update_field", id=body, isNullable=False)
    change(owner, "update_field", id=body, isNullable=True)
    assert commands(owner, large) == []
    execute(owner, f"insert into {large.schema}.note (title) values ('without')")
    assert do_all(database, owner, large) == []
    query = "select attnotnull from pg_attribute where attrelid = %s::regclass and attname = 'body'"
    assert value(owner, query, f"{large.schema}.note") is False
    query = "select conname::text from pg_constraint where conrelid = %s::regclass and conname like '%%not_null%%' and contype = 'c'"
    assert rows(owner, query, f"{large.schema}.note") == []


def test_work_about_what_is_gone_is_forgotten(database: Database, owner: Connection, large: Workspace) -> None:
    body = field_of(owner, large, "body")
    change(owner, "create_field", objectMetadataId=note_of(owner, large), name="stars", type="RATING", isUnique=True)
    change(
        owner, "create_field", objectMetadataId=note_of(owner, large), name="company", type="RELATION",
        target="company", inverseName="boundNotes",
    )  # fmt: skip
    change(owner, "update_field", id=field_of(owner, large, "stars"), defaultValue=3, isUnique=False)
    change(owner, "delete_field", id=field_of(owner, large, "stars"))
    change(owner, "update_field", id=body, isNullable=False)
    change(owner, "delete_field", id=field_of(owner, large, "company"))
    assert commands(owner, large) == [
        "alter table ws.note validate constraint note_body_not_null",
        "alter table ws.note alter column body set not null",
        "alter table ws.note drop constraint if exists note_body_not_null",
    ]
    assert do_all(database, owner, large) == []


def test_every_change_of_a_large_field_holds_in_the_end(
    database: Database, owner: Connection, large: Workspace
) -> None:
    """One after another, before any of the work is done."""
    note = note_of(owner, large)
    change(owner, "create_field", objectMetadataId=note, name="code", type="TEXT", settings={"maxLength": 9})
    code = field_of(owner, large, "code")
    execute(owner, f"update {large.schema}.note set code = substr(title, 6)")
    change(owner, "update_field", id=code, isUnique=True, isNullable=False)
    change(owner, "update_field", id=code, settings={"maxLength": 5})
    change(owner, "update_field", id=code, type="NUMBER", settings={"min": 1})
    change(
        owner, "create_field", objectMetadataId=note, name="company", type="RELATION", target="company",
        inverseName="boundNotes", relationType="ONE_TO_ONE",
    )  # fmt: skip
    relation = value(
        owner, "select id::text from metadata.relation where from_field_id = %s", field_of(owner, large, "company")
    )
    change(owner, "update_relation", id=relation, onDelete="CASCADE")
    assert do_all(database, owner, large) == []
    invalid = "select conname from pg_constraint where conrelid = %s::regclass and not convalidated"
    assert rows(owner, invalid, f"{large.schema}.note") == []
    broken = "select indexrelid::regclass from pg_index where indrelid = %s::regclass and not indisvalid"
    assert rows(owner, broken, f"{large.schema}.note") == []
    query = "select pg_get_indexdef(%s::regclass)"
    assert value(owner, query, f"{large.schema}.note_code_key").endswith("(code) WHERE (deleted_at IS NULL)")
    query = "select attnotnull, atttypid::regtype::text from pg_attribute where attrelid = %s::regclass and attname = 'code'"
    assert rows(owner, query, f"{large.schema}.note") == [(True, "numeric")]
    query = "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and conname = 'note_company_id_fkey'"
    assert value(owner, query, f"{large.schema}.note").endswith("ON DELETE CASCADE")
    assert value(owner, "select count(*) from metadata.work where object_id = %s", note) == 0
    query = "select count(*) from metadata.index where object_id = %s and not is_ready"
    assert value(owner, query, note) == 0


def test_work_that_fails_beside_a_change(database: Database, owner: Connection, large: Workspace) -> None:
    """What the one says of the object is not lost by what the other says."""
    note = note_of(owner, large)
    change(owner, "update_field", id=field_of(owner, large, "title"), isUnique=True)
    work = str(value(owner, "select id::text from metadata.work where workspace_id = %s", large.id))
    with (
        psycopg.connect(database.owner_dsn) as changing,
        psycopg.connect(database.owner_dsn, autocommit=True) as ending,
    ):
        change(changing, "update_object", id=note, labelSingular="Memo")
        waiting = threading.Thread(target=ending.execute, args=["select metadata.end_work(%s, 'it broke')", [work]])
        waiting.start()
        blocked = "select count(*) from pg_stat_activity where pid = %s and wait_event_type = 'Lock'"
        while not value(owner, blocked, ending.info.backend_pid):
            assert waiting.is_alive()
        changing.commit()
        waiting.join()
    query = "select o.document ->> 'labelSingular', o.fingerprint = metadata.fingerprint(metadata.object_document(o)) from metadata.object o where id = %s"
    assert rows(owner, query, note) == [("Memo", True)]
    query = "select metadata_fingerprint = metadata.objects_fingerprint(id) from core.workspace where id = %s"
    assert value(owner, query, large.id) is True


def test_reports_stay_as_work_is_done(database: Database, owner: Connection, large: Workspace) -> None:
    execute(owner, f"select metadata.create_reports('{large.name}')")
    change(owner, "create_field", objectMetadataId=note_of(owner, large), name="mail", type="EMAIL", isUnique=True)
    assert do_all(database, owner, large) == []
    query = 'select count("mail") from {}_report."Note"'.replace("{}", large.schema)
    assert value(owner, query) == 0  # type: ignore[arg-type]


class Between:
    """A connection on which something happens after a piece of work is read and before it is done."""

    def __init__(self, connection: Connection, happens: Callable[[], object]) -> None:
        self._connection, self._happens = connection, happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, query: Any, *values: Any) -> Any:
        cursor = self._connection.execute(query, *values)
        if "next_work" in str(query):
            self._happens()
        return cursor


@pytest.mark.parametrize("what", ["isUnique", "isNullable"])
def test_work_that_is_taken_back_as_it_begins(
    database: Database, owner: Connection, large: Workspace, what: str
) -> None:
    title = field_of(owner, large, "body" if what == "isNullable" else "title")
    change(owner, "update_field", id=title, **{what: what == "isUnique"})
    if what == "isNullable":
        # The proof comes before it.
        execute(owner, "delete from metadata.work where command like '% validate constraint %'")
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        between = Between(connection, lambda: change(owner, "update_field", id=title, **{what: what != "isUnique"}))
        assert DeferredWork(database.owner_dsn, print)._do_next(between) is True  # type: ignore[arg-type]
    assert commands(owner, large) == []
    query = "select attnotnull from pg_attribute where attrelid = %s::regclass and attname = 'body'"
    assert value(owner, query, f"{large.schema}.note") is False
    assert value(owner, "select to_regclass(%s)", f"{large.schema}.note_title_key") is None
