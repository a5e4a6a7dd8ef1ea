"""The model that a workspace has, in the words of a model file.

In charge of reading metadata's tables: objects, fields, relations from the end at which they were declared, and
indexes that were asked for by themselves.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import TupleRow, dict_row

from app.model_file import shape
from app.model_file.document import Entry

Connection = psycopg.Connection[TupleRow]

_OBJECTS = """
    select o.*, metadata.schema_of(o) as schema_name
      from metadata.object o
     where o.workspace_id = %s
     order by o.position, o.name_singular
"""
_FIELDS = """
    select f.id, f.object_id, f.name, f.label, f.type, f.description, f.icon, f.is_nullable, f.is_unique, f.is_system,
           f.is_searchable, f.is_custom, f.is_active, f.is_computed, f.default_value::text, f.options::text,
           f.settings::text, f.columns::text, f.position
      from metadata.field f
     where f.workspace_id = %s
     order by f.position, f.name
"""
_RELATIONS = "select r.* from metadata.relation r where r.workspace_id = %s"
# What the columns of an index are, Postgres knows; one that is still to be built has only its fields.
_INDEXES = """
    select i.id, i.object_id, i.name, i.kind, i.fields, i.is_live_only,
           (select array_agg(
                       (select a.attname::text
                          from pg_catalog.pg_attribute a
                         where a.attrelid = x.indrelid and a.attnum > 0 and not a.attisdropped
                           and (a.attnum = k.attnum
                                or k.attnum = 0 and pg_get_indexdef(x.indexrelid, k.place::integer, true)
                               ~ ('\\m' || regexp_replace(a.attname, '[][(){}.*+?^$|\\\\-]', '\\\\\\&', 'g') || '\\M'))
                         limit 1)
                       order by k.place)
              from pg_catalog.pg_index x, unnest(x.indkey::smallint[]) with ordinality k (attnum, place)
             where x.indexrelid = pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', w.schema_name, i.name))
           ) as columns
      from metadata.index i
      join metadata.object o on o.id = i.object_id
      join core.workspace w on w.id = i.workspace_id
     where i.workspace_id = %s and i.is_custom
     order by i.name
"""
_USUAL_NAMES = """
    select metadata.constraint_name(n.table_name, metadata.snake_case(replace(n.fields, '.', '_')), n.suffix)
      from unnest(%s::text[], %s::text[], %s::text[]) with ordinality n (table_name, fields, suffix, place)
     order by n.place
"""
_TYPES = """
    select t.name, array(select c.part from metadata.type_columns(t.name, null) c),
           exists (select from metadata.type_columns(t.name, null) c where c.is_searched)
      from unnest(metadata.known_types()) t (name)
     where t.name <> 'RELATION'
"""


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field type is: the parts of a composite (`("",)` of another), and whether its texts are searched."""

    parts: tuple[str, ...]
    is_searched: bool


@dataclass(frozen=True, slots=True)
class HeldField:
    """A field that is there, or a relation: `id` is its end's, `inverse_id` the far end's, `key_id` the foreign key's.

    `columns` are those of a plain field. `table` and `columns` say where a relation's key or links are.
    """

    id: str
    entry: Entry
    object_id: str
    is_custom: bool
    is_system: bool = False
    columns: tuple[str, ...] = ()
    table: str = ""
    relation_id: str = ""
    inverse_id: str = ""
    key_id: str = ""
    target_id: str = ""
    junction_id: str = ""
    is_relation_active: bool = True

    @property
    def name(self) -> str:
        """Its name now."""
        return self.entry.name


@dataclass(frozen=True, slots=True)
class HeldIndex:
    """An index that is there and was asked for by itself."""

    id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class HeldObject:
    """An object that is there, with its fields and the relations that were declared at it, and its indexes."""

    id: str
    entry: Entry
    is_custom: bool
    schema: str
    table: str
    fields: list[HeldField] = dataclass_field(default_factory=list)
    indexes: list[HeldIndex] = dataclass_field(default_factory=list)

    @property
    def name(self) -> str:
        """Its nameSingular now."""
        return self.entry.name


@dataclass(frozen=True, slots=True)
class HeldModel:
    """A workspace's model: objects in their order, field types by name, and what is usually said of system fields."""

    workspace_id: str
    objects: Mapping[str, HeldObject]
    types: Mapping[str, FieldType]
    system: Mapping[str, Mapping[str, Any]]


