"""Changing a model: everything is made or nothing, and what cannot be made is refused with the field and the remedy."""

import itertools
import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app.graphql.schema import build_schema
from app.model.load import read_model
from app.model.types import Model
from tests.cluster import Database
from tests.sql.model_world import Connection, as_owner, as_role, complains, refused, rows, value
from tests.sql.test_house_rules import CHANGES_OF_A_MODEL
from tests.workspaces import Workspace, make_workspace

LONG = "a" * 64
FIELD_TYPES = {
    "TEXT": ["text"],
    "NUMBER": ["numeric"],
    "BOOLEAN": ["boolean"],
    "DATE_TIME": ["timestamptz"],
    "DATE": ["date"],
    "EMAIL": ["text"],
    "PHONE": ["text"],
    "URL": ["text"],
    "CURRENCY": ["bigint", "text"],
    "FULL_NAME": ["text", "text"],
    "SELECT": ["text"],
    "MULTI_SELECT": ["text[]"],
    "RATING": ["smallint"],
    "JSON": ["jsonb"],
    "ARRAY": ["text[]"],
    "UUID": ["uuid"],
    "ADDRESS": ["text"] * 6 + ["double precision"] * 2,
    "LINKS": ["text", "text", "jsonb"],
    "EMAILS": ["text", "jsonb"],
    "PHONES": ["text", "text", "text", "jsonb"],
    "RICH_TEXT": ["jsonb", "text"],
}
OPTIONS = [{"value": "ONE", "label": "One"}, {"value": "TWO"}]


def create(connection: Connection, kind: str, **given: Any) -> str:
    """Call metadata.create_object, create_field or create_relation; gives the id."""
    query = sql.SQL("select metadata.{}(%s)").format(sql.Identifier(f"create_{kind}"))
    row = connection.execute(query, [json.dumps(given)]).fetchone()
    assert row is not None
    return str(row[0])


def create_object(connection: Connection, workspace: Workspace, singular: str, plural: str, **more: Any) -> str:
    return create(connection, "object", workspaceId=workspace.id, nameSingular=singular, namePlural=plural, **more)


def object_id(connection: Connection, workspace: Workspace, name: str) -> str:
    query = "select id::text from metadata.object where workspace_id = %s and name_singular = %s"
    return str(value(connection, query, workspace.id, name))


def model_of(connection: Connection, workspace: Workspace) -> Model:
    return read_model(value(connection, "select core.model(%s)", workspace.id))


def everything(connection: Connection, workspace: Workspace) -> list[Any]:
    """All that a change of the model can touch."""
    described = [
        rows(
            connection, f"select to_jsonb(t) from metadata.{table} t where workspace_id = %s order by id", workspace.id
        )  # type: ignore[arg-type]
        for table in ("object", "field", "relation", "index")
    ]
    catalog = [
        rows(connection, query, workspace.schema)  # type: ignore[arg-type]
        for query in (
            "select relname, relkind, relacl::text from pg_class where relnamespace = %s::regnamespace order by 1",
            "select attrelid, attname, attnum from pg_attribute a join pg_class c on c.oid = a.attrelid "
            "where relnamespace = %s::regnamespace order by 1, 3",
            "select conrelid, conname from pg_constraint where connamespace = %s::regnamespace order by 1, 2",
        )
    ]
    version = rows(connection, "select to_jsonb(w) from core.workspace w where id = %s", workspace.id)
    return [*described, *catalog, version]


