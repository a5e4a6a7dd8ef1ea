"""A connection with the few ways in which tests of SQL use it."""

from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sql:
    """A connection with the few ways in which these tests use it."""

    connection: "psycopg.Connection[Row]"

    def rows(self, query: str, *values: object) -> list[Row]:
        return self.connection.execute(query.encode(), values).fetchall()

    def row(self, query: str, *values: object) -> Row:
        (row,) = self.rows(query, *values)
        return row

    def value(self, query: str, *values: object) -> Any:
        (value,) = self.row(query, *values)
        return value

    def run(self, query: str, *values: object) -> None:
        self.connection.execute(query.encode(), values)

    def refused(self, query: str, *values: object) -> psycopg.Error:
        with pytest.raises(psycopg.Error) as raised:
            self.connection.execute(query.encode(), values)
        return raised.value
