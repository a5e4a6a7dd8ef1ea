"""The one exception family of the API.

In charge of what a client can be told: a code, a status, a message and the fields concerned. How an error is
written into an answer belongs to `http`, `graphql` and `rest`; how a SQLSTATE becomes one belongs to `db.sqlstate`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing to change: `field` is the dotted path of a field or argument, `message` says the remedy."""

    field: str
    message: str


class ApiError(Exception):
    """An error that is safe to show: `code` and `status` follow the specification's table of error codes.

    `path` holds the response keys of a GraphQL error where they are known, `retry_after` the seconds of a
    Retry-After header. Internals never belong in `message` or `details`: they are logged under the request id.
    """

    code = "INTERNAL_ERROR"
    status = 500

    def __init__(
        self,
        message: str,
        details: Sequence[Detail] = (),
        *,
        path: Sequence[str | int] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)
        self.path = None if path is None else tuple(path)
        self.retry_after = retry_after


class Unauthorized(ApiError):
    """No credential, or one that is garbled, expired or revoked (401)."""

    code = "UNAUTHORIZED"
    status = 401


class Forbidden(ApiError):
    """Known, but not allowed (403)."""

    code = "FORBIDDEN"
    status = 403


class NotFound(ApiError):
    """The record, object or route does not exist for this caller (404)."""

    code = "NOT_FOUND"
    status = 404


class InvalidInput(ApiError):
    """The request must be changed; `details` name the fields (400)."""

    code = "VALIDATION_ERROR"
    status = 400


class Conflict(ApiError):
    """The state of the data refuses it, for example a duplicate (409)."""

    code = "CONFLICT"
    status = 409


class MethodNotAllowed(ApiError):
    """Wrong method for a known path (405). The edge adds Allow: the path's, or where what the path names takes fewer
    methods than others of its kind, `allow`."""

    code = "METHOD_NOT_ALLOWED"
    status = 405
    allow = ""


class RequestTimeout(ApiError):
    """The sender was too slow (408)."""

    code = "REQUEST_TIMEOUT"
    status = 408


class PayloadTooLarge(ApiError):
    """The body is over the limit (413)."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class UnsupportedMediaType(ApiError):
    """The body is not JSON (415)."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class Unavailable(ApiError):
    """Busy, or Postgres cannot be reached; try again (503)."""

    code = "SERVICE_UNAVAILABLE"
    status = 503


def invalid(field: str, message: str) -> InvalidInput:
    """An `InvalidInput` about one field, whose detail repeats the message."""
    return InvalidInput(f"{field}: {message}", [Detail(field, message)])
