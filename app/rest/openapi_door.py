"""The OpenAPI document as an answer: the caller's workspace's, as its model is now.

In charge of letting the caller in first, of the document's ETag, and of building each document once. Knows nothing of
HTTP beyond that.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

import orjson

from app.auth.caller import Caller
from app.db.database import Database
from app.model.cache import Models
from app.model.metadata_model import METADATA
from app.model.types import Model
from app.query.execution import Program, answer, answer_under
from app.rest.openapi import build_document
from app.rest.openapi_metadata import build_metadata_document

# The standard model's document takes some hundred kilobytes, that of a few hundred wide objects some megabytes.
_BYTES = 32 * 1024 * 1024

_NOTHING = Program((), False)


@dataclass(frozen=True, slots=True)
class Description:
    """A document as JSON, and its ETag as it stands in the header. `body` is None where the client has it already."""

    etag: str
    body: bytes | None


class DescriptionDoor:
    """Describes workspaces' models. `version` is that of the server, whose change may change every document."""

    def __init__(self, database: Database, models: Models, version: str, most_bytes: int = _BYTES) -> None:
        self._database = database
        self._models = models
        self._version = version
        self._most_bytes = most_bytes
        self._built: OrderedDict[str, bytes] = OrderedDict()
        self._building = asyncio.Lock()

    async def describe(self, caller: Caller, has: Callable[[str], bool]) -> Description:
        """GET /rest/open-api/core. `has` says whether the client has the document of an ETag. Raises ApiError."""
        seen: list[Model] = []

        def prepare(model: Model) -> tuple[Program, tuple[()]]:
            seen[:] = [model]
            return _NOTHING, ()

        # A program of nothing: it lets the caller in, and finds out whether the model is still the workspace's.
        await answer(self._database, self._models, caller, prepare)
        (model,) = seen
        etag = f'"{model.fingerprint[:32]}-{self._version}"'
        return Description(etag, None if has(etag) else await self._document(model))

    async def _document(self, model: Model) -> bytes:
        document = self._built.get(model.fingerprint)
        if document is None:
            # One at a time, so that many who ask for the same new model cost one document.
            async with self._building:
                document = self._built.get(model.fingerprint)
                if document is None:
                    # In a thread: a large model takes long enough for others to notice.
                    document = await asyncio.to_thread(lambda: orjson.dumps(build_document(model, self._version)))
                    self._keep(model.fingerprint, document)
        self._built.move_to_end(model.fingerprint)
        return document

    def _keep(self, fingerprint: str, document: bytes) -> None:
        self._built[fingerprint] = document
        while len(self._built) > 1 and sum(map(len, self._built.values())) > self._most_bytes:
            self._built.popitem(last=False)


class MetadataDescriptionDoor:
    """Describes the metadata API, which is the same for all workspaces."""

    def __init__(self, database: Database, version: str) -> None:
        self._database = database
        self._version = version
        self._built: Description | None = None

    async def describe(self, caller: Caller, has: Callable[[str], bool]) -> Description:
        """GET /rest/open-api/metadata. `has` says whether the client has the document of an ETag. Raises ApiError."""
        await answer_under(self._database, caller, METADATA, _NOTHING, ())
        if self._built is None:
            document = await asyncio.to_thread(lambda: orjson.dumps(build_metadata_document(self._version)))
            self._built = Description(f'"{sha256(document).hexdigest()[:32]}"', document)
        return replace(self._built, body=None) if has(self._built.etag) else self._built
