"""A data folder with an embedded PostgreSQL of its own, and `vingt serve` on it."""

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from app.db.embedded import EmbeddedServer
from app.db.postmaster import processes_in
from tests.cli.process import VINGT, Ran, environment, vingt
from tests.serving import start, stop

PATIENCE = 60.0


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@dataclass
class Served:
    """A running `vingt serve`: its process, what it printed, and the file it tells people in."""

    process: "subprocess.Popen[str]"
    ready: dict[str, Any]
    log: Path

    @property
    def url(self) -> str:
        url: str = self.ready["url"]
        return url

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.ready['demo']['token']}"}

    @property
    def told(self) -> str:
        return self.log.read_text()

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid, "app.cli.worker")

    def ask(self, seconds: float = 30) -> httpx.Response:
        """A read of the demo workspace."""
        query = {"query": "{ companies(first: 1) { totalCount } }"}
        return httpx.post(f"{self.url}/graphql", json=query, headers=self.headers, timeout=seconds)

    def answers(self) -> bool:
        """Whether the read is answered now."""
        with contextlib.suppress(httpx.TransportError):
            return self.ask().status_code == 200
        return False

    def until_told(self, text: str) -> None:
        until(lambda: text in self.told)

    def kill(self) -> None:
        """End it as a crash does, with nothing put in order."""
        self.process.kill()
        self.process.wait()


@dataclass
class Home:
    """`first` is what the first start on this folder told that was not cut off."""

    folder: Path
    logs: Path
    first: str = ""
    running: list[Served] = field(default_factory=list)
    starts: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return {"VINGT_DATA_DIR": str(self.folder), "VINGT_PORT": "0"}

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer(self.folder, say=lambda sentence: None)

    def serve(self, *arguments: str, **settings: str) -> Served:
        """Start `vingt serve` and wait until it serves."""
        log = self.logs / f"serve-{self.starts + 1}.log"
        log.touch()
        self.starts += 1
        process, ready = start({**self.settings, **settings}, log, *arguments)
        served = Served(process, ready, log)
        self.running.append(served)
        return served

    @property
    def last_told(self) -> str:
        """What the latest start tells, also while it starts."""
        log = self.logs / f"serve-{self.starts}.log"
        return log.read_text() if log.exists() else ""

    def kill_when_told(self, text: str) -> None:
        """Start `vingt serve`, and end it with kill -9 once it tells something."""
        with subprocess.Popen(
            [VINGT, "serve"],
            env=environment(self.settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            assert any(text in line for line in process.stderr)
            process.kill()

    def run(self, *arguments: str, stdin: bytes = b"", **settings: str) -> Ran:
        """Run a command on this folder."""
        return vingt(*arguments, settings={**self.settings, **settings}, stdin=stdin)

    def connect(self, database: str = "vingt") -> "psycopg.Connection[tuple[Any, ...]]":
        """A superuser's connection; PostgreSQL must run."""
        return psycopg.connect(self.server.dsn(database), autocommit=True)

    def use_port(self, port: int) -> None:
        """Have PostgreSQL listen there from its next start on."""
        file = self.server.data / "vingt.conf"
        file.write_text(re.sub(r"^port = \d+$", f"port = {port}", file.read_text(), flags=re.MULTILINE))

    def tidy(self) -> None:
        """End everything that runs on the folder."""
        for served in self.running:
            stop(served.process)
        self.running.clear()
        self.server.stop()
        until(lambda: not processes_in(self.server.data))


@contextlib.contextmanager
def locked(home: Home, table: str) -> Iterator[Callable[[], None]]:
    """Lock a table; gives what to call until a request waits for it. The lock ends with the block."""
    with home.connect() as owner, contextlib.closing(psycopg.connect(home.server.dsn())) as holder:
        holder.execute(f"lock table {table} in access exclusive mode".encode())
        waits = "select exists (select from pg_locks where not granted and relation = %s::regclass)"

        def until_waited_for() -> None:
            until(lambda: owner.execute(waits, [table]).fetchone() == (True,))

        yield until_waited_for


def seconds() -> float:
    """Time, without that in which somebody waited for a CPU: a limit in seconds is for a machine with room."""
    with contextlib.suppress(OSError):
        some = (Path("/proc/pressure/cpu")).read_text().partition("total=")[2].split()[0]
        return time.monotonic() - int(some) / 1_000_000
    return time.monotonic()


def children(pid: int, program: str = "") -> list[int]:
    """The living child processes whose command line holds a text."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z" and program in (entry / "cmdline").read_text().replace("\0", " "):
                found.append(int(entry.name))
    return sorted(found)


def lives(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def slay(*pids: int) -> None:
    """kill -9; some may have ended by then."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def dsn_as(dsn: str, user: str, password: str) -> str:
    """The same server and database for another login."""
    return make_conninfo(dsn, user=user, password=password)
