"""Many models in one worker: what they take, and what is built again when requests alternate among them."""

import gc
import random
import tracemalloc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import uuid4

import pytest

from app.graphql import door as door_module
from app.graphql.door import GraphQLDoor, GraphQLRequest
from app.model.cache import Models
from app.model.load import load_model, read_model
from app.model.weight import object_weight
from app.rest.parameters import read_parameters
from app.rest.plans import plan_list
from app.rest.programs import Programs
from tests.large_model import as_postgres_writes, custom_document, large_document
from tests.standard_model import sample_document

MEBIBYTE = 1024 * 1024
# A page of companies with what hangs on them, as a client would ask for it.
QUERY = """
query GetCompanies($filter: CompanyFilterInput, $orderBy: [CompanyOrderByInput!], $first: Int, $after: String) {
  companies(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    edges {
      node {
        id name employees annualRecurringRevenue { amountMicros currencyCode } createdAt
        people { edges { node { id name { firstName lastName } email } } }
        accountOwner { id name { firstName } }
      }
      cursor
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}"""
VARIABLES = {
    "filter": {"name": {"ilike": "%a%"}, "createdAt": {"gt": "2026-01-01T00:00:00Z"}},
    "orderBy": [{"name": "AscNullsLast"}],
    "first": 20,
}


class Taken:
    """How many bytes were taken up within the block, and not given back."""

    bytes = 0


@contextmanager
def measured() -> Iterator[Taken]:
    taken = Taken()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield taken
        gc.collect()
        taken.bytes = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


# Fewer than a thousand, whose weight the tests of memory show to fit: each is asked three times.
WORKSPACES = 150


class Workspaces:
    """So many workspaces, each with twenty custom fields of its own."""

    def __init__(self, count: int) -> None:
        text = as_postgres_writes(custom_document(0))
        self.texts = [text.replace(b"custom0", b"custom%d" % number) for number in range(count)]
        self.loads = 0
        self.models = Models(self._version, self._document)

    async def _version(self, workspace_id: str) -> tuple[int, str]:
        return 1, f"custom{workspace_id}"

    async def _document(self, workspace_id: str) -> bytes:
        self.loads += 1
        return self.texts[int(workspace_id)]


async def ask(workspaces: Workspaces, door: GraphQLDoor, number: int, query: str, variables: dict[str, Any]) -> None:
    """What a request costs but for the round trip."""
    model = workspaces.models.peek(str(number)) or await workspaces.models.get(str(number))
    prepared, complete = door._prepare(model, GraphQLRequest(query, variables), {})
    prepared.program.bind(f"ws_{number}", prepared.values.bind(complete))


def a_door() -> GraphQLDoor:
    return GraphQLDoor(cast(Any, None), cast(Any, None))


async def test_a_thousand_models_of_workspaces_with_custom_fields_take_less_than_48_mebibytes() -> None:
    """Measured: 36 MiB, 36 KiB each. Without shared objects it was 158 MiB."""
    workspaces = Workspaces(1_000)
    with measured() as taken:
        models = [await workspaces.models.get(str(number)) for number in range(1_000)]
        del models
    assert taken.bytes < 48 * MEBIBYTE
    assert taken.bytes * 0.8 < workspaces.models.weight < taken.bytes * 2
    assert all(workspaces.models.peek(str(number)) for number in range(1_000))
    assert workspaces.loads == 1_000


async def test_a_model_weighs_about_what_it_takes() -> None:
    for document in (large_document(50, 50), sample_document()):
        text = as_postgres_writes({**document, "objects": [each | {"icon": 1} for each in document["objects"]]})
        with measured() as taken:
            model = await load_model(text)
        weight = sum(map(object_weight, model.objects.values()))
        assert taken.bytes * 0.8 < weight < taken.bytes * 2


async def test_what_is_made_for_a_thousand_workspaces_fits_in_what_a_worker_may_spend() -> None:
    """Schema, operation and program of a page of companies: measured 180 KiB for each, of which 256 MiB hold 1,400."""
    count = 16
    workspaces, door = Workspaces(count + 1), a_door()
    for number in range(count):
        await workspaces.models.get(str(number))
    # What all share is there before.
    await ask(workspaces, door, count, QUERY, VARIABLES)
    before = door._work.weight
    with measured() as taken:
        for number in range(count):
            await ask(workspaces, door, number, QUERY, VARIABLES)
    each, weight = taken.bytes / count, (door._work.weight - before) / count
    assert each * 0.7 < weight < each * 2
    assert 1_000 * weight < door_module._BYTES


async def test_requests_that_alternate_among_many_workspaces_build_everything_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: dict[str, int] = {}
    for name in ("build_schema", "read_operation", "plan_operation", "compile_program"):
        build = getattr(door_module, name)

        def counted(*given: Any, name: str = name, build: Any = build) -> Any:
            made[name] = made.get(name, 0) + 1
            return build(*given)

        monkeypatch.setattr(door_module, name, counted)
    workspaces, door = Workspaces(WORKSPACES), a_door()
    query = "query ($id: ID) { company(id: $id) { id name } }"
    order = list(range(WORKSPACES))
    for turn in range(3):
        random.Random(turn).shuffle(order)
        for number in order:
            await ask(workspaces, door, number, query, {"id": str(uuid4())})
    assert made == dict.fromkeys(made, WORKSPACES)
    assert len(made) == 4
    assert workspaces.loads == WORKSPACES


async def test_what_does_not_fit_goes_with_all_that_was_made_for_its_model() -> None:
    workspaces = Workspaces(30)
    door = GraphQLDoor(cast(Any, None), cast(Any, None), most_bytes=MEBIBYTE)
    for number in range(30):
        await ask(workspaces, door, number, QUERY, VARIABLES)
        assert door._work.weight <= MEBIBYTE
    assert 2 <= len(door._work) <= 10
    assert door._work.get("custom29") is not None
    assert door._work.get("custom0") is None
    gc.collect()
    schemas = sum(isinstance(each, door_module._Work) for each in gc.get_objects())
    assert schemas <= 10


class Variables(dict[str, Any]):
    """A request's variables, of which one can see whether they are gone."""


async def test_a_program_does_not_hold_the_variables_of_the_request_that_it_was_made_for() -> None:
    workspaces, door = Workspaces(1), a_door()
    query = "query ($n: String!, $i: String!) { companies(filter: {name: {ilike: $n}, industry: {in: [$i]}}) { totalCount } }"
    variables = Variables(n="a", i="b")
    gone = weakref.ref(variables)
    await ask(workspaces, door, 0, query, variables)
    work = door._work.get("custom0")
    assert work is not None
    assert len(work.programs) == 1
    del variables
    gc.collect()
    assert gone() is None


def test_the_programs_of_rest_take_no_more_than_they_may() -> None:
    model = read_model(custom_document(0))
    of, programs = model.objects["company"], Programs(200_000)
    first = programs.get(("list", 0), lambda: plan_list(model, of, read_parameters([])), model)
    assert programs.get(("list", 0), lambda: pytest.fail("made again"), model) is first
    for number in range(1, 40):
        key = ("list", number)
        made = programs.get(key, lambda: plan_list(model, of, read_parameters([])), model)
        assert programs.get(key, lambda: pytest.fail("made again"), model) is made
        assert programs.weight <= 200_000
    assert programs.get(("list", 0), lambda: plan_list(model, of, read_parameters([])), model) is not first
