"""One serving process, run by `supervisor`.

In charge of reading its task from the parent, of serving until it is told to end, and of an orderly end: accept nothing
new, let requests in flight finish, close connections, then close what the app holds. The app itself is `server`'s.
"""

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
from typing import Any

import uvloop
from sanic.server import AsyncioServer

from app.cli.listening import BACKLOG
from app.server import make_app

_DRAIN_STEP_SECONDS = 0.02


def main() -> None:
    """Serve as the first line of standard input says. Standard input then stays open as long as the parent lives."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    task = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(task))


def _outlive_nobody() -> None:
    """End in an orderly way when the parent is gone, however it ended."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def _serve(task: dict[str, Any]) -> None:
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_end.set)
    app = make_app(task["dsn"])
    server = await app.create_server(
        sock=socket.socket(fileno=task["listening"]),
        return_asyncio_server=True,
        # Nothing is accepted before the app has opened what it needs.
        asyncio_server_kwargs={"start_serving": False},
        backlog=BACKLOG,
        access_log=False,
    )
    if server is None:
        raise RuntimeError("Sanic made no server.")
    await server.startup()  # type: ignore[no-untyped-call]
    await server.before_start()  # type: ignore[no-untyped-call]
    await server.start_serving()  # type: ignore[no-untyped-call]
    await server.after_start()  # type: ignore[no-untyped-call]
    # What is there by now stays: the collector need not go through it each time a large model came or went.
    gc.collect()
    gc.freeze()
    # Nobody listens to a worker that was started in the place of one that ended.
    with contextlib.suppress(BrokenPipeError), os.fdopen(task["ready"], "w") as parent:
        parent.write("ready\n")
    await told_to_end.wait()
    await _drain(server, task["drain"])
    await server.before_stop()  # type: ignore[no-untyped-call]
    await server.after_stop()  # type: ignore[no-untyped-call]


async def _drain(server: AsyncioServer, seconds: float) -> None:
    """Accept no more and close each connection as soon as its request is answered; after `seconds`, all of them."""
    assert server.server is not None  # noqa: S101
    server.server.close()
    deadline = asyncio.get_running_loop().time() + seconds
    while server.connections and asyncio.get_running_loop().time() < deadline:
        for connection in list(server.connections):
            connection.close_if_idle()
        await asyncio.sleep(_DRAIN_STEP_SECONDS)
    for connection in list(server.connections):
        connection.abort()


if __name__ == "__main__":
    main()
