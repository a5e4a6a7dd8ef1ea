"""Random changes of a model, through both doors and through SQL: metadata, catalog, GraphQL schema and OpenAPI tell the same
story afterwards, and once every change is undone all is as it was.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLObjectType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import ApiError
from app.graphql.door import GraphQLRequest
from app.graphql.metadata_door import MetadataDoor
from app.graphql.schema import build_schema
from app.model.load import read_model
from app.rest.metadata_door import MetadataRestDoor
from app.rest.openapi import build_document
from tests.query.house import House
from tests.sql.catalog import structure

# What each door calls the operations that SQL knows as metadata.<verb>_<thing>.
_INPUTS = {"object": "Object", "field": "Field", "relation": "Relation", "index": "Index"}


class Failed(Exception):
    """A change was refused."""


@dataclass
class World:
    """A workspace and three ways to change its model, as its admin."""

    house: House
    # How the changes that were made are undone, the last one last.
    undo: list[Callable[[], None]] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        self.graphql = MetadataDoor(self.house.database, self.house.models)
        self.rest = MetadataRestDoor(self.house.database, self.house.models)

    def act(self, verb: str, thing: str, key: str | None = None, **given: Any) -> str:
        """Change the model by one way after another; gives the id. Raises Failed."""
        self.turn += 1
        ways = [self._by_sql, self._by_graphql, self._by_rest]
        # Indexes cannot be changed, only made and removed; and REST has the same functions for all.
        return ways[self.turn % 3](verb, thing, key, given)

    def _by_sql(self, verb: str, thing: str, key: str | None, given: dict[str, Any]) -> str:
        import psycopg

        whole = given if key is None else {"id": key, **given}
        role = f'"{self.house.workspace.schema}_admin"'
        try:
            with self.house.owner.transaction():
                self.house.owner.execute(f"set local role {role}".encode())
                row = self.house.owner.execute(
                    f"select metadata.{verb}_{thing}(%s)".encode(), [json.dumps(whole)]
                ).fetchone()
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith("VG4"):
                raise
            raise Failed(str(error)) from error
        assert row is not None
        return str(row[0])

    def _by_graphql(self, verb: str, thing: str, key: str | None, given: dict[str, Any]) -> str:
        name = _INPUTS[thing]
        if verb == "create":
            query = f"mutation ($data: Create{name}Input!) {{ it: createOne{name}(data: $data) {{ id }} }}"
            variables: dict[str, Any] = {"data": given}
        elif verb == "update":
            query = f"mutation ($id: ID!, $data: Update{name}Input!) {{ it: updateOne{name}(id: $id, data: $data) {{ id }} }}"
            variables = {"id": key, "data": given}
        else:
            confirm = "confirm" in given
            query = f"mutation ($id: ID!{', $confirm: String' if confirm else ''}) {{ it: deleteOne{name}(id: $id{', confirm: $confirm' if confirm else ''}) {{ id }} }}"
            variables = {"id": key, **given}
        answer = self.house.run(self.graphql.execute(self.house.caller, GraphQLRequest(query, variables)))
        body = json.loads(answer.body)
        if "errors" in body:
            assert body["errors"][0]["extensions"]["code"] in ("VALIDATION_ERROR", "CONFLICT"), body
            raise Failed(str(body))
        return str(body["data"]["it"]["id"])

    def _by_rest(self, verb: str, thing: str, key: str | None, given: dict[str, Any]) -> str:
        plural = {"index": "indexes"}.get(thing, f"{thing}s")
        caller = self.house.caller
        try:
            if verb == "create":
                body, _ = self.house.run(self.rest.create_record(caller, plural, given, ""))
            elif verb == "update":
                body = self.house.run(self.rest.update_record(caller, plural, str(key), given, ""))
            else:
                body = self.house.run(self.rest.delete_record(caller, plural, str(key), given or None, ""))
        except ApiError as error:
            if error.status not in (400, 409):
                raise
            raise Failed(str(error)) from error
        return str(json.loads(body)["data"]["id"])

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.house.sql(query, *values)

    def objects(self) -> list[tuple[str, str, bool]]:
        """Id, name and whether it is custom, of the objects that people see."""
        return self.sql(
            "select id::text, name_singular, is_custom from metadata.object where workspace_id = %s and not is_system order by position, name_singular",
            self.house.workspace.id,
        )

    def own_fields(self) -> list[tuple[str, str, str, str]]:
        """Id, object, name and type of the custom fields of all objects, foreign keys and ends of relations left out."""
        return self.sql(
            "select f.id::text, o.name_singular, f.name, f.type from metadata.field f join metadata.object o on o.id = f.object_id "
            "where f.workspace_id = %s and f.is_custom and f.type <> 'RELATION' and f.name <> o.label_field "
            "and not exists (select from metadata.relation r where r.key_field_id = f.id) order by o.position, f.position, f.name",
            self.house.workspace.id,
        )


NAMES = ("alpha", "beta", "gammaRay", "delta", "gammaray", "name", "id", "select", "Alpha", "people")
TYPES: list[dict[str, Any]] = [
    {"type": "TEXT"},
    {"type": "TEXT", "isNullable": False, "defaultValue": "x"},
    {"type": "NUMBER", "settings": {"dataType": "integer"}},
    {"type": "NUMBER", "defaultValue": 1.5},
    {"type": "BOOLEAN", "defaultValue": True},
    {"type": "EMAIL", "isUnique": True},
    {"type": "CURRENCY"},
    {"type": "SELECT", "options": [{"value": "A"}, {"value": "B"}], "defaultValue": "A"},
    {"type": "ADDRESS"},
    {"type": "DATE_TIME", "defaultValue": "now"},
    {"type": "JSON"},
    {"type": "ARRAY"},
]
KINDS = ("ONE_TO_MANY", "MANY_TO_ONE", "ONE_TO_ONE", "MANY_TO_MANY")

picks = st.integers(0, 10_000)
name_of = st.sampled_from(NAMES)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Any, ...]:
    kind = draw(
        st.sampled_from(
            (
                "object",
                "field",
                "field",
                "field",
                "relation",
                "rename",
                "rename object",
                "hide",
                "unique",
                "nullable",
                "retype",
                "option",
                "index",
                "label",
            )
        )
    )
    return (
        kind,
        draw(picks),
        draw(picks),
        draw(name_of),
        draw(name_of),
        draw(st.sampled_from(TYPES)),
        draw(st.sampled_from(KINDS)),
    )


def apply(world: World, change: tuple[Any, ...]) -> None:
    """Make a change and note how it is undone. Raises Failed."""
    kind, first, second, name, other, type_, relation = change
    objects, fields = world.objects(), world.own_fields()
    of = objects[first % len(objects)]
    if kind == "object":
        made = world.act(
            "create",
            "object",
            nameSingular=name,
            namePlural=f"{name}All",
            labelSingular=name,
            fields=[{"name": "title", **type_}],
        )
        world.sql(f'insert into {{}}."{table_of(world, made)}" default values')
        world.undo.append(lambda: void(world.act("delete", "object", made, confirm=name)))
    elif kind == "field":
        made = world.act(
            "create", "field", objectMetadataId=of[0], name=name, label=other, description='It\'s "it".', **type_
        )
        world.undo.append(lambda: void(world.act("delete", "field", made, confirm=name)))
    elif kind == "relation":
        to = objects[second % len(objects)]
        made = world.act(
            "create", "relation", relationType=relation, fromObjectMetadataId=of[0], toObjectMetadataId=to[0],
            fromFieldMetadataName=name, toFieldMetadataName=other,
        )  # fmt: skip
        world.undo.append(lambda: void(world.act("delete", "relation", made, confirm=name)))
    elif kind == "rename object" and of[2]:
        plural = world.sql("select name_plural from metadata.object where id = %s", of[0])[0][0]
        world.act("update", "object", of[0], nameSingular=name, namePlural=f"{other}Many")
        world.undo.append(lambda: void(world.act("update", "object", of[0], nameSingular=of[1], namePlural=plural)))
    elif kind == "label":
        before = world.sql("select label_singular, description from metadata.object where id = %s", of[0])[0]
        world.act("update", "object", of[0], labelSingular=f"{name} {other}", description="x")
        world.undo.append(
            lambda: void(world.act("update", "object", of[0], labelSingular=before[0], description=before[1]))
        )
    elif kind == "index" and (mine := [each for each in fields if each[1] == of[1]]):
        made = world.act("create", "index", objectMetadataId=of[0], fields=[mine[second % len(mine)][2]])
        world.undo.append(lambda: void(world.act("delete", "index", made)))
    elif fields:
        change_field(world, kind, fields[first % len(fields)], name)


def change_field(world: World, kind: str, of: tuple[str, str, str, str], name: str) -> None:
    key, _, old, type_ = of
    ((is_nullable, is_unique, is_active),) = world.sql(
        "select is_nullable, is_unique, is_active from metadata.field where id = %s", key
    )

    def update(now: dict[str, Any], before: dict[str, Any]) -> None:
        world.act("update", "field", key, **now)
        world.undo.append(lambda: void(world.act("update", "field", key, **before)))

    if kind == "rename":
        update({"name": name}, {"name": old})
    elif kind == "hide":
        update({"isActive": not is_active}, {"isActive": is_active})
    elif kind == "unique":
        update({"isUnique": not is_unique}, {"isUnique": is_unique})
    elif kind == "nullable":
        update({"isNullable": not is_nullable}, {"isNullable": is_nullable})
    elif kind == "option" and type_ == "SELECT":
        update(
            {"options": [{"value": "B", "was": "A"}, {"value": "A", "was": "B"}, {"value": "C"}]},
            {"options": [{"value": "A", "was": "B"}, {"value": "B", "was": "A"}]},
        )
    elif kind == "retype" and type_ == "TEXT":
        update({"settings": {"maxLength": 50}}, {"settings": None})


def void(_: object) -> None:
    """Forgets a result."""


def table_of(world: World, key: str) -> str:
    return str(world.sql("select table_name from metadata.object where id = %s", key)[0][0])


def told_by_catalog(world: World) -> dict[str, Any]:
    """Columns of the tables of all objects, and the names of their constraints and indexes."""
    columns = world.sql(
        "select c.relname, a.attname, replace(format_type(a.atttypid, null), 'timestamp with time zone', 'timestamptz'), a.attnotnull, a.atthasdef "
        "from pg_attribute a join pg_class c on c.oid = a.attrelid "
        "where c.relnamespace = %s::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attname <> 'search_vector' "
        "and c.relname in (select table_name from metadata.object where workspace_id = %s)",
        world.house.workspace.schema, world.house.workspace.id,
    )  # fmt: skip
    named = world.sql(
        "select c.relname, n.conname from pg_constraint n join pg_class c on c.oid = n.conrelid where n.connamespace = %s::regnamespace and n.contype in ('c', 'f', 'p') "
        "and c.relname in (select table_name from metadata.object where workspace_id = %s) "
        "union select t.relname, i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid "
        "where t.relnamespace = %s::regnamespace and t.relname in (select table_name from metadata.object where workspace_id = %s)",
        world.house.workspace.schema, world.house.workspace.id, world.house.workspace.schema, world.house.workspace.id,
    )  # fmt: skip
    return {"columns": sorted(columns), "named": sorted(named)}


def told_by_metadata(world: World) -> dict[str, Any]:
    """The same, as metadata has it."""
    columns = world.sql(
        "select o.table_name, c.item ->> 'name', c.item ->> 'pgType', not (c.item ->> 'isNullable')::boolean, c.item ->> 'default' is not null "
        "from metadata.field f join metadata.object o on o.id = f.object_id, jsonb_array_elements(f.columns) c (item) where f.workspace_id = %s",
        world.house.workspace.id,
    )
    named = world.sql(
        "select o.table_name, i.name from metadata.index i join metadata.object o on o.id = i.object_id where i.workspace_id = %s",
        world.house.workspace.id,
    )
    return {"columns": sorted(columns), "named": sorted(named)}


def check_story(world: World) -> None:
    """Metadata, catalog, both schemas and the metadata API say the same, and everything can be read."""
    assert told_by_metadata(world) == told_by_catalog(world)
    seen = {
        name: set(fields)
        for name, fields in world.sql(
            "select o.name_singular, array_agg(f.name) from metadata.object o join metadata.field f on f.object_id = o.id and f.is_active "
            "where o.workspace_id = %s and o.is_active group by 1",
            world.house.workspace.id,
        )
    }
    document = world.house.document()
    model = read_model(document)
    schema = build_schema(model)
    for of in model.objects.values():
        type_ = schema.graphql.type_map[of.type_name]
        assert isinstance(type_, GraphQLObjectType)
        # An end of a relation is seen where the far object is.
        assert set(type_.fields) <= seen[of.name_singular]
        assert set(of.fields) | set(of.relations) == set(type_.fields)
        hidden = seen[of.name_singular] - set(type_.fields)
        far = world.sql(
            "select f.name from metadata.field f join metadata.object o on o.id = f.object_id where f.type = 'RELATION' and f.workspace_id = %s and o.name_singular = %s",
            world.house.workspace.id, of.name_singular,
        )  # fmt: skip
        assert hidden <= {name for (name,) in far}
    described = build_document(model, "1")
    for of in model.objects.values():
        properties = set(described["components"]["schemas"][of.type_name]["properties"])
        assert set(of.fields) <= properties
    told = world.house.run(
        world.graphql.execute(world.house.caller, GraphQLRequest(
            "{ objects(first: 200, filter: {isActive: {eq: true}}) { edges { node { nameSingular fields(first: 200, filter: {isActive: {eq: true}}) { edges { node { name } } } } } } }"
        ))
    )  # fmt: skip
    edges = json.loads(told.body)["data"]["objects"]["edges"]
    assert {
        each["node"]["nameSingular"]: {inner["node"]["name"] for inner in each["node"]["fields"]["edges"]}
        for each in edges
    } == seen
    for of in model.objects.values():
        plain = " ".join(each.name for each in of.fields.values() if not each.is_composite)
        far = " ".join(
            f"{each.name} {{ id }}" if each.is_to_one else f"{each.name} {{ totalCount edges {{ node {{ id }} }} }}"
            for each in of.relations.values()
        )
        world.house.data(f"{{ {of.name_plural} {{ totalCount edges {{ node {{ {plain} {far} }} }} }} }}")
        world.house.listed(of.name_plural, "depth=1")


def dump(world: World) -> str:
    """Everything but ids, times and versions."""
    facts = [structure(world.house.owner, [world.house.workspace.schema])]
    for table in ("object", "field", "relation", "index", "work"):
        rows = world.sql(
            f"select (to_jsonb(t) - '{{id,workspace_id,object_id,created_at,updated_at,document,fingerprint,position,from_object_id,to_object_id,from_field_id,to_field_id,key_field_id,junction_object_id}}'::text[])::text "
            f"from metadata.{table} t where workspace_id = %s order by 1",
            world.house.workspace.id,
        )
        facts += [f"{table} {row[0]}" for row in rows]
    facts.append(
        world.sql("select metadata_fingerprint from core.workspace where id = %s", world.house.workspace.id)[0][0]
    )
    return "\n".join(facts)


@pytest.fixture
def world(house: House) -> World:
    return World(house)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(changes(), min_size=4, max_size=14))
def test_all_tell_the_same_story_and_undone_is_as_before(world: World, given_changes: list[tuple[Any, ...]]) -> None:
    before = dump(world)
    world.undo.clear()
    for change in given_changes:
        try:
            apply(world, change)
        except Failed:
            continue
    check_story(world)
    while world.undo:
        world.undo.pop()()
    check_story(world)
    assert dump(world) == before
