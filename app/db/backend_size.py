"""How large a backend has grown, which decides when it is replaced.

A backend keeps the catalog entries of every table that it has touched and never gives them back. In charge of when to
look, how, and what is too large; `db.multiplexer` then replaces the connection.
"""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from app.db.connection import Connection
from app.db.wire import Call, DatabaseError, Results, Segment

logger = logging.getLogger(__name__)

# Looked at once so many statements were prepared since (each may have touched new tables), or after so many seconds.
FRESH = 64
SECONDS = 60.0
# Between two looks a backend may grow by so much of the bound.
HEADROOM = 0.75
# Measured on PostgreSQL 18: what a workspace of nine tables leaves in a backend, for where it cannot be asked.
PER_ROLE = 512 * 1024
# The function is missing, or not ours to call.
REFUSED = ("42883", "42501", "3F000", "42P01")


class BackendSize:
    """`bound` in bytes; `query` gives the size of the backend that runs it, as one number."""

    def __init__(self, bound: int, query: bytes = b"select core.backend_memory()") -> None:
        self._bound = int(bound * HEADROOM)
        self._segment = Segment("", "", (Call(query, ()),))
        self._can_ask = True

    def is_due(self, connection: Connection, now: float) -> bool:
        """Whether to look now: rather while nothing is in flight."""
        if connection.fresh < FRESH and (connection.flights or now - connection.looked_at < SECONDS):
            return False
        return connection.fresh > 0

    def look(self, connection: Connection, replace: Callable[[], None]) -> None:
        """Ask the backend, and call `replace` if it is too large."""
        connection.fresh = 0
        connection.looked_at = monotonic()
        if not self._can_ask:
            if len(connection.roles) * PER_ROLE > self._bound:
                replace()
            return

        def judge(answer: "asyncio.Future[Results]") -> None:
            if answer.cancelled():
                return
            error = answer.exception()
            if error is None:
                value = answer.result()[0].get_value(0, 0)
                if value is not None and int(value) > self._bound:
                    replace()
            elif isinstance(error, DatabaseError) and error.sqlstate in REFUSED:
                self._can_ask = False
                logger.info("backends are judged by the workspaces that they served: %s", error)

        connection.submit(self._segment).add_done_callback(judge)
