"""How an error is written into an answer: the specification's two formats.

In charge of the bytes alone. Which status goes with them is the error's own, which format belongs to the route.
"""

from collections.abc import Callable
from typing import Any

import orjson

from app.errors import ApiError

WriteError = Callable[[ApiError], bytes]


def rest_error(error: ApiError) -> bytes:
    """`{"error": {"message", "code", "statusCode", "details"}}`, for REST, auth and unknown routes."""
    body: dict[str, Any] = {"message": error.message, "code": error.code, "statusCode": error.status}
    body["details"] = _details(error)
    if error.retry_after is not None:
        body["retryAfter"] = error.retry_after
    return orjson.dumps({"error": body})


def graphql_error(error: ApiError) -> bytes:
    """`{"errors": [...], "data": null}`, for what fails before a GraphQL operation is run."""
    extensions: dict[str, Any] = {"code": error.code, "statusCode": error.status}
    if error.details:
        extensions["details"] = _details(error)
    if error.retry_after is not None:
        extensions["retryAfter"] = error.retry_after
    body: dict[str, Any] = {"message": error.message}
    if error.path is not None:
        body["path"] = list(error.path)
    body["extensions"] = extensions
    return orjson.dumps({"errors": [body], "data": None})


def _details(error: ApiError) -> list[dict[str, str]]:
    return [{"field": detail.field, "message": detail.message} for detail in error.details]
