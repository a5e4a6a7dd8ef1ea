"""What changes of a model leave for later: indexes, proofs of constraints and search vectors of large tables.

In charge of doing one piece after another, as the owner and beside the traffic. What is to be done stands in
`metadata.work`, where the functions that change a model write it; of several servers on a database one does it.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from psycopg import sql

logger = logging.getLogger(__name__)

CHANNEL = "vingt_work"
# Of this database: any number that others are unlikely to use.
_LOCK = 0x76776F726B
# Work that no notification told of: another server had it and went.
_LOOK_SECONDS = 30.0
_FIRST_PAUSE, _LAST_PAUSE = 0.5, 30.0
# A command that needs the table for itself gives up in time, so that nobody stands behind it for long.
_LOCK_MILLISECONDS, _LOCK_ATTEMPTS = 200, 50
_LOCK_NOT_AVAILABLE, _DEADLOCK = "55P03", "40P01"

Connection = psycopg.Connection[Any]


class DeferredWork:
    """Does the work of the database at `dsn`, whose role may become vingt_owner, in a thread of its own."""

    def __init__(self, dsn: str, say: Callable[[str], None]) -> None:
        self._dsn = dsn
        self._say = say
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deferred work", daemon=True)
        self._guard = threading.Lock()
        self._connection: Connection | None = None

    def start(self) -> None:
        """Begin; does not wait for Postgres."""
        self._thread.start()

    def stop(self) -> None:
        """Give up what is being done, which is begun anew another time, and end."""
        self._ending.set()
        with self._guard, contextlib.suppress(psycopg.Error):
            if self._connection is not None:
                self._connection.cancel_safe(timeout=5)
        self._thread.join(10)

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._ending.is_set():
            try:
                with self._connected() as connection:
                    pause = _FIRST_PAUSE
                    self._work(connection)
            except psycopg.Error as error:
                if not self._ending.is_set():
                    logger.warning("the work beside the traffic pauses: %s", error)
                self._ending.wait(pause)
                pause = min(pause * 2, _LAST_PAUSE)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connection]:
        with psycopg.connect(self._dsn, autocommit=True, application_name="vingt work") as connection:
            connection.execute("set role vingt_owner")
            connection.execute("set statement_timeout = 0")
            with self._guard:
                self._connection = connection
            try:
                yield connection
            finally:
                with self._guard:
                    self._connection = None

    def _work(self, connection: Connection) -> None:
        connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
        while not self._ending.is_set():
            if _first(connection, "select pg_try_advisory_lock(%s)", _LOCK):
                while not self._ending.is_set() and self._do_next(connection):
                    pass
                connection.execute("select pg_advisory_unlock(%s)", [_LOCK])
            # In short pieces, to see the end.
            for _ in range(int(_LOOK_SECONDS / 0.5)):
                if self._ending.is_set() or any(True for _ in connection.notifies(timeout=0.5, stop_after=1)):
                    break

    def _do_next(self, connection: Connection) -> bool:
        """Do the next piece of work; false where there is none."""
        found = connection.execute("select id, command, cleanup from metadata.next_work()").fetchone()
        if found is None:
            return False
        work_id, command, cleanup = found
        try:
            if cleanup:
                _execute(connection, cleanup)
            _execute(connection, command, work_id)
            # Taken back while it was done: an index that nobody wants any more would still exclude values.
            if cleanup and not _first(connection, "select exists (select from metadata.work where id = %s)", work_id):
                _execute(connection, cleanup)
        except psycopg.OperationalError:
            # Cancelled, or the connection is gone: it is there to be done again. So it is where a table stays locked.
            if self._ending.is_set() or connection.closed:
                raise
            logger.warning("put off: %s", command)
            connection.execute("select metadata.put_off_work(%s)", [work_id])
            self._ending.wait(_FIRST_PAUSE)
            return True
        except psycopg.Error as error:
            why = f"{error.diag.message_primary or error}. {error.diag.message_detail or ''}".strip()
            self._say(f"Could not be done beside the traffic: {command}: {why}")
            connection.execute("select metadata.end_work(%s, %s)", [work_id, why])
            return True
        connection.execute("select metadata.end_work(%s, null)", [work_id])
        return True


def _execute(connection: Connection, command: str, work_id: object = None) -> None:
    """Run a command of metadata.work, which the functions of metadata have written. Raises psycopg.Error.

    Given the id of the work, one that takes no time is run only if it is still wanted.
    """
    # An index that is built concurrently waits for all that runs, and nobody waits for it.
    is_patient = "concurrently" in command.partition(" on ")[0] or command.startswith("call ")
    connection.execute(
        "select set_config('lock_timeout', %s, false)", ["0" if is_patient else f"{_LOCK_MILLISECONDS}ms"]
    )
    for attempt in range(_LOCK_ATTEMPTS):
        try:
            if work_id is not None and command.endswith(" set not null"):
                # A change that takes it back waits for the row, or has removed it.
                with connection.transaction():
                    if _first(connection, "select id from metadata.work where id = %s for update", work_id):
                        connection.execute(command.encode())
            else:
                connection.execute(command.encode())
            return
        except psycopg.OperationalError as error:
            if error.sqlstate not in (_LOCK_NOT_AVAILABLE, _DEADLOCK) or attempt + 1 == _LOCK_ATTEMPTS:
                raise


def _first(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None
