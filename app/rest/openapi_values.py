"""The schemas of single values in an OpenAPI document, by the type of their column.

In charge of types, formats, limits, options, null and examples. It says of each type what `query.values` and the
database take and give; composites and records are `openapi_records`'.
"""

from typing import Any

from app.model.types import Field, Object, Part
from app.query.types import example, limits
from app.query.values import SCALARS
from app.rest.openapi_components import Components, Schema, described

_BY_PG_TYPE: dict[str, Schema] = {
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "smallint": {"type": "integer", "format": "int32", "minimum": -(2**15), "maximum": 2**15 - 1},
    "integer": {"type": "integer", "format": "int32"},
    "bigint": {"type": "integer", "format": "int64"},
    "numeric": {"type": "number", "format": "decimal"},
    "real": {"type": "number", "format": "float"},
    "double precision": {"type": "number", "format": "double"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamptz": {"type": "string", "format": "date-time"},
    # No type is any type, null included.
    "jsonb": {},
    "interval": {"type": "string", "format": "duration", "example": "P7D"},
    "jsonpath": {"type": "string", "example": "$.size ? (@ > 3)"},
}
assert _BY_PG_TYPE.keys() == SCALARS.keys()  # noqa: S101 - a type that is known there must be told here

_SELECTS = ("SELECT", "MULTI_SELECT")

ID_EXAMPLE = "01890a5d-ac96-774b-bcce-b302099a8057"
_EXAMPLES: dict[str, Any] = {
    "text": "Example",
    "uuid": ID_EXAMPLE,
    "smallint": 3,
    "integer": 100,
    "bigint": 1_500_000,
    "numeric": 12.5,
    "real": 1.5,
    "double precision": 1.5,
    "boolean": True,
    "date": "2026-01-31",
    "timestamptz": "2026-01-31T09:30:00.000000Z",
    "jsonb": {"key": "value"},
}


class Values:
    """The schemas of a document's values."""

    def __init__(self, components: Components) -> None:
        self._components = components

    def of_part(self, of: Object, field: Field, part: Part, description: str) -> Schema:
        """A column's value in a record or in a body."""
        if self._is_choice(field, part):
            choices = self._choices(of, field, part, is_nullable=part.is_nullable and part.type == "SELECT")
            if part.type == "SELECT":
                return described(choices, description)
            schema: Schema = {"type": "array", "items": choices, **limits(field, part)}
        else:
            schema = {**of_pg_type(part.pg_type), **limits(field, part)}
        if part.is_nullable and "type" in schema:
            schema["nullable"] = True
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
        return {**schema, "description": description}

    def operand(self, of: Object, field: Field, part: Part, description: str) -> Schema:
        """What a filter compares a column with. It takes whatever the column's type can hold: a text that is no e-mail
        address equals none, and a part of one is what `like` is for."""
        if self._is_choice(field, part):
            return described(self._choices(of, field, part, is_nullable=False), description)
        return {**of_pg_type(part.pg_type), "description": description}

    def _choices(self, of: Object, field: Field, part: Part, *, is_nullable: bool) -> Schema:
        """The options of a field. Null is one of them where it is allowed: an enum without it would refuse it."""
        name = of.type_name + _upper_first(field.name) + _upper_first(part.name)
        values: list[str | None] = [option.value for option in field.options]
        labels = ", ".join(f"{option.value} ({option.label or option.value})" for option in field.options)
        schema: Schema = {"type": "string", "description": f"{field.label or field.name}: {labels}.", "enum": values}
        if is_nullable:
            return self._components.shared(f"{name}OrNull", {**schema, "nullable": True, "enum": [*values, None]})
        return self._components.shared(name, schema)

    def _is_choice(self, field: Field, part: Part) -> bool:
        return bool(field.options) and part.type in _SELECTS


def of_pg_type(pg_type: str) -> Schema:
    """A value of a Postgres type; a type that is not known here is sent and given as a text."""
    if pg_type.endswith("[]"):
        return {"type": "array", "items": of_pg_type(pg_type.removesuffix("[]"))}
    return dict(_BY_PG_TYPE.get(pg_type, _BY_PG_TYPE["text"]))


def example_of_field(field: Field) -> Any:
    """A value that the field could have, and that a body could hold."""
    if not field.is_composite:
        return _example_of_part(field, field.parts[0])
    return {part.name: _example_of_part(field, part) for part in field.parts}


def _example_of_part(field: Field, part: Part) -> Any:
    own = example(field, part)
    if own is not None:
        return own
    if part.pg_type.endswith("[]"):
        return [_EXAMPLES.get(part.pg_type.removesuffix("[]"), _EXAMPLES["text"])]
    return _EXAMPLES.get(part.pg_type, _EXAMPLES["text"])


def _upper_first(name: str) -> str:
    return name[:1].upper() + name[1:]
