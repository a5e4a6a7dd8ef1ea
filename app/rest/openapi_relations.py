"""The schemas by which bodies connect records in an OpenAPI document.

In charge of the two schemas that all relations share, and of which relations of an object have one. What they mean is
`query.link_values`' business.
"""

from app.model.types import Model, Object
from app.query.link_values import MOST_OF_RECORD, is_linkable
from app.rest.openapi_components import Components, Schema, described
from app.rest.openapi_values import ID_EXAMPLE

_RECORD: Schema = {
    "type": "object",
    "description": "A record that is there already.",
    "required": ["id"],
    "properties": {"id": {"type": "string", "format": "uuid", "description": "The record's id."}},
    "additionalProperties": False,
    "example": {"id": ID_EXAMPLE},
}


class Relations:
    """What bodies can say of relations."""

    def __init__(self, model: Model, components: Components) -> None:
        self._model = model
        self._components = components

    def properties(self, of: Object, *, is_new: bool) -> dict[str, Schema]:
        """The properties of an object's relations that can be written. Where a new record must have a key, its field is
        promised to be the one that gives it, so that the body can say so."""
        return {
            relation.name: described(
                self._to_one() if relation.is_to_one else self._to_many(),
                relation.description or relation.label or relation.name,
            )
            for relation in of.relations.values()
            if is_linkable(self._model, of, relation)
            and not (is_new and relation.holds_key and of.fields[relation.field].is_required)
        }

    def _to_one(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "description": "Which record is at the far end of a relation to one.",
            "properties": {
                "connect": described(self._record(), "Connect this record."),
                "disconnect": {"type": "boolean", "enum": [True], "description": "Connect none."},
            },
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
        return self._components.shared("ToOneRelation", schema)

    def _to_many(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "description": "Which records are at the far end of a relation to many, at most "
            f"{MOST_OF_RECORD:,} in all lists of a record.",
            "properties": {
                "connect": self._several("Connect these as well."),
                "disconnect": self._several("Connect these no longer."),
                "set": self._several("Connect these and no others; goes alone."),
            },
            "additionalProperties": False,
            "minProperties": 1,
            "anyOf": [
                {"required": ["set"], "maxProperties": 1},
                # Linters miss the properties where they are not said again.
                {"not": {"properties": {"set": {}}, "required": ["set"]}},
            ],
        }
        return self._components.shared("ToManyRelation", schema)

    def _several(self, description: str) -> Schema:
        return {"type": "array", "items": self._record(), "maxItems": MOST_OF_RECORD, "description": description}

    def _record(self) -> Schema:
        return self._components.shared("RecordId", _RECORD)