def hold_model(connection: Connection, workspace_id: str) -> HeldModel:
    """Read the model of a workspace. Raises psycopg.Error."""
    objects = {str(row["id"]): _object(row) for row in _rows(connection, _OBJECTS, workspace_id)}
    rows = {str(row["id"]): row for row in _rows(connection, _FIELDS, workspace_id)}
    relations = _rows(connection, _RELATIONS, workspace_id)
    keys = {str(relation["key_field_id"]) for relation in relations}
    for key, row in rows.items():
        if (row["type"] != "RELATION" or row["is_computed"]) and key not in keys:
            held = _field(row, objects[str(row["object_id"])])
            objects[held.object_id].fields.append(held)
    names = {
        (str(row["object_id"]), column["name"]): row for row in rows.values() for column in json.loads(row["columns"])
    }
    ways = {
        str(relation["key_field_id"]): rows[
            str(relation["to_field_id" if relation["relation_type"] == "ONE_TO_MANY" else "from_field_id"])
        ]["name"]
        for relation in relations
    }
    for relation in sorted(relations, key=lambda each: _order(each, rows)):
        related = _relation(relation, rows, objects, names, ways)
        objects[related.object_id].fields.append(related)
    types = {name: FieldType(tuple(parts), searched) for name, parts, searched in connection.execute(_TYPES).fetchall()}
    for held_index, owner in _indexes(connection, workspace_id, objects, names, types):
        owner.indexes.append(held_index)
    for owner in objects.values():
        owner.indexes.sort(
            key=lambda each: (each.entry.values["fields"], each.entry.values["isUnique"], each.entry.name)
        )
    system = connection.execute("select metadata.system_fields()").fetchone()
    return HeldModel(
        workspace_id,
        {each.name: each for each in objects.values()},
        types,
        {
            each["name"]: {"label": each["label"], "description": each["description"], "icon": None, "isActive": True}
            for each in (system[0] if system else ())
        },
    )


def paths(fields: Iterable[str], owner: Mapping[str, str], types: Mapping[str, FieldType]) -> tuple[str, ...]:
    """The fields of an index with each composite as its parts; `owner` maps names to types."""
    made = []
    for field in fields:
        known = types.get(owner.get(field, ""))
        made += [field] if known is None or known.parts == ("",) else [f"{field}.{part}" for part in known.parts]
    return tuple(made)


def _rows(connection: Connection, query: str, workspace_id: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), [workspace_id]).fetchall()


def from_json(text: str | None) -> Any:
    """JSON whose numbers keep all their digits."""
    return None if text is None else json.loads(text, parse_float=Decimal)


def _object(row: Mapping[str, Any]) -> HeldObject:
    values = {
        **{name: key.default for name, key in shape.OBJECT.items()},
        "id": str(row["id"]),
        "kind": row["kind"],
        "namePlural": row["name_plural"],
        "labelSingular": row["label_singular"],
        "labelPlural": row["label_plural"],
        "description": row["description"],
        "icon": row["icon"],
        "labelIdentifierFieldName": row["label_field"],
        "isSearchable": row["is_searchable"],
        "isSystem": row["is_system"],
        "isActive": row["is_active"],
    }
    return HeldObject(
        str(row["id"]), Entry(row["name_singular"], values), row["is_custom"], row["schema_name"], row["table_name"]
    )


def _field(row: Mapping[str, Any], owner: HeldObject) -> HeldField:
    values: dict[str, Any] = {"id": str(row["id"]), **_said(row, "isActive")}
    if not row["is_system"]:
        values |= {
            "was": None,
            "type": row["type"],
            "isNullable": row["is_nullable"],
            "isUnique": row["is_unique"],
            "isSearchable": None if row["is_computed"] else row["is_searchable"],
            "defaultValue": from_json(row["default_value"]),
            # What a function gives, the function says.
            "options": None if row["is_computed"] else options_of(from_json(row["options"])),
            "settings": None if row["is_computed"] else from_json(row["settings"]),
            "isComputed": row["is_computed"],
        }
    columns = () if row["is_computed"] else tuple(column["name"] for column in json.loads(row["columns"]))
    return HeldField(
        str(row["id"]),
        Entry(row["name"], values),
        str(row["object_id"]),
        row["is_custom"],
        row["is_system"],
        columns,
        owner.table,
    )


def _said(row: Mapping[str, Any], active: str, end: str = "") -> dict[str, Any]:
    """What is said of a field, under the keys of one end of a relation."""
    said = {"label": row["label"], "description": row["description"], "icon": row["icon"]}
    return {**{f"{end}{key.title()}" if end else key: value for key, value in said.items()}, active: row["is_active"]}


