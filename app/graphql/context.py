"""What the resolvers of a request work with: the caller, and functions of `core` that are called for it."""

from dataclasses import dataclass
from typing import Any

import orjson

from app.auth.caller import Caller
from app.db.database import Database
from app.db.sqlstate import to_api_error
from app.db.wire import Call, DatabaseError, Line, Segment


@dataclass(frozen=True, slots=True)
class Context:
    """What the resolvers of a request work with."""

    database: Database
    caller: Caller

    async def call(self, function: str, line: Line, *given: tuple[str, str | bytes | None]) -> Any:
        """The JSON that a function of `core` gives for the caller. What it is given besides the credential are pairs
        of Postgres type and value. Raises ApiError."""
        types = ["text", "uuid", "bytea", *(kind for kind, _ in given)]
        marks = ", ".join(f"${index}::{kind}" for index, kind in enumerate(types, 1))
        values = tuple(value.encode() if isinstance(value, str) else value for _, value in given)
        call = Call(f"select core.{function}({marks})".encode(), (*self.caller.credential.params, *values))
        return orjson.loads(await self.run(call, line) or b"null")

    async def run(self, call: Call, line: Line) -> bytes | None:
        """The first value of the first row. Raises ApiError."""
        try:
            result = (await self.database.run(Segment("", "", (call,)), line))[0]
        except DatabaseError as error:
            raise to_api_error(error, lambda table, constraint: (), lambda table, column: None) from error
        return result.get_value(0, 0) if result.ntuples else None
