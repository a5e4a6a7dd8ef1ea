"""The models that this worker holds, by workspace.

In charge of how long a model is kept and of sharing one `Model` among all workspaces with the same fingerprint. It is
given two functions that ask the database, and knows nothing of how they do it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.model.load import load_model
from app.model.types import Model, Object
from app.model.weight import object_weight

# What a worker may spend on models. A workspace with twenty custom fields in one object takes about 40 KB of it: the
# other objects it shares.
_BYTES = 64 * 1024 * 1024
# What a model takes beside its objects, for each of them.
_PER_OBJECT = 250

# workspace id -> (metadata version, fingerprint)
LoadVersion = Callable[[str], Awaitable[tuple[int, str]]]
# workspace id -> the JSON of the model document
LoadDocument = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class _Entry:
    version: int
    model: Model


class Models:
    """The models of at most `workspaces` workspaces, which together take about `most_bytes` at most, unless a single
    one takes more; the workspace that was not used for longest is dropped first."""

    def __init__(
        self,
        load_version: LoadVersion,
        load_document: LoadDocument,
        workspaces: int = 10_000,
        most_bytes: int = _BYTES,
    ) -> None:
        self._load_version = load_version
        self._load_document = load_document
        self._workspaces = workspaces
        self._most_bytes = most_bytes
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._shared: dict[str, Model] = {}
        # How many workspaces have a model, and how many models an object.
        self._users: dict[str, int] = {}
        self._object_users: dict[Object, int] = {}
        self._bytes = 0
        self._loading: dict[str, asyncio.Task[Model]] = {}

    @property
    def weight(self) -> int:
        """About how many bytes the models take."""
        return self._bytes

    def peek(self, workspace_id: str, version: int | None = None) -> Model | None:
        """The model held for a workspace, unless it is older than `version`; asks nobody."""
        entry = self._entries.get(workspace_id)
        if entry is None or (version is not None and entry.version < version):
            return None
        self._entries.move_to_end(workspace_id)
        return entry.model

    def version(self, workspace_id: str) -> int | None:
        """The version of the model held for a workspace, None where none is."""
        entry = self._entries.get(workspace_id)
        return None if entry is None else entry.version

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
            model = await load_model(await self._load_document(workspace_id))
            model = self._shared.get(model.fingerprint, model)
        if self._loading.get(workspace_id) is this:
            self._keep(workspace_id, _Entry(version, model))
        return model

    def _keep(self, workspace_id: str, entry: _Entry) -> None:
        old = self._entries.pop(workspace_id, None)
        self._entries[workspace_id] = entry
        self._hold(entry.model)
        if old is not None:
            self._release(old.model)
        while len(self._entries) > self._workspaces or (self._bytes > self._most_bytes and len(self._entries) > 1):
            _, evicted = self._entries.popitem(last=False)
            self._release(evicted.model)

    def _hold(self, model: Model) -> None:
        users = self._users.get(model.fingerprint, 0)
        self._users[model.fingerprint] = users + 1
        if users:
            return
        self._shared[model.fingerprint] = model
        self._bytes += _PER_OBJECT * len(model.objects)
        for each in model.objects.values():
            models = self._object_users.get(each, 0)
            self._object_users[each] = models + 1
            self._bytes += 0 if models else object_weight(each)

    def _release(self, model: Model) -> None:
        left = self._users[model.fingerprint] - 1
        if left:
            self._users[model.fingerprint] = left
            return
        del self._users[model.fingerprint]
        # What was held, and not another that was read of the same document.
        held = self._shared.pop(model.fingerprint)
        self._bytes -= _PER_OBJECT * len(held.objects)
        for each in held.objects.values():
            models = self._object_users[each] - 1
            if models:
                self._object_users[each] = models
            else:
                del self._object_users[each]
                self._bytes -= object_weight(each)
