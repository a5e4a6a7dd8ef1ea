"""Vingt's own server for measurements: the real command, with one worker or several, and the usual way beside it.

In charge of starting and stopping the processes and of looking at their memory.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import BenchError
from tests.cluster import Database

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Running:
    """`url` has no slash at its end; `pid` is the parent; `seconds` is how long it took until it served."""

    url: str
    pid: int
    seconds: float

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host, int(port)

    def worker_bytes(self) -> int:
        """Resident memory of the largest serving process."""
        return max(resident_bytes(pid, "VmRSS") for pid in [self.pid, *descendants(self.pid)])


@contextlib.contextmanager
def vingt(database: Database, *, workers: int = 1) -> Iterator[Running]:
    """Run `vingt serve` on `database` until the block ends."""
    with tempfile.TemporaryDirectory(prefix="vingt-bench-serve-") as folder:
        log = Path(folder) / "log"
        settings = {"VINGT_DATABASE_URL": database.owner_dsn, "VINGT_DATA_DIR": folder, "VINGT_PORT": "0"}
        began = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--json"],
                cwd=ROOT,
                env={**_environment(), **settings, "VINGT_WORKERS": str(workers)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise BenchError(f"vingt serve ended with {process.wait()}:\n{log.read_text()}")
            yield Running(json.loads(line)["url"], process.pid, time.monotonic() - began)
        finally:
            end(process)


@contextlib.contextmanager
def pooled(database: Database) -> Iterator[Running]:
    """Run one worker with `tests.bench.pooled` until the block ends."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="vingt-bench-serve-"))
        log = Path(folder) / "log"
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        ready, tell_ready = os.pipe()
        began = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.pooled"],
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.PIPE,
                stderr=output,
                text=True,
                pass_fds=(listening.fileno(), tell_ready),
                start_new_session=True,
            )
        stack.callback(end, process)
        os.close(tell_ready)
        task = {"dsn": database.api_dsn, "listening": listening.fileno(), "ready": tell_ready, "drain": 5.0}
        assert process.stdin is not None
        # Stays open: its end would end the worker.
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        with os.fdopen(ready) as told:
            if not told.readline():
                raise BenchError(f"The pooled worker ended with {process.wait()}:\n{log.read_text()}")
        host, port = listening.getsockname()
        yield Running(f"http://{host}:{port}", process.pid, time.monotonic() - began)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VINGT_")}


def end(process: "subprocess.Popen[str]") -> None:
    """Stop a process as an operator would, or at last by force."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(state[1]), []).append(int(entry.name))
    found = [*parents.get(pid, [])]
    for child in found:
        found.extend(parents.get(child, []))
    return found


def resident_bytes(pid: int, kind: str) -> int:
    """`VmRSS` (all that is resident) or `RssAnon` (its own, not shared) of a process; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) * 1024
    return 0
