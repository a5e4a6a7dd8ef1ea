"""The door of /metadata without a database: in which order and in which transactions root fields run."""

import json
from typing import Any, cast

import pytest

from app.auth.caller import API_KEY, Caller, Credential, enter_call
from app.db.wire import Call, DatabaseError, Line, Segment
from app.errors import Unauthorized, Unavailable
from app.graphql.door import GraphQLAnswer, GraphQLRequest
from app.graphql.metadata_door import MetadataDoor

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
CREDENTIAL = Credential(API_KEY, ID, b"x" * 32)
CALLER = Caller(CREDENTIAL, enter_call(CREDENTIAL), "w", "ws_w", "ws_w_admin", 1)
KEY = {"id": ID, "name": "n", "expiresAt": None, "revokedAt": None, "createdAt": "2026-01-01T00:00:00.000000Z"}

MAKE = f'createOneIndex(data: {{ objectMetadataId: "{ID}", fields: ["name"] }}) {{ id }}'
GO = f'deleteOneIndex(id: "{ID}") {{ id }}'
REVOKE = f'revokeOneApiKey(id: "{ID}") {{ id }}'


class Result:
    def __init__(self, value: bytes) -> None:
        self.value = value
        self.ntuples = 1

    def get_value(self, row: int, column: int) -> bytes:
        return self.value


class Backend:
    """Answers each call with what stands for the first name in it, and notes the segments; drops models."""

    def __init__(self) -> None:
        self.segments: list[tuple[list[str], Line]] = []
        self.answers: dict[str, Any] = {
            "core.enter": "",
            "api_key": KEY,
            "set_config": "",
            "to_json": "drop index x;",
            "row_to_json": {"id": ID},
        }
        self.dropped: list[str] = []

    def drop(self, workspace_id: str) -> None:
        self.dropped.append(workspace_id)

    def named(self, call: Call) -> str:
        text = call.text.decode().replace('"', "")
        return next(name for name in ("core.enter", "api_key", "row_to_json", "set_config", "to_json") if name in text)

    async def run(self, segment: Segment, line: Line) -> list[Result]:
        names = [self.named(call) for call in segment.calls]
        self.segments.append((names, line))
        for name in names:
            if isinstance(self.answers[name], Exception):
                raise self.answers[name]
        return [Result(json.dumps(self.answers[name]).encode()) for name in names]


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def door(backend: Backend) -> MetadataDoor:
    return MetadataDoor(cast(Any, backend), cast(Any, backend))


async def ask(door: MetadataDoor, query: str, variables: dict[str, Any] | None = None) -> GraphQLAnswer:
    return await door.execute(CALLER, GraphQLRequest(query, variables or {}))


async def test_changes_that_follow_one_another_are_one_transaction(door: MetadataDoor, backend: Backend) -> None:
    answer = await ask(door, f"mutation {{ a: {MAKE} b: {GO} key: {REVOKE} c: {MAKE} __typename }}")
    assert json.loads(answer.body) == {
        "data": {"a": {"id": ID}, "b": {"id": ID}, "key": {"id": ID}, "c": {"id": ID}, "__typename": "Mutation"}
    }
    assert list(json.loads(answer.body)["data"]) == ["a", "b", "key", "c", "__typename"]
    assert backend.segments == [
        (["core.enter", "set_config", "row_to_json", "row_to_json", "set_config"], Line.CHANGE),
        (["api_key"], Line.WRITE),
        (["core.enter", "set_config", "row_to_json"], Line.CHANGE),
    ]


async def test_the_model_of_a_changed_workspace_is_dropped(door: MetadataDoor, backend: Backend) -> None:
    await ask(door, "{ objects { totalCount } }")
    assert backend.dropped == []
    await ask(door, f"mutation {{ {GO} }}")
    assert backend.dropped == ["w"]
    backend.answers["set_config"] = Unavailable("lost")
    with pytest.raises(Unavailable):
        await ask(door, f"mutation {{ {GO} }}")
    assert backend.dropped == ["w", "w"]


async def test_reads_are_one_transaction_whatever_stands_between(door: MetadataDoor, backend: Backend) -> None:
    backend.answers["api_key"] = [KEY]
    answer = await ask(door, "{ a: objects { totalCount } apiKeys { id } b: fields { totalCount } }")
    assert list(json.loads(answer.body)["data"]) == ["a", "apiKeys", "b"]
    assert backend.segments == [(["core.enter", "row_to_json", "row_to_json"], Line.READ), (["api_key"], Line.READ)]


async def test_a_preview_runs_nothing_and_shows_its_sql_beside_the_data(door: MetadataDoor, backend: Backend) -> None:
    preview = GO.replace(") {", ", preview: true) {")
    answer = await ask(door, f"mutation {{ look: {preview} gone: {GO} }}")
    assert json.loads(answer.body) == {
        "data": {"look": None, "gone": {"id": ID}},
        "extensions": {"preview": {"look": "drop index x;"}},
    }
    assert backend.segments == [(["core.enter", "to_json", "row_to_json", "set_config"], Line.CHANGE)]


