"""Handlers that only a known caller reaches.

In charge of where the credential is: in the Authorization header, or where else a route says. Who it belongs to is
found by `auth.identify`.
"""

from collections.abc import Awaitable, Callable

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify
from app.errors import Unauthorized
from app.http.answer import Answer
from app.http.edge import Handler

CallerHandler = Callable[[Caller, Request, bytes, tuple[str, ...]], Awaitable[Answer]]
# Gives a request's credential, as an Authorization header has it. Raises ApiError.
Credentials = Callable[[Request], str | None]


def in_header(request: Request) -> str | None:
    """The credential of the Authorization header."""
    header: str | None = request.headers.get("authorization")
    return header


def authenticated(identify: Identify, handler: CallerHandler, credentials: Credentials = in_header) -> Handler:
    """The handler for requests with a credential that holds; others are answered 401."""

    async def admit(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        header = credentials(request)
        caller = identify.peek(header) or await identify.caller(header)
        try:
            return await handler(caller, request, body, path)
        except Unauthorized:
            # Revoked since it was remembered.
            identify.forget(header)
            raise

    return admit
