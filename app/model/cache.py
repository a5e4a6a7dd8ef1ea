"""The models that this worker holds, by workspace.

In charge of how long a model is kept and of sharing one `Model` among all workspaces with the same fingerprint. It is
given two functions that ask the database, and knows nothing of how they do it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.model.load import read_model
from app.model.types import Model

# workspace id -> (metadata version, fingerprint)
LoadVersion = Callable[[str], Awaitable[tuple[int, str]]]
# workspace id -> the model document
LoadDocument = Callable[[str], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Entry:
    version: int
    model: Model


class Models:
    """The models of at most `workspaces` workspaces, of which at most `distinct` differ; the workspace that was not
    used for longest is dropped first."""

    def __init__(
        self,
        load_version: LoadVersion,
        load_document: LoadDocument,
        workspaces: int = 10_000,
        distinct: int = 200,
    ) -> None:
        self._load_version = load_version
        self._load_document = load_document
        self._workspaces = workspaces
        self._distinct = distinct
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._shared: dict[str, Model] = {}
        self._users: dict[str, int] = {}
        self._loading: dict[str, asyncio.Task[Model]] = {}

    def peek(self, workspace_id: str, version: int | None = None) -> Model | None:
        """The model held for a workspace, unless it is older than `version`; asks nobody."""
        entry = self._entries.get(workspace_id)
        if entry is None or (version is not None and entry.version < version):
            return None
        self._entries.move_to_end(workspace_id)
        return entry.model

    async def get(self, workspace_id: str, version: int | None = None) -> Model:
        """The model of a workspace, not older than `version`; loads it where needed, once for all who wait."""
        return self.peek(workspace_id, version) or await self._load_once(workspace_id)

    async def reload(self, workspace_id: str) -> Model:
        """The model as the database has it now."""
        self.drop(workspace_id)
        return await self._load_once(workspace_id)

    def drop(self, workspace_id: str) -> None:
        """Forget a workspace's model: its metadata changed. A load under way is not kept either."""
        self._loading.pop(workspace_id, None)
        entry = self._entries.pop(workspace_id, None)
        if entry is not None:
            self._release(entry.model)

    def drop_all(self) -> None:
        """Forget every workspace: a notification may have been missed."""
        for workspace_id in [*self._entries, *self._loading]:
            self.drop(workspace_id)

    async def _load_once(self, workspace_id: str) -> Model:
        task = self._loading.get(workspace_id)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._load(workspace_id))
            self._loading[workspace_id] = task
            task.add_done_callback(lambda done: self._loaded(workspace_id, done))
        # One who gives up waiting must not take the model from the others.
        return await asyncio.shield(task)

    def _loaded(self, workspace_id: str, task: "asyncio.Task[Model]") -> None:
        if self._loading.get(workspace_id) is task:
            del self._loading[workspace_id]
        if not task.cancelled():
            task.exception()  # marks it as seen where everyone who waited has gone

    async def _load(self, workspace_id: str) -> Model:
        this = asyncio.current_task()
        version, fingerprint = await self._load_version(workspace_id)
        model = self._shared.get(fingerprint)
        if model is None:
            # The document may be newer than the version just read: the entry then counts as older than it is, and
            # is loaded once more than needed, never once less.
            model = read_model(await self._load_document(workspace_id))
            model = self._shared.get(model.fingerprint, model)
        if self._loading.get(workspace_id) is this:
            self._keep(workspace_id, _Entry(version, model))
        return model

    def _keep(self, workspace_id: str, entry: _Entry) -> None:
        old = self._entries.pop(workspace_id, None)
        self._entries[workspace_id] = entry
        fingerprint = entry.model.fingerprint
        self._shared[fingerprint] = entry.model
        self._users[fingerprint] = self._users.get(fingerprint, 0) + 1
        if old is not None:
            self._release(old.model)
        while len(self._entries) > self._workspaces or len(self._shared) > self._distinct:
            _, evicted = self._entries.popitem(last=False)
            self._release(evicted.model)

    def _release(self, model: Model) -> None:
        left = self._users[model.fingerprint] - 1
        if left:
            self._users[model.fingerprint] = left
        else:
            del self._users[model.fingerprint], self._shared[model.fingerprint]
