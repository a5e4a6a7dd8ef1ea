"""The OpenAPI 3.0.3 document of REST for the data model.

In charge of its paths and of the bodies, which are made of the actions' descriptions. What is read is described as
records are, by the same modules. It is the same for all workspaces.
"""

from typing import Any

from app.model.actions import Action, ActionKind, Input, InputField, Kind
from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import METADATA
from app.model.types import Field, Object
from app.rest.openapi import answer, body, describe, frame, parameter
from app.rest.openapi_answers import errors_of_call
from app.rest.openapi_components import Components, Role, Schema
from app.rest.openapi_parameters import SHARED, Parameters
from app.rest.openapi_records import Records, a_singular, plural
from app.rest.openapi_values import ID_EXAMPLE, Values

METADATA_PATH = "/rest/open-api/metadata"
_DESCRIPTION = """\
The data model of a workspace: its objects, their fields, the relations between them and the indexes of their tables.

- What is changed here is changed in the database at once: a new field is a new column, and the next request for records
  finds it.
- Every change is one transaction, and any can be looked at first: with `preview=true` nothing is run, and the answer is
  the SQL that would be.
- Nothing can be undone that deletes data. Where data goes with what is deleted, `confirm` has to be its name; with
  `isActive: false` an object or a field is only hidden, and keeps its data.
- Everybody in a workspace may read its model. Changing it takes the rights of an administrator.
- Lists are filtered, sorted and paged as those of records are, and give 1,000 at a time unless asked for less.
- A parameter or a key that is not known is refused, not ignored.
"""
_PREVIEW: Schema = {
    "name": "preview",
    "in": "query",
    "description": "true runs nothing: the answer is the SQL that would run.",
    "schema": {"type": "boolean", "default": False},
}
_CONFIRM: Schema = {
    "name": "confirm",
    "in": "query",
    "description": "The name of what is deleted. Needed where data goes with it.",
    "schema": {"type": "string"},
}
_PREVIEWED: Schema = {
    "type": "object",
    "description": "What a preview gives: no data, and the SQL.",
    "required": ["data", "meta"],
    "properties": {
        "data": {"type": "object", "nullable": True, "maxProperties": 0, "description": "Always null."},
        "meta": {
            "type": "object",
            "description": "About the change that was not made.",
            "required": ["sql"],
            "properties": {"sql": {"type": "string", "description": "The SQL that would run."}},
        },
    },
    "example": {"data": None, "meta": {"sql": 'alter table "ws_acme"."property" add column "rooms" integer;'}},
}
_KINDS: dict[Kind, Schema] = {
    Kind.TEXT: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.ID: {"type": "string", "format": "uuid"},
    Kind.JSON: {},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}, "minItems": 1},
}
# What a person would write; anything else has an example by its kind.
_EXAMPLES: dict[str, Any] = {
    "nameSingular": "property",
    "namePlural": "properties",
    "labelSingular": "Property",
    "labelPlural": "Properties",
    "name": "price",
    "label": "Price",
    "type": "CURRENCY",
    "relationType": "ONE_TO_MANY",
    "fromFieldMetadataName": "properties",
    "toFieldMetadataName": "company",
    "fields": ["city"],
    "isUnique": False,
}


def build_metadata_document(version: str) -> dict[str, Any]:
    """The document, as a server of this version answers it."""
    components = Components(METADATA)
    records, parameters = Records(METADATA, components), Parameters(METADATA, components)
    bodies = _Bodies(components)
    paths: Schema = {}
    for of in METADATA.objects.values():
        actions = {action.kind: action for action in ACTIONS if action.object == of.name_singular}
        paths[f"/rest/metadata/{of.name_plural}"] = _collection(of, actions, records, parameters, bodies)
        paths[f"/rest/metadata/{of.name_plural}/{{id}}"] = _one(of, actions, records, bodies)
    paths[METADATA_PATH] = {"get": describe("An OpenAPI 3.0.3 document of the metadata API.")}
    tags = [{"name": of.name_plural, "description": of.description} for of in METADATA.objects.values()]
    limit = {
        **SHARED["limit"],
        "schema": {**SHARED["limit"]["schema"], "default": METADATA.objects["object"].page_size},
    }
    shared = {**SHARED, "limit": limit, "preview": _PREVIEW, "confirm": _CONFIRM}
    return frame(version, _DESCRIPTION, tags, paths, components, shared)