def options_of(options: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Options as a file has them: their order says their positions."""
    if options is None:
        return None
    return [{key: option[key] for key in shape.OPTION if option.get(key) is not None} for option in options]


def _order(relation: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    end = rows[str(relation["from_field_id"])]
    return end["position"], end["name"]


def _relation(
    relation: Mapping[str, Any],
    rows: Mapping[str, Mapping[str, Any]],
    objects: Mapping[str, HeldObject],
    names: Mapping[tuple[str, str], Mapping[str, Any]],
    ways: Mapping[str, str],
) -> HeldField:
    near, far = rows[str(relation["from_field_id"])], rows[str(relation["to_field_id"])]
    key = rows.get(str(relation["key_field_id"]))
    junction = objects.get(str(relation["junction_object_id"]))
    values: dict[str, Any] = {
        "id": str(near["id"]),
        "was": None,
        "type": "RELATION",
        "relationType": relation["relation_type"],
        "target": objects[str(relation["to_object_id"])].name,
        **_said(near, "isActive"),
        "isNullable": True if key is None else key["is_nullable"],
        "inverseName": far["name"],
        **_said(far, "inverseIsActive", "inverse"),
        "onDelete": None if key is None else relation["on_delete"],
        "group": relation["group_name"],
        "junction": junction and junction.name,
        "key": None if key is None else _said(key, "isActive"),
    }
    for name, column in (
        ("junctionFieldName", "junction_from_column"),
        ("junctionInverseFieldName", "junction_to_column"),
    ):
        link = None if junction is None else names.get((junction.id, relation[column]))
        values[name] = None if link is None else ways.get(str(link["id"]))
    # What people see is that it is hidden, however that was done.
    values["isActive"] = values["isActive"] and relation["is_active"]
    values["inverseIsActive"] = values["inverseIsActive"] and relation["is_active"]
    holder = None if key is None else objects[str(key["object_id"])]
    return HeldField(
        str(near["id"]),
        Entry(near["name"], values),
        str(near["object_id"]),
        relation["is_custom"],
        columns=() if key is None else (json.loads(key["columns"])[0]["name"],),
        table=holder.table if holder is not None else ("" if junction is not None else relation["junction_table"]),
        relation_id=str(relation["id"]),
        inverse_id=str(far["id"]),
        key_id="" if key is None else str(key["id"]),
        target_id=str(relation["to_object_id"]),
        junction_id="" if junction is None else junction.id,
        is_relation_active=relation["is_active"],
    )


def _indexes(
    connection: Connection,
    workspace_id: str,
    objects: Mapping[str, HeldObject],
    names: Mapping[tuple[str, str], Mapping[str, Any]],
    types: Mapping[str, FieldType],
) -> Iterable[tuple[HeldIndex, HeldObject]]:
    rows = _rows(connection, _INDEXES, workspace_id)
    owners = [objects[str(row["object_id"])] for row in rows]
    fields = [_index_fields(row, names, types) for row in rows]
    usual = connection.execute(
        _USUAL_NAMES,
        [
            [owner.table for owner in owners],
            ["_".join(each) for each in fields],
            ["key" if row["kind"] == "UNIQUE" else "idx" for row in rows],
        ],
    ).fetchall()
    for row, owner, listed, (name,) in zip(rows, owners, fields, usual, strict=True):
        values = {
            "fields": listed,
            "isUnique": row["kind"] == "UNIQUE",
            "isLiveOnly": row["is_live_only"],
            "name": None if row["name"] == name else row["name"],
        }
        yield HeldIndex(str(row["id"]), Entry(row["name"], values)), owner


def _index_fields(
    row: Mapping[str, Any], names: Mapping[tuple[str, str], Mapping[str, Any]], types: Mapping[str, FieldType]
) -> list[str]:
    """The fields of an index in their order, a composite by its name where all of its parts are in it."""
    fields: list[str] = []
    columns = list(row["columns"] or ())
    # One that was made by hand may be about something that is no field.
    if any((str(row["object_id"]), column) not in names for column in columns):
        return list(row["fields"])
    while columns:
        field = names[str(row["object_id"]), columns[0]]
        own = [column["name"] for column in json.loads(field["columns"])]
        if columns[: len(own)] == own:
            fields.append(field["name"])
            columns = columns[len(own) :]
        else:
            parts = types[field["type"]].parts
            fields.append(f"{field['name']}.{parts[own.index(columns.pop(0))]}")
    return fields or list(row["fields"])
