"""A model as an OpenAPI 3.0.3 document.

In charge of the document's frame: what it says of itself, its paths and their calls. Their schemas, parameters and
errors are the other `openapi_*` modules'. It says what `rest.parameters` and `rest.plans` make of a model, and nothing
that is particular to one workspace: those with the same model share the document.
"""

from typing import Any

from app.model.types import Model, Object
from app.query.scope import ID
from app.rest.openapi_answers import HEADERS, JSON, REQUEST_ID, error_answers, errors_of_call
from app.rest.openapi_components import Components, Role, Schema
from app.rest.openapi_parameters import RECORD_ID, SHARED, Parameters
from app.rest.openapi_records import Records, a_singular, plural
from app.rest.openapi_values import example_of_field, of_pg_type

PATH = "/rest/open-api/core"
_TAG = "open-api"
_DESCRIPTION = """\
The records of a workspace: for each of its objects a list, and calls to get, create, change and delete one record.

- A record is within `data`; a list has `meta` beside it.
- A delete is soft, unless its call says otherwise: the record is out of sight, and lists find it only with a filter on
  `deletedAt`.
- A relation is written by the ids of records: `{"people": {"connect": [{"id": "…"}]}}`; `disconnect` ends it, and `set`
  means these and no others. All of a call is done, or nothing.
- A list takes 100 filters at most, and all of them count. One can reach through relations, up to eight names far:
  `filter[company.name][like]=%Acme%`. Several through the same relation speak of the same record at its far end.
- Times are UTC. Numbers have all their digits: `int64` and `decimal` hold more than a double, so read them with a
  parser that keeps them where that matters. Both may also be sent as a text of digits.
- A parameter or a field that is not known is refused, not ignored.
- This document describes the model as it is now. Objects and fields may be added to it at any time.
"""
_SECURITY: Schema = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, or the access token that `POST /auth/login` gives.",
    },
    "token": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "The same token in the query string, for tools that fetch this document by its address alone. "
        "Prefer the header: addresses are kept in more places.",
    },
}


def build_document(model: Model, version: str) -> dict[str, Any]:
    """The document of a model, as a server of this version answers it."""
    components = Components(model)
    records, parameters = Records(model, components), Parameters(model, components)
    paths: Schema = {}
    for of in model.objects.values():
        paths[f"/rest/{of.name_plural}"] = _collection(of, records, parameters)
        paths[f"/rest/{of.name_plural}/{{id}}"] = _record(of, records)
    paths[PATH] = {"get": describe("An OpenAPI 3.0.3 document of the workspace's model as it is now.")}
    tags = [{"name": of.name_plural, "description": of.description or of.label_plural} for of in model.objects.values()]
    return frame(version, _DESCRIPTION, tags, paths, components, {**SHARED})


def frame(
    version: str, description: str, tags: list[Schema], paths: Schema, components: Components, parameters: Schema
) -> dict[str, Any]:
    """A document of those paths."""
    errors = error_answers(components)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Vingt",
            "version": version,
            "description": description,
            "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
        },
        # The server does not know under which name it is reached; a client knows where it has the document from.
        "servers": [{"url": "/", "description": "The server that this document comes from."}],
        "security": [{"bearer": []}],
        "tags": [*tags, {"name": _TAG, "description": "This document."}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "parameters": parameters,
            "headers": HEADERS,
            "responses": errors,
            "securitySchemes": _SECURITY,
        },
    }


def _collection(of: Object, records: Records, parameters: Parameters) -> Schema:
    name = of.name_plural[:1].upper() + of.name_plural[1:]
    deleted = "Records that were deleted are left out, unless a filter speaks of `deletedAt`. "
    calls: Schema = {
        "get": {
            "operationId": f"list{name}",
            "tags": [of.name_plural],
            "summary": f"List {plural(of)}",
            "description": "A page of those that all filters let through. "
            f"{deleted if of.deleted_at else ''}A filter can name any field of a related record with dots.",
            "parameters": parameters.of_list(of),
            "responses": {
                "200": answer("The page.", records.reference(of, Role.LIST)),
                **errors_of_call(writes=False, has_body=False),
            },
        }
    }
    if of.is_writable:
        calls["post"] = {
            "operationId": f"create{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Create {a_singular(of)}",
            "parameters": [parameter("depth")],
            "requestBody": body(records.reference(of, Role.CREATE)),
            "responses": {
                "201": answer("The new record.", records.reference(of, Role.ANSWER)),
                **errors_of_call(writes=True, has_body=True),
            },
        }
    return calls


def _record(of: Object, records: Records) -> Schema:
    one = a_singular(of)
    calls: Schema = {
        "parameters": [_id_parameter(of)],
        "get": {
            "operationId": f"get{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Get {one}",
            "parameters": [parameter("depth")],
            "responses": {
                "200": answer("The record.", records.reference(of, Role.ANSWER)),
                **errors_of_call(writes=False, has_body=False),
            },
        },
    }
    return {**calls, **_changes(of, records)} if of.is_writable else calls


def _id_parameter(of: Object) -> Schema:
    """The id in a path: a uuid, but for a few tables that were made by hand."""
    pg_type = of.fields[ID].parts[0].pg_type
    if pg_type == "uuid":
        return parameter("id")
    return {**RECORD_ID, "schema": of_pg_type(pg_type), "example": example_of_field(of.fields[ID])}


def _changes(of: Object, records: Records) -> Schema:
    one = a_singular(of)
    soft = "A soft delete: the record is kept, with the time in `deletedAt`."
    hard = "The record is gone for good, and what cannot be without it as well."
    return {
        "patch": {
            "operationId": f"update{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Change {one}",
            "parameters": [parameter("depth")],
            "requestBody": body(records.reference(of, Role.UPDATE)),
            "responses": {
                "200": answer("The record as it is now.", records.reference(of, Role.ANSWER)),
                **errors_of_call(writes=True, has_body=True),
            },
        },
        "delete": {
            "operationId": f"delete{of.type_name}",
            "tags": [of.name_plural],
            "summary": f"Delete {one}",
            "description": soft if of.deleted_at else hard,
            "responses": {
                "200": answer("The record is deleted.", records.deleted),
                **errors_of_call(writes=True, has_body=False),
            },
        },
    }


def describe(description: str) -> Schema:
    """The call that gives a document."""
    headers = {**REQUEST_ID, "ETag": {"$ref": "#/components/headers/ETag"}}
    return {
        "operationId": "readDescription",
        "tags": [_TAG],
        "summary": "Describe this API",
        "description": description,
        "security": [{"bearer": []}, {"token": []}],
        "parameters": [
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of the document that the client has: only another one is sent.",
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": {
                "description": "The document.",
                "headers": headers,
                "content": {JSON: {"schema": {"type": "object"}}},
            },
            "304": {"description": "The client's document is still right.", "headers": headers},
            **errors_of_call(writes=False, has_body=False, has_records=False),
        },
    }


def parameter(name: str) -> Schema:
    """What refers to a shared parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def body(schema: Schema) -> Schema:
    """A body that has to be there."""
    return {"required": True, "content": {JSON: {"schema": schema}}}


def answer(description: str, schema: Schema) -> Schema:
    """An answer with a body."""
    return {"description": description, "headers": REQUEST_ID, "content": {JSON: {"schema": schema}}}