class _Bodies:
    """The schemas of inputs, and of what only this API answers."""

    def __init__(self, components: Components) -> None:
        self._components = components
        self._values = Values(components)
        self.previewed = components.shared("Previewed", _PREVIEWED)

    def of(self, action: Action) -> Schema:
        """The body of an action, or of each of several."""
        assert action.input is not None  # noqa: S101 - only removals have none, and no body either
        return self._input(action.input)

    def several(self, of: Object, one: Schema, record: Schema) -> tuple[Schema, Schema]:
        """The body that makes one or several, and its answer."""
        several: Schema = {"type": "array", "items": one, "minItems": 1, "maxItems": 1000, "description": "Several."}
        given = self._components.shared(
            f"Create{of.type_name}OrSeveral",
            {"description": f"One new {of.label_singular}, or a list of them: all or none.", "oneOf": [one, several]},
        )
        answered = {
            "type": "object",
            "description": f"The new {plural(of)}, in the order given.",
            "required": ["data"],
            "properties": {"data": {"type": "array", "items": record, "description": f"The new {plural(of)}."}},
        }
        return given, self._components.shared(f"Several{of.type_name}Answer", answered)

    def _input(self, given: Input) -> Schema:
        required = [field.name for field in given.fields if field.is_required]
        schema: Schema = {
            "type": "object",
            "description": given.description,
            "properties": {field.name: self._field(field) for field in given.fields},
            "additionalProperties": False,
            "example": _example(given),
        }
        return self._components.shared(given.name, {**schema, "required": required} if required else schema)

    def _field(self, field: InputField) -> Schema:
        if field.options:
            of, shown = _named(field.choice_name)
            # As it is answered; only what must be there cannot be null.
            part = shown.parts[0]
            return self._values.of_part(of, shown, part, field.description)
        schema = dict(_KINDS.get(field.kind, {}))
        if field.inner is not None:
            schema = {"type": "array", "items": self._input(field.inner)}
        if not field.is_required and schema:
            schema["nullable"] = True
        return {**schema, "description": field.description}


def _collection(
    of: Object, actions: dict[ActionKind, Action], records: Records, parameters: Parameters, bodies: _Bodies
) -> Schema:
    one = bodies.of(actions[ActionKind.CREATE_ONE])
    given, record = one, records.reference(of, Role.ANSWER)
    if ActionKind.CREATE_MANY in actions:
        given, several = bodies.several(of, one, records.reference(of))
        record = {"oneOf": [record, several], "description": "One, or several where several were given."}
    name = of.name_plural[:1].upper() + of.name_plural[1:]
    return {
        "get": {
            "operationId": f"list{name}",
            "tags": [of.name_plural],
            "summary": f"List {plural(of)}",
            "description": "A page of those that all filters let through. A filter can name any field of a related "
            "record with dots.",
            "parameters": parameters.of_list(of),
            "responses": {
                "200": answer("The page.", records.reference(of, Role.LIST)),
                **errors_of_call(writes=False, has_body=False),
            },
        },
        "post": {
            "operationId": f"create{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Make {a_singular(of)}",
            "parameters": [parameter("depth"), parameter("preview")],
            "requestBody": body(given),
            "responses": {
                "200": answer("The SQL: nothing was made.", bodies.previewed),
                "201": answer(f"The new {of.label_singular}.", record),
                **errors_of_call(writes=True, has_body=True),
            },
        },
    }


def _one(of: Object, actions: dict[ActionKind, Action], records: Records, bodies: _Bodies) -> Schema:
    calls: Schema = {
        "parameters": [parameter("id")],
        "get": {
            "operationId": f"get{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Get {a_singular(of)}",
            "parameters": [parameter("depth")],
            "responses": {
                "200": answer(f"The {of.label_singular}.", records.reference(of, Role.ANSWER)),
                **errors_of_call(writes=False, has_body=False),
            },
        },
    }
    if ActionKind.UPDATE_ONE in actions:
        calls["patch"] = {
            "operationId": f"update{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Change {a_singular(of)}",
            "parameters": [parameter("depth"), parameter("preview")],
            "requestBody": body(bodies.of(actions[ActionKind.UPDATE_ONE])),
            "responses": {
                "200": _or_preview(
                    f"The {of.label_singular} as it is now, or the SQL of a preview.",
                    records.reference(of, Role.ANSWER),
                    bodies,
                ),
                **errors_of_call(writes=True, has_body=True),
            },
        }
    action = actions[ActionKind.DELETE_ONE]
    confirm = [parameter("confirm")] if action.is_confirmed else []
    calls["delete"] = {
        "operationId": f"delete{of.type_name}",
        "tags": [of.name_plural],
        "summary": f"Delete {a_singular(of)}",
        "description": action.description,
        "parameters": [*confirm, parameter("preview")],
        "responses": {
            "200": _or_preview("It is deleted, or the SQL of a preview.", records.deleted, bodies),
            **errors_of_call(writes=True, has_body=False),
        },
    }
    return calls


def _or_preview(description: str, schema: Schema, bodies: _Bodies) -> Schema:
    return answer(description, {"oneOf": [schema, bodies.previewed], "description": description})


def _named(type_name: str) -> tuple[Object, Field]:
    """The field of the model whose options have that name."""
    return next(
        (of, field)
        for of in METADATA.objects.values()
        for field in of.fields.values()
        if of.type_name + field.name[:1].upper() + field.name[1:] == type_name
    )


def _example(given: Input) -> dict[str, Any]:
    """What has to be there and a little more, or one thing to change."""
    chosen = [field for field in given.fields if field.is_required] or list(given.fields[:1])
    labels = [field for field in given.fields if field.name.startswith("label") and field.name in _EXAMPLES]
    return {field.name: _example_of(field) for field in dict.fromkeys((*chosen, *labels))}


def _example_of(field: InputField) -> Any:
    if field.options:
        return _EXAMPLES.get(field.name, field.options[0].value)
    by_kind = {Kind.ID: ID_EXAMPLE, Kind.BOOLEAN: True, Kind.TEXTS: ["name"]}
    return _EXAMPLES.get(field.name, by_kind.get(field.kind, "Example"))
