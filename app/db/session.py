"""Opening a connection to Postgres: the settings that every one of them has.

Connecting goes through psycopg, which resolves names, tries several hosts and never blocks the event loop. What is
then done over the connection belongs to `db.connection`, `db.pooled` and `db.listener`.
"""

from collections import deque
from typing import Any

from psycopg import AsyncConnection, pq
from psycopg.conninfo import conninfo_to_dict

# A host that vanished is noticed within a minute, also while an answer is awaited; unix sockets take no notice.
DEFAULTS: dict[str, Any] = {
    "application_name": "vingt",
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 45_000,
}

# A result refers to its connection without keeping it, and speaks to it when it is asked for a row that it does not
# have. So the objects (a few hundred bytes once they are finished) are kept far longer than any result.
_kept: deque[pq.abc.PGconn] = deque(maxlen=1024)


def parameters(dsn: str, purpose: str, statement_seconds: float | None = None) -> dict[str, Any]:
    """The connection parameters of `dsn` with what it leaves open; texts are UTF-8 whatever it says.

    `statement_seconds` is how long a statement may run, where that is not the login's own statement_timeout.
    """
    given = {name: value for name, value in conninfo_to_dict(dsn).items() if value is not None}
    if statement_seconds is not None:
        given["options"] = f"{given.get('options', '')} -c statement_timeout={int(statement_seconds * 1000)}".strip()
    return {**DEFAULTS, "application_name": f"vingt {purpose}", **given, "client_encoding": "UTF8"}


async def connect(dsn: str, purpose: str, statement_seconds: float | None = None) -> AsyncConnection[Any]:
    """A new autocommit connection; see `parameters`. Raises psycopg.OperationalError."""
    connection = await AsyncConnection.connect(autocommit=True, **parameters(dsn, purpose, statement_seconds))
    keep(connection)
    return connection


def keep(connection: AsyncConnection[Any]) -> None:
    """Let results of the connection outlive it."""
    _kept.append(connection.pgconn)
