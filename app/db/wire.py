"""What travels between the query layer and Postgres: calls, segments, and what Postgres says when it refuses one.

Nothing in here does I/O. `db.database` runs segments, `db.sqlstate` turns a `DatabaseError` into what a client is told.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from psycopg import pq

Results = list[pq.abc.PGresult]

# Seconds from which on a segment is one that others should not stand behind.
SLOW_SECONDS = 0.1


# Bytes of a value from which on libpq's buffer has grown to more than a connection should keep for good.
LARGE_BYTES = 4 * 1024 * 1024


class SlowResults(list["pq.abc.PGresult"]):
    """Results of a segment that ran for `SLOW_SECONDS` or longer, the time in which it waited for others excepted."""


@dataclass(frozen=True, slots=True)
class Call:
    """One statement: `text` with `$n` placeholders, `params` in Postgres's text format, None for null."""

    text: bytes
    params: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Calls that run in one transaction and one round trip.

    `affinity` (a workspace id, or "") chooses the connections. `role` is the database role that the first call enters,
    or "" where none does: with it Postgres plans the calls after the first one.
    """

    affinity: str
    role: str
    calls: tuple[Call, ...]


def is_large(results: Results) -> bool:
    """Whether an answer was so large that its connection is better replaced: its buffers never shrink."""
    return any(len(result.get_value(0, 0) or b"") > LARGE_BYTES for result in results if result.ntuples)


class Line(Enum):
    """Where a segment waits its turn: short reads, writes, reads that may take long, and changes of a data model, which
    wait where those do."""

    READ = "read"
    WRITE = "write"
    SLOW = "slow"
    CHANGE = "change"

    @property
    def only_reads(self) -> bool:
        """Whether nothing is changed by what waits there."""
        return self in (Line.READ, Line.SLOW)


class DatabaseError(Exception):
    """Postgres refused the call `call_index` of a segment, and so undid the whole segment.

    An error of the commit itself (a deferred constraint) is told of the last call. Texts are Postgres's own and may
    name what a client should not see.
    """

    def __init__(
        self,
        sqlstate: str,
        message: str,
        detail: str | None = None,
        *,
        constraint: str | None = None,
        table: str | None = None,
        column: str | None = None,
        schema: str | None = None,
        call_index: int = 0,
    ) -> None:
        super().__init__(f"{sqlstate}: {message}")
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.constraint = constraint
        self.table = table
        self.column = column
        self.schema = schema
        self.call_index = call_index


class ConnectionLost(Exception):
    """The connection that carried a segment broke before its answer was complete.

    `may_have_run` is false where it is certain that the segment changed nothing.
    """

    def __init__(self, reason: str, may_have_run: bool) -> None:
        super().__init__(reason)
        self.may_have_run = may_have_run


class Runner(Protocol):
    """What `db.database` asks of a line: `db.multiplexer` and `db.pooled` each are one."""

    async def open(self) -> None:
        """Start connecting; does not wait for Postgres."""

    async def wait_connected(self, seconds: float) -> bool:
        """Wait until a segment can be run, at most so long; whether it can."""

    async def close(self, drain_seconds: float) -> None:
        """Let what is in flight finish, at most so long, then disconnect."""

    def submit(self, segment: Segment) -> Awaitable[Results]:
        """Run a segment: one result a call. Raises DatabaseError, ConnectionLost, Unavailable."""


def database_error(result: pq.abc.PGresult, call_index: int) -> DatabaseError:
    """The error that an error result tells of."""
    field = pq.DiagnosticField
    return DatabaseError(
        _text(result, field.SQLSTATE) or "XX000",
        _text(result, field.MESSAGE_PRIMARY) or "",
        _text(result, field.MESSAGE_DETAIL),
        constraint=_text(result, field.CONSTRAINT_NAME),
        table=_text(result, field.TABLE_NAME),
        column=_text(result, field.COLUMN_NAME),
        schema=_text(result, field.SCHEMA_NAME),
        call_index=call_index,
    )


def _text(result: pq.abc.PGresult, field: pq.DiagnosticField) -> str | None:
    value = result.error_field(field)
    return None if value is None else bytes(value).decode("utf-8", "replace")
