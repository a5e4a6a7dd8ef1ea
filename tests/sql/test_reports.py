"""Views for reports: labels in the place of names, rights of whoever reads, in step with the model whatever changes."""

import json
from typing import Any

from tests.cluster import Database
from tests.sql.adopting import adopt
from tests.sql.model_world import Connection, as_owner, as_role, complains, rows, value
from tests.sql.test_see_ddl import live
from tests.workspaces import Workspace


def create_reports(connection: Connection, workspace: Workspace) -> str:
    return str(value(connection, "select metadata.create_reports(%s)", workspace.name))


def columns(connection: Connection, workspace: Workspace, view: str) -> list[str]:
    query = "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum"
    return [name for (name,) in rows(connection, query, f'{workspace.schema}_report."{view}"')]


def change(connection: Connection, function: str, **given: Any) -> Any:
    query = f"select metadata.{function}(%s)"
    return value(connection, query, json.dumps(given))  # type: ignore[arg-type]


def id_of(connection: Connection, workspace: Workspace, name: str, field: str | None = None) -> str:
    if field is None:
        query = "select id::text from metadata.object where workspace_id = %s and name_singular = %s"
        return str(value(connection, query, workspace.id, name))
    query = "select id::text from metadata.field where object_id = %s and name = %s"
    return str(value(connection, query, id_of(connection, workspace, name), field))


def test_a_view_an_object(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        schema = create_reports(owner, workspace)
        assert schema == f"{workspace.schema}_report"
        found = columns(owner, workspace, "Company")
        assert found[:4] == ["Id", "Name", "Domain name", "Address"]
        assert "Annual recurring revenue (amountMicros)" in found
        live(owner, workspace, "insert into ws.company (name, deleted_at) values ('Here', null), ('Gone', now())")
        for kind in ("member", "admin"):
            owner.execute(f"set local role {workspace.schema}_{kind}".encode())
            assert rows(owner, f'select "Name" from {schema}."Company"') == [("Here",)]  # type: ignore[arg-type]
        owner.execute("set local role vingt_owner")
        note = "select obj_description(%s::regclass)"
        assert value(owner, note, f'{schema}."Company"').startswith("Companies: ")
        options = value(owner, "select reloptions from pg_class where oid = %s::regclass", f'{schema}."Company"')
        assert options == ["security_invoker=on"]


def test_in_step_with_the_model(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        create_reports(owner, workspace)
        company = id_of(owner, workspace, "company")
        made = change(owner, "create_field", objectMetadataId=company, name="size", label="Size", type="TEXT")
        assert "Size" in columns(owner, workspace, "Company")
        change(owner, "update_field", id=str(made), label="How large", type="NUMBER")
        assert "How large" in columns(owner, workspace, "Company")
        change(owner, "update_field", id=str(made), isActive=False)
        assert "How large" not in columns(owner, workspace, "Company")
        change(owner, "delete_field", id=str(made))
        change(owner, "update_object", id=company, labelSingular="Firm")
        assert columns(owner, workspace, "Firm")
        noted = value(
            owner,
            "select metadata.preview('create_field', %s)",
            json.dumps({"objectMetadataId": company, "name": "other", "type": "TEXT"}),
        )
        assert "add column other" in noted
        assert columns(owner, workspace, "Firm")


def test_names_are_made_different_and_short(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        create_reports(owner, workspace)
        person = id_of(owner, workspace, "person")
        for name, label in (("one", "Twin"), ("two", "Twin"), ("long", "ü" * 100), ("quoted", 'Say "hi"; drop')):
            change(owner, "create_field", objectMetadataId=person, name=name, label=label, type="TEXT")
        found = columns(owner, workspace, "Person")
        assert {"Twin", "Twin 2", "ü" * 29, 'Say "hi"; drop'} <= set(found)


def test_what_is_made_by_hand(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        create_reports(owner, workspace)
        assert adopt(owner, workspace) == {}
        assert columns(owner, workspace, "Company")
        live(owner, workspace, """
            create table ws.visit (id uuid primary key, day date);
            create function ws.shout(ws.company) returns text language sql stable return upper($1.name);
            comment on function ws.shout(ws.company) is 'Shouted name';
        """)  # fmt: skip
        assert columns(owner, workspace, "Visit") == ["Id", "Day"]
        assert "Shouted name" in columns(owner, workspace, "Company")
        live(owner, workspace, "alter table ws.visit drop column day cascade")
        assert columns(owner, workspace, "Visit") == ["Id"]
        live(owner, workspace, "drop table ws.visit cascade")
        assert value(owner, "select to_regclass(%s)", f'{workspace.schema}_report."Visit"') is None


def test_no_more_reports(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        schema = create_reports(owner, workspace)
        owner.execute("select metadata.drop_reports(%s)", [workspace.name])
        assert value(owner, "select to_regnamespace(%s)", schema) is None
        change(owner, "update_object", id=id_of(owner, workspace, "company"), labelPlural="Firms")
        assert value(owner, "select to_regnamespace(%s)", schema) is None
        owner.execute(f"create schema {schema}".encode())
        with complains(owner, "VG409", "workspace", "There is a schema"):
            create_reports(owner, workspace)


def test_who_may_make_them(database: Database, workspace: Workspace, other_workspace: Workspace) -> None:
    with as_role(database, workspace, "admin") as admin:
        assert create_reports(admin, workspace) == f"{workspace.schema}_report"
        with complains(admin, "VG404", "workspace", "There is no workspace"):
            create_reports(admin, other_workspace)
    with as_role(database, workspace) as member, complains(member, "VG403", None, "Only an admin"):
        create_reports(member, workspace)
