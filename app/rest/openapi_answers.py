"""What goes wrong, in an OpenAPI document.

In charge of the error format, of the answers with an error that each kind of call can give, and of headers. The words
of the examples are those that the server uses.
"""

from app.errors import (
    ApiError,
    Conflict,
    Forbidden,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
)
from app.rest.openapi_components import Components, Schema
from app.rest.openapi_values import ID_EXAMPLE

JSON = "application/json"
REQUEST_ID: Schema = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
HEADERS: Schema = {
    "X-Request-Id": {
        "description": "Identifies the request in the server's log; the one that the request brought, if it did.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "How many seconds to wait before trying again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "How to sign in: with a bearer token.",
        "schema": {"type": "string", "enum": ["Bearer"]},
    },
    "ETag": {
        "description": "Changes with the workspace's model and with the server's version.",
        "schema": {"type": "string"},
    },
}

# Every kind of error that can be told, in the order of the statuses.
KINDS: tuple[type[ApiError], ...] = (
    InvalidInput,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    Conflict,
    PayloadTooLarge,
    UnsupportedMediaType,
    ApiError,
    Unavailable,
)
_ERROR: Schema = {
    "type": "object",
    "description": "What went wrong, and what to change.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "code", "statusCode", "details"],
            "properties": {
                "message": {"type": "string", "description": "For a person."},
                "code": {"type": "string", "enum": [kind.code for kind in KINDS], "description": "For a program."},
                "statusCode": {"type": "integer", "description": "The status of the answer."},
                "details": {
                    "type": "array",
                    "description": "The fields or parameters to change; none where no single one is to blame.",
                    "items": {
                        "type": "object",
                        "required": ["field", "message"],
                        "properties": {
                            "field": {"type": "string", "description": "A field of the body or a parameter."},
                            "message": {"type": "string", "description": "What it should be."},
                        },
                    },
                },
                "retryAfter": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "The seconds of the Retry-After header, where there is one.",
                },
            },
        }
    },
}

_READ: tuple[type[ApiError], ...] = (InvalidInput, Unauthorized, Forbidden, NotFound, Unavailable)
_WRITE: tuple[type[ApiError], ...] = (InvalidInput, Unauthorized, Forbidden, NotFound, Conflict, Unavailable)
_DESCRIBE: tuple[type[ApiError], ...] = (InvalidInput, Unauthorized, Unavailable)

_MESSAGES: dict[type[ApiError], tuple[str, str, str, str]] = {
    # kind: what it means, then an example's message, field and what is said of the field
    InvalidInput: (
        "A parameter or a field of the body is wrong; `details` names each.",
        "limit: a whole number from 1 to 1000, not 'abc'",
        "limit",
        "limit: a whole number from 1 to 1000, not 'abc'",
    ),
    Unauthorized: (
        "There is no credential, or it is garbled, expired or revoked.",
        "Send an access token or an API key: Authorization: Bearer <token>.",
        "",
        "",
    ),
    Forbidden: ("The caller's role does not allow it.", "This is not allowed for your role.", "", ""),
    NotFound: (
        "There is no such record; or no such object any more, because the workspace's model has changed.",
        f"There is no company with the id {ID_EXAMPLE}.",
        "id",
        f"There is no company with the id {ID_EXAMPLE}.",
    ),
    Conflict: (
        "Other data stands against it: a duplicate, of which `details` names the field, or another change of the same "
        "data at the same time, which may be tried again.",
        "email: a live record with this value exists already",
        "email",
        "a live record with this value exists already",
    ),
    PayloadTooLarge: (
        "The body is too large.",
        "The body is larger than 10485760 bytes. Send fewer records at a time.",
        "",
        "",
    ),
    UnsupportedMediaType: (
        "The body is not declared as JSON in UTF-8.",
        "Send JSON with the header Content-Type: application/json, not 'text/plain'.",
        "",
        "",
    ),
    Unavailable: (
        "The server is busy, or the database cannot be reached.",
        "The server is busy. Try again in a moment.",
        "",
        "",
    ),
}


def error_answers(components: Components) -> Schema:
    """The answers with an error, by the names under which calls refer to them."""
    error = components.shared("Error", _ERROR)
    answers = {kind.__name__: _answer(kind, error) for kind in _MESSAGES}
    # What is not about the call as it is described here, so that no call has it for itself.
    answers["OtherError"] = {
        "description": "Any other error: 405 with `Allow` for a method that the path has not, 408 for a request that "
        "arrives too slowly, 500 for what went wrong in the server.",
        "headers": REQUEST_ID,
        "content": {JSON: {"schema": error, "example": _example(ApiError, "Something went wrong here.", "", "")}},
    }
    return answers


def errors_of_call(*, writes: bool, has_body: bool, has_records: bool = True) -> Schema:
    """What refers to the errors of a call, by status."""
    kinds = [*(_WRITE if writes else _READ if has_records else _DESCRIBE)]
    if has_body:
        kinds += [PayloadTooLarge, UnsupportedMediaType]
    by_status = {str(kind.status): _reference(kind.__name__) for kind in sorted(kinds, key=lambda kind: kind.status)}
    return {**by_status, "default": _reference("OtherError")}


def _answer(kind: type[ApiError], error: Schema) -> Schema:
    description, *example = _MESSAGES[kind]
    headers = dict(REQUEST_ID)
    if kind is Unauthorized:
        headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWW-Authenticate"}
    if kind in (Unavailable, Conflict):
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    content = {JSON: {"schema": error, "example": _example(kind, *example)}}
    return {"description": description, "headers": headers, "content": content}


def _example(kind: type[ApiError], message: str, field: str, said: str) -> Schema:
    details = [{"field": field, "message": said}] if field else []
    body = {"message": message, "code": kind.code, "statusCode": kind.status, "details": details}
    return {"error": {**body, "retryAfter": 1} if kind is Unavailable else body}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}
