"""Where the event triggers are installed, a model follows DDL as it is done; it never fails a command."""

import psycopg
from psycopg import sql

from app.db.event_triggers import make_event_triggers
from tests.cluster import Database
from tests.sql.adopting import model_of
from tests.sql.model_world import Connection, as_owner, rows, value
from tests.workspaces import Workspace


def live(connection: Connection, workspace: Workspace, commands: str) -> list[str]:
    """Run DDL and give the notices and warnings that came of it."""
    told: list[str] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        told.append(f"{diagnostic.severity}: {diagnostic.message_primary}")

    connection.add_notice_handler(note)
    connection.execute(commands.replace("ws.", f"{workspace.schema}.").encode())
    connection.remove_notice_handler(note)
    return told


def version(connection: Connection, workspace: Workspace) -> int:
    return int(value(connection, "select metadata_version from core.workspace where id = %s", workspace.id))


def test_a_model_follows_live(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        told = live(owner, workspace, "create table ws.visit (id uuid primary key, day date, place point)")
        assert told[:3] == [
            "NOTICE: table visit: taken, as visit and visits",
            "NOTICE: column visit.id: taken, as id, UUID",
            "NOTICE: column visit.day: taken, as day, DATE",
        ]
        assert "NOTICE: column visit.place: left, the API has nothing for the type point" in told
        assert any(each.startswith("NOTICE: column visit.deleted_at: offered, alter table ") for each in told)
        live(owner, workspace, """
            alter table ws.visit add column company_id uuid references ws.company, drop column day;
            alter table ws.visit rename column place to spot;
            comment on column ws.visit.company_id is 'Whom: The company.';
            create unique index visit_company on ws.visit (company_id);
            create function ws.twice(ws.visit) returns integer language sql stable return 2;
            create view ws.seen with (security_invoker = on) as select id from ws.visit;
            create type ws.mood as enum ('A');
            alter table ws.visit add column mood ws.mood;
            alter type ws.mood add value 'B';
        """)  # fmt: skip
        model = model_of(owner, workspace)
        of = model.objects["visit"]
        assert list(of.fields) == ["id", "companyId", "twice", "mood"]
        assert of.fields["companyId"].label == "Whom"
        assert of.fields["companyId"].is_unique
        assert [option.value for option in of.fields["mood"].options] == ["A", "B"]
        assert of.relations["company"].target == "company"
        assert not model.objects["seen"].is_writable
        told = live(
            owner,
            workspace,
            "drop index ws.visit_company; drop function ws.twice(ws.visit); drop table ws.visit cascade",
        )
        assert "NOTICE: table visit: gone, the object visit goes with it" in told
        assert "NOTICE: view seen: gone, the object seen goes with it" in told
        model = model_of(owner, workspace)
        assert {"visit", "seen"}.isdisjoint(model.objects)
        assert "visits" not in model.objects["company"].relations


def test_it_is_part_of_the_transaction(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        before = version(owner, workspace)
        with owner.transaction(force_rollback=True):
            live(owner, workspace, "create table ws.passing (id uuid primary key)")
            assert "passing" in model_of(owner, workspace).objects
        assert "passing" not in model_of(owner, workspace).objects
        assert version(owner, workspace) == before


def test_what_concerns_no_workspace_costs_nothing(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        owner.execute("reset role")
        before = version(owner, workspace)
        told = live(owner, workspace, """
            create temp table passing (id uuid primary key);
            create schema elsewhere; create table elsewhere.thing (id uuid primary key);
            create schema ws_nobody; create table ws_nobody.thing (id uuid primary key);
            drop table passing, elsewhere.thing, ws_nobody.thing; drop schema elsewhere, ws_nobody;
        """)  # fmt: skip
        assert told == []
        assert version(owner, workspace) == before


def test_what_the_functions_do_themselves_is_not_looked_at(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        before = version(owner, workspace)
        owner.execute(
            "select metadata.create_object(jsonb_build_object('workspaceId', %s::text, 'nameSingular', 'pet', 'namePlural', 'pets'))",
            [workspace.id],
        )
        assert version(owner, workspace) == before + 1
        # What a DBA does behind it in the same transaction is.
        live(owner, workspace, "alter table ws.pet add column age integer")
        assert "age" in model_of(owner, workspace).objects["pet"].fields


def test_tables_made_of_a_query_and_with_a_key_later(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        told = live(owner, workspace, "create table ws.copied as select id, name from ws.company")
        assert told == ["NOTICE: table copied: left, it has no primary key, by which its records are told apart"]
        live(owner, workspace, "alter table ws.copied add primary key (id)")
        assert list(model_of(owner, workspace).objects["copied"].fields) == ["id", "name"]
        live(owner, workspace, "alter table ws.copied drop constraint copied_pkey")
        assert "copied" not in model_of(owner, workspace).objects


def test_a_command_never_fails(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        owner.execute("reset role")
        owner.execute(
            "create function metadata.broken() returns trigger language plpgsql as 'begin raise ''no.''; end'"
        )
        owner.execute(
            "create trigger broken before insert on metadata.object for each row execute function metadata.broken()"
        )
        owner.execute("set role vingt_owner")
        told = live(owner, workspace, "create table ws.visit (id uuid primary key)")
        assert told == [
            "WARNING: The model of the workspace does not follow this change: no. Try: select * from metadata.adopt(...)."
        ]
        assert value(owner, "select to_regclass(%s) is not null", f"{workspace.schema}.visit")


def test_an_index_beside_the_traffic(database: Database, other_workspace: Workspace) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("set role vingt_owner")
        owner.execute(f"create index concurrently by_city on {other_workspace.schema}.person (city)".encode())
        found = rows(owner, "select kind, is_custom from metadata.index where name = 'by_city'")
        assert found == [("INDEX", True)]
        owner.execute(f"drop index concurrently {other_workspace.schema}.by_city".encode())
        assert rows(owner, "select 1 from metadata.index where name = 'by_city'") == []


def test_restoring_a_dump_changes_no_model(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        owner.execute("reset role")
        owner.execute("set local session_replication_role = replica")
        assert live(owner, workspace, "create table ws.restored (id uuid primary key)") == []


def test_who_makes_the_triggers(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        found = "select evtname from pg_event_trigger where evtname like 'vingt%' order by 1"
        assert rows(connection, found) == [("vingt_see_ddl",), ("vingt_see_drops",)]  # type: ignore[arg-type]
        connection.execute("drop event trigger vingt_see_drops")
        connection.execute("set role vingt_owner")
        make_event_triggers(connection)
        assert rows(connection, found) == [("vingt_see_ddl",), ("vingt_see_drops",)]  # type: ignore[arg-type]
        assert value(connection, "select current_user") == "vingt_owner"
        connection.execute("reset role")
        connection.execute(sql.SQL("drop event trigger vingt_see_drops; set session authorization vingt_owner"))
        make_event_triggers(connection)
        assert rows(connection, found) == [("vingt_see_ddl",)]  # type: ignore[arg-type]
        connection.rollback()
