"""Vingt within the test's own process: both doors on a test database, without HTTP.

Property tests ask thousands of questions; here one costs a round trip to Postgres and no more.
"""

import asyncio
import json
from collections.abc import Coroutine
from decimal import Decimal
from typing import Any, TypeVar
from unittest.mock import patch

import psycopg

from app.auth.api_keys import read_api_key
from app.auth.caller import Caller
from app.auth.store import Store
from app.db.database import Database
from app.db.wire import Line, Results, Segment
from app.graphql.door import GraphQLDoor, GraphQLRequest
from app.model.cache import Models
from app.rest.door import RestDoor
from tests import cluster
from tests.standard_model import SAMPLE_OBJECT
from tests.workspaces import Workspace

_T = TypeVar("_T")


class Refused(Exception):
    """The errors of a GraphQL answer."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors

    @property
    def fields(self) -> list[str]:
        """The fields that the errors name."""
        return [detail["field"] for error in self.errors for detail in error["extensions"].get("details", ())]


class House:
    """Calls with the API key of one workspace. It has an event loop of its own, so that tests need none."""

    def __init__(self, database: cluster.Database, workspace: Workspace) -> None:
        self.workspace = workspace
        self.owner = psycopg.connect(database.owner_dsn, autocommit=True)
        # What is done to tables here is unseen, as on a server without event triggers.
        self.owner.execute("set vingt.changing = 'on'")
        self._runner = asyncio.Runner()
        self._database = Database(database.api_dsn)
        self.models = models = Models(self._version, self._document)
        self.database = self._database
        self.graphql = GraphQLDoor(self._database, models)
        self.rest = RestDoor(self._database, models)
        assert self.run(self._database.open())
        credential = read_api_key(workspace.token)
        assert credential is not None
        self.caller: Caller = self.run(Store(self._database).enter(credential))

    def close(self) -> None:
        self.run(self._database.close(5))
        self._runner.close()
        self.owner.close()

    def run(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        """What an asynchronous call gives."""
        return self._runner.run(coroutine)

    def answer(self, query: str, variables: dict[str, Any] | None = None) -> bytes:
        """The bytes of a GraphQL answer, whatever it is."""
        return self.run(self.graphql.execute(self.caller, GraphQLRequest(query, variables or {}))).body

    def segment(self, query: str, variables: dict[str, Any]) -> Segment:
        """Answer a request, and give what was sent to Postgres for it."""
        sent: list[Segment] = []
        run = self._database.run

        async def noted(segment: Segment, line: Line) -> Results:
            sent.append(segment)
            return await run(segment, line)

        with patch.object(self._database, "run", noted):
            self.data(query, variables)
        (only,) = sent
        return only

    def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of a GraphQL answer, fractions as Decimals. Raises Refused."""
        body = json.loads(self.answer(query, variables), parse_float=Decimal)
        if "errors" in body:
            raise Refused(body["errors"])
        data: dict[str, Any] = body["data"]
        return data

    def listed(self, plural: str, query: str) -> list[dict[str, Any]]:
        """The records of a REST list."""
        body = json.loads(self.run(self.rest.list_records(self.caller, plural, query)), parse_float=Decimal)
        records: list[dict[str, Any]] = body["data"]
        return records

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query as the superuser, for whom `{}` is the workspace's schema."""
        text = query.replace("{}", f'"{self.workspace.schema}"')
        cursor = self.owner.execute(text.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def make(self, type_name: str, plural: str, *records: dict[str, Any]) -> list[str]:
        """Create records and give their ids."""
        query = f"mutation ($data: [{type_name}CreateInput!]!) {{ made: create{plural}(data: $data) {{ id }} }}"
        return [record["id"] for record in self.data(query, {"data": list(records)})["made"]]

    def document(self) -> dict[str, Any]:
        """The workspace's model."""
        document: dict[str, Any] = self.sql("select core.model(%s)", self.workspace.id)[0][0]
        return document

    def make_sample_object(self) -> None:
        """Add the object with a field of every type."""
        given = {**SAMPLE_OBJECT, "workspaceId": self.workspace.id}
        self.sql("select metadata.create_object(%s)", json.dumps(given))

    async def _version(self, workspace_id: str) -> tuple[int, str]:
        ((version, fingerprint),) = self.sql("select * from core.model_version(%s)", workspace_id)
        return version, fingerprint

    async def _document(self, workspace_id: str) -> bytes:
        text: str = self.sql("select core.model(%s)::text", workspace_id)[0][0]
        return text.encode()