async def test_an_operation_is_prepared_once_for_a_shape(door: MetadataDoor, backend: Backend) -> None:
    query = "mutation ($id: ID!, $p: Boolean) { deleteOneIndex(id: $id, preview: $p) { id } }"
    for preview, shown in ((True, True), (False, False), (True, True)):
        body = json.loads((await ask(door, query, {"id": ID, "p": preview})).body)
        assert ("extensions" in body) is shown
        assert (body["data"]["deleteOneIndex"] is None) is shown


async def test_what_sql_refuses_is_told_by_the_names_of_the_request(door: MetadataDoor, backend: Backend) -> None:
    backend.answers["set_config"] = DatabaseError("VG409", "There is one.", '{"field": "fields"}', call_index=1)
    body = json.loads((await ask(door, f"mutation {{ a: {MAKE} b: {REVOKE} }}")).body)
    assert body["data"] is None
    (error,) = body["errors"]
    assert error["path"] == ["a"]
    assert error["extensions"]["code"] == "CONFLICT"
    assert error["extensions"]["details"] == [{"field": "data.fields", "message": "There is one."}]
    assert len(backend.segments) == 1  # what follows is not run


async def test_what_follows_the_first_error_is_not_run(door: MetadataDoor, backend: Backend) -> None:
    backend.answers["api_key"] = DatabaseError("VG403", "Only an administrator may.")
    body = json.loads((await ask(door, f"mutation {{ a: {MAKE} b: {REVOKE} c: {GO} }}")).body)
    assert body["errors"][0]["path"] == ["b"]
    assert [line for _, line in backend.segments] == [Line.CHANGE, Line.WRITE]


async def test_variables_of_resolvers_are_checked_before_anything_is_run(door: MetadataDoor, backend: Backend) -> None:
    query = f"mutation ($data: CreateApiKeyInput!) {{ a: {MAKE} createOneApiKey(data: $data) {{ id }} }}"
    answer = await ask(door, query, {"data": {"name": 5}})
    assert not answer.ok
    assert backend.segments == [(["core.enter"], Line.READ)]


@pytest.mark.parametrize(
    ("query", "variables", "field"),
    [
        ('mutation { createOneIndex(data: { objectMetadataId: "x", fields: ["a"] }) { id } }', {}, "data.objectMetadataId"),
        ('mutation { a: deleteOneIndex(id: "x") { id } }', {}, "id"),
        (f'mutation ($i: [String!]!) {{ createOneIndex(data: {{ objectMetadataId: "{ID}", fields: $i }}) {{ id }} }}', {"i": [1]}, "data.fields"),
        ("mutation ($d: CreateObjectInput!) { createOneObject(data: $d) { id } }", {"d": {"nameSingular": 1, "namePlural": "a"}}, "data.nameSingular"),
        ("mutation { createManyFields(data: []) { id } }", {}, "data"),
    ],
)  # fmt: skip
async def test_wrong_values_are_told_with_the_root_field_and_change_nothing(
    door: MetadataDoor, backend: Backend, query: str, variables: dict[str, Any], field: str
) -> None:
    body = json.loads((await ask(door, query, variables)).body)
    (error,) = body["errors"]
    assert len(error["path"]) == 1
    assert error["extensions"]["details"][0]["field"] == field
    assert all(names == ["core.enter"] for names, _ in backend.segments)
    assert backend.segments


@pytest.mark.parametrize(
    "query",
    [
        "mutation { createOneObject(data: { nameSingular: 5, namePlural: \"a\" }) { id } }",
        "mutation { createOneObject(data: { nameSingular: \"a\" }) { id } }",
        "mutation { createOneObject(data: { nameSingular: \"a\", namePlural: \"b\", colour: 1 }) { id } }",
        "mutation { createOneObject(data: { nameSingular: \"a\", namePlural: \"b\" }, dryRun: true) { id } }",
        "mutation { updateOneIndex(id: 1) { id } }",
        "mutation { createOneField(data: { objectMetadataId: \"a\", name: \"b\", type: BLOB }) { id } }",
        "mutation { deleteOneObject { id } }",
        "{ objects(filter: { colour: { eq: \"red\" } }) { totalCount } }",
        "{ field(filter: { type: { eq: BLOB } }) { id } }",
    ],
)  # fmt: skip
async def test_documents_that_do_not_fit_the_schema(door: MetadataDoor, backend: Backend, query: str) -> None:
    answer = await ask(door, query)
    assert not answer.ok
    assert json.loads(answer.body)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert backend.segments == [(["core.enter"], Line.READ)]


async def test_a_type_is_taken_as_a_word_and_as_a_text(door: MetadataDoor) -> None:
    for type_ in ("CURRENCY", '"CURRENCY"'):
        query = (
            f'mutation {{ createOneField(data: {{ objectMetadataId: "{ID}", name: "a", type: {type_} }}) {{ id }} }}'
        )
        assert (await ask(door, query)).ok


async def test_one_who_is_not_let_in_learns_nothing(door: MetadataDoor, backend: Backend) -> None:
    backend.answers["core.enter"] = DatabaseError("VG401", "revoked")
    for query in ("{ objects { totalCount } }", "{ object { id } }", f"mutation {{ {GO} }}", "{ nope }"):
        with pytest.raises(Unauthorized):
            await ask(door, query)
