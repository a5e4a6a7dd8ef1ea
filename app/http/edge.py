"""The edge: one request from Sanic's connection to an answer on the wire.

In charge of finding the route, reading the body, the request id, the log line and of what is said when something goes
wrong on the way. What a route answers is its own module's. It takes the place of Sanic's router and middleware, whose
cache of whole paths never hits where each path holds another id.
"""

import logging
import re
import secrets
import time
from asyncio import CancelledError, timeout
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from sanic import Request, Sanic
from sanic.compat import Header
from sanic.exceptions import BadURL, RequestCancelled, SanicException, ServiceUnavailable, URITooLong
from sanic.http import Http, Stage
from sanic.server import AsyncioServer

from app.errors import (
    ApiError,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    Unauthorized,
    Unavailable,
)
from app.http.answer import Answer
from app.http.envelope import WriteError, rest_error
from app.http.limits import EdgeProtocol, Limits, read_body

logger = logging.getLogger("vingt.http")

# Gets the request, its body, and what the path holds behind the route's prefix.
Handler = Callable[[Request, bytes, tuple[str, ...]], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The methods of a path, and how its errors are written."""

    methods: Mapping[str, Handler]
    write_error: WriteError

    @property
    def allow(self) -> str:
        """The value of an Allow header."""
        allowed = [*self.methods, "OPTIONS"]
        return ", ".join([*allowed[:1], "HEAD", *allowed[1:]] if "GET" in self.methods else allowed)


# Gives the endpoint for the segments behind a prefix, and those of them that the handler gets.
Resolve = Callable[[str], tuple[Endpoint, tuple[str, ...]] | None]

_UNKNOWN = Endpoint({}, rest_error)
_ODD_HEAD = re.compile(rb"\n(?:[ \t]|[^:\r\n]*[ \t]:)")
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# The method of Sanic's stand-in for a request whose head did not arrive, or cannot be read.
_STAND_IN = "NONE"
_INTERNAL = "Something went wrong here. Report it with the request id of this answer."
_STATUS_ERRORS: dict[int, type[ApiError]] = {
    404: NotFound,
    405: MethodNotAllowed,
    408: RequestTimeout,
    413: PayloadTooLarge,
}


class EdgeRequest(Request):
    """Sanic's request. For a head that it cannot read it makes a stand-in with the same URL, and where that URL was
    the trouble it failed again: no answer, and a traceback in the log for whoever wants to fill it."""

    __slots__ = ()

    def __init__(
        self, url_bytes: bytes, headers: Header, version: str, method: str, *others: Any, **named: Any
    ) -> None:
        try:
            super().__init__(url_bytes, headers, version, method, *others, **named)
        except (BadURL, URITooLong):
            if method != _STAND_IN:
                raise
            super().__init__(b"*", headers, version, method, *others, **named)


class Edge(Sanic[Any, Any]):
    """A Sanic application whose requests are answered by `exact` paths and by `prefixes`."""

    def __init__(
        self,
        name: str,
        exact: Mapping[str, Endpoint],
        prefixes: Sequence[tuple[str, Resolve]],
        limits: Limits,
    ) -> None:
        super().__init__(name, configure_logging=False, request_class=EdgeRequest)
        self.ctx.exact = dict(exact)
        self.ctx.prefixes = tuple(prefixes)
        self.ctx.limits = limits
        self.ctx.request_ids = _request_ids()
        # Sanic does not start without a route of its own; `handle_request` never asks its router.
        self.add_route(_not_routed, "/", name="edge")
        config = self.config
        config.ACCESS_LOG = False
        config.REQUEST_MAX_SIZE = limits.body_bytes
        config.REQUEST_MAX_HEADER_SIZE = limits.header_bytes
        config.REQUEST_TIMEOUT = limits.request_seconds
        config.RESPONSE_TIMEOUT = limits.response_seconds
        config.KEEP_ALIVE_TIMEOUT = limits.idle_seconds

    async def create_server(self, *args: Any, **settings: Any) -> AsyncioServer | None:
        """Sanic's, with the connections that keep this edge's limits."""
        return await super().create_server(*args, **{"protocol": EdgeProtocol, **settings})

    async def handle_request(self, request: Request) -> None:
        """Answer one request. Every way out but a cancelled one has sent an answer."""
        started = time.perf_counter()
        stream = cast(Http, request.stream)
        given = request.headers.get("x-request-id")
        request_id = given if given and _SANE_ID.fullmatch(given) else next(self.ctx.request_ids)
        endpoint = _UNKNOWN
        try:
            _refuse_odd_head(request.head, stream)
            endpoint, arguments = self._find(request.path)
            handler = endpoint.methods.get(request.method)
            if handler is None:
                handler = _other_method(endpoint, request.method)
            body = await read_body(stream, self.ctx.limits) if stream.request_body else b""
            answer = await handler(request, body, arguments)
        except CancelledError:
            raise
        except Exception as error:
            answer = _failed(error, endpoint, request_id)
        await self._send(request, stream, answer, request_id, started)

    async def handle_exception(
        self, request: Request, exception: BaseException, run_middleware: bool = True, *_: Any
    ) -> None:
        """Answer what failed outside of `handle_request`: a malformed or slow request, a response timeout."""
        stream = cast(Http, request.stream)
        stream.keep_alive = False
        if isinstance(exception, RequestCancelled):
            return
        endpoint = _UNKNOWN
        if request.method != _STAND_IN:
            with suppress(ApiError):
                endpoint, _arguments = self._find(request.path)
        request_id = next(self.ctx.request_ids)
        answer = _failed(exception, endpoint, request_id)
        await self._send(request, stream, answer, request_id, time.perf_counter())

    def _find(self, path: str) -> tuple[Endpoint, tuple[str, ...]]:
        endpoint = self.ctx.exact.get(path)
        if endpoint is not None:
            return endpoint, ()
        for prefix, resolve in self.ctx.prefixes:
            if path.startswith(prefix):
                found: tuple[Endpoint, tuple[str, ...]] | None = resolve(path[len(prefix) :])
                if found is not None:
                    return found
        known = ", ".join([*self.ctx.exact, *(f"{prefix}{{objects}}" for prefix, _ in self.ctx.prefixes)])
        raise NotFound(f"There is nothing at this path. Known: {known}.")

    async def _send(self, request: Request, stream: Http, answer: Answer, request_id: str, started: float) -> None:
        # A body that was refused unread must not be taken for the next request.
        if stream.request_body:
            stream.keep_alive = False
        stream.expecting_continue = False
        # From here on a failure may only close: a second answer would be taken for the next request's.
        stream.stage = Stage.RESPONSE
        await stream.protocol.send(  # type: ignore[no-untyped-call]
            answer.wire(request_id, stream.keep_alive, bool(stream.head_only))
        )
        stream.stage = Stage.IDLE
        seconds = time.perf_counter() - started
        if answer.code or answer.status >= 400 or seconds > self.ctx.limits.slow_seconds:
            _log(request, answer, request_id, seconds)
        if stream.request_body:
            await _discard(stream, self.ctx.limits)


def _refuse_odd_head(head: bytes, stream: Http) -> None:
    """Raises InvalidInput for a blank before a header's colon, or at the beginning of a line: a proxy in front may
    read such a head another way, and take for a body what is a request here (RFC 9112, section 5)."""
    is_odd = b" :" in head or b"\t:" in head or b"\n " in head or b"\n\t" in head
    if is_odd and _ODD_HEAD.search(head):
        stream.keep_alive = False
        raise InvalidInput("A header has a blank before its colon, or goes on in a second line. Send it in one.")


async def _not_routed(request: Request) -> None:
    raise RuntimeError("a request was sent past the edge, to Sanic's router")


async def _discard(stream: Http, limits: Limits) -> None:
    """Read on for a moment after a refusal: closing on unread bytes would reset the connection, and the client would
    see that instead of the answer."""
    left = limits.body_bytes
    stream.request_max_size = float("inf")
    try:
        async with timeout(2):
            while stream.request_body and left > 0:
                left -= len(await stream.read() or b"")
    except (SanicException, TimeoutError):
        pass
    stream.request_body = None


def _request_ids() -> Iterator[str]:
    """Ids that no other worker gives: random once, then counted, which is cheaper than a random one each time."""
    start = secrets.token_hex(6)
    return (f"{start}-{number:x}" for number in count(1))


def _other_method(endpoint: Endpoint, method: str) -> Handler:
    if method == "HEAD" and "GET" in endpoint.methods:
        return endpoint.methods["GET"]
    if method == "OPTIONS":
        return _options(endpoint)
    raise MethodNotAllowed(f"{method[:20]} is not possible here. Possible: {endpoint.allow}.")


def _options(endpoint: Endpoint) -> Handler:
    async def answer(request: Request, body: bytes, arguments: tuple[str, ...]) -> Answer:
        return Answer(b"", 204, headers=b"allow: %b\r\n" % endpoint.allow.encode())

    return answer


def _failed(error: BaseException, endpoint: Endpoint, request_id: str) -> Answer:
    told = _told(error)
    if told.status == 500:
        logger.error("request_id=%s failed inside", request_id, exc_info=error)
    headers = b""
    if isinstance(told, MethodNotAllowed):
        headers = b"allow: %b\r\n" % (told.allow or endpoint.allow).encode()
    elif isinstance(told, Unauthorized):
        headers = b"www-authenticate: Bearer\r\n"
    if told.retry_after is not None:
        headers += b"retry-after: %d\r\n" % told.retry_after
    return Answer(endpoint.write_error(told), told.status, headers=headers, code=told.code)


def _told(error: BaseException) -> ApiError:
    """What the client is told of an error; of one that only we should know, nothing."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, ServiceUnavailable | CancelledError):
        return Unavailable("The answer took too long. A change may have been made or not.", retry_after=1)
    if isinstance(error, SanicException) and error.status_code < 500:
        return _STATUS_ERRORS.get(error.status_code, InvalidInput)(f"{error}.")
    return ApiError(_INTERNAL)


def _log(request: Request, answer: Answer, request_id: str, seconds: float) -> None:
    logger.log(
        logging.ERROR if answer.status >= 500 and answer.status != 503 else logging.INFO,
        "request_id=%s method=%s path=%s status=%d code=%s ms=%.1f",
        request_id,
        _one_line(request.method[:20]),
        # Without the query string, which may hold what a log should not keep.
        _one_line(request.path[:200]),
        answer.status,
        answer.code or "-",
        seconds * 1000,
    )


def _one_line(text: str) -> str:
    """A text of a client, so that it cannot begin a line of its own in the log or speak to a terminal."""
    return text.encode("unicode_escape").decode()
