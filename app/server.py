"""One worker: everything that lives as long as it, put together.

In charge of building the parts, of handing each what it needs, and of opening and closing them in order. The process
around it belongs to `cli.worker`.
"""

import asyncio
import logging
from importlib.metadata import version

from sanic.log import logger as sanic_logger

from app.auth.api_keys import read_api_key
from app.auth.identify import Identify
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.store import Store
from app.auth.tokens import AccessTokens, SigningKeys
from app.db.database import Database
from app.db.listener import Listener
from app.db.sqlstate import to_api_error
from app.db.wire import Call, DatabaseError, Line, Segment
from app.errors import ApiError
from app.graphql.door import GraphQLDoor
from app.graphql.metadata_door import MetadataDoor
from app.http.auth import AuthRoutes
from app.http.edge import Edge
from app.http.graphql import graphql_endpoint
from app.http.health import HealthRoutes
from app.http.limits import Limits
from app.http.metadata import PREFIX as METADATA_PREFIX
from app.http.metadata import MetadataRoutes
from app.http.openapi import openapi_endpoint
from app.http.rest import PREFIX, RestRoutes
from app.model.cache import Models
from app.rest.door import RestDoor
from app.rest.metadata_door import MetadataRestDoor
from app.rest.openapi import PATH
from app.rest.openapi_door import DescriptionDoor, MetadataDescriptionDoor
from app.rest.openapi_metadata import METADATA_PATH

_READY_SECONDS = 2.0


def make_app(api_dsn: str, limits: Limits | None = None, *, pooled_reads: int | None = None) -> Edge:
    """The application of one worker, which opens its connections when it starts and closes them when it stops.

    `pooled_reads` is `Database`'s, for comparison in benches.
    """
    database = Database(api_dsn, pooled_reads=pooled_reads)
    documents = _Documents(database)
    models = Models(documents.version, documents.model)
    store = Store(database)
    tokens = AccessTokens(SigningKeys(store.signing_keys, store.rotate_signing_key))
    identify = Identify(store, tokens, read_api_key)
    passwords = Passwords()
    listener = Listener(api_dsn, lambda workspace_id, version: models.drop(workspace_id), models.drop_all)

    rest = RestRoutes(identify, RestDoor(database, models))
    metadata = MetadataRoutes(identify, MetadataRestDoor(database, models))
    descriptions = DescriptionDoor(database, models, version("vingt"))
    metadata_description = MetadataDescriptionDoor(database, version("vingt"))
    auth = AuthRoutes(identify, Sessions(store, passwords, tokens))
    health = HealthRoutes(_Readiness(database).is_ready)
    exact = {
        "/graphql": graphql_endpoint(identify, GraphQLDoor(database, models).execute),
        "/metadata": graphql_endpoint(identify, MetadataDoor(database, models).execute),
        PATH: openapi_endpoint(identify, descriptions.describe),
        METADATA_PATH: openapi_endpoint(identify, metadata_description.describe),
        **auth.endpoints(),
        **health.endpoints(),
    }
    app = Edge("vingt", exact, [(METADATA_PREFIX, metadata.resolve), (PREFIX, rest.resolve)], limits or Limits())
    # Sanic tells of each start and stop, and of URLs at its debug level: here the edge does the logging.
    sanic_logger.setLevel(logging.WARNING)

    async def open_all(app: Edge) -> None:
        await asyncio.to_thread(passwords.warm)
        await database.open()
        await listener.open()

    async def close_all(app: Edge) -> None:
        await listener.close()
        await database.close()
        passwords.close()

    app.before_server_start(open_all)
    app.after_server_stop(close_all)
    return app


class _Documents:
    """A workspace's model as `core` describes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self, workspace_id: str) -> tuple[int, str]:
        """The metadata version and the fingerprint."""
        version, fingerprint = await self._row(
            b"select m.version, m.fingerprint from core.model_version($1::uuid) m", workspace_id
        )
        return int(version), fingerprint.decode()

    async def model(self, workspace_id: str) -> bytes:
        """The document's JSON."""
        (document,) = await self._row(b"select core.model($1::uuid)", workspace_id)
        return document

    async def _row(self, text: bytes, workspace_id: str) -> list[bytes]:
        call = Call(text, (workspace_id.encode(),))
        try:
            result = (await self._database.run(Segment("", "", (call,)), Line.READ))[0]
        except DatabaseError as error:
            raise to_api_error(error, lambda table, constraint: (), lambda table, column: None) from error
        return [result.get_value(0, column) or b"" for column in range(result.nfields)]


class _Readiness:
    """Whether Postgres answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_ready(self) -> bool:
        """Asks it, for at most two seconds."""
        try:
            async with asyncio.timeout(_READY_SECONDS):
                await self._database.run(Segment("", "", (Call(b"select 1", ()),)), Line.READ)
        except (ApiError, DatabaseError, TimeoutError):
            return False
        return True
