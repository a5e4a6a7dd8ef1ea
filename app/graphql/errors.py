"""Errors as a GraphQL answer has them.

In charge of the specification's format: message, locations, path as response keys, extensions with the code. What is
wrong is found elsewhere; here it only gets its form. An answer with errors has no data.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLError

from app.errors import ApiError, InvalidInput
from app.graphql.nodes import ResponsePath, response_paths

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"

# A client that made this many mistakes will look at the first ones.
MOST_ERRORS = 20


class RequestErrors(Exception):
    """A document or its variables cannot be run. `errors` are in the answer's format."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


def answer_with(errors: Sequence[Mapping[str, Any]]) -> bytes:
    """The body of an answer without data."""
    return orjson.dumps({"errors": errors[:MOST_ERRORS], "data": None})


def api_error(error: ApiError, path: Sequence[str | int] | None = None) -> dict[str, Any]:
    """An error of the API's own; `path` where the error itself has none."""
    told: dict[str, Any] = {"message": error.message}
    if error.path is not None or path is not None:
        told["path"] = list(error.path if error.path is not None else path or ())
    extensions: dict[str, Any] = {"code": error.code, "statusCode": error.status}
    if error.details:
        extensions["details"] = [{"field": detail.field, "message": detail.message} for detail in error.details]
    if error.retry_after is not None:
        extensions["retryAfter"] = error.retry_after
    told["extensions"] = extensions
    return told


def refused(message: str, code: str = VALIDATION_FAILED) -> RequestErrors:
    """A request that cannot be run, for one reason that has no place in the document."""
    return RequestErrors([{"message": message, "extensions": {"code": code}}])


def unparsed(error: GraphQLError) -> RequestErrors:
    """A document that is not GraphQL."""
    return RequestErrors([_told(error, error.message, PARSE_FAILED, None)])


def invalid_variables(error: GraphQLError) -> dict[str, Any]:
    """A variable that graphql-core refuses."""
    return _told(error, error.message, InvalidInput.code, None)


def invalid_document(errors: Iterable[GraphQLError], document: DocumentNode) -> RequestErrors:
    """A document that does not fit the schema."""
    paths = {id(node): path for node, path in response_paths(document)}
    told = []
    for error in errors:
        path = next((paths[id(node)] for node in error.nodes or () if id(node) in paths), ())
        told.append(_told(error, error.message, VALIDATION_FAILED, path))
    return RequestErrors(told)


def _told(error: GraphQLError, message: str, code: str, path: ResponsePath | None) -> dict[str, Any]:
    told: dict[str, Any] = {"message": message}
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if path:
        told["path"] = list(path)
    told["extensions"] = {"code": code, **(error.extensions or {})}
    return told