def test_an_object_is_made_whole(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        created = create_object(
            owner, workspace, "property", "properties", labelSingular="Property", labelPlural="Properties",
            description="Real estate.", icon="IconBuilding",
            fields=[
                {"name": "address", "label": "Address", "type": "TEXT", "isNullable": False},
                {"name": "price", "label": "Price", "type": "CURRENCY", "description": "What it costs."},
                {"name": "bedrooms", "type": "NUMBER", "settings": {"dataType": "integer"}, "defaultValue": 1},
                {"name": "status", "type": "SELECT", "options": OPTIONS, "defaultValue": "TWO", "isNullable": False},
                {"name": "owner", "type": "RELATION", "target": "person", "inverseName": "properties"},
            ],
        )  # fmt: skip
        of = model_of(owner, workspace).objects["property"]
        assert (of.table, of.label_singular, of.label_plural, of.description) == (
            "property",
            "Property",
            "Properties",
            "Real estate.",
        )
        own = ["address", "price", "bedrooms", "status", "ownerId"]
        assert list(of.fields) == ["id", *own, "createdAt", "updatedAt", "deletedAt", "position", "createdBy"]
        assert of.label_field == "address"
        assert of.fields["address"].is_required
        assert [option.label for option in of.fields["status"].options] == ["One", "TWO"]
        owner_of = of.relations["owner"]
        assert (owner_of.target, owner_of.inverse, owner_of.column) == ("person", "properties", "owner_id")
        assert model_of(owner, workspace).objects["person"].relations["properties"].target == "property"
        is_custom = "select distinct is_custom from metadata.field where object_id = %s and not is_system"
        assert rows(owner, is_custom, created) == [(True,)]
        assert (
            value(owner, "select obj_description(%s::regclass)", f"{workspace.schema}.property")
            == "Properties: Real estate."
        )
        build_schema(model_of(owner, workspace))

        owner.execute(sql.SQL("set local role {}").format(sql.Identifier(f"{workspace.schema}_member")))
        owner.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(workspace.schema)))
        made = "insert into property (address) values ('Mill Rd') returning bedrooms, status, created_by_source, updated_at"
        ((bedrooms, status, source, at),) = rows(owner, made)
        assert (bedrooms, status, source) == (1, "TWO", "SQL")
        assert value(owner, "update property set bedrooms = 2 returning updated_at") > at
        assert value(owner, "select count(*) from property where search_vector @@ 'mill'") == 1
        with refused(owner, "23514", "property_status_check"):
            owner.execute("update property set status = 'THREE'")
        with refused(owner, "23503", "property_owner_id_fkey"):
            owner.execute("update property set owner_id = gen_random_uuid()")


