"""The schemas of records and bodies in an OpenAPI document.

In charge of what an object's record looks like in an answer, what a create and an update take, and of the envelopes.
OpenAPI 3.0 lets null through only where the very schema that names a type says so, and a reference cannot add it: so a
record that stands for a relation to one has a schema of its own, and a composite that may be null says it itself.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.model.types import Field, Model, Object
from app.query.scope import DELETED_AT, ID
from app.query.types import about
from app.rest.openapi_components import Components, Role, Schema, described
from app.rest.openapi_relations import Relations
from app.rest.openapi_values import ID_EXAMPLE, Values, example_of_field
from app.rest.parameters import MAX_LIMIT

_META: Schema = {
    "type": "object",
    "description": "About a whole list, of which an answer holds a page.",
    "required": ["totalCount", "hasMore"],
    "properties": {
        "totalCount": {
            "type": "integer",
            "format": "int64",
            "minimum": 0,
            "description": "How many records the filters let through.",
        },
        "hasMore": {"type": "boolean", "description": "Whether records follow this page."},
    },
}
_DELETED: Schema = {
    "type": "object",
    "description": "The answer to a delete.",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "object",
            "required": ["id", "deleted"],
            "properties": {
                "id": {"type": "string", "format": "uuid", "description": "The record's id."},
                "deleted": {"type": "boolean", "enum": [True], "description": "Always true."},
            },
        }
    },
    "example": {"data": {"id": ID_EXAMPLE, "deleted": True}},
}
_MOST_IN_EXAMPLE = 4


class Records:
    """The schemas of the records of a model. All objects are defined when it is made."""

    def __init__(self, model: Model, components: Components) -> None:
        self._model = model
        self._components = components
        self._values = Values(components)
        self._relations = Relations(model, components)
        self.deleted = components.shared("Deleted", _DELETED)
        meta = components.shared("ListMeta", _META)
        to_one = {
            relation.target for of in model.objects.values() for relation in of.relations.values() if relation.is_to_one
        }
        for of in model.objects.values():
            components.define(of, Role.RECORD, self._record(of))
            if of.name_singular in to_one:
                components.define(of, Role.RELATED, self._related(of))
            if of.is_writable:
                components.define(of, Role.CREATE, self._create(of))
                components.define(of, Role.UPDATE, self._update(of))
            components.define(of, Role.ANSWER, _envelope(f"One {singular(of)}.", self.reference(of)))
            records: Schema = {
                "type": "array",
                "items": self.reference(of),
                "maxItems": MAX_LIMIT,
                "description": "The records of the page, in the order asked for.",
            }
            components.define(of, Role.LIST, _envelope(f"A page of {plural(of)}.", records, meta))

    def reference(self, of: Object, role: Role = Role.RECORD) -> Schema:
        """What refers to one of an object's schemas."""
        return self._components.reference(of, role)

    def _record(self, of: Object) -> Schema:
        own = self._own(of)
        related = {relation.name: self._relation(of, relation.name) for relation in of.relations.values()}
        return {
            "type": "object",
            "description": (of.description or f"{a_singular(of).capitalize()}.")
            + (
                " Its relations are in it when asked for with depth=1; records in a record have none."
                if related
                else ""
            ),
            "required": list(own),
            "properties": {**own, **related},
            "example": {field.name: _example(field) for field in of.fields.values()},
        }

    def _related(self, of: Object) -> Schema:
        own = self._own(of)
        return {
            "type": "object",
            "nullable": True,
            "description": f"The {singular(of)} of a relation, without its own relations. Null where there is none, "
            "also where it was deleted.",
            "required": list(own),
            "properties": own,
        }

    def _own(self, of: Object) -> dict[str, Schema]:
        return {field.name: self._field(of, field) for field in of.fields.values()}

    def _relation(self, of: Object, name: str) -> Schema:
        relation = of.relations[name]
        target = self._model.objects[relation.target]
        description = relation.description or relation.label or relation.name
        if relation.is_to_one:
            return described(self.reference(target, Role.RELATED), description)
        return {
            "type": "array",
            "items": self.reference(target),
            "maxItems": target.page_size,
            "description": f"{description} The first {target.page_size}, in the order of their {_sorted_by(target)}.",
        }

    def _create(self, of: Object) -> Schema:
        fields = [field for field in of.fields.values() if field.is_writable]
        required = [field for field in fields if field.is_required]
        schema: Schema = {
            "type": "object",
            "description": f"A new {singular(of)}.",
            "properties": {
                **{field.name: self._given(of, field, is_new=True) for field in fields},
                **self._relations.properties(of, is_new=True),
            },
            "additionalProperties": False,
            "example": _example_of_body(required, fields),
        }
        # An empty list of required names is no valid schema.
        return {**schema, "required": [field.name for field in required]} if required else schema

    def _update(self, of: Object) -> Schema:
        fields = [field for field in of.fields.values() if field.is_writable and field.name != ID]
        return {
            "type": "object",
            "description": f"Changes of {a_singular(of)}: what is left out stays as it is, null empties it.",
            "properties": {
                **{field.name: self._given(of, field, is_new=False) for field in fields},
                **self._relations.properties(of, is_new=False),
            },
            "additionalProperties": False,
            "minProperties": 1,
            "example": _example_of_body([], fields),
        }

    def _field(self, of: Object, field: Field) -> Schema:
        """A field in a record. A composite is null where all of its parts are."""
        if not field.is_composite:
            return self._values.of_part(of, field, field.parts[0], describe(field))
        return self._composite(
            of,
            field,
            _pascal(field.type),
            is_nullable=all(part.is_nullable for part in field.parts),
            required=[part.name for part in field.parts],
        )

    def _given(self, of: Object, field: Field, *, is_new: bool) -> Schema:
        """A field in a body. An update may name some parts of a composite, and leaves the others as they are."""
        description = describe(field)
        if is_new and field.has_default:
            description += " Filled in where it is left out."
        if not field.is_composite:
            return self._values.of_part(of, field, field.parts[0], description)
        return self._composite(
            of,
            field,
            _pascal(field.type) + ("Create" if is_new else "Update"),
            is_nullable=field.is_nullable,
            required=[part.name for part in field.parts if is_new and not part.is_nullable],
            more={"additionalProperties": False} if is_new else {"additionalProperties": False, "minProperties": 1},
            description=description,
        )

    def _composite(
        self,
        of: Object,
        field: Field,
        name: str,
        *,
        is_nullable: bool,
        required: list[str],
        more: Mapping[str, Any] | None = None,
        description: str = "",
    ) -> Schema:
        """A field of several parts: one schema for all fields that are alike."""
        schema: Schema = {
            "type": "object",
            "description": f"A value of the type {field.type}.",
            "properties": {
                part.name: self._values.of_part(of, field, part, about(field, part)) for part in field.parts
            },
        }
        if is_nullable:
            schema["nullable"] = True
        if required:
            schema["required"] = required
        schema.update(more or {})
        return described(self._components.shared(name, schema), description or describe(field))


