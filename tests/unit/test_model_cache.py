import asyncio

import pytest

from app.model.cache import Models
from tests.large_model import as_postgres_writes
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

    async def document(self, workspace_id: str) -> bytes:
        self.documents_read += 1
        fingerprint = self.fingerprints[workspace_id]
        given = document(fingerprint)
        given["objects"][0]["description"] = fingerprint
        return as_postgres_writes(given)

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


async def test_the_number_of_workspaces_is_bounded() -> None:
    source = Source(a="f1", b="f1", c="f1", d="f2")
    models = Models(source.version, source.document, workspaces=3)
    for workspace in "abcd":
        await models.get(workspace)
    assert [workspace for workspace in "abcd" if models.peek(workspace)] == ["b", "c", "d"]


async def test_what_models_take_together_is_bounded() -> None:
    source = Source(a="f1", b="f1", c="f2", d="f3")
    models = Models(source.version, source.document)
    weights = []
    for workspace in "abcd":
        await models.get(workspace)
        weights.append(models.weight)
    one, same, two, three = weights
    assert same == one
    # Those of the second and third model share an object with the first.
    assert one < two < 2 * one
    assert two - one == three - two
    models.drop_all()
    assert models.weight == 0
    bounded = Models(source.version, source.document, most_bytes=two)
    for workspace in "abcd":
        await bounded.get(workspace)
    assert [workspace for workspace in "abcd" if bounded.peek(workspace)] == ["c", "d"]
    assert bounded.weight == two
    # One that is larger than all that there may be is kept as long as it is used.
    small = Models(source.version, source.document, most_bytes=1)
    await small.get("a")
    assert small.peek("a")
    await small.get("c")
    assert [workspace for workspace in "abcd" if small.peek(workspace)] == ["c"]


async def test_a_load_that_came_twice_is_counted_once() -> None:
    source = Source(a="f1", b="f1")
    models = Models(source.version, source.document)
    source.gate.clear()
    loads = [asyncio.create_task(models.get(workspace)) for workspace in "ab"]
    await asyncio.sleep(0)
    source.gate.set()
    a, b = await asyncio.gather(*loads)
    assert a.objects["company"] is b.objects["company"]
    models.drop("a")
    models.drop("b")
    assert models.weight == 0
