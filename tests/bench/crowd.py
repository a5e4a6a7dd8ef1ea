"""Many workspaces on one server: how it starts, what they cost in memory, and whether they slow one another down.

In charge of a second database with so many workspaces, each with the standard model and an API key, and of reading every
object of each. The objects are empty: it is the tables that cost, not what is in them.
"""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from psycopg import sql

from app.db.database import Sizes
from tests.bench import launch
from tests.bench.bench import Bench
from tests.bench.compare import Outcome
from tests.bench.launch import Running, resident_bytes
from tests.bench.load import BenchError
from tests.bench.stage import Stage
from tests.cluster import Database
from tests.workspaces import make_workspace

DATABASE = "crowd"
START_SECONDS = 10.0
WORKER_BYTES = 200 * 1024 * 1024
BACKENDS_BYTES = 1024 * 1024 * 1024
# Twice what one workspace takes is not "as fast"; a fifth is what two runs of the same differ by.
AS_FAST = 1.2
_LOOK_EVERY = 20
_REPEATS = 500


def workspaces(bench: Bench) -> Iterator[Outcome]:
    """Start, read every object of every workspace, look at memory, and time the second request of each."""
    count = bench.options.workspaces
    alone = _one_workspace(bench)
    database, tokens = crowd(bench, count)
    with launch.vingt(database) as server:
        bench.say(f"  started in {server.seconds:.1f} s; reading every object of {count:,} workspaces ...")
        reading = _read_all(bench.stage, database, server, tokens)
        again = [request.seconds for request in _requests(server, tokens, reading.objects[:1])]
    bench.say(
        f"  worker {reading.worker / 2**20:.0f} MiB, backends {reading.backends / 2**20:.0f} MiB in sum, the largest "
        f"{reading.largest / 2**20:.0f} MiB; second request {reading.second * 1000:.2f} ms, alone {alone * 1000:.2f} ms"
    )

    def line(work: str, compared: str, value: float, wanted: float | None = 1.0, note: str = "") -> Outcome:
        return Outcome(
            "workspaces", f"{count:,} workspaces: {work}", compared, [value], wanted, at_most=True, note=note
        )

    bound = Sizes().backend_bytes
    yield line("start", "10 s", server.seconds / START_SECONDS)
    yield line("memory of the worker", "200 MiB", reading.worker / WORKER_BYTES)
    yield line("memory of all backends", "1 GiB", reading.backends / BACKENDS_BYTES)
    yield line("memory of the largest backend", f"its bound, {bound >> 20} MiB", reading.largest / bound)
    yield line("second request", "one workspace", reading.second / alone, AS_FAST)
    yield line("a request after all others were read", "one workspace", median(again) / alone, None)


@dataclass(slots=True)
class Reading:
    """What came of reading everything; sizes are the largest that were seen, in bytes, times are seconds."""

    objects: list[str]
    worker: int = 0
    backends: int = 0
    largest: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def second(self) -> float:
        """The median of the second requests."""
        return median(self.seconds)

    def look(self, stage: Stage, database: Database, server: Running) -> None:
        """Measure the server's processes as they are now."""
        sizes = [resident_bytes(pid, "RssAnon") for pid in _backends(stage, database)]
        self.worker = max(self.worker, server.worker_bytes())
        self.backends = max(self.backends, sum(sizes))
        self.largest = max(self.largest, *sizes, 0)


@dataclass(frozen=True, slots=True)
class _Request:
    token: str
    object: str
    seconds: float


def _read_all(stage: Stage, database: Database, server: Running, tokens: Sequence[str]) -> Reading:
    reading = Reading(_objects(server, tokens[0]))
    for number, token in enumerate(tokens):
        seen = list(_requests(server, [token], [*reading.objects, reading.objects[-1]]))
        # The last object once more, at once: the first request met tables that the backend did not know yet.
        reading.seconds.append(seen[-1].seconds)
        if number % _LOOK_EVERY == 0 or number + 1 == len(tokens):
            reading.look(stage, database, server)
    return reading


def _requests(server: Running, tokens: Sequence[str], objects: Sequence[str], alias: str = "id") -> Iterator[_Request]:
    connection = http.client.HTTPConnection(*server.address, timeout=60)
    try:
        for token in tokens:
            for name in objects:
                fields = f"{alias}: id createdAt"
                body = json.dumps({"query": f"{{ {name}(first: 20) {{ edges {{ node {{ {fields} }} }} }} }}"})
                began = time.perf_counter()
                answer = _post(connection, token, body)
                yield _Request(token, name, time.perf_counter() - began)
                if b'"errors":' in answer:
                    raise BenchError(f"{name}: {answer[:300]!r}")
    finally:
        connection.close()


def _post(connection: http.client.HTTPConnection, token: str, body: str) -> bytes:
    connection.request(
        "POST", "/graphql", body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    )
    return connection.getresponse().read()


def _objects(server: Running, token: str) -> list[str]:
    """The root field of every object's list."""
    connection = http.client.HTTPConnection(*server.address, timeout=60)
    try:
        body = json.dumps({"query": "{ __schema { queryType { fields { name args { name } } } } }"})
        fields = json.loads(_post(connection, token, body))["data"]["__schema"]["queryType"]["fields"]
    finally:
        connection.close()
    return [each["name"] for each in fields if "first" in {argument["name"] for argument in each["args"]}]


def _backends(stage: Stage, database: Database) -> list[int]:
    with stage.connect() as connection:
        rows = connection.execute(
            "select pid from pg_stat_activity where usename = 'vingt_api' and datname = %s", [database.name]
        ).fetchall()
    return [int(str(pid)) for (pid,) in rows]


def _one_workspace(bench: Bench) -> float:
    """The median time of a second request where there is only one workspace.

    An alias that was not used before makes a statement that no backend knows, as the first request of a workspace does
    among many. It also makes one that the worker has to plan, which among many is done once for all: the known request in
    between lets the worker find its way back.
    """
    database, tokens = crowd(bench, 1)
    with launch.vingt(database) as server:
        last = _objects(server, tokens[0])[-1:]

        def second(number: int) -> float:
            aliases = (f"alias{number}", "id", f"alias{number}")
            return [list(_requests(server, tokens, last, alias)) for alias in aliases][-1][0].seconds

        return median(second(number) for number in range(_REPEATS))


def crowd(bench: Bench, count: int) -> tuple[Database, list[str]]:
    """A database with so many workspaces, and a token of each; on a kept folder they are made once."""
    name = f"{DATABASE}_{count}"
    stage = bench.stage
    known = stage.recall(name)
    if isinstance(known, list):
        return stage.database_named(name), [str(token) for token in known]
    with stage.connect() as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    database = stage.add_database(name)
    tokens = []
    for number in range(count):
        if number and number % 100 == 0:
            bench.say(f"  made {number:,} of {count:,} workspaces ...")
        tokens.append(make_workspace(database, f"crowd_{count}_{number}").token)
    with stage.connect(database) as connection:
        connection.execute("vacuum analyze")
    stage.settle()
    stage.remember(name, tokens)
    return database, tokens
