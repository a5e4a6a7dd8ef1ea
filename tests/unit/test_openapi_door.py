"""How documents are kept: built once for a model, whoever asks, and no more of them than fit."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from app.auth.caller import API_KEY, Caller, Credential, enter_call
from app.errors import Unauthorized
from app.model.load import read_model
from app.model.types import Model
from app.query.execution import Program
from app.rest import openapi_door as door_module
from app.rest.openapi_door import Description, DescriptionDoor
from tests.standard_model import standard_document

CREDENTIAL = Credential(API_KEY, "01890a5d-ac96-774b-bcce-b302099a8057", b"x" * 32)
CALLER = Caller(CREDENTIAL, enter_call(CREDENTIAL), "w", "ws_w", "ws_w_admin", 1)

Prepare = Callable[[Model], tuple[Program, Sequence[object]]]


def model(fingerprint: str) -> Model:
    return read_model({**standard_document(fingerprint), "objects": standard_document()["objects"][4:5]})


class Backend:
    """Stands in for the query layer and for the builder, and notes what is built."""

    def __init__(self) -> None:
        self.models = [model("first")]
        self.is_let_in = True
        self.built: list[str] = []

    async def answer(self, database: object, models: object, caller: Caller, prepare: Prepare) -> list[bytes | None]:
        for each in self.models:
            program, _ = prepare(each)
            assert not program.steps
        if not self.is_let_in:
            raise Unauthorized("no")
        return []

    def build_document(self, given: Model, version: str) -> dict[str, Any]:
        self.built.append(given.fingerprint)
        return {"of": given.fingerprint, "text": "x" * 1000}


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    made = Backend()
    monkeypatch.setattr(door_module, "answer", made.answer)
    monkeypatch.setattr(door_module, "build_document", made.build_document)
    return made


def make_door(**settings: Any) -> DescriptionDoor:
    return DescriptionDoor(cast(Any, None), cast(Any, None), "1.2.3", **settings)


async def described(door: DescriptionDoor, known: str = "") -> Description:
    return await door.describe(CALLER, lambda etag: etag == known)


async def test_many_who_ask_at_once_cost_one_document(backend: Backend) -> None:
    door = make_door()
    answers = await asyncio.gather(*(described(door) for _ in range(20)))
    assert backend.built == ["first"]
    assert len({answer.body for answer in answers}) == 1


async def test_it_is_built_beside_the_event_loop(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured for 200 objects of 50 fields: 0.3 s of work, of which the loop is held for 50 ms at most."""
    threads: list[int] = []

    def build(given: Model, version: str) -> dict[str, Any]:
        threads.append(threading.get_ident())
        return backend.build_document(given, version)

    monkeypatch.setattr(door_module, "build_document", build)
    await described(make_door())
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


async def test_one_who_has_it_costs_none(backend: Backend) -> None:
    answer = await described(make_door(), '"first-1.2.3"')
    assert (answer.etag, answer.body, backend.built) == ('"first-1.2.3"', None, [])


async def test_it_is_of_the_model_that_the_caller_was_let_in_with(backend: Backend) -> None:
    """The query layer asks again when the model turns out to be an old one."""
    backend.models = [model("old"), model("new")]
    answer = await described(make_door())
    assert (answer.etag, backend.built) == ('"new-1.2.3"', ["new"])


async def test_nothing_is_built_for_one_who_is_not_let_in(backend: Backend) -> None:
    backend.is_let_in = False
    with pytest.raises(Unauthorized):
        await described(make_door())
    assert backend.built == []


async def test_the_one_not_asked_for_longest_makes_room(backend: Backend) -> None:
    door = make_door(most_bytes=2500)
    for name in ("a", "b", "a", "c", "a", "b"):
        backend.models = [model(name)]
        answer = await described(door)
        assert json.loads(answer.body or b"")["of"] == name
    assert backend.built == ["a", "b", "c", "b"]


async def test_one_larger_than_all_the_room_is_given_too(backend: Backend) -> None:
    door = make_door(most_bytes=10)
    for _ in range(2):
        assert (await described(door)).body
    assert backend.built == ["first"]
