import asyncio
from typing import Any

import pytest

from app.model.cache import Models
from tests.unit.crm_document import document


class Source:
    """Metadata versions and documents by workspace, in place of the database's."""

    def __init__(self, **fingerprints: str) -> None:
        self.versions = dict.fromkeys(fingerprints, 1)
        self.fingerprints = fingerprints
        self.documents_read = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def version(self, workspace_id: str) -> tuple[int, str]:
        await self.gate.wait()
        if workspace_id not in self.versions:
            raise LookupError(workspace_id)
        return self.versions[workspace_id], self.fingerprints[workspace_id]

    async def document(self, workspace_id: str) -> dict[str, Any]:
        self.documents_read += 1
        return document(self.fingerprints[workspace_id])

    def change(self, workspace_id: str, fingerprint: str) -> None:
        self.versions[workspace_id] += 1
        self.fingerprints[workspace_id] = fingerprint


async def test_workspaces_with_equal_models_share_one() -> None:
    source = Source(a="f1", b="f1", c="f2")
    models = Models(source.version, source.document)
    a, b, c = [await models.get(workspace) for workspace in "abc"]
    assert a is b
    assert a is not c
    assert source.documents_read == 2


async def test_those_who_wait_load_once() -> None:
    source = Source(a="f1")
    models = Models(source.version, source.document)
    first, *others = await asyncio.gather(*(models.get("a") for _ in range(10)))
    assert all(other is first for other in others)
    assert source.documents_read == 1


async def test_one_who_gives_up_leaves_the_load_to_the_others() -> None:
    source = Source(a="f1")
    source.gate.clear()
    models = Models(source.version, source.document)
    impatient, patient = [asyncio.create_task(models.get("a")) for _ in range(2)]
    await asyncio.sleep(0)
    impatient.cancel()
    source.gate.set()
    assert (await patient).fingerprint == "f1"


async def test_a_newer_version_is_loaded() -> None:
    source = Source(a="f1")
    models = Models(source.version, source.document)
    assert models.peek("a") is None
    await models.get("a")
    source.change("a", "f2")
    assert (await models.get("a", 1)).fingerprint == "f1"
    assert models.peek("a", 2) is None
    assert (await models.get("a", 2)).fingerprint == "f2"


async def test_reload_and_drop() -> None:
    source = Source(a="f1", b="f1")
    models = Models(source.version, source.document)
    await models.get("a")
    await models.get("b")
    source.change("a", "f2")
    assert (await models.reload("a")).fingerprint == "f2"
    models.drop("b")
    assert models.peek("b") is None
    models.drop_all()
    assert models.peek("a") is None


async def test_a_load_that_a_change_overtook_is_not_kept() -> None:
    source = Source(a="f1")
    source.gate.clear()
    models = Models(source.version, source.document)
    loading = asyncio.create_task(models.get("a"))
    await asyncio.sleep(0)
    models.drop("a")
    source.gate.set()
    await loading
    assert models.peek("a") is None


async def test_a_failed_load_is_tried_again() -> None:
    source = Source()
    models = Models(source.version, source.document)
    with pytest.raises(LookupError):
        await models.get("a")
    source.versions["a"], source.fingerprints["a"] = 1, "f1"
    assert (await models.get("a")).fingerprint == "f1"


async def test_the_number_of_workspaces_and_of_models_is_bounded() -> None:
    source = Source(a="f1", b="f1", c="f1", d="f2", e="f3")
    models = Models(source.version, source.document, workspaces=3, distinct=2)
    for workspace in "abc":
        await models.get(workspace)
    await models.get("d")
    assert [workspace for workspace in "abcd" if models.peek(workspace)] == ["b", "c", "d"]
    await models.get("e")
    assert [workspace for workspace in "bcde" if models.peek(workspace)] == ["d", "e"]
