"""The named schemas of an OpenAPI document.

In charge of their names, each given once, and of one schema for what is the same in many places. What is in them is for
the other `openapi_*` modules.
"""

from enum import StrEnum
from typing import Any

from app.model.types import Model, Object

Schema = dict[str, Any]


class Role(StrEnum):
    """The schemas that each object has, as the pattern of their names. A record is named as in GraphQL."""

    RECORD = "{}"
    RELATED = "Related{}"
    CREATE = "{}Create"
    UPDATE = "{}Update"
    LIST = "{}List"
    ANSWER = "{}Answer"
    ORDER = "{}Order"


class Components:
    """The schemas of one document. `schemas` is what stands under `components` in the end."""

    def __init__(self, model: Model) -> None:
        self.schemas: dict[str, Schema] = {}
        self._names: dict[tuple[str, Role], str] = {}
        self._taken: set[str] = set()
        # Records have the first choice: an object `companyCreate` keeps its name, and that of company's body makes way.
        for role in Role:
            for of in model.objects.values():
                self._names[of.name_singular, role] = self._claim(role.value.format(of.type_name))

    def reference(self, of: Object, role: Role) -> Schema:
        """What refers to an object's schema, defined already or not: records refer to one another."""
        return _reference(self._names[of.name_singular, role])

    def define(self, of: Object, role: Role, schema: Schema) -> None:
        """Say what an object's schema is."""
        self.schemas[self._names[of.name_singular, role]] = schema

    def shared(self, name: str, schema: Schema) -> Schema:
        """What refers to a schema by its content: one that is known already is not defined again, and a different one
        with the same name gets the next free name."""
        while name in self._taken:
            if self.schemas.get(name) == schema:
                return _reference(name)
            name += "_"
        self._taken.add(name)
        self.schemas[name] = schema
        return _reference(name)

    def _claim(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def described(reference: Schema, description: str) -> Schema:
    """A reference with a description of its own: OpenAPI 3.0 ignores whatever stands beside `$ref`."""
    return {"description": description, "allOf": [reference]}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