def test_an_object_without_fields_has_a_name(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        create_object(owner, workspace, "pet", "pets")
        create_object(owner, workspace, "nothing", "nothings", fields=[])
        create_object(
            owner,
            workspace,
            "tie",
            "ties",
            fields=[{"name": "pet", "type": "RELATION", "target": "pet", "inverseName": "ties"}],
        )
        objects = model_of(owner, workspace).objects
        assert (objects["pet"].label_field, objects["pet"].fields["name"].type) == ("name", "TEXT")
        assert (objects["nothing"].label_field, objects["tie"].label_field) == ("id", "id")


def test_an_object_may_relate_to_itself(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        parent = {"name": "parent", "type": "RELATION", "target": "folder", "inverseName": "children"}
        create_object(owner, workspace, "folder", "folders", fields=[{"name": "name", "type": "TEXT"}, parent])
        of = model_of(owner, workspace).objects["folder"]
        assert (of.relations["parent"].inverse, of.relations["children"].inverse) == ("children", "parent")


@pytest.mark.parametrize("field_type", FIELD_TYPES)
def test_a_field_of_each_type(database: Database, workspace: Workspace, field_type: str) -> None:
    more = {"options": OPTIONS} if "SELECT" in field_type else {}
    with as_owner(database) as owner:
        company = object_id(owner, workspace, "company")
        owner.execute(f"insert into {workspace.schema}.company (name) values ('old')")  # type: ignore[arg-type]
        made = create(
            owner, "field", objectMetadataId=company, name="extraThing", label="Extra", type=field_type,
            description="More.", icon="IconPlus", **more,
        )  # fmt: skip
        of = model_of(owner, workspace).objects["company"]
        field = of.fields["extraThing"]
        assert list(of.fields).index("extraThing") == list(of.fields).index("accountOwnerId") + 1
        assert (field.type, field.label, field.description, field.is_nullable) == (field_type, "Extra", "More.", True)
        assert [part.pg_type for part in field.parts] == FIELD_TYPES[field_type]
        query = """
            select replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')
              from pg_attribute a where a.attrelid = %s::regclass and a.attname = %s"""
        for part in field.parts:
            assert value(owner, query, f"{workspace.schema}.company", part.column) == part.pg_type
            assert part.column.startswith("extra_thing")
        assert value(owner, "select icon from metadata.field where id = %s", made) == "IconPlus"
        build_schema(model_of(owner, workspace))


@pytest.mark.parametrize(
    ("field_type", "default", "more", "stored"),
    [
        ("TEXT", "it's", {}, "it's"),
        ("TEXT", "\\ %s $1 \" ;", {}, "\\ %s $1 \" ;"),
        ("NUMBER", 0.1, {}, "0.1"),
        ("NUMBER", 7, {"settings": {"dataType": "bigint"}}, "7"),
        ("BOOLEAN", True, {}, "true"),
        ("DATE", "2024-02-29", {}, "2024-02-29"),
        ("SELECT", "ONE", {"options": OPTIONS}, "ONE"),
        ("MULTI_SELECT", ["TWO", "ONE"], {"options": OPTIONS}, "{TWO,ONE}"),
        ("ARRAY", ["a,b", 'c"'], {}, '{"a,b","c\\""}'),
        ("ARRAY", [], {}, "{}"),
        ("JSON", {"a": [1, None]}, {}, '{"a": [1, null]}'),
        ("RATING", 5, {}, "5"),
    ],
)  # fmt: skip
def test_defaults(
    database: Database, workspace: Workspace, field_type: str, default: Any, more: dict[str, Any], stored: str
) -> None:
    with as_owner(database) as owner:
        company = object_id(owner, workspace, "company")
        owner.execute(f"insert into {workspace.schema}.company (name) values ('old')")  # type: ignore[arg-type]
        create(
            owner,
            "field",
            objectMetadataId=company,
            name="extra",
            type=field_type,
            defaultValue=default,
            isNullable=False,
            **more,
        )
        owner.execute(f"insert into {workspace.schema}.company (name) values ('new')")  # type: ignore[arg-type]
        assert set(rows(owner, f"select extra::text from {workspace.schema}.company")) == {(stored,)}  # type: ignore[arg-type]
        field = model_of(owner, workspace).objects["company"].fields["extra"]
        assert (field.has_default, field.is_required) == (True, False)
        assert field.parts[0].default is not None
        assert value(owner, f"select ({field.parts[0].default})::text") == stored  # type: ignore[arg-type]
        kept = "select default_value from metadata.field where workspace_id = %s and name = 'extra'"
        assert value(owner, kept, workspace.id) == default


def test_a_composite_has_a_default_for_each_part(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        company = object_id(owner, workspace, "company")
        create(
            owner, "field", objectMetadataId=company, name="fee", type="CURRENCY", defaultValue={"currencyCode": "EUR"}
        )
        made = (
            f"insert into {workspace.schema}.company (name) values ('x') returning fee_amount_micros, fee_currency_code"
        )
        assert rows(owner, made) == [(None, "EUR")]  # type: ignore[arg-type]


def test_a_text_that_is_added_is_searched(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        target = object_id(owner, workspace, "taskTarget")
        task = value(owner, f"insert into {workspace.schema}.task (title) values ('x') returning id")  # type: ignore[arg-type]
        owner.execute(f"insert into {workspace.schema}.task_target (task_id) values (%s)", [task])  # type: ignore[arg-type]
        create(owner, "field", objectMetadataId=target, name="remark", type="TEXT", defaultValue="Größe")
        create(owner, "field", objectMetadataId=target, name="mail", type="EMAIL", defaultValue="a@b.example")
        for word in ("grosse", "a@b.example"):
            query = f"select count(*) from {workspace.schema}.task_target where search_vector @@ plainto_tsquery('core.search', %s)"
            assert value(owner, query, word) == 1  # type: ignore[arg-type]
        indexes = (
            "select count(*) from pg_indexes where schemaname = %s and indexname = 'task_target_search_vector_idx'"
        )
        assert value(owner, indexes, workspace.schema) == 1


def test_unique_fields(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        company = object_id(owner, workspace, "company")
        create(owner, "field", objectMetadataId=company, name="vatNumber", type="TEXT", isUnique=True)
        of = model_of(owner, workspace).objects["company"]
        assert of.fields["vatNumber"].is_unique
        assert of.constraints["company_vat_number_key"] == ("vatNumber",)
        insert = f"insert into {workspace.schema}.company (name, vat_number) values ('x', 'V1')"
        owner.execute(insert)  # type: ignore[arg-type]
        with refused(owner, "23505", "company_vat_number_key"):
            owner.execute(insert)  # type: ignore[arg-type]
        owner.execute(f"update {workspace.schema}.company set deleted_at = now()")  # type: ignore[arg-type]
        owner.execute(insert)  # type: ignore[arg-type]


@pytest.mark.parametrize("relation_type", ["ONE_TO_MANY", "MANY_TO_ONE"])
def test_a_relation_is_made_whole(database: Database, workspace: Workspace, relation_type: str) -> None:
    with as_owner(database) as owner:
        create_object(owner, workspace, "property", "properties")
        one, many = ("from", "to") if relation_type == "ONE_TO_MANY" else ("to", "from")
        made = create(
            owner, "relation", relationType=relation_type,
            **{
                f"{one}ObjectMetadataId": object_id(owner, workspace, "company"),
                f"{many}ObjectMetadataId": object_id(owner, workspace, "property"),
                f"{one}FieldMetadataName": "properties",
                f"{many}FieldMetadataName": "company",
                f"{one}Label": "Properties",
                f"{many}Label": "Company",
                f"{many}Description": "Who owns it.",
            },
        )  # fmt: skip
        model = model_of(owner, workspace)
        relation = model.objects["property"].relations["company"]
        assert (relation.target, relation.inverse, relation.field, relation.column) == (
            "company",
            "properties",
            "companyId",
            "company_id",
        )
        assert (relation.label, relation.description) == ("Company", "Who owns it.")
        assert model.objects["company"].relations["properties"].label == "Properties"
        assert model.objects["property"].fields["companyId"].description == "Who owns it, by its id."
        query = "select relation_type, on_delete, is_custom from metadata.relation where id = %s"
        assert rows(owner, query, made) == [(relation_type, "SET_NULL", True)]
        assert model.objects["property"].constraints["property_company_id_fkey"] == ("companyId",)
        index = "select indexdef from pg_indexes where schemaname = %s and indexname = 'property_company_id_idx'"
        assert value(owner, index, workspace.schema).endswith("USING btree (company_id, id)")
        build_schema(model)


BAD_NAMES = [
    ("", "VG400", "missing"),
    (None, "VG400", "missing"),
    ("Price", "VG400", "small letter"),
    ("1st", "VG400", "small letter"),
    ("two words", "VG400", "small letter"),
    ("snake_case", "VG400", "small letter"),
    ("__typename", "VG400", "small letter"),
    ("größe", "VG400", "small letter"),
    ('a"; drop table x; --', "VG400", "small letter"),
    ("a\n", "VG400", "small letter"),
    (LONG, "VG400", "64 bytes"),
    ("aB" * 22, "VG400", "66 bytes"),
    ("select", "VG400", "reserved word"),
    ("order", "VG400", "reserved word"),
    ("currentUser", "VG400", "reserved word"),
]
BAD_FIELDS: list[tuple[dict[str, Any], str, str | None, str]] = [
    *(({"name": name, "type": "TEXT"}, state, "name", says) for name, state, says in BAD_NAMES),
    *(({"name": name, "type": "TEXT"}, "VG400", "name", "reserved word") for name in ("and", "or", "not")),
    ({"name": "xmin", "type": "TEXT"}, "VG400", "name", "taken by the database"),
    ({"name": "searchVector", "type": "TEXT"}, "VG400", "name", "taken by the database"),
    ({"name": "name", "type": "TEXT"}, "VG409", "name", "already"),
    ({"name": "createdAt", "type": "TEXT"}, "VG409", "name", "already"),
    ({"name": "people", "type": "TEXT"}, "VG409", "name", "already"),
    ({"name": "accountOwner", "type": "TEXT"}, "VG409", "name", "already"),
    ({"name": "domainNAME", "type": "TEXT"}, "VG409", "name", "already"),
    ({"name": "createdBySource", "type": "TEXT"}, "VG409", "name", "share the column created_by_source"),
    ({"name": "createdBy", "type": "CURRENCY"}, "VG409", "name", "already"),
    ({"name": "annualRecurring", "type": "CURRENCY", "colour": "red"}, "VG400", "colour", "means nothing"),
    ({"name": "a" * 50, "type": "CURRENCY"}, "VG400", "name", "64 bytes"),
    ({"name": "x"}, "VG400", "type", "type is missing"),
    ({"name": "x", "type": "GEOMETRY"}, "VG400", "type", "There is no field type \"GEOMETRY\""),
    ({"name": "x", "type": "text"}, "VG400", "type", "There is no field type"),
    ({"name": "x", "type": "ACTOR"}, "VG400", "type", "already"),
    ({"name": "x", "type": "POSITION"}, "VG400", "type", "already"),
    ({"name": "x", "type": "NUMBER", "settings": {"dataType": "real"}}, "VG400", "settings", "integer, bigint, numeric, double"),
    ({"name": "x", "type": "NUMBER", "settings": {"digits": 2}}, "VG400", "settings.digits", "means nothing"),
    ({"name": "x", "type": "TEXT", "settings": {"dataType": "integer"}}, "VG400", "settings.dataType", "means nothing"),
    ({"name": "x", "type": "TEXT", "settings": 5}, "VG400", "settings", "is expected"),
    ({"name": "x", "type": "TEXT", "isNullable": "maybe"}, "VG400", "isNullable", "true or false"),
    ({"name": "x", "type": "JSON", "isUnique": True}, "VG400", "isUnique", "cannot be unique"),
    ({"name": "x", "type": "TEXT", "target": "person"}, "VG400", "type", "RELATION"),
    ({"name": "x", "type": "SELECT"}, "VG400", "options", "needs options"),
    ({"name": "x", "type": "SELECT", "options": []}, "VG400", "options", "needs options"),
    ({"name": "x", "type": "SELECT", "options": "ONE"}, "VG400", "options", "needs options"),
    ({"name": "x", "type": "SELECT", "options": ["ONE"]}, "VG400", "options.0", "is expected"),
    ({"name": "x", "type": "SELECT", "options": [{"label": "One"}]}, "VG400", "options", "capital"),
    ({"name": "x", "type": "SELECT", "options": [{"value": "one"}]}, "VG400", "options", "capital"),
    ({"name": "x", "type": "SELECT", "options": [{"value": "O'"}]}, "VG400", "options", "capital"),
    ({"name": "x", "type": "SELECT", "options": [{"value": "A"}, {"value": "A"}]}, "VG400", "options", "Two options"),
    ({"name": "x", "type": "SELECT", "options": OPTIONS, "defaultValue": "THREE"}, "VG400", "defaultValue", "none of the options"),
    ({"name": "x", "type": "MULTI_SELECT", "options": OPTIONS, "defaultValue": ["ONE", "THREE"]}, "VG400", "defaultValue", "none of the options"),
    ({"name": "x", "type": "MULTI_SELECT", "options": OPTIONS, "defaultValue": "ONE"}, "VG400", "defaultValue", "JSON type array"),
    ({"name": "x", "type": "TEXT", "options": OPTIONS}, "VG400", "options", "has no options"),
    ({"name": "x", "type": "TEXT", "defaultValue": 5}, "VG400", "defaultValue", "JSON type string"),
    ({"name": "x", "type": "NUMBER", "defaultValue": "5"}, "VG400", "defaultValue", "JSON type number"),
    ({"name": "x", "type": "NUMBER", "settings": {"dataType": "integer"}, "defaultValue": 2**31}, "VG400", "defaultValue", "no integer"),
    ({"name": "x", "type": "DATE", "defaultValue": "tomorrow"}, "VG400", "defaultValue", "a day such as"),
    ({"name": "x", "type": "DATE", "defaultValue": "2026-02-30"}, "VG400", "defaultValue", "no date"),
    ({"name": "x", "type": "DATE", "defaultValue": " now "}, "VG400", "defaultValue", "a day such as"),
    ({"name": "x", "type": "DATE_TIME", "defaultValue": "NOW"}, "VG400", "defaultValue", "a time such as"),
    ({"name": "x", "type": "DATE_TIME", "defaultValue": "10:00"}, "VG400", "defaultValue", "a time such as"),
    ({"name": "x", "type": "EMAIL", "defaultValue": "nobody"}, "VG400", "defaultValue", "not allowed"),
    ({"name": "x", "type": "RATING", "defaultValue": 6}, "VG400", "defaultValue", "not allowed"),
    ({"name": "x", "type": "TEXT", "isNullable": False}, "VG400", "isNullable", "records already"),
    ({"name": "x", "type": "TEXT", "isUnique": True, "defaultValue": "same"}, "VG400", "isUnique", "records already"),
    ({"name": "x", "type": "RELATION", "inverseName": "y"}, "VG400", "targetObjectMetadataId", "missing"),
    ({"name": "x", "type": "RELATION", "target": "nobody", "inverseName": "y"}, "VG400", "target", "no object \"nobody\""),
    ({"name": "x", "type": "RELATION", "target": "person"}, "VG400", "inverseName", "missing"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "Y"}, "VG400", "inverseName", "small letter"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "email"}, "VG409", "inverseName", "already"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "company"}, "VG409", "inverseName", "already"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "opportunities"}, "VG409", "inverseName", "already"),
    ({"name": "x", "type": "RELATION", "target": "company", "inverseName": "x"}, "VG409", "inverseName", "already"),
    ({"name": "accountOwner", "type": "RELATION", "target": "person", "inverseName": "y"}, "VG409", "name", "already"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "y", "onDelete": "EXPLODE"}, "VG400", "onDelete", "SET_NULL"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "y", "isNullable": False, "onDelete": "SET_NULL"}, "VG400", "onDelete", "CASCADE"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "y", "isNullable": False}, "VG400", "isNullable", "records already"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "y", "isUnique": True}, "VG400", "isUnique", "ONE_TO_ONE"),
    ({"name": "x", "type": "RELATION", "target": "person", "inverseName": "y", "defaultValue": "z"}, "VG400", "defaultValue", "no default"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sqlstate", "field", "says"), BAD_FIELDS, ids=lambda each: str(each)[:60])
def test_fields_that_are_refused(
    database: Database, workspace: Workspace, given: dict[str, Any], sqlstate: str, field: str | None, says: str
) -> None:
    with as_owner(database) as owner:
        owner.execute(f"insert into {workspace.schema}.company (name) values ('one'), ('two')")  # type: ignore[arg-type]
        company = object_id(owner, workspace, "company")
        before = everything(owner, workspace)
        with complains(owner, sqlstate, field, says):
            create(owner, "field", objectMetadataId=company, **given)
        assert everything(owner, workspace) == before


TEXT_FIELD = {"name": "a", "type": "TEXT"}
BAD_OBJECTS: list[tuple[dict[str, Any], str, str | None, str]] = [
    *(({"nameSingular": name, "namePlural": "many"}, state, "nameSingular", says) for name, state, says in BAD_NAMES),
    *(({"nameSingular": "single", "namePlural": name}, state, "namePlural", says) for name, state, says in BAD_NAMES),
    *(
        ({"nameSingular": name, "namePlural": "many"}, "VG400", "nameSingular", "meaning of its own")
        for name in ("query", "mutation", "subscription", "pageInfo", "string", "int", "boolean", "date", "dateTime", "filterIs")
    ),
    ({"nameSingular": "company", "namePlural": "firms"}, "VG409", "nameSingular", "already"),
    ({"nameSingular": "people", "namePlural": "peoples"}, "VG409", "nameSingular", "already"),
    ({"nameSingular": "firm", "namePlural": "companies"}, "VG409", "namePlural", "already"),
    ({"nameSingular": "firm", "namePlural": "company"}, "VG409", "namePlural", "already"),
    ({"nameSingular": "taskTARGET", "namePlural": "many"}, "VG409", "nameSingular", "already"),
    ({"nameSingular": "companyEdge", "namePlural": "many"}, "VG409", "nameSingular", "type of another object"),
    ({"nameSingular": "companyFilterInput", "namePlural": "many"}, "VG409", "nameSingular", "type of another object"),
    ({"nameSingular": "sheep", "namePlural": "sheep"}, "VG400", "namePlural", "differ"),
    ({"nameSingular": "found", "namePlural": "many"}, "VG409", "nameSingular", "There is a table found already"),
    ({"nameSingular": "x", "namePlural": "xs", "isSystem": True}, "VG400", "isSystem", "means nothing"),
    ({"nameSingular": "x", "namePlural": "xs", "labelIdentifierFieldName": "b", "fields": [TEXT_FIELD]}, "VG400", "labelIdentifierFieldName", "no field \"b\""),
    ({"nameSingular": "x", "namePlural": "xs", "fields": {}}, "VG400", "fields", "list"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [TEXT_FIELD, {"name": "b", "type": "RELATION", "target": "person", "inverseName": "email"}]}, "VG409", "fields.1.inverseName", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [TEXT_FIELD, {"name": "b", "type": "RELATION", "relationType": "ONE_TO_MANY", "target": "person", "inverseName": "email"}]}, "VG409", "fields.1.inverseName", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [TEXT_FIELD, {"name": "b", "type": "TEXT", "settings": {"x": 1}}]}, "VG400", "fields.1.settings.x", "means nothing"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": ["a"]}, "VG400", "fields.0", "is expected"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [TEXT_FIELD, TEXT_FIELD]}, "VG409", "fields.1.name", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [{**TEXT_FIELD, "name": "id"}]}, "VG409", "fields.0.name", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [{**TEXT_FIELD, "name": "aB"}, {**TEXT_FIELD, "name": "aB1"}, {**TEXT_FIELD, "name": "aB"}]}, "VG409", "fields.2.name", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [{**TEXT_FIELD, "name": "someURL"}, {**TEXT_FIELD, "name": "someUrl"}]}, "VG409", "fields.1.name", "already"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [{**TEXT_FIELD, "defaults": {"": "1; drop table x"}}]}, "VG400", "fields.0.defaults", "means nothing"),
    ({"nameSingular": "x", "namePlural": "xs", "fields": [{**TEXT_FIELD, "type": "SELECT"}]}, "VG400", "fields.0.options", "needs options"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sqlstate", "field", "says"), BAD_OBJECTS, ids=lambda each: str(each)[:60])
def test_objects_that_are_refused(
    database: Database, workspace: Workspace, given: dict[str, Any], sqlstate: str, field: str | None, says: str
) -> None:
    with as_owner(database) as owner:
        owner.execute(f"create table {workspace.schema}.found ()")  # type: ignore[arg-type]
        before = everything(owner, workspace)
        with complains(owner, sqlstate, field, says):
            create(owner, "object", workspaceId=workspace.id, **given)
        assert everything(owner, workspace) == before


def test_names_as_long_as_postgres_takes_them(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        for number, letter in enumerate("ab"):
            create(owner, "object", workspaceId=workspace.id, nameSingular=letter * 63, namePlural=f"many{number}")
        names = (
            "select i.name from metadata.index i join metadata.object o on o.id = i.object_id "
            "where length(o.table_name) = 63 and i.kind <> 'CHECK'"
        )
        found = [name for (name,) in owner.execute(names)]
        assert len(found) == len(set(found)) == 6
        assert all(len(name) <= 63 for name in found)
        held = "select count(*) from pg_class where relname = any (%s) and relnamespace = %s::regnamespace"
        assert value(owner, held, found, workspace.schema) == 6


def test_what_is_not_there(database: Database, workspace: Workspace, other_workspace: Workspace) -> None:
    absent = str(uuid.uuid4())
    with as_owner(database) as owner:
        with complains(owner, "VG400", "workspaceId", "missing"):
            create(owner, "object", nameSingular="x", namePlural="xs")
        with complains(owner, "VG400", "workspaceId", "UUID"):
            create(owner, "object", workspaceId="x", nameSingular="x", namePlural="xs")
        with complains(owner, "VG404", "workspaceId", absent):
            create(owner, "object", workspaceId=absent, nameSingular="x", namePlural="xs")
        with complains(owner, "VG404", "objectMetadataId", absent):
            create(owner, "field", objectMetadataId=absent, name="x", type="TEXT")
        with complains(owner, "VG400", None, "is expected"):
            owner.execute("select metadata.create_field('[]')")
        with complains(owner, "VG400", None, "is expected"):
            owner.execute("select metadata.create_object(null)")
        ends = {
            "fromObjectMetadataId": object_id(owner, workspace, "company"),
            "fromFieldMetadataName": "notes",
            "toFieldMetadataName": "company",
        }
        note = object_id(owner, workspace, "note")
        with complains(owner, "VG400", "relationType", "ONE_TO_MANY"):
            create(owner, "relation", relationType="SOME_TO_MANY", toObjectMetadataId=note, **ends)
        with complains(owner, "VG404", "toObjectMetadataId", absent):
            create(owner, "relation", relationType="ONE_TO_MANY", toObjectMetadataId=absent, **ends)
        with complains(owner, "VG404", "toObjectMetadataId", "There is no object"):
            theirs = object_id(owner, other_workspace, "note")
            create(owner, "relation", relationType="ONE_TO_MANY", toObjectMetadataId=theirs, **ends)


def test_a_failure_of_the_ddl_leaves_no_rows(database: Database, workspace: Workspace) -> None:
    """Something that only Postgres knows is in the way."""
    with as_owner(database) as owner:
        # Where no event trigger sees it.
        owner.execute("set vingt.changing = 'on'")
        owner.execute(f"alter table {workspace.schema}.company add column extra text")  # type: ignore[arg-type]
        owner.execute(f"create index pet_pkey on {workspace.schema}.company (extra)")  # type: ignore[arg-type]
        before = everything(owner, workspace)
        with complains(owner, "VG409", "name", "has a column of that name already"):
            create(owner, "field", objectMetadataId=object_id(owner, workspace, "company"), name="extra", type="TEXT")
        owner.execute(f"create type {workspace.schema}.pet as enum ('dog')")  # type: ignore[arg-type]
        with refused(owner, "42710"):
            create_object(owner, workspace, "pet", "pets")
        assert everything(owner, workspace) == before


def test_long_names_have_constraints_of_their_own(database: Database, workspace: Workspace) -> None:
    """Postgres would cut both to the same 63 bytes."""
    stem = "aVeryLongNameOfAFieldThatGoesOnAndOnForSome"
    with as_owner(database) as owner:
        for name in (f"{stem}One", f"{stem}Two"):
            create(
                owner, "field", objectMetadataId=object_id(owner, workspace, "opportunity"), name=name, type="EMAIL", isUnique=True
            )  # fmt: skip
        of = model_of(owner, workspace).objects["opportunity"]
        for name in (f"{stem}One", f"{stem}Two"):
            named = [constraint for constraint, fields in of.constraints.items() if fields == (name,)]
            assert len(named) == 2
            for constraint in named:
                assert len(constraint) <= 63
                query = "select count(*) from pg_class where relname = %s or exists (select from pg_constraint where conname = %s)"
                assert value(owner, query, constraint, constraint) > 0


def test_every_change_is_a_version_and_the_servers_are_told(
    database: Database, other_workspace: Workspace, workspace: Workspace, handle: Callable[[str], str]
) -> None:
    ours = make_workspace(database, handle("told"))
    version = "select m.version, m.fingerprint from core.model_version(%s) m"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("listen vingt_metadata")
        states = rows(owner, version, ours.id)
        pet = create_object(owner, ours, "pet", "pets")
        states += rows(owner, version, ours.id)
        create(owner, "field", objectMetadataId=pet, name="age", type="NUMBER")
        states += rows(owner, version, ours.id)
        note = object_id(owner, ours, "note")
        create(
            owner, "relation", relationType="ONE_TO_MANY", fromObjectMetadataId=pet, toObjectMetadataId=note,
            fromFieldMetadataName="notes", toFieldMetadataName="pet",
        )  # fmt: skip
        states += rows(owner, version, ours.id)
        numbers = [number for number, _ in states]
        assert numbers == [*range(numbers[0], numbers[0] + 4)]
        assert len({fingerprint for _, fingerprint in states}) == 4
        told = [each.payload for each in owner.notifies(timeout=0.2)]
        assert told == [f"{ours.id} {number}" for number in numbers[1:]]
        with pytest.raises(psycopg.Error):
            create(owner, "field", objectMetadataId=pet, name="age", type="NUMBER")
        assert rows(owner, version, ours.id) == states[-1:]
        assert [each.payload for each in owner.notifies(timeout=0.1)] == []
        # The same changes elsewhere give the same fingerprint.
        create_object(owner, other_workspace, "pet", "pets")
        assert rows(owner, version, other_workspace.id)[0][1] == states[1][1]
        assert rows(owner, version, workspace.id)[0][1] == states[0][1]


def test_changes_of_one_model_wait_for_one_another(database: Database, handle: Callable[[str], str]) -> None:
    ours = make_workspace(database, handle("turns"))
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
                note = object_id(owner, ours, "note")
                for each in range(3):
                    create(owner, "field", objectMetadataId=note, name=f"f{number}x{each}", type="TEXT")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with as_owner(database) as owner:
        fields = model_of(owner, ours).objects["note"].fields
        assert {f"f{number}x{each}" for number, each in itertools.product(range(4), range(3))} <= set(fields)
        position = "select count(distinct f.position) = count(*) from metadata.field f where f.object_id = %s and f.type <> 'RELATION'"
        assert value(owner, position, object_id(owner, ours, "note")) is True


def test_a_table_in_use_is_not_waited_for_at_length(database: Database, workspace: Workspace) -> None:
    """DDL in line behind a long reader would hold up everyone: it gives up and says so; nothing is left behind."""
    with as_role(database, workspace) as reader, psycopg.connect(database.owner_dsn) as owner:
        reader.execute("select from note")
        before = everything(owner, workspace)
        owner.execute("select set_config('vingt.test', '', true)")
        with complains(owner, "VG409", None, "in use"):
            create(owner, "field", objectMetadataId=object_id(owner, workspace, "note"), name="late", type="NUMBER")
        assert everything(owner, workspace) == before


def test_rights_of_the_functions(database: Database) -> None:
    """Only what asks who calls is for a workspace's roles; every function says what it is for."""
    query = """
        select p.oid::regprocedure::text,
               has_function_privilege('vingt_api', p.oid, 'execute') or has_function_privilege('vingt_workspace', p.oid, 'execute'),
               obj_description(p.oid, 'pg_proc') is null,
               p.prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)
          from pg_proc p where p.pronamespace = 'metadata'::regnamespace"""
    with as_owner(database) as owner:
        found = rows(owner, query)
        assert len(found) > 20
        reached = {name for name, is_reached, *_ in found if is_reached}
        assert reached == CHANGES_OF_A_MODEL | {"metadata.caller()"}
        assert [row for row in found if any(row[2:])] == []
        tables = """
            select c.relname::text from pg_class c
             where c.relnamespace = 'metadata'::regnamespace and c.relkind = 'r'
               and not (c.relrowsecurity and obj_description(c.oid) <> '')"""
        assert rows(owner, tables) == []
