"""What the tests of the model share: connections that act as the owner or as a workspace's role, and errors read whole."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.cluster import Database
from tests.workspaces import Workspace

Connection = psycopg.Connection[tuple[Any, ...]]

# In the order in which they can be filled.
TABLES = ("workspace_member", "company", "person", "opportunity", "task", "note", "task_target", "note_target")


@contextlib.contextmanager
def as_owner(database: Database) -> Iterator[Connection]:
    """Act as vingt_owner; nothing stays."""
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("set role vingt_owner")
        yield connection
        connection.rollback()


@contextlib.contextmanager
def as_role(
    database: Database, workspace: Workspace, kind: str = "member", claims: dict[str, Any] | None = None
) -> Iterator[Connection]:
    """Act as a workspace's role, on vingt_api's login as the server does; nothing stays."""
    with psycopg.connect(database.api_dsn) as connection:
        role = f"{workspace.schema}_{kind}"
        connection.execute("select set_config('role', %s, true)", [role])
        if claims is not None:
            connection.execute("select set_config('vingt.claims', %s, true)", [json.dumps(claims)])
        connection.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(workspace.schema)))
        yield connection
        connection.rollback()


def value(connection: Connection, query: LiteralString, *values: Any) -> Any:
    """The only value of a query."""
    row = connection.execute(query, values or None).fetchone()
    assert row is not None
    return row[0]


def rows(connection: Connection, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return connection.execute(query, values or None).fetchall()


@contextlib.contextmanager
def refused(connection: Connection, sqlstate: str, constraint: str | None = None) -> Iterator[None]:
    """The block fails with that SQLSTATE, by that constraint; the transaction goes on."""
    with pytest.raises(psycopg.Error) as raised, connection.transaction():
        yield
    error = raised.value
    assert error.sqlstate == sqlstate, error
    assert constraint is None or error.diag.constraint_name == constraint, error


@contextlib.contextmanager
def complains(connection: Connection, sqlstate: str, field: str | None, says: str) -> Iterator[None]:
    """The block fails with an error for people: a sentence that holds `says`, and the field in its detail."""
    with pytest.raises(psycopg.Error) as raised, connection.transaction():
        yield
    error = raised.value
    assert error.sqlstate == sqlstate, error
    message = error.diag.message_primary or ""
    assert says in message, message
    assert message.endswith("."), message
    assert json.loads(error.diag.message_detail or "{}") == {"field": field}, error.diag.message_detail
