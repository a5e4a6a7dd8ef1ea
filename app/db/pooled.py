"""The slow line: segments through psycopg_pool, one at a time on a connection.

In charge of giving work that may take long the very meaning of a segment on the fast lines (one transaction, one round
trip, role and claims gone with it) where it cannot hold up anybody else's.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, pq
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from app.db.session import keep, parameters
from app.db.wire import (
    SLOW_SECONDS,
    ConnectionLost,
    DatabaseError,
    Results,
    Segment,
    SlowResults,
    database_error,
    is_large,
)
from app.errors import Unavailable

logger = logging.getLogger(__name__)


class AsGiven(Dumper):
    """Parameters are in Postgres's text format already; their types are what the statement says."""

    oid = 0
    format = pq.Format.TEXT

    def dump(self, obj: Buffer) -> Buffer:
        """The same bytes."""
        return obj


@dataclass(frozen=True, slots=True)
class PoolSize:
    """`connections` at most, `idle` of them kept open; `waiting` segments at most stand in line, for `seconds`."""

    connections: int
    idle: int
    waiting: int
    seconds: float
    is_checked: bool = True


class Ride:
    """A segment under way: its connection while it has one, and whether anybody still waits."""

    __slots__ = ("connection", "is_given_up")

    def __init__(self) -> None:
        self.connection: AsyncConnection[Any] | None = None
        self.is_given_up = False


class PooledLine:
    """Runs each segment on a pooled connection of its own; see `db.wire.Runner`. With `reads_only` nothing that runs
    here may fail at its commit."""

    def __init__(
        self, dsn: str, purpose: str, size: PoolSize, *, reads_only: bool = False, statements_max: int = 300
    ) -> None:
        self._reads_only = reads_only
        self._statements_max = statements_max
        self._tasks: set[asyncio.Task[Any]] = set()
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            kwargs={**parameters(dsn, purpose), "autocommit": True},
            min_size=size.idle,
            max_size=size.connections,
            max_waiting=size.waiting,
            timeout=size.seconds,
            reconnect_timeout=10.0,
            configure=self._configure,
            reset=_refuse_unfinished,
            check=AsyncConnectionPool.check_connection if size.is_checked else None,
            name=f"vingt-{purpose}",
            open=False,
        )

    async def _configure(self, connection: AsyncConnection[Any]) -> None:
        keep(connection)
        connection.prepare_threshold = 0
        connection.prepared_max = self._statements_max
        connection.adapters.register_dumper(bytes, AsGiven)

    async def open(self) -> None:
        """Start to connect in the background."""
        await self._pool.open(wait=False)

    async def wait_connected(self, seconds: float) -> bool:
        """Wait until the connections that are kept open are there, at most so long; whether they are."""
        try:
            await self._pool.wait(seconds)
        except PoolTimeout:
            return False
        return True

    async def close(self, drain_seconds: float) -> None:
        """Take no more, wait for what runs, at most so long, and disconnect."""
        closing = asyncio.create_task(self._pool.close(timeout=drain_seconds))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=drain_seconds)
        await closing
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def submit(self, segment: Segment) -> Results:
        """Run a segment: one result a call. Raises DatabaseError, ConnectionLost and Unavailable."""
        for index, call in enumerate(segment.calls):
            if any(value is not None and b"\0" in value for value in call.params):
                raise DatabaseError("22021", "a parameter holds a NUL character", call_index=index)
        # In a task of its own: neither the pool nor psycopg's pipeline bears being given up half-way.
        ride = Ride()
        task = asyncio.create_task(self._carry(segment, ride))
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._give_up(ride)
            raise

    async def _carry(self, segment: Segment, ride: Ride) -> Results:
        try:
            connection = await self._pool.getconn()
        except TooManyRequests:
            raise Unavailable("The server is busy. Try again in a moment.", retry_after=2) from None
        except PoolTimeout:
            raise Unavailable("The server is busy. Try again in a moment.", retry_after=5) from None
        except PoolClosed:
            raise Unavailable("The server is stopping. Try again in a moment.", retry_after=1) from None
        except psycopg.OperationalError as error:
            raise ConnectionLost(str(error), may_have_run=False) from error
        is_sound = False
        try:
            ride.connection = connection
            began = monotonic()
            results = [] if ride.is_given_up else await _run(connection, segment, self._reads_only)
            if monotonic() - began >= SLOW_SECONDS:
                results = SlowResults(results)
            is_sound = not is_large(results)
        except DatabaseError:
            is_sound = True
            raise
        finally:
            ride.connection = None
            if not is_sound or ride.is_given_up:
                connection.pgconn.finish()
            await self._pool.putconn(connection)
        return results

    def _give_up(self, ride: Ride) -> None:
        """Nobody waits for the segment any more: ask Postgres to stop it. The connection is not used again, so that
        the request cannot come late and hit somebody else's."""
        ride.is_given_up = True
        if ride.connection is not None:
            task = asyncio.create_task(ride.connection.cancel_safe(timeout=5.0))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # who waits has it; otherwise nobody wants it


async def _run(connection: AsyncConnection[Any], segment: Segment, reads_only: bool) -> Results:
    """The calls in one pipeline. Where the commit may fail it must be a statement: psycopg's pipeline does not expect
    an error in the place of a sync."""
    texts = [(call.text, call.params, True) for call in segment.calls]
    if not reads_only:
        texts = [(b"begin", (), False), *texts, (b"commit", (), False)]
    cursors = [AsyncRawCursor(connection) for _ in texts]
    first: psycopg.Error | None = None
    try:
        async with connection.pipeline():
            try:
                for cursor, (text, params, is_prepared) in zip(cursors, texts, strict=True):
                    await cursor.execute(text, params, prepare=is_prepared)
            except psycopg.Error as error:
                first = error  # the pipeline's own end raises once more, with less to say
    except psycopg.Error as error:
        first = first or error
    calls = cursors if reads_only else cursors[1:-1]
    if first is not None:
        done = sum(cursor.pgresult is not None for cursor in calls)
        said = first.pgresult
        if said is None or connection.broken:
            is_certain = said is not None and done < len(calls)
            raise ConnectionLost(str(first), may_have_run=not is_certain) from first
        # If this fails as well, the pool finds the connection broken and opens another one.
        with contextlib.suppress(psycopg.Error):
            await connection.rollback()
        raise database_error(said, min(done, len(calls) - 1)) from first
    return [cursor.pgresult for cursor in calls if cursor.pgresult is not None]


async def _refuse_unfinished(connection: AsyncConnection[Any]) -> None:
    """A connection goes back into the pool only when nothing is left of the segment."""
    pgconn = connection.pgconn
    if pgconn.pipeline_status != pq.PipelineStatus.OFF or pgconn.transaction_status != pq.TransactionStatus.IDLE:
        raise psycopg.OperationalError("the connection is in the middle of something")
