"""Handlers that only a known caller reaches.

In charge of the Authorization header; who it belongs to is found by `auth.identify`.
"""

from collections.abc import Awaitable, Callable

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify
from app.errors import Unauthorized
from app.http.answer import Answer
from app.http.edge import Handler

CallerHandler = Callable[[Caller, Request, bytes, tuple[str, ...]], Awaitable[Answer]]


def authenticated(identify: Identify, handler: CallerHandler) -> Handler:
    """The handler for requests with a credential that holds; others are answered 401."""

    async def admit(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        header = request.headers.get("authorization")
        caller = identify.peek(header) or await identify.caller(header)
        try:
            return await handler(caller, request, body, path)
        except Unauthorized:
            # Revoked since it was remembered.
            identify.forget(header)
            raise

    return admit
