"""The parameters of an OpenAPI document.

In charge of `filter[...][...]`, `order[...]` and the rest as OpenAPI can say them. How they are read is
`rest.parameters`' and `rest.filters`' business.

A filter has a field and an operator, and OpenAPI 3.0 has no word for two levels of brackets. Three forms were weighed:

- one parameter for each field and operator: right, but some hundred for a list (a company has 21 columns with up to
  eight operators each), which no person reads in a viewer and no generator turns into a usable signature;
- one parameter `filter` with the style deepObject and objects in an object: what that means on the wire is undefined,
  and clients either refuse it or write JSON into the query string;
- one parameter for each field, whose name is `filter[industry]` and whose style is deepObject with the operators as its
  properties. OpenAPI defines this: the property `eq` is written `filter[industry][eq]=Technology`. It is the form here.
  All fields of a type share one schema of operators.

A list of values is a text with commas, since an array within a deepObject is undefined as well. Filters through
relations go on to any depth, so not all can be listed: of each related object there are its id and its label, and the
description of the list says how to name the rest.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.model.types import PAGE_SIZE, Field, Model, Object, Operator, Part
from app.query.filters import operator_type, whole_operators
from app.query.plan import Direction
from app.query.scope import ID
from app.query.types import about
from app.rest.filters import NULL_TESTS
from app.rest.openapi_components import Components, Role, Schema
from app.rest.openapi_records import describe, plural
from app.rest.openapi_values import ID_EXAMPLE, Values, of_pg_type
from app.rest.parameters import MAX_LIMIT, MAX_ORDER

LIMIT: Schema = {
    "name": "limit",
    "in": "query",
    "description": "The most records to give.",
    "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_LIMIT, "default": PAGE_SIZE},
}
OFFSET: Schema = {
    "name": "offset",
    "in": "query",
    "description": "How many records to leave out before the first one.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0, "default": 0},
}
DEPTH: Schema = {
    "name": "depth",
    "in": "query",
    "description": "1 puts related records into each record, 0 leaves them out.",
    "schema": {"type": "integer", "format": "int32", "enum": [0, 1], "default": 0},
}
RECORD_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of the record.",
    "schema": {"type": "string", "format": "uuid"},
    "example": ID_EXAMPLE,
}
SHARED = {"limit": LIMIT, "offset": OFFSET, "depth": DEPTH, "id": RECORD_ID}

_DIRECTION: Schema = {
    "type": "string",
    "description": "In which direction to sort. Nulls come last in asc and first in desc, or where the name says.",
    "enum": [
        "asc",
        "desc",
        *(each.value for each in Direction if each not in (Direction.ASC, Direction.DESC)),
    ],
}


class Parameters:
    """The parameters of the lists of a model."""

    def __init__(self, model: Model, components: Components) -> None:
        self._model = model
        self._components = components
        self._values = Values(components)
        self._direction = components.shared("OrderDirection", _DIRECTION)
        self._made: dict[tuple[str, ...], Schema] = {}

    def of_list(self, of: Object) -> list[Schema]:
        """All of a list's parameters."""
        shared = [{"$ref": f"#/components/parameters/{name}"} for name in ("limit", "offset", "depth")]
        return [*shared, self._order(of), *self._filters(of)]

    def _order(self, of: Object) -> Schema:
        paths = {path: self._direction for path, _, part in _columns(of.fields.values()) if part.is_sortable}
        schema: Schema = {
            "type": "object",
            "description": f"How to sort {plural(of)}.",
            "properties": paths,
            "maxProperties": MAX_ORDER,
            "additionalProperties": False,
        }
        self._components.define(of, Role.ORDER, schema)
        return {
            "name": "order",
            "in": "query",
            "style": "deepObject",
            "explode": True,
            "description": "`order[createdAt]=desc&order[name]=asc`: the keys count in the order written. The id is "
            "always the last one.",
            "schema": self._components.reference(of, Role.ORDER),
        }

    def _filters(self, of: Object) -> Iterator[Schema]:
        for path, field, part in _columns(of.fields.values()):
            yield from self._filter(of, path, field, part, _described(field, part))
        for field in of.fields.values():
            if operators := whole_operators(self._model, field):
                yield self._whole_filter(field, operators)
        for relation in of.relations.values():
            target = self._model.objects[relation.target]
            fields = [target.fields[name] for name in dict.fromkeys((ID, target.label_field)) if name in target.fields]
            for path, field, part in _columns(fields):
                described = f"Of a related record, by {relation.name}: {_described(field, part)}"
                yield from self._filter(target, f"{relation.name}.{path}", field, part, described)

    def _filter(self, of: Object, path: str, field: Field, part: Part, description: str) -> Iterator[Schema]:
        operators = self._model.operators.get(part.type, ())
        if operators:
            yield _parameter(path, description, self._operators(of, field, part, operators))

    def _whole_filter(self, field: Field, operators: Sequence[Operator]) -> Schema:
        """The operators on a composite as a whole."""
        schema: Schema = {
            "type": "object",
            "description": "Conditions on a value as a whole. All of one field count.",
            "properties": {
                operator.name: self._other_operand(operator.argument_type, operator.description or operator.name)
                for operator in operators
            },
            "additionalProperties": False,
        }
        name = _type_name(field.parts[0], field.type)
        shared = self._components.shared(f"{name}Filter", schema)
        return _parameter(field.name, describe(field), shared)

    def _operators(self, of: Object, field: Field, part: Part, operators: tuple[Operator, ...]) -> Schema:
        """One schema for all columns of a type, but one for each field with options."""
        key = (of.name_singular, field.name, part.name) if field.options else (part.type, part.pg_type)
        made = self._made.get(key)
        if made is None:
            name = of.type_name + field.name[:1].upper() + field.name[1:] if field.options else _type_name(part)
            schema: Schema = {
                "type": "object",
                "description": "Conditions on a value. All of one field count.",
                "properties": {operator.name: self._operand(of, field, part, operator) for operator in operators},
                "additionalProperties": False,
            }
            made = self._made[key] = self._components.shared(f"{name}Filter", schema)
        return made

    def _operand(self, of: Object, field: Field, part: Part, operator: Operator) -> Schema:
        description = operator.description or operator.name
        if not operator.function:
            return {"type": "string", "enum": list(NULL_TESTS), "description": description}
        pg_type = operator_type(operator, part)
        if operator.argument_type == "self" and not pg_type.endswith("[]") and pg_type != "jsonb":
            return self._values.operand(of, field, part, description)
        return self._other_operand(pg_type, description)

    def _other_operand(self, pg_type: str, description: str) -> Schema:
        if pg_type.endswith("[]"):
            how = 'Parted by commas; a value with a comma in it is put in double quotes: "Smith, Ltd",Acme.'
            return {"type": "string", "minLength": 1, "description": f"{description} {how}"}
        if pg_type == "jsonb":
            # Within a deepObject, a list or an object would be undefined.
            how = "Written as JSON."
            return {
                "type": "string",
                "minLength": 1,
                "description": f"{description} {how}",
                "example": '{"key": "value"}',
            }
        return {**of_pg_type(pg_type), "description": description}


def _parameter(path: str, description: str, schema: Schema) -> Schema:
    return {
        "name": f"filter[{path}]",
        "in": "query",
        "style": "deepObject",
        "explode": True,
        "description": description,
        "schema": schema,
    }


def _described(field: Field, part: Part) -> str:
    """What a column holds: of a composite, which part it is."""
    return f"{describe(field)} {about(field, part)}" if part.name else describe(field)


def _columns(fields: Iterable[Field]) -> Iterator[tuple[str, Field, Part]]:
    """The columns of some fields, each under the path that names it."""
    for field in fields:
        for part in field.parts:
            yield (f"{field.name}.{part.name}" if part.name else field.name), field, part


def _type_name(part: Part, field_type: str = "") -> str:
    """`DATE_TIME` -> `DateTime`; a NUMBER by its kind, since each has limits of its own."""
    kind = field_type or (f"{part.pg_type}_{part.type}" if part.type == "NUMBER" else part.type)
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", kind))
