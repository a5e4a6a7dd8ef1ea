"""The door of /metadata without a database: what it calls, and what it tells."""

import json
from typing import Any, cast

import pytest
from graphql import print_schema, validate_schema

from app.auth.api_keys import read_api_key
from app.auth.caller import API_KEY, Caller, Credential, enter_call
from app.db.wire import Call, DatabaseError, Line, Segment
from app.errors import ApiError, Unauthorized
from app.graphql.door import GraphQLAnswer, GraphQLRequest
from app.graphql.metadata_door import MetadataDoor
from app.graphql.metadata_schema import build_metadata_schema

CREDENTIAL = Credential(API_KEY, "01890a5d-ac96-774b-bcce-b302099a8057", b"x" * 32)
CALLER = Caller(CREDENTIAL, enter_call(CREDENTIAL), "w", "ws_w", "ws_w_admin", 1)
KEY_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
KEY = {"id": KEY_ID, "name": "n", "expiresAt": None, "revokedAt": None, "createdAt": "2026-01-01T00:00:00.000000Z"}


class Result:
    def __init__(self, value: bytes) -> None:
        self.value = value
        self.ntuples = 1

    def get_value(self, row: int, column: int) -> bytes:
        return self.value


class Database:
    """Answers every function of `core` with what is set for it, and keeps the calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[Call, Line]] = []
        self.answers: dict[str, Any] = {"enter(": "", "list_api_keys": [KEY], "create_": KEY, "revoke_": KEY}

    async def run(self, segment: Segment, line: Line) -> list[Result]:
        (call,) = segment.calls
        self.calls.append((call, line))
        answer = next(value for name, value in self.answers.items() if name in call.text.decode())
        if isinstance(answer, Exception):
            raise answer
        return [Result(json.dumps(answer).encode())]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def door(database: Database) -> MetadataDoor:
    return MetadataDoor(cast(Any, database), cast(Any, None))


async def ask(door: MetadataDoor, query: str, variables: dict[str, Any] | None = None) -> GraphQLAnswer:
    return await door.execute(CALLER, GraphQLRequest(query, variables or {}))


async def problem(door: MetadataDoor, query: str, variables: dict[str, Any] | None = None) -> Any:
    answer = await ask(door, query, variables)
    assert not answer.ok
    body = json.loads(answer.body)
    assert body["data"] is None
    return body["errors"][0]


def test_the_schema_is_sound_and_described() -> None:
    schema = build_metadata_schema().graphql
    schema._validation_errors, schema.assume_valid = None, False
    assert validate_schema(schema) == []
    assert "createOneApiKey" in print_schema(schema)
    ours = {name: type_ for name, type_ in schema.type_map.items() if not name.startswith("__")}
    for name, type_ in ours.items():
        assert type_.description, name
        for field in getattr(type_, "fields", {}).values():
            assert field.description, name


FIELD = '{"field": "expiresAt"}'
REVOKE = "mutation ($id: ID!) { revokeOneApiKey(id: $id) { id } }"
CREATE = "mutation ($data: CreateApiKeyInput!) { createOneApiKey(data: $data) { id name token expiresAt createdAt } }"


async def test_a_new_key_shows_its_token_and_stores_its_digest(door: MetadataDoor, database: Database) -> None:
    answer = await ask(door, CREATE, {"data": {"name": "n", "expiresAt": "2030-12-31T23:59:59Z"}})
    assert answer.ok
    made = json.loads(answer.body)["data"]["createOneApiKey"]
    credential = read_api_key(made.pop("token"))
    assert made == {"id": KEY_ID, "name": "n", "expiresAt": None, "createdAt": KEY["createdAt"]}
    (entered, _), (call, line) = database.calls
    assert entered == CALLER.enter
    assert line is Line.WRITE
    assert call.text == (
        b"select core.create_api_key($1::text, $2::uuid, $3::bytea, $4::uuid, $5::bytea, $6::text, $7::timestamptz)"
    )
    assert credential is not None
    assert credential.digest is not None
    assert call.params == (
        *CREDENTIAL.params,
        credential.id.encode(),
        b"\\x" + credential.digest.hex().encode(),
        b"n",
        b"2030-12-31T23:59:59+00:00",
    )


async def test_keys_are_listed_and_revoked(door: MetadataDoor, database: Database) -> None:
    listed = await ask(door, "{ apiKeys { id name revokedAt } __typename }")
    assert json.loads(listed.body)["data"] == {
        "apiKeys": [{"id": KEY_ID, "name": "n", "revokedAt": None}],
        "__typename": "Query",
    }
    assert database.calls[-1][0].params == CREDENTIAL.params
    revoked = await ask(door, REVOKE, {"id": KEY_ID})
    assert json.loads(revoked.body)["data"] == {"revokeOneApiKey": {"id": KEY_ID}}
    assert database.calls[-1][0].params == (*CREDENTIAL.params, KEY_ID.encode())


async def test_what_core_refuses_is_told_with_its_path(door: MetadataDoor, database: Database) -> None:
    database.answers["create_"] = DatabaseError("VG400", "must not be in the past", '{"field": "expiresAt"}')
    told = await problem(door, CREATE, {"data": {"name": "n", "expiresAt": "2020-01-01T00:00:00Z"}})
    assert told["path"] == ["createOneApiKey"]
    assert told["extensions"]["code"] == "VALIDATION_ERROR"
    assert told["extensions"]["details"][0]["field"] == "expiresAt"
    database.answers["revoke_"] = DatabaseError("VG404", "There is no such key.")
    told = await problem(door, REVOKE, {"id": KEY_ID})
    assert told["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "a\0b"}, "data.name"),
        ({"name": "n", "expiresAt": "tomorrow"}, "data.expiresAt"),
        ({"name": "n", "expiresAt": "2030-13-01T00:00:00Z"}, "data.expiresAt"),
        ({"name": "n", "expiresAt": "10000-01-01T00:00:00Z"}, "data.expiresAt"),
        ({"name": "n", "expiresAt": 5}, "data.expiresAt"),
        ({"name": 5}, "name"),
        ({}, "name"),
        ({"name": "n", "scope": "all"}, "scope"),
    ],
)
async def test_wrong_input_calls_nothing(
    door: MetadataDoor, database: Database, data: dict[str, Any], says: str
) -> None:
    told = await problem(door, CREATE, {"data": data})
    assert told["extensions"]["code"] == "VALIDATION_ERROR"
    assert says in told["message"]
    assert [call for call, _ in database.calls] == [CALLER.enter]


async def test_an_id_that_is_no_uuid_is_refused_by_its_name(door: MetadataDoor, database: Database) -> None:
    for wrong in ("x", "a\0b", ""):
        told = await problem(door, REVOKE, {"id": wrong})
        assert told["extensions"]["details"][0]["field"] == "id"
        assert told["message"].startswith("id: ")
    assert {call for call, _ in database.calls} == {CALLER.enter}


async def test_a_detail_does_not_repeat_the_name_of_its_field(door: MetadataDoor, database: Database) -> None:
    database.answers["create_"] = DatabaseError("VG400", "expiresAt: an API key expires in the future", FIELD)
    told = await problem(door, CREATE, {"data": {"name": "n"}})
    assert told["message"] == "expiresAt: an API key expires in the future"
    assert told["extensions"]["details"] == [{"field": "expiresAt", "message": "an API key expires in the future"}]


async def test_wrong_documents_are_told_as_at_the_other_door(door: MetadataDoor) -> None:
    told = await problem(door, "{ apiKeys { secret } }")
    assert told["message"] == "Field 'secret' doesn't exist on type 'ApiKey'"
    assert told["path"] == ["apiKeys", "secret"]
    assert (await problem(door, "{ apiKeys {"))["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


async def test_one_who_is_not_let_in_learns_nothing(door: MetadataDoor, database: Database) -> None:
    database.answers["enter("] = DatabaseError("VG401", "revoked")
    for query in ("{ __schema { types { name } } }", "{ nope }", "{ apiKeys { id } }"):
        with pytest.raises(Unauthorized):
            await ask(door, query)
    assert len(database.calls) == 3


async def test_what_goes_wrong_inside_is_for_the_edge_to_tell(door: MetadataDoor, database: Database) -> None:
    database.answers["list_api_keys"] = DatabaseError("XX000", "a secret of the inside")
    with pytest.raises(ApiError) as raised:
        await ask(door, "{ apiKeys { id } }")
    assert raised.value.status == 500
    assert "secret" not in raised.value.message
    database.answers["list_api_keys"] = [{"id": None}]
    with pytest.raises(TypeError):
        await ask(door, "{ apiKeys { id } }")
