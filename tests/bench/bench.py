"""What all rows of a run share: the cluster, the settings, and servers that are started when first asked for.

In charge of the ways that rows compare: Vingt's server under wrk, the same with a pool, pgbench.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import launch
from tests.bench.capture import capture
from tests.bench.compare import Rounds, Say, Way, alternate
from tests.bench.launch import Running
from tests.bench.load import Load, run_wrk
from tests.bench.pgbench import run_pgbench, write_script
from tests.bench.stage import Stage
from tests.bench.work import Request

VINGT = "vingt"
PGBENCH = "pgbench"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; `seconds` and `rounds` are of each measurement, `minutes` of the memory row."""

    rows: tuple[str, ...]
    seconds: float
    rounds: int
    minutes: float
    workspaces: int
    keep: Path | None
    json: Path | None
    peer: str | None


@dataclass(slots=True)
class Bench:
    """A run. Servers that were started end with `stack`."""

    stage: Stage
    options: Options
    stack: contextlib.ExitStack
    say: Say
    _servers: dict[str, Running] = field(default_factory=dict)

    def server(self, workers: int = 1) -> Running:
        """Vingt with so many workers."""
        return self._started(f"vingt {workers}", lambda: launch.vingt(self.stage.database, workers=workers))

    def pooled(self) -> Running:
        """One worker with psycopg_pool's pipeline."""
        return self._started("pooled", lambda: launch.pooled(self.stage.database))

    def _started(self, name: str, start: Callable[[], "contextlib.AbstractContextManager[Running]"]) -> Running:
        if name not in self._servers:
            self._servers[name] = self.stack.enter_context(start())
        return self._servers[name]

    def wrk(self, server: Running, request: Request, seconds: float) -> Load:
        """The request from 32 connections."""
        return run_wrk(server.url, request, self.stage.workspace.token, seconds)

    def by_vingt(self, request: Request, name: str = VINGT, server: Running | None = None) -> Way:
        """The request to a server, by default with one worker."""
        running = server or self.server()
        return Way(name, lambda seconds: self.wrk(running, request, seconds))

    def by_pgbench(self, request: Request, *, makes_records: bool = False) -> Way:
        """The statements of the request, straight to Postgres. Raises BenchError."""
        script = write_script(capture(self.stage, request), None if makes_records else request.ids)
        return Way(PGBENCH, lambda seconds: run_pgbench(self.stage.database, script, seconds), warm=False)

    def rounds(self, *ways: Way) -> Rounds:
        """Measure the ways in turns."""
        return alternate(ways, self.options.rounds, self.options.seconds, self.say)
