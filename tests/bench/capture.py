"""The very calls that Vingt sends to Postgres for a request.

In charge of answering a request in this process, through the door that serves it, and of keeping what went over the
connection: nothing is written down twice, so what pgbench runs cannot differ from what the server does.
"""

import asyncio
import json
from dataclasses import dataclass

from app.auth.api_keys import read_api_key
from app.auth.store import Store
from app.db.database import Database
from app.db.wire import Call, Line, Results, Segment
from app.graphql.door import GraphQLDoor, GraphQLRequest
from app.model.cache import Models
from app.server import _Documents
from tests.bench.load import BenchError
from tests.bench.stage import Stage
from tests.bench.work import Request


@dataclass(frozen=True, slots=True)
class Captured:
    """The calls of one request, in order, and those of the same request for another record: what differs between them
    is an id."""

    name: str
    calls: tuple[Call, ...]
    others: tuple[Call, ...]


def capture(stage: Stage, request: Request) -> Captured:
    """The calls of a GraphQL request. Raises BenchError when it fails."""
    return asyncio.run(_capture(stage, request))


class _Recorder(Database):
    """A database that keeps the segments which it was given."""

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn)
        self.segments: list[Segment] = []

    async def run(self, segment: Segment, line: Line) -> Results:
        self.segments.append(segment)
        return await super().run(segment, line)


async def _capture(stage: Stage, request: Request) -> Captured:
    database = _Recorder(stage.database.api_dsn)
    documents = _Documents(database)
    door = GraphQLDoor(database, Models(documents.version, documents.model))
    credential = read_api_key(stage.workspace.token)
    assert credential is not None
    await database.open()
    try:
        caller = await Store(database).enter(credential)
        seen = []
        for number in (0, 1):
            given = json.loads(request.body.replace(b"%ID%", request.ids.nth(number).encode()))
            answer = await door.execute(caller, GraphQLRequest(given["query"], given["variables"]))
            if not answer.ok:
                raise BenchError(f"{request.name}: {answer.body.decode()}")
            seen.append(database.segments[-1].calls)
    finally:
        await database.close()
    return Captured(request.name, seen[0], seen[1])
