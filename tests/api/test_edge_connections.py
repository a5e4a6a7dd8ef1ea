"""The edge on a real socket, with handlers of its own: what arrives slowly, too large, malformed or in part."""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator

import pytest
from sanic import Request, Sanic

from app.errors import InvalidInput
from app.http.answer import Answer
from app.http.edge import Edge, Endpoint
from app.http.envelope import graphql_error, rest_error
from app.http.limits import Limits

LIMITS = Limits(body_bytes=1000, request_seconds=0.6, response_seconds=1.5, idle_seconds=5.0)


async def echo(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
    return Answer(body or b"{}")


async def fail(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
    raise RuntimeError("the secret of the house")


async def refuse(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
    raise InvalidInput("no")


async def hang(request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.fixture
async def port() -> AsyncIterator[int]:
    Sanic.test_mode = True
    exact = {
        "/graphql": Endpoint({"POST": echo}, graphql_error),
        "/echo": Endpoint({"GET": echo, "POST": echo}, rest_error),
        "/fail": Endpoint({"GET": fail}, rest_error),
        "/refuse": Endpoint({"POST": refuse}, rest_error),
        "/hang": Endpoint({"GET": hang}, rest_error),
    }
    app = Edge("edge_test", exact, [], LIMITS)
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    yield listening.getsockname()[1]
    server.server.close()
    await server.server.wait_closed()
    listening.close()
    for connection in list(server.connections):
        connection.abort()
    await asyncio.sleep(0)
    Sanic.test_mode = False


class Client:
    """A raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, *, head: bool = False) -> tuple[int, dict[str, str], bytes]:
        async with asyncio.timeout(5):
            lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:] if line)}
            length = 0 if head else int(headers.get("content-length", 0))
            return int(lines[0].split(" ")[1]), headers, await self.reader.readexactly(length)

    async def is_closed(self) -> bool:
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionResetError):
                return await self.reader.read(1) == b""
            return True


@contextlib.asynccontextmanager
async def connected(port: int) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Client(reader, writer)
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


async def test_a_connection_serves_one_request_after_another(port: int) -> None:
    async with connected(port) as client:
        for number in range(3):
            body = b'{"n":%d}' % number
            await client.send(head("POST", "/echo", f"Content-Length: {len(body)}") + body)
            status, headers, answered = await client.answer()
            assert (status, answered) == (200, body)
            assert headers["content-type"].startswith("application/json")


async def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    async with connected(port) as client:
        await client.send(b"".join(head("POST", "/echo", "Content-Length: 1") + b"%d" % n for n in range(5)))
        assert [(await client.answer())[2] for _ in range(5)] == [b"%d" % n for n in range(5)]


async def test_a_body_in_chunks_is_read(port: int) -> None:
    async with connected(port) as client:
        await client.send(head("POST", "/echo", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n")
        await client.send(b"2\r\nde\r\n0\r\n\r\n")
        assert (await client.answer())[2] == b"abcde"
        await client.send(head("GET", "/echo"))
        assert (await client.answer())[0] == 200


async def test_a_client_that_asks_first_is_told_to_continue(port: int) -> None:
    async with connected(port) as client:
        await client.send(head("POST", "/echo", "Content-Length: 2", "Expect: 100-continue"))
        assert (await client.answer())[0] == 100
        await client.send(b"{}")
        assert (await client.answer())[0] == 200


async def test_a_client_that_asks_first_is_refused_at_once(port: int) -> None:
    async with connected(port) as client:
        await client.send(head("POST", "/echo", "Content-Length: 2000", "Expect: 100-continue"))
        status, headers, _ = await client.answer()
        assert (status, headers["connection"]) == (413, "close")


@pytest.mark.parametrize("method", ["headers", "body", "chunks"])
async def test_a_sender_of_single_bytes_is_cut_off(port: int, method: str) -> None:
    start = {
        "headers": b"POST /echo HTTP/1.1\r\n",
        "body": head("POST", "/echo", "Content-Length: 900"),
        "chunks": head("POST", "/echo", "Transfer-Encoding: chunked") + b"384\r\n",
    }[method]
    async with connected(port) as client:
        await client.send(start)

        async def drip() -> None:
            with contextlib.suppress(ConnectionError):
                while True:
                    await client.send(b"x")
                    await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        status, headers, body = await client.answer()
        assert status == 408
        assert headers["connection"] == "close"
        assert json.loads(body)["error"]["code"] == "REQUEST_TIMEOUT"
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)


async def test_a_half_sent_request_is_cut_off(port: int) -> None:
    async with connected(port) as client:
        await client.send(b"GET /echo HTTP/1.1\r\nHo")
        status, _, body = await client.answer()
        assert (status, json.loads(body)["error"]["code"]) == (408, "REQUEST_TIMEOUT")
        assert await client.is_closed()


async def test_an_answer_that_takes_too_long_is_a_503(port: int) -> None:
    async with connected(port) as client:
        await client.send(head("GET", "/hang"))
        status, headers, body = await client.answer()
        assert (status, headers["retry-after"]) == (503, "1")
        assert json.loads(body)["error"]["code"] == "SERVICE_UNAVAILABLE"
        assert await client.is_closed()


@pytest.mark.parametrize("declared", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
async def test_a_large_body_is_refused_and_the_answer_arrives(port: int, declared: str) -> None:
    body = b"x" * 100_000 if "Length" in declared else b"186a0\r\n" + b"x" * 100_000 + b"\r\n0\r\n\r\n"
    async with connected(port) as client:
        await client.send(head("POST", "/graphql", declared) + body)
        status, headers, answered = await client.answer()
        assert (status, headers["connection"]) == (413, "close")
        [error] = json.loads(answered)["errors"]
        assert error["extensions"] == {"code": "PAYLOAD_TOO_LARGE", "statusCode": 413}
        assert "1000 bytes" in error["message"]
        assert await client.is_closed()


async def test_an_unread_body_is_not_taken_for_a_request(port: int) -> None:
    inner = head("GET", "/echo")
    async with connected(port) as client:
        await client.send(head("PUT", "/echo", f"Content-Length: {len(inner)}") + inner)
        status, headers, _ = await client.answer()
        assert (status, headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
        assert await client.is_closed()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / SPDY/9\r\n\r\n", 400),
        (b"GET /echo HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (head("POST", "/echo", "Content-Length: -1"), 400),
        (head("POST", "/echo", "Content-Length: 1", "Content-Length: 2"), 400),
        (head("POST", "/echo", "Content-Length: 1", "Transfer-Encoding: chunked"), 400),
        (head("POST", "/echo", "Transfer-Encoding: chunked") + b"zz\r\n", 400),
        ("GET /é HTTP/1.1\r\n\r\n".encode(), 400),
        (b"CONNECT echo:1 HTTP/1.1\r\n\r\n", 400),
        (b"GET http://[ HTTP/1.1\r\n\r\n", 400),
        (head("GET", "/echo", "X: " + "y" * 20_000), 413),
    ],
)
async def test_malformed_requests_get_the_envelope(
    port: int, sent: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(port) as client:
        await client.send(sent)
        answered, headers, body = await client.answer()
        error = json.loads(body)["error"]
        assert (answered, error["statusCode"], headers["connection"]) == (status, status, "close")
        assert error["message"]
        assert headers["x-request-id"]
        assert await client.is_closed()
    assert "Traceback" not in caplog.text


async def test_head_and_options(port: int) -> None:
    async with connected(port) as client:
        await client.send(head("HEAD", "/echo"))
        status, headers, _ = await client.answer(head=True)
        assert (status, headers["content-length"]) == (200, "2")
        await client.send(head("OPTIONS", "/echo"))
        status, headers, _ = await client.answer()
        assert (status, headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
        assert "content-length" not in headers


async def test_a_failure_inside_stays_inside(port: int, caplog: pytest.LogCaptureFixture) -> None:
    async with connected(port) as client:
        await client.send(head("GET", "/fail"))
        status, headers, body = await client.answer()
    assert status == 500
    assert json.loads(body)["error"]["code"] == "INTERNAL_ERROR"
    assert b"secret" not in body
    assert "the secret of the house" in caplog.text
    assert f"request_id={headers['x-request-id']}" in caplog.text


async def test_the_request_id_is_the_clients_if_it_is_sane(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with connected(port) as client:
        given = []
        for sent in ("abc-1.2_3:4", "a b", "x" * 65, 'a"b'):
            await client.send(head("POST", "/refuse", f"X-Request-Id: {sent}"))
            given.append((await client.answer())[1]["x-request-id"])
    assert given[0] == "abc-1.2_3:4"
    assert len({*given}) == 4
    assert not {"a b", "x" * 65, 'a"b'} & {*given}
    assert "request_id=abc-1.2_3:4 method=POST path=/refuse status=400 code=VALIDATION_ERROR" in caplog.text


async def test_the_log_holds_no_query_string_and_no_line_breaks(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with connected(port) as client:
        await client.send(head("GET", "/no%0Awhere?token=hidden"))
        assert (await client.answer())[0] == 404
    assert "hidden" not in caplog.text
    assert "path=/no%0Awhere " in caplog.text or "path=/no\\nwhere " in caplog.text


async def test_a_method_cannot_write_lines_of_the_log(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with connected(port) as client:
        await client.send(b"A\nERROR\tall\x1b[31m /nowhere HTTP/1.1\r\n\r\n")
        assert (await client.answer())[0] in (400, 404, 405)
    assert "A\nERROR" not in caplog.text
    assert "\x1b" not in caplog.text


@pytest.mark.parametrize("line", ["Content-Length : 2", "X-Odd\t: 1", "X-Folded: a\r\n b", " X-Lead: 1"])
async def test_a_head_that_a_proxy_may_read_another_way_is_refused(port: int, line: str) -> None:
    async with connected(port) as client:
        await client.send(head("GET", "/healthz", line) + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        status, _, body = await client.answer()
        assert status == 400
        assert b"VALIDATION_ERROR" in body
        assert await client.is_closed()