def describe(field: Field) -> str:
    """What the model says of a field, its label at the least."""
    return field.description or field.label or field.name


def singular(of: Object) -> str:
    """What one record is called in a sentence."""
    return (of.label_singular or of.name_singular).lower()


def a_singular(of: Object) -> str:
    """The same with its article, as far as spelling tells."""
    name = singular(of)
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def plural(of: Object) -> str:
    """What several records are called in a sentence."""
    return (of.label_plural or of.name_plural).lower()


def _envelope(description: str, data: Schema, meta: Schema | None = None) -> Schema:
    properties = {"data": data} if meta is None else {"data": data, "meta": meta}
    return {"type": "object", "description": description, "required": list(properties), "properties": properties}


def _example(field: Field) -> Any:
    return None if field.name == DELETED_AT else example_of_field(field)


def _example_of_body(required: Iterable[Field], fields: Iterable[Field]) -> dict[str, Any]:
    """What has to be there, and then a few fields more, but no ids: those of an example are nobody's."""
    chosen = {field.name: field for field in required}
    for field in fields:
        if len(chosen) < _MOST_IN_EXAMPLE and field.type != "UUID" and not field.is_system:
            chosen.setdefault(field.name, field)
    if not chosen:
        chosen = {field.name: field for field in list(fields)[:1]}
    return {name: example_of_field(field) for name, field in chosen.items()}


def _sorted_by(of: Object) -> str:
    return f"{', '.join(map(_words, of.order))} and id" if of.order else "ids"


def _pascal(field_type: str) -> str:
    """`FULL_NAME` -> `FullName`"""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", field_type))


def _words(name: str) -> str:
    """`amountMicros` -> `amount micros`"""
    return re.sub(r"([A-Z])", r" \1", name).lower()
