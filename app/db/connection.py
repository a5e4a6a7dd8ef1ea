"""One libpq connection in pipeline mode, shared by many segments in flight.

In charge of sending segments whole, of handing each its own results once its sync has come back, and of knowing
exactly which statements are prepared. Which connection a segment takes, and opening a new one, is `db.multiplexer`'s.
"""

import asyncio
import logging
import select
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic
from typing import Any

from psycopg import AsyncConnection, OperationalError, capabilities, pq

from app.db.wire import (
    SLOW_SECONDS,
    Call,
    ConnectionLost,
    DatabaseError,
    Results,
    Segment,
    SlowResults,
    database_error,
    is_large,
)

logger = logging.getLogger(__name__)

PIPELINE_SYNC = int(pq.ExecStatus.PIPELINE_SYNC)
PIPELINE_ABORTED = int(pq.ExecStatus.PIPELINE_ABORTED)
TUPLES_OK = int(pq.ExecStatus.TUPLES_OK)
COMMAND_OK = int(pq.ExecStatus.COMMAND_OK)
FATAL_ERROR = int(pq.ExecStatus.FATAL_ERROR)
COPIES = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)

# What must not be in a segment: it would outlive the segment, or end the transaction that gives up the role.
FORBIDDEN = frozenset(
    b"abort begin commit copy deallocate discard end listen prepare release reset rollback savepoint set start".split()
)
# Postgres no longer knows the statement, or refuses it because its result type has changed since.
OUTDATED = ("26000", "0A000")
MAX_PARAMS = 65_535


class Prepared:
    """A statement sent to be prepared; usable by its name once Postgres has said so."""

    __slots__ = ("is_ready", "key", "name")

    def __init__(self, key: tuple[bytes, str], name: bytes) -> None:
        self.key = key
        self.name = name
        self.is_ready = False


class Close:
    """A statement sent to be closed."""

    __slots__ = ("name",)

    def __init__(self, name: bytes) -> None:
        self.name = name


# What each result of a segment answers; None is a call. A segment of calls only has no such list at all.
Steps = list[Prepared | Close | None] | None
# One segment in flight. Nobody waits for one that has no future; those have steps.
Flight = tuple["asyncio.Future[Results] | None", Segment | None, Steps]


