"""Limits on size and time at the edge, and the connection that keeps them.

In charge of how long a request may take to arrive and how large it may be. Sanic's own request timeout begins anew
with every byte, so that a sender of one byte a minute could hold a connection for ever; here it counts from the first.
"""

import asyncio
from dataclasses import dataclass

from sanic.exceptions import PayloadTooLarge as SanicPayloadTooLarge
from sanic.exceptions import SanicException
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

from app.errors import InvalidInput, PayloadTooLarge, RequestTimeout


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. `request_seconds` is for a whole request to arrive, headers and body;
    `response_seconds` for its answer; `idle_seconds` between requests. `slow_seconds` is when a request is logged."""

    body_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 16 * 1024
    request_seconds: float = 30.0
    response_seconds: float = 60.0
    idle_seconds: float = 75.0
    slow_seconds: float = 1.0


class EdgeProtocol(HttpProtocol):
    """Sanic's connection, with the time of a request counted from its first byte."""

    __slots__ = ()

    def data_received(self, data: bytes) -> None:
        """Bytes arrive: only those that begin a request start the clock."""
        http = self.http
        began = self._time
        super().data_received(data)
        if http is not None and http.stage is not Stage.IDLE:
            self._time = began


async def read_body(stream: Http, limits: Limits) -> bytes:
    """The whole body. Raises PayloadTooLarge, RequestTimeout, InvalidInput; the connection then ends."""
    declared = stream.request_bytes_left or 0
    if declared > limits.body_bytes:
        raise _too_large(limits)
    # Of a body in chunks the length is not declared.
    if declared == 0 or len(stream.recv_buffer) < declared:
        try:
            async with asyncio.timeout(limits.request_seconds):
                return await _read(stream, limits)
        except TimeoutError:
            message = f"The request did not arrive within {limits.request_seconds:g} seconds."
            raise RequestTimeout(message) from None
    return await _read(stream, limits)


async def _read(stream: Http, limits: Limits) -> bytes:
    chunks = []
    try:
        while stream.request_body:
            chunk = await stream.read()
            if chunk:
                chunks.append(chunk)
    except SanicPayloadTooLarge:
        raise _too_large(limits) from None
    except SanicException as error:
        raise InvalidInput("The chunks of the body are malformed.") from error
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(limits: Limits) -> PayloadTooLarge:
    return PayloadTooLarge(f"The body is larger than {limits.body_bytes} bytes. Send fewer records at a time.")
