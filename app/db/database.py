"""The one way to Postgres for requests: three lines of connections behind `run`.

In charge of which line runs a segment, of the one more attempt that a read gets, and of what a caller is told when
Postgres cannot be reached. Errors of SQL pass through as they are; `db.sqlstate` knows what they mean to a client.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial

from app.db.backend_size import BackendSize
from app.db.connection import OUTDATED
from app.db.multiplexer import LineSize, Multiplexer
from app.db.pooled import PooledLine, PoolSize
from app.db.session import connect
from app.db.wire import ConnectionLost, DatabaseError, Line, Results, Runner, Segment
from app.errors import Unavailable

logger = logging.getLogger(__name__)

MADE_OR_NOT = (
    "The connection to the database was lost before it confirmed the change: the change may have been made or not. "
    "Look before you send it again."
)
NOT_MADE = "The connection to the database was lost. The change was not made: send it again in a moment."
TIMED_OUT = "57014"
NOT_READ = "The connection to the database was lost. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each there may be. Reads share a few connections, many in flight on each. Writes have more of them,
    because each commit waits for the disk, and take an idle one before they stand behind another. A read that runs
    for `read_seconds` is given up and run once more on the slow line: whatever it is, it holds nobody up for longer."""

    read: LineSize = field(default_factory=lambda: LineSize(connections=4, depth=64, spill_at=8))
    write: LineSize = field(default_factory=lambda: LineSize(connections=8, depth=32, spill_at=1))
    slow: PoolSize = field(default_factory=lambda: PoolSize(connections=4, idle=0, waiting=64, seconds=10.0))
    read_seconds: float = 1.0
    statements: int = 300
    backend_bytes: int = 256 * 1024 * 1024


class Database:
    """Connections of one worker to `dsn`, as the API's login. `pooled_reads` sends reads through psycopg_pool's
    pipeline instead, with so many connections: the usual way, to compare with."""

    def __init__(self, dsn: str, sizes: Sizes | None = None, *, pooled_reads: int | None = None) -> None:
        sizes = sizes or Sizes()
        bound = BackendSize(sizes.backend_bytes)
        self._read: Runner
        if pooled_reads is None:
            self._read = Multiplexer(
                "read",
                partial(connect, dsn, "read", sizes.read_seconds),
                sizes.read,
                statements_max=sizes.statements,
                backend_size=bound,
            )
        else:
            size = PoolSize(pooled_reads, pooled_reads, waiting=1000, seconds=10.0, is_checked=False)
            self._read = PooledLine(dsn, "read", size, reads_only=True, statements_max=sizes.statements)
        self._write: Runner = Multiplexer(
            "write", partial(connect, dsn, "write"), sizes.write, statements_max=sizes.statements, backend_size=bound
        )
        self._slow: Runner = PooledLine(dsn, "slow", sizes.slow, statements_max=sizes.statements)

    async def open(self, seconds: float = 10.0) -> bool:
        """Connect. Returns once reads and writes have a connection, or after so many seconds without: connecting then
        goes on in the background, and `run` raises Unavailable until it succeeds. Returns whether it did."""
        for line in (self._read, self._write, self._slow):
            await line.open()
        connected = await asyncio.gather(self._read.wait_connected(seconds), self._write.wait_connected(seconds))
        if not all(connected):
            logger.warning("the database cannot be reached; trying on")
        return all(connected)

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Take no more segments, let those in flight finish, at most so long, and disconnect."""
        await asyncio.gather(*(line.close(drain_seconds) for line in (self._read, self._write, self._slow)))

    async def run(self, segment: Segment, line: Line) -> Results:
        """Run a segment as one transaction; one result for each of its calls, once it is committed.

        Raises DatabaseError when Postgres refuses a call, Unavailable (with `retry_after`) when Postgres cannot be
        reached, too much is in flight, or the connection broke: a read is then tried once more elsewhere, of anything
        else the message says whether the change may have been made. Cancelling the caller leaves all others alone;
        the segment itself may still run to its end.
        """
        runner = {Line.READ: self._read, Line.WRITE: self._write}.get(line, self._slow)
        try:
            return await runner.submit(segment)
        except ConnectionLost as lost:
            if line is not Line.READ:
                raise _lost(lost, line) from lost
        except DatabaseError as error:
            if error.sqlstate == TIMED_OUT and line is Line.READ:
                runner = self._slow
            # Prepared for tables that have changed since. Nothing of it was done, and it is prepared anew.
            elif error.sqlstate not in OUTDATED:
                raise
        try:
            return await runner.submit(segment)
        except ConnectionLost as lost:
            raise _lost(lost, line) from lost


def _lost(lost: ConnectionLost, line: Line) -> Unavailable:
    """What is told of a connection that broke."""
    if line.only_reads:
        return Unavailable(NOT_READ, retry_after=1)
    return Unavailable(MADE_OR_NOT if lost.may_have_run else NOT_MADE, retry_after=1)
