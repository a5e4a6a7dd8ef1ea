"""The GraphQL door without a database: what is prepared once, and the frame of an answer."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from graphql import get_introspection_query

from app.auth.caller import API_KEY, Caller, Credential, enter_call
from app.errors import ApiError, Conflict, Detail, Forbidden, Unauthorized, Unavailable
from app.graphql import door as door_module
from app.graphql.door import GraphQLAnswer, GraphQLDoor, GraphQLRequest
from app.graphql.introspection import Described, Undescribed
from app.graphql.measure import DocumentLimits
from app.model.load import read_model
from app.model.types import Model
from app.query.execution import Program, Step
from app.query.plan import Plan
from tests.standard_model import standard_document, standard_model

CREDENTIAL = Credential(API_KEY, "01890a5d-ac96-774b-bcce-b302099a8057", b"x" * 32)
CALLER = Caller(CREDENTIAL, enter_call(CREDENTIAL), "w", "ws_w", "ws_w_admin", 1)

Prepare = Callable[[Model], tuple[Program, Sequence[object]]]


class Backend:
    """Stands in for the query layer: notes what it is asked, and answers every step with its key."""

    def __init__(self) -> None:
        self.model = standard_model()
        self.compiled: list[list[tuple[str, Plan]]] = []
        self.ran: list[tuple[tuple[str, ...], list[object]]] = []
        self.rows: dict[str, bytes | None] = {}
        self.error: ApiError | None = None
        self.is_stale = False

    def compile_program(self, steps: Sequence[tuple[str, Plan]], model: Model) -> Program:
        self.compiled.append(list(steps))
        return Program(tuple(Step(key, ()) for key, _ in steps), False)

    async def answer(self, database: object, models: object, caller: Caller, prepare: Prepare) -> list[bytes | None]:
        if self.is_stale:
            prepare(self.model)
            self.model = read_model(standard_document("newer"))
        program, values = prepare(self.model)
        keys = tuple(step.key for step in program.steps)
        self.ran.append((keys, list(values)))
        if self.error is not None:
            raise self.error
        return [self.rows.get(key, json.dumps(key).encode()) for key in keys]


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    made = Backend()
    monkeypatch.setattr(door_module, "answer", made.answer)
    monkeypatch.setattr(door_module, "compile_program", made.compile_program)
    return made


@pytest.fixture
def door(backend: Backend) -> GraphQLDoor:
    return GraphQLDoor(cast(Any, None), cast(Any, None))


async def ask(
    door: GraphQLDoor, query: str, variables: dict[str, Any] | None = None, name: str | None = None
) -> GraphQLAnswer:
    return await door.execute(CALLER, GraphQLRequest(query, variables or {}, name))


GET_ONE = "query GetOne($id: ID!) { company(id: $id) { id name } }"


async def test_rows_stand_in_the_order_of_the_selection(door: GraphQLDoor, backend: Backend) -> None:
    backend.rows["b"] = None
    query = (
        '{ kind: __typename a: companies { totalCount } __type(name: "Company") { name } b: company(id: "x") { id } }'
    )
    answer = await ask(door, query)
    assert answer.ok
    assert answer.body == b'{"data":{"kind":"Query","a":"a","__type":{"name":"Company"},"b":null}}'


async def test_a_shape_is_compiled_once(door: GraphQLDoor, backend: Backend) -> None:
    for number in range(3):
        assert (await ask(door, GET_ONE, {"id": str(number)})).ok
    assert len(backend.compiled) == 1
    assert backend.ran == [(("company",), [str(number)]) for number in range(3)]
    query = "query ($f: CompanyFilterInput) { companies(filter: $f) { totalCount } }"
    for value in ({"name": {"eq": "a"}}, {"name": {"eq": "b"}}, {"employees": {"gt": 5}}, {"name": {"eq": "c"}}, None):
        await ask(door, query, {"f": value})
    assert len(backend.compiled) == 4
    assert [values for _, values in backend.ran[3:]] == [["a"], ["b"], [5], ["c"], []]


async def test_a_shape_that_was_seen_reads_no_document(
    door: GraphQLDoor, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(door, GET_ONE, {"id": "a"})
    for name in ("read_operation", "read_again", "build_schema", "plan_operation"):
        monkeypatch.setattr(door_module, name, None)
    assert (await ask(door, GET_ONE, {"id": "b"})).body == b'{"data":{"company":"company"}}'


async def test_a_single_value_for_a_list_shares_the_program_of_the_list(door: GraphQLDoor, backend: Backend) -> None:
    query = "mutation ($ids: [ID!]!) { deleteCompanies(ids: $ids) { id } }"
    await ask(door, query, {"ids": ["a"]})
    await ask(door, query, {"ids": "b"})
    assert len(backend.compiled) == 1
    assert backend.ran[1] == (("deleteCompanies",), [["b"]])


async def test_models_that_differ_have_programs_of_their_own(door: GraphQLDoor, backend: Backend) -> None:
    await ask(door, GET_ONE, {"id": "a"})
    backend.model = read_model(standard_document("other"))
    await ask(door, GET_ONE, {"id": "a"})
    assert len(backend.compiled) == 2
    backend.model = standard_model()
    await ask(door, GET_ONE, {"id": "a"})
    assert len(backend.compiled) == 2


async def test_a_model_that_was_stale_is_prepared_anew(door: GraphQLDoor, backend: Backend) -> None:
    document = standard_document("newer")
    backend.is_stale = True
    del document["objects"][0]["fields"][6]
    answer = await ask(door, GET_ONE, {"id": "a"})
    assert answer.ok
    assert len(backend.compiled) == 2
    assert backend.ran == [(("company",), ["a"])]


async def test_mutations_are_one_program(door: GraphQLDoor, backend: Backend) -> None:
    query = """mutation ($id: ID!) {
      createCompany(data: {name: "a"}) { id }
      __typename
      gone: deleteCompany(id: $id) { id }
    }"""
    answer = await ask(door, query, {"id": "x"})
    assert answer.body == b'{"data":{"createCompany":"createCompany","__typename":"Mutation","gone":"gone"}}'
    (steps,) = backend.compiled
    assert [key for key, _ in steps] == ["createCompany", "gone"]


async def test_what_is_skipped_everywhere_leaves_an_empty_answer(door: GraphQLDoor, backend: Backend) -> None:
    answer = await ask(door, "query ($x: Boolean!) { companies @include(if: $x) { totalCount } }", {"x": False})
    assert answer.body == b'{"data":{}}'
    assert backend.ran == [((), [])]


async def test_introspection_asks_whether_the_caller_is_let_in(door: GraphQLDoor, backend: Backend) -> None:
    answer = await ask(door, get_introspection_query())
    assert answer.ok
    # Once before it is described, and once more with the answer.
    assert backend.ran == [((), []), ((), [])]
    types = {each["name"] for each in json.loads(answer.body)["data"]["__schema"]["types"]}
    assert {"Company", "CompanyFilterInput", "OrderByDirection", "BigInt"} <= types
    backend.error = Unauthorized("revoked")
    with pytest.raises(Unauthorized):
        await ask(door, get_introspection_query())


async def test_one_who_is_not_let_in_has_nothing_described(
    door: GraphQLDoor, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Undescribed, "describe", None)
    for error in (Unauthorized("revoked"), Unavailable("busy")):
        backend.error = error
        with pytest.raises(type(error)):
            await ask(door, get_introspection_query())
    backend.error = Forbidden("no")
    assert not (await ask(door, get_introspection_query())).ok


async def test_introspection_leaves_the_event_loop_free_and_is_done_once(
    door: GraphQLDoor, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    describe = Undescribed.describe

    def noted(asked: Undescribed) -> Described:
        threads.append(threading.get_ident())
        return describe(asked)

    monkeypatch.setattr(Undescribed, "describe", noted)
    query = '{ __type(name: "Company") { fields { name } } }'
    answers = await asyncio.gather(*(ask(door, query) for _ in range(5)))
    assert len({answer.body for answer in answers}) == 1
    assert b"annualRecurringRevenue" in answers[0].body
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    # What was built for it is not part of the schema that is kept.
    work = door._work.get(backend.model.fingerprint)
    assert work is not None
    assert work.schema._built.fields == 0


async def test_a_model_that_changes_meanwhile_is_described_as_it_is_then(
    door: GraphQLDoor, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = '{ __type(name: "Company") { fields { name } } }'
    changed = standard_document("newer")
    changed["objects"][0]["fields"].append({**changed["objects"][0]["fields"][2], "name": "newField"})
    asked = 0
    plain = backend.answer

    async def answering(database: object, models: object, caller: Caller, prepare: Prepare) -> list[bytes | None]:
        nonlocal asked
        asked += 1
        if asked == 3:
            backend.model = read_model(changed)
        return await plain(database, models, caller, prepare)

    monkeypatch.setattr(door_module, "answer", answering)
    assert b"newField" in (await ask(door, query)).body
    assert asked > 3


async def test_one_who_is_not_let_in_learns_nothing_from_a_wrong_document(door: GraphQLDoor, backend: Backend) -> None:
    backend.error = Unauthorized("revoked")
    with pytest.raises(Unauthorized):
        await ask(door, "{ companies { industri } }")


async def test_introspection_takes_variables(door: GraphQLDoor, backend: Backend) -> None:
    query = """query ($name: String!, $old: Boolean = false, $f: CompanyFilterInput) {
      __type(name: $name) { ...T }
      companies(filter: $f) { totalCount }
    }
    fragment T on __Type { name fields(includeDeprecated: $old) { name } }"""
    for name in ("Currency", "PageInfo"):
        body = json.loads((await ask(door, query, {"name": name, "f": None})).body)
        assert body["data"]["__type"]["name"] == name
        assert body["data"]["companies"] == "companies"


async def test_operations_of_one_document(door: GraphQLDoor, backend: Backend) -> None:
    query = "query A { companies { totalCount } } query B { people { totalCount } }"
    assert (await ask(door, query, name="A")).body == b'{"data":{"companies":"companies"}}'
    assert (await ask(door, query, name="B")).body == b'{"data":{"people":"people"}}'
    refused = await ask(door, query, name="")
    assert not refused.ok
    assert b"A, B" in refused.body


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (Conflict("email: taken", [Detail("email", "taken")]), "CONFLICT", 409),
        (Forbidden("not for you"), "FORBIDDEN", 403),
    ],
)
async def test_errors_of_running_have_their_code_and_the_path_of_the_root_field(
    door: GraphQLDoor, backend: Backend, error: ApiError, code: str, status: int
) -> None:
    backend.error = error
    answer = await ask(door, 'mutation { made: createCompany(data: {name: "a"}) { id } }')
    assert not answer.ok
    body = json.loads(answer.body)
    (told,) = body["errors"]
    assert body["data"] is None
    assert told["message"] == error.message
    assert told["path"] == ["made"]
    assert told["extensions"]["code"] == code
    assert told["extensions"]["statusCode"] == status
    assert told["extensions"].get("details", []) == [
        {"field": detail.field, "message": detail.message} for detail in error.details
    ]


@pytest.mark.parametrize("error", [Unauthorized("revoked"), Unavailable("down", retry_after=1), ApiError("inside")])
async def test_what_is_not_the_requests_fault_is_for_the_edge_to_tell(
    door: GraphQLDoor, backend: Backend, error: ApiError
) -> None:
    backend.error = error
    with pytest.raises(type(error)):
        await ask(door, GET_ONE, {"id": "a"})


async def test_wrong_values_of_a_batch_are_told_with_their_path(door: GraphQLDoor, backend: Backend) -> None:
    query = "mutation ($ids: [ID!]!) { gone: deleteCompanies(ids: $ids) { id } }"
    for ids in ([], ["a"] * 1_001):
        (told,) = json.loads((await ask(door, query, {"ids": ids})).body)["errors"]
        assert told["extensions"]["code"] == "VALIDATION_ERROR"
        assert told["extensions"]["details"][0]["field"] == "ids"
        assert told["path"] == ["gone"]


async def test_many_documents_are_not_all_kept(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "_OPERATION_BYTES", 100_000)
    monkeypatch.setattr(door_module, "_PROGRAM_BYTES", 100_000)
    door = GraphQLDoor(cast(Any, None), cast(Any, None), DocumentLimits())
    for number in range(200):
        assert (await ask(door, f"{{ a{number}: companies {{ totalCount }} }}")).ok
    work = door._work.get(backend.model.fingerprint)
    assert work is not None
    assert 5 < len(work.operations) < 100
    assert 5 < len(work.programs) < 100
    assert door._work.weight == work.weight