class Connection:
    """Takes over `session`, an open connection that nobody else uses.

    `flights` are the segments in flight, oldest first; `head_since` is when the oldest one could start (monotonic
    seconds). `on_broken` is called once when the connection is lost, `on_idle` when nothing is in flight any more.
    """

    __slots__ = (
        "_counter",
        "_doomed",
        "_failure",
        "_failure_at",
        "_fd",
        "_hangup",
        "_is_writing",
        "_loop",
        "_pgconn",
        "_results",
        "_session",
        "_statements",
        "_statements_max",
        "flights",
        "fresh",
        "head_since",
        "is_closed",
        "is_swollen",
        "looked_at",
        "on_broken",
        "on_idle",
        "opened_at",
        "roles",
    )

    def __init__(self, session: AsyncConnection[Any], statements_max: int) -> None:
        self._session = session
        self._pgconn = session.pgconn
        self._loop = asyncio.get_running_loop()
        self._statements: OrderedDict[tuple[bytes, str], Prepared] = OrderedDict()
        self._statements_max = statements_max
        self._counter = 0
        self._doomed: list[bytes] = []
        self._results: Results = []
        self._failure: pq.abc.PGresult | None = None
        self._failure_at = 0
        self._is_writing = False
        self.flights: deque[Flight] = deque()
        self.head_since = self.opened_at = self.looked_at = monotonic()
        self.is_closed = False
        self.is_swollen = False  # a large answer came through
        self.on_broken: Callable[[Connection], None] | None = None
        self.on_idle: Callable[[], None] | None = None
        self.fresh = 0  # statements prepared since `looked_at`, when the backend's memory was looked at
        self.roles: set[str] = set()  # whose statements were ever prepared
        self._pgconn.nonblocking = 1
        self._pgconn.enter_pipeline_mode()
        self._fd = self._pgconn.socket
        self._hangup = select.poll()
        self._hangup.register(self._fd, 0)  # what is told without being asked for: that the other side is gone
        self._loop.add_reader(self._fd, self._on_readable)

    # --- sending -------------------------------------------------------------------------------------------------

    def submit(self, segment: Segment) -> "asyncio.Future[Results]":
        """Send a segment. The future gives one result a call or raises DatabaseError or ConnectionLost; giving up
        on the future leaves everything in order. Raises TypeError and ValueError for calls that cannot be sent."""
        for index, call in enumerate(segment.calls):
            if len(call.params) > MAX_PARAMS:
                raise ValueError(f"{len(call.params)} parameters in one statement")
            for value in call.params:
                # libpq would cut the value here, without a word. Also refuses what is not bytes.
                if value is not None and b"\0" in value:
                    raise DatabaseError("22021", "a parameter holds a NUL character", call_index=index)
        pgconn = self._pgconn
        get, touch, send = self._statements.get, self._statements.move_to_end, pgconn.send_query_prepared
        future = self._loop.create_future()
        steps: Steps = None
        sent = 0
        role = ""  # the first call is still sent as nobody: it is the one that enters
        try:
            if self._doomed:
                self._send_closes()
            for call in segment.calls:
                key = (call.text, role)
                statement = get(key)
                if statement is not None and statement.is_ready:
                    send(statement.name, call.params)
                    touch(key)
                    if steps is not None:
                        steps.append(None)
                else:
                    if steps is None:
                        steps = _calls(sent)
                    if statement is None:
                        statement = self._send_prepare(key)
                        steps.append(statement)
                        send(statement.name, call.params)
                    else:
                        # Its prepare is on the way and may yet turn out to be aborted: run the text without a name.
                        pgconn.send_query_params(call.text, call.params)
                    steps.append(None)
                sent += 1
                role = segment.role
        except OperationalError as error:
            self._break(str(error))
            raise ConnectionLost(str(error), may_have_run=False) from error
        except BaseException:
            self._abandon(steps, sent)
            raise
        self._end_segment((future, segment, steps))
        return future

    def _send_prepare(self, key: tuple[bytes, str]) -> Prepared:
        words = key[0].split(None, 1)
        if not words or words[0].rstrip(b";").lower() in FORBIDDEN:
            raise ValueError(f"not for a segment: {key[0][:40]!r}")
        self._counter += 1
        statement = Prepared(key, b"v%d" % self._counter)
        self._pgconn.send_prepare(statement.name, key[0])
        self._statements[key] = statement
        self.fresh += 1
        self.roles.add(key[1])
        if len(self._statements) > self._statements_max:
            # Not closed now: a segment that is aborted before the close would leave it open for good.
            self._doomed.append(self._statements.popitem(last=False)[1].name)
        return statement

    def _send_closes(self) -> None:
        """Close what fell out of the LRU, in a segment of its own, so that nothing can keep it from being closed."""
        doomed, self._doomed = self._doomed, []
        steps = _calls(0)
        for name in doomed:
            if capabilities.has_send_close_prepared():
                self._pgconn.send_close_prepared(name)
            else:
                self._pgconn.send_query_params(b"deallocate " + name, ())
            steps.append(Close(name))
        self._end_segment((None, None, steps))

    def _abandon(self, steps: Steps, sent: int) -> None:
        """End a segment that could not be sent whole so that nothing of it stays: with an error, before its sync."""
        if not sent and not steps:
            return
        steps = _calls(sent) if steps is None else steps
        try:
            # The names of prepares sent so far are in `steps`; a prepare without its call is one result as well.
            self._pgconn.send_query_params(b"this segment was given up", ())
        except OperationalError as error:
            self._break(str(error))
            return
        self._end_segment((None, None, [*steps, None]))

    def _end_segment(self, flight: Flight) -> None:
        flights = self.flights
        if not flights:
            self.head_since = monotonic()
        flights.append(flight)
        try:
            self._pgconn.pipeline_sync()
            if self._pgconn.flush():
                self._wait_writable()
        except OperationalError as error:
            self._break(str(error))

    def _wait_writable(self) -> None:
        if not self._is_writing:
            self._is_writing = True
            self._loop.add_writer(self._fd, self._on_writable)
        # While libpq could not write it read, to keep both sides moving: results may be waiting in its buffer, for
        # which the socket will not turn readable again.
        self._loop.call_soon(self._deliver_buffered)

    def _on_writable(self) -> None:
        try:
            if not self._pgconn.flush():
                self._is_writing = False
                self._loop.remove_writer(self._fd)
        except OperationalError as error:
            self._break(str(error))
            return
        self._deliver_buffered()

    # --- receiving -----------------------------------------------------------------------------------------------

    def _on_readable(self) -> None:
        try:
            self._pgconn.consume_input()
            self._deliver(False)
            # uvloop calls once and never again where the backend ended with a segment of ours unread.
            if self.flights and self._hangup.poll(0):
                self._read_to_the_end()
        except OperationalError as error:
            self._break(str(error))
        except Exception as error:
            logger.exception("the answers of a connection are out of step; it is given up")
            self._break(repr(error))

    def _read_to_the_end(self) -> None:
        """The other side is gone: read what it still said. Raises OperationalError at the end of it."""
        while not self.is_closed:
            self._pgconn.consume_input()
            self._deliver(False)

    def _deliver_buffered(self) -> None:
        if not self.is_closed:
            self._on_readable()

    def _deliver(self, is_over: bool) -> None:
        """Take every result that is there. When the connection `is_over`, asking on cannot block."""
        is_busy, get_result = self._pgconn.is_busy, self._pgconn.get_result
        flights, results = self.flights, self._results
        while is_over or not is_busy():
            result = get_result()
            if result is None:
                break
            status = result.status
            if status == PIPELINE_SYNC:
                future, segment, steps = flights.popleft()
                failure, self._failure = self._failure, None
                self._results = []
                now = monotonic()
                is_slow = now - self.head_since >= SLOW_SECONDS
                if is_slow and is_large(results):
                    self.is_swollen = True
                if failure is None and steps is None and future is not None:
                    if not future.done():
                        future.set_result(SlowResults(results) if is_slow else results)
                else:
                    self._settle(future, segment, steps, results, failure)
                results = self._results
                self.head_since = now
                continue
            if status != TUPLES_OK and status != COMMAND_OK and self._failure is None:
                if status in COPIES:
                    raise RuntimeError("COPY in a segment")
                if status == FATAL_ERROR and is_over and not result.error_field(pq.DiagnosticField.SQLSTATE):
                    break  # libpq's own words on the lost connection
                self._failure, self._failure_at = result, len(results)
            results.append(result)
            get_result()  # the None that ends each call's results
        if not flights and self.on_idle is not None:
            self.on_idle()

    def _settle(
        self,
        future: "asyncio.Future[Results] | None",
        segment: Segment | None,
        steps: Steps,
        results: Results,
        failure: pq.abc.PGresult | None,
    ) -> None:
        """Finish a segment that failed, or in which something was prepared or closed."""
        answers: Results = results
        call_index = self._failure_at
        if steps is not None:
            answers = []
            call_index = sum(step is None for step in steps[: self._failure_at])
            for step, result in zip(steps, results, strict=False):
                if step is None:
                    answers.append(result)
                elif isinstance(step, Prepared):
                    if result.status == COMMAND_OK:
                        step.is_ready = True
                    else:
                        self._forget(step)
                elif result.status == PIPELINE_ABORTED:
                    self._doomed.append(step.name)
        if future is None or segment is None:
            return
        if failure is None:
            if not future.done():
                future.set_result(answers)
            return
        call_index = min(call_index, len(segment.calls) - 1)
        error = database_error(failure, call_index)
        if error.sqlstate in OUTDATED:
            self._drop(segment.calls[call_index], segment.role if call_index else "")
        if not future.done():
            future.set_exception(error)

    def _forget(self, statement: Prepared) -> None:
        """It was not prepared. Another of the same key may have been sent since."""
        if self._statements.get(statement.key) is statement:
            del self._statements[statement.key]

    def _drop(self, call: Call, role: str) -> None:
        statement = self._statements.pop((call.text, role), None)
        if statement is not None:
            self._doomed.append(statement.name)

    # --- the end -------------------------------------------------------------------------------------------------

    def _break(self, reason: str) -> None:
        if self.is_closed:
            return
        self.is_closed = True
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        try:
            self._deliver(True)
        except Exception:
            logger.exception("the last answers of a lost connection cannot be read")
        failure, flights = self._failure, list(self.flights)
        self.flights.clear()
        if self.on_broken is not None:
            self.on_broken(self)
        said = failure.error_field(pq.DiagnosticField.SEVERITY_NONLOCALIZED) if failure is not None else None
        is_final = said in (b"FATAL", b"PANIC")
        for place, (future, segment, steps) in enumerate(flights):
            if future is None or future.done():
                continue
            if place:
                # Postgres works in order: after its last words it began nothing.
                certain = is_final
            else:
                expected = len(steps) if steps is not None else len(segment.calls) if segment is not None else 0
                certain = said is not None and self._failure_at < expected
            future.set_exception(ConnectionLost(reason, may_have_run=not certain))
        self._pgconn.finish()

    def close(self, reason: str) -> None:
        """Disconnect now; what is in flight raises ConnectionLost."""
        self._break(reason)


def _calls(count: int) -> list[Prepared | Close | None]:
    return [None] * count
