"""A line of connections, and which of them a segment takes.

In charge of keeping its connections open (reopening with backoff, replacing a backend that has grown too large), of the
two homes of a workspace, and of the cap on segments in flight. What happens on a connection is `db.connection`'s.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import Any

import psycopg

from app.db.backend_size import BackendSize
from app.db.connection import Connection
from app.db.wire import Results, Segment
from app.errors import Unavailable

logger = logging.getLogger(__name__)

HOMES = 2
# A connection whose oldest segment has run this long (seconds) takes no more while another one can.
STUCK_AFTER = 0.02
# A connection whose oldest segment has run this long is taken for dead: many times any statement_timeout.
DEAD_AFTER = 300.0
FIRST_PAUSE, LAST_PAUSE = 0.05, 2.0
# A connection that lived shorter counts as one more failed attempt.
SETTLED_AFTER = 5.0
ORDERS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class LineSize:
    """`connections` of the line, how many segments may be in flight on each of them (`depth`), and from how many on
    both homes a segment spills over to the others (`spill_at`)."""

    connections: int
    depth: int
    spill_at: int


class Multiplexer:
    """`name` is for messages; `connect` opens one session; `statements_max` bounds what each connection prepares."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], Awaitable[psycopg.AsyncConnection[Any]]],
        size: LineSize,
        *,
        statements_max: int = 300,
        backend_size: BackendSize | None = None,
    ) -> None:
        self._name = name
        self._connect = connect
        self._size = size
        self._spill_at = min(size.spill_at, size.depth)
        self._depth = size.depth
        self._statements_max = statements_max
        self._backend_size = backend_size
        self._places: list[Connection | None] = [None] * size.connections
        self._orders: dict[str, tuple[Connection, ...]] = {}
        self._wakes = [asyncio.Event() for _ in range(size.connections)]
        self._tasks: list[asyncio.Task[None]] = []
        self._leaving: set[Connection] = set()
        self._connected = asyncio.Event()
        self._is_closing = False
        self._away_since = monotonic()

    # --- segments ------------------------------------------------------------------------------------------------

    def submit(self, segment: Segment) -> "asyncio.Future[Results]":
        """Send a segment on the best connection; see `Connection.submit`. Raises Unavailable when none can take it."""
        order = self._orders.get(segment.affinity) or self._rank(segment.affinity)
        chosen = order[0]
        depth = len(chosen.flights)
        if depth:
            if len(order) > 1 and len(order[1].flights) < depth:
                chosen = order[1]
                depth = len(chosen.flights)
            if depth:
                late = monotonic() - STUCK_AFTER
                if depth >= self._spill_at or chosen.head_since < late:
                    chosen = self._spread(order, late)
                    if len(chosen.flights) >= self._depth:
                        raise Unavailable("The server is busy. Try again in a moment.", retry_after=1)
        return chosen.submit(segment)

    def _spread(self, order: tuple[Connection, ...], late: float) -> Connection:
        """The least loaded connection that is not stuck, a home rather than another; else the least loaded. A full one
        only if all are."""
        chosen, least = order[0], 1 << 30
        for place, connection in enumerate(order):
            load = len(connection.flights)
            if load >= self._depth:
                continue
            if load and connection.head_since < late:
                load += 1 << 20
            elif place < HOMES and load < self._spill_at:
                return connection
            if load < least:
                chosen, least = connection, load
        return chosen

    def _rank(self, affinity: str) -> tuple[Connection, ...]:
        """Every live connection, those first that rendezvous hashing gives to `affinity`: a connection that comes or
        goes moves nobody else's homes."""
        live = [(place, connection) for place, connection in enumerate(self._places) if connection is not None]
        if self._is_closing or not live:
            raise self._unavailable()
        live.sort(key=lambda item: blake2b(f"{item[0]}/{affinity}".encode(), digest_size=8).digest())
        if len(self._orders) >= ORDERS_MAX:
            self._orders.clear()
        order = tuple(connection for _, connection in live)
        self._orders[affinity] = order
        return order

    def _unavailable(self) -> Unavailable:
        if self._is_closing:
            return Unavailable("The server is stopping. Try again in a moment.", retry_after=1)
        seconds = 1 + int(min(4.0, (monotonic() - self._away_since) / 5))
        return Unavailable("The database cannot be reached. Try again in a moment.", retry_after=seconds)

    # --- connections ---------------------------------------------------------------------------------------------

    @property
    def connections(self) -> list[Connection]:
        """Those that take segments now."""
        return [connection for connection in self._places if connection is not None]

    async def open(self) -> None:
        """Start to connect, and to keep connected, in the background."""
        self._away_since = monotonic()
        self._tasks = [asyncio.create_task(self._keep(place)) for place in range(len(self._places))]
        self._tasks.append(asyncio.create_task(self._watch()))

    async def wait_connected(self, seconds: float) -> bool:
        """Wait until a connection is open, at most so long; whether one is."""
        try:
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        except TimeoutError:
            return False
        return True

    async def close(self, drain_seconds: float) -> None:
        """Refuse new segments, wait for those in flight, at most so long, and disconnect."""
        self._is_closing = True
        self._orders.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        connections = [*self.connections, *self._leaving]
        waits = [_idle(connection) for connection in connections if connection.flights]
        if waits:
            await asyncio.wait(waits, timeout=drain_seconds)
        for connection in connections:
            connection.close("the server is stopping")

    async def _keep(self, place: int) -> None:
        """Keep one connection open at `place`, for as long as the line is open."""
        wake = self._wakes[place]
        pause = FIRST_PAUSE
        while True:
            try:
                session = await self._connect()
            except (psycopg.Error, OSError) as error:
                level = logging.WARNING if pause == FIRST_PAUSE else logging.DEBUG
                logger.log(level, "no connection for the %s line: %s", self._name, error)
            else:
                connection = self._install(place, session)
                wake.clear()
                await wake.wait()
                if monotonic() - connection.opened_at > SETTLED_AFTER:
                    pause = FIRST_PAUSE
                    continue
            # Spread over time, so that a database that comes back is not met by everybody at once.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(pause * 2, LAST_PAUSE)

    def _install(self, place: int, session: psycopg.AsyncConnection[Any]) -> Connection:
        connection = Connection(session, self._statements_max)
        connection.on_broken = self._lost
        old, self._places[place] = self._places[place], connection
        self._orders.clear()
        self._connected.set()
        if old is not None:
            self._retire(old)
        return connection

    def _lost(self, connection: Connection) -> None:
        self._leaving.discard(connection)
        if connection not in self._places:
            return
        place = self._places.index(connection)
        self._places[place] = None
        self._orders.clear()
        self._wakes[place].set()
        if not self.connections:
            self._connected.clear()
            self._away_since = monotonic()

    def _retire(self, connection: Connection) -> None:
        """Its successor is in place: close it once nothing is in flight on it."""
        if not connection.flights:
            connection.close("replaced")
            return
        self._leaving.add(connection)
        connection.on_idle = lambda: connection.close("replaced")

    # --- what is looked at now and then ----------------------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            now = monotonic()
            for place, connection in enumerate(self._places):
                if connection is None:
                    continue
                if connection.flights and now - connection.head_since > DEAD_AFTER:
                    connection.close("no answer for a long time")
                elif connection.is_swollen:
                    self._wakes[place].set()
                elif self._backend_size is not None and self._backend_size.is_due(connection, now):
                    replace = self._wakes[place].set
                    self._backend_size.look(connection, replace)


def _idle(connection: Connection) -> "asyncio.Future[None]":
    """Done once nothing is in flight on the connection, or it is lost."""
    future = asyncio.get_running_loop().create_future()

    def done(_: object = None) -> None:
        if not future.done():
            future.set_result(None)

    connection.on_idle = connection.on_broken = done
    return future
