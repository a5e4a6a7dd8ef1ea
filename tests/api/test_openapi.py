"""The OpenAPI document of a running server: who gets it, when it is sent, and whether it is true."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.api.client import Api, problem
from tests.cluster import Database
from tests.openapi import Judge
from tests.serving import Server
from tests.standard_model import SAMPLE_OBJECT
from tests.workspaces import Workspace

PATH = "/rest/open-api/core"
ABSENT = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def sample_object(database: Database, workspace: Workspace) -> None:
    """An object with a field of every type, in this module's workspace."""
    make_object(database, workspace, SAMPLE_OBJECT)


@pytest.fixture(scope="module")
def judge(api: Api, sample_object: None) -> Judge:
    return Judge(api.http.get(PATH).json())


@pytest.fixture
def stranger(server: Server) -> Iterator[httpx.Client]:
    """A client without a credential."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def make_object(database: Database, workspace: Workspace, given: dict[str, Any]) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("select metadata.create_object(%s)", [json.dumps({**given, "workspaceId": workspace.id})])


def call(api: Api, judge: Judge, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
    """A call by its path's template, whose answer must be as the document says."""
    record_id, query = more.get("record_id", ABSENT), more.get("query", "")
    response = api.http.request(method, path.replace("{id}", record_id) + query, json=body)
    given = response.json()
    assert judge.wrong_in_answer(method, path, response.status_code, response.headers, given) == [], response.text
    return response


def known(api: Api, judge: Judge, method: str, path: str, body: Any = None, **more: Any) -> Any:
    """What such a call gives, which must succeed, for a body that the document takes."""
    if body is not None:
        assert judge.wrong_in_body(method, path, body) == []
    response = call(api, judge, method, path, body, **more)
    assert response.status_code in (200, 201), response.text
    return response.json()["data"]


def full_body(judge: Judge, api: Api, path: str, method: str = "POST") -> dict[str, Any]:
    """A body with every field that the document has. What the keys say of relations is not said again."""
    schema = judge.operation(method, path)["requestBody"]["content"]["application/json"]["schema"]
    properties = judge.resolved(schema)["properties"]
    body = {
        name: value_of(judge, each)
        for name, each in properties.items()
        if name != "id" and not is_relation(judge, each)
    }
    for name in body:
        # Who is referred to has to be there.
        if name.endswith("Id") and name != "workspaceMemberId":
            body[name] = referred(api, name)
    return body


def is_relation(judge: Judge, schema: dict[str, Any]) -> bool:
    (inner,) = schema.get("allOf", [schema])
    return "connect" in judge.resolved(inner).get("properties", ())


def referred(api: Api, field: str) -> str | None:
    plurals = {"accountOwnerId": "workspaceMembers", "assigneeId": "workspaceMembers", "parentId": "samples"}
    plurals |= {"companyId": "companies", "personId": "people", "pointOfContactId": "people"}
    plurals |= {"opportunityId": "opportunities", "taskId": "tasks", "noteId": "notes"}
    records = api.listed(f"{plurals[field]}?limit=1")
    return records[0]["id"] if records else None


def value_of(judge: Judge, schema: dict[str, Any]) -> Any:
    schema = judge.resolved(schema)
    if "allOf" in schema:
        return value_of(judge, schema["allOf"][0])
    if "enum" in schema:
        return schema["enum"][-1] or schema["enum"][0]
    if "example" in schema:
        return schema["example"]
    match schema.get("type"):
        case "object":
            return {name: value_of(judge, each) for name, each in schema["properties"].items()}
        case "array":
            return [value_of(judge, schema["items"])]
        case "integer":
            return {"int64": 2**63 - 1, "int32": 5}[schema["format"]]
        case "number":
            return 2.5
        case "boolean":
            return False
        case None:
            return {"any": ["value", None]}
    texts = {
        "uuid": str(uuid.uuid4()),
        "date": "2026-02-28",
        "date-time": "2026-02-28T23:59:59.5+02:00",
        "email": f"{uuid.uuid4().hex}@example.com",
    }
    return texts.get(schema.get("format", ""), "Größe")


# --- who gets it, and when --------------------------------------------------------------------------------------------


def test_with_the_header_and_as_the_specification_writes_it(api: Api, server: Server, stranger: httpx.Client) -> None:
    with_header = api.http.get(PATH)
    assert with_header.status_code == 200
    assert with_header.headers["content-type"] == "application/json; charset=utf-8"
    assert with_header.json()["openapi"] == "3.0.3"
    with_token = stranger.get(f"{PATH}?token={server.token}")
    assert (with_token.status_code, with_token.content) == (200, with_header.content)
    assert api.http.get(f"{PATH}?token={server.token}").content == with_header.content


def test_an_access_token_will_do_too(stranger: httpx.Client, workspace: Workspace) -> None:
    login = stranger.post("/auth/login", json={"email": workspace.owner, "password": workspace.password})
    token = login.json()["accessToken"]
    assert stranger.get(f"{PATH}?token={token}").status_code == 200
    stranger.post("/auth/logout", headers={"Authorization": f"Bearer {token}"})
    assert stranger.get(f"{PATH}?token={token}").status_code == 401


@pytest.mark.parametrize(
    "query",
    ["", "?token=", "?token=x", "?token=vingt_0123456789abcdef0123456789abcdef_" + "A" * 43, "?token=a.b.c"],
)
def test_nothing_of_the_model_without_a_credential_that_holds(stranger: httpx.Client, query: str) -> None:
    response = stranger.get(PATH + query)
    refused = problem(response)
    assert (refused.status, refused.code) == (401, "UNAUTHORIZED")
    assert response.headers["www-authenticate"] == "Bearer"
    assert "etag" not in response.headers
    assert "compan" not in response.text
    assert stranger.get(PATH + query, headers={"If-None-Match": "*"}).status_code == 401
    assert stranger.head(PATH + query).status_code == 401


def test_a_revoked_key_gets_nothing_at_once(
    database: Database, server: Server, api: Api, stranger: httpx.Client
) -> None:
    made = api.data(
        'mutation { createOneApiKey(data: {name: "passing", expiresAt: "2099-01-01T00:00:00Z"}) { id token } }',
        at="/metadata",
    )["createOneApiKey"]
    etag = stranger.get(f"{PATH}?token={made['token']}").headers["etag"]
    api.data("mutation($id: ID!) { revokeOneApiKey(id: $id) { id } }", {"id": made["id"]}, at="/metadata")
    refused = stranger.get(f"{PATH}?token={made['token']}", headers={"If-None-Match": etag})
    assert problem(refused).status == 401


def test_two_tokens_that_differ_are_refused(api: Api, other_workspace: Workspace) -> None:
    refused = problem(api.http.get(f"{PATH}?token={other_workspace.token}"))
    assert (refused.status, refused.code) == (401, "UNAUTHORIZED")
    assert "Send one of them" in refused.text
    twice = problem(api.http.get(f"{PATH}?token=a&token=b"))
    assert (twice.status, twice.fields) == (400, ("token",))


@pytest.mark.parametrize("name", ["format", "limit", "depth", "Token", "filter[name][eq]"])
def test_an_unknown_parameter_is_refused(api: Api, name: str) -> None:
    refused = problem(api.http.get(PATH, params={name: "1"}))
    assert (refused.status, refused.code, refused.fields) == (400, "VALIDATION_ERROR", (name,))
    assert "Known: token" in refused.text


def test_only_get_is_possible(api: Api) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = api.http.request(method, PATH)
        assert problem(response).code == "METHOD_NOT_ALLOWED"
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    for path in (f"{PATH}/", "/rest/open-api", "/rest/open-api/other"):
        assert problem(api.http.get(path)).status == 404


def test_the_token_reaches_no_log(server: Server, stranger: httpx.Client) -> None:
    """Not a good one, not a bad one, and not in an error."""
    secret = f"vingt_{uuid.uuid4().hex}_{'s' * 43}"
    for query in (
        f"token={secret}",
        f"token={server.token}&x=1",
        f"{secret}=1",
        f"token={secret}%FF",
        f"token={secret}&token=2",
    ):
        response = stranger.get(f"{PATH}?{query}")
        assert response.status_code in (400, 401)
        log = server.logged(f"request_id={response.headers['x-request-id']}")
        assert secret not in log
        assert server.token not in log
        if not query.startswith(secret):
            assert secret not in response.text
            assert server.token not in response.text


def test_it_is_sent_again_only_when_it_has_changed(
    api: Api, other_api: Api, database: Database, workspace: Workspace
) -> None:
    first = api.http.get(PATH)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = api.http.get(PATH, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == "private, no-cache"
        assert "content-length" not in again.headers
    for unknown in ('"other"', etag[:-2] + '"', etag.strip('"')):
        assert api.http.get(PATH, headers={"If-None-Match": unknown}).content == first.content
    head = api.http.head(PATH)
    assert (head.headers["etag"], int(head.headers["content-length"])) == (etag, len(first.content))

    make_object(database, workspace, {"nameSingular": "gadget", "namePlural": "gadgets", "fields": []})
    after = api.http.get(PATH, headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert after.headers["etag"] != etag
    assert "/rest/gadgets" in after.json()["paths"]
    assert "/rest/gadgets" not in other_api.http.get(PATH).json()["paths"]


# --- whether it is true -----------------------------------------------------------------------------------------------


def test_every_call_on_every_object_is_as_described(api: Api, judge: Judge) -> None:
    assert len(judge.lists()) >= 9
    for path in judge.lists():
        one = f"{path}/{{id}}"
        short = {
            name: value
            for name, value in full_body(judge, api, path).items()
            if name in judge.resolved(body_schema(judge, path)).get("required", ())
        }
        made = [known(api, judge, "POST", path, body) for body in (short, full_body(judge, api, path))]
        deep = known(api, judge, "POST", path, full_body(judge, api, path), query="?depth=1")
        for record in made:
            assert known(api, judge, "GET", one, record_id=record["id"]) == record
        record_id = made[1]["id"]
        assert known(api, judge, "GET", one, record_id=deep["id"], query="?depth=1") == deep
        changes = full_body(judge, api, one, "PATCH")
        assert known(api, judge, "PATCH", one, changes, record_id=record_id)["id"] == record_id
        nothing = {name: None for name in changes if judge.wrong_in_body("PATCH", one, {name: None}) == []}
        emptied = known(api, judge, "PATCH", one, nothing or changes, record_id=record_id, query="?depth=1")
        assert all(emptied[name] is None for name in nothing)
        for query in ("", "?depth=1", "?limit=1", "?filter[deletedAt][is]=NULL&depth=1", "?offset=1000"):
            known(api, judge, "GET", path, query=query)
        deleted = known(api, judge, "DELETE", one, record_id=made[0]["id"])
        assert deleted == {"id": made[0]["id"], "deleted": True}
        records = known(api, judge, "GET", path, query="?filter[deletedAt][is]=NOT_NULL&depth=1")
        assert made[0]["id"] in [record["id"] for record in records]


def test_a_record_has_what_is_described_and_nothing_more(api: Api, judge: Judge) -> None:
    schemas = judge.schemas()
    for path in judge.lists():
        listed = judge.resolved(
            judge.operation("GET", path)["responses"]["200"]["content"]["application/json"]["schema"]
        )
        schema = judge.resolved(listed["properties"]["data"]["items"])
        flat, deep = (known(api, judge, "GET", path, query=f"?limit=1&depth={depth}")[0] for depth in (0, 1))
        assert list(flat) == schema["required"]
        assert list(deep) == list(schema["properties"])
    assert len(schemas) > 80


def test_relations_to_one_are_there_or_null(api: Api, judge: Judge) -> None:
    (company,) = api.make("Company", {"name": "Related"})
    (person,) = api.make("Person", {"companyId": company})
    for expected in (company, None):
        record = known(api, judge, "GET", "/rest/people/{id}", record_id=person, query="?depth=1")
        assert (record["company"] or {}).get("id") == expected
        api.rest("DELETE", f"companies/{company}")


def test_a_body_is_taken_if_and_only_if_the_document_takes_it(api: Api, judge: Judge) -> None:
    """One field at a time, with values of every kind. Where the server takes more than it promises, is written here."""
    values: list[Any] = [None, True, 0, 7, -1, 1.5, 40_000, 2**31, 2**63, "", "text", "EUR", "€" * 101, "2026-01-31"]
    values += ["2026-01-31T09:30:00Z", str(uuid.uuid4()), [], ["A"], ["text"], [1], [None], {}, {"nope": 1}]
    values += [
        {"amountMicros": 1.5},
        {"amountMicros": 1},
        {"currencyCode": "eur"},
        {"firstName": None},
        {"lastName": 1},
        {"disconnect": True},
        {"disconnect": False},
        {"connect": None},
        {"connect": []},
        {"set": []},
        {"connect": [], "disconnect": []},
        {"connect": [], "set": []},
    ]
    count = {True: 0, False: 0}
    for path in ("/rest/samples", "/rest/opportunities", "/rest/people"):
        properties = judge.resolved(body_schema(judge, path))["properties"]
        least = {"name": "x"} if path == "/rest/opportunities" else {}
        for name in [*properties, "nope", "createdAt", "createdBy", "company"]:
            described = judge.resolved(properties.get(name, {}))
            for value in values:
                body = {**least, name: value}
                is_described = judge.wrong_in_body("POST", path, body) == []
                response = call(api, judge, "POST", path, body)
                is_taken = response.status_code == 201
                assert is_taken or response.status_code == 400, response.text
                # A day stands for its first moment, and an id of null for one that the server gives.
                is_more = (described.get("format") == "date-time" and value == "2026-01-31") or (name, value) == (
                    "id",
                    None,
                )
                is_reference = name.endswith("Id") and isinstance(value, str)
                assert is_taken == (is_described or is_more) or is_reference, (path, body, response.text)
                count[is_taken] += 1
    assert min(count.values()) > 100


def test_changes_are_taken_if_and_only_if_the_document_takes_them(api: Api, judge: Judge) -> None:
    (company,) = api.make("Company", {"name": "Changing"})
    one = "/rest/companies/{id}"
    bodies: list[Any] = [{}, [], None, 7, {"id": company}, {"name": None}, {"name": ""}, {"employees": None}]
    bodies += [{"updatedAt": "2026-01-31T09:30:00Z"}, {"annualRecurringRevenue": {}}, {"annualRecurringRevenue": None}]
    bodies += [{"annualRecurringRevenue": {"currencyCode": "EUR"}}, {"nope": 1}, {"people": []}]
    for body in bodies:
        response = api.http.patch(
            f"/rest/companies/{company}", content=json.dumps(body), headers={"Content-Type": "application/json"}
        )
        given = response.json()
        assert judge.wrong_in_answer("PATCH", one, response.status_code, response.headers, given) == []
        assert (response.status_code == 200) == (judge.wrong_in_body("PATCH", one, body) == []), (body, given)


def test_errors_are_as_described(api: Api, judge: Judge, stranger: httpx.Client) -> None:
    text = {"Content-Type": "text/plain"}
    for path in judge.lists():
        one = f"{path}/{{id}}"
        for method, at in (("GET", path), ("POST", path), ("GET", one), ("PATCH", one), ("DELETE", one)):
            body = {"position": 1} if method in ("POST", "PATCH") else None
            refused = stranger.request(method, at.replace("{id}", ABSENT), json=body)
            assert refused.status_code == 401
            assert judge.wrong_in_answer(method, at, 401, refused.headers, refused.json()) == []
            assert call(api, judge, method, at, body, query="?nope=1").status_code == 400
            if at == one:
                assert call(api, judge, method, at, body).status_code == 404
                assert call(api, judge, method, at, body, record_id="x").status_code == 400
            if body is not None:
                for content, headers, status in ((b"{}", text, 415), (b"{", None, 400)):
                    headers = headers or {"Content-Type": "application/json"}
                    wrong = api.http.request(method, at.replace("{id}", ABSENT), content=content, headers=headers)
                    assert wrong.status_code == status
                    assert judge.wrong_in_answer(method, at, status, wrong.headers, wrong.json()) == []
    large = b'{"name": "' + b"x" * 11_000_000 + b'"}'
    too_large = api.http.post("/rest/companies", content=large, headers={"Content-Type": "application/json"})
    assert too_large.status_code == 413
    assert judge.wrong_in_answer("POST", "/rest/companies", 413, too_large.headers, too_large.json()) == []
    email = f"{uuid.uuid4().hex}@example.com"
    api.make("Person", {"email": email})
    assert call(api, judge, "POST", "/rest/people", {"email": email}).status_code == 409
    other = api.http.put("/rest/companies")
    assert other.status_code == 405
    default = judge.resolved(judge.operation("GET", "/rest/companies")["responses"]["default"])
    assert judge.wrong(default["content"]["application/json"]["schema"], other.json()) == []


def test_filters_are_taken_as_described(api: Api, judge: Judge) -> None:
    """Every filter of an object with a field of every type, as a client writes it that keeps to OpenAPI."""
    count, path = 0, "/rest/samples"
    for parameter in judge.operation("GET", path)["parameters"]:
        parameter = judge.resolved(parameter)
        if parameter.get("style") == "deepObject":
            properties = judge.resolved(parameter["schema"])["properties"]
            for name, schema in properties.items():
                value = value_of(judge, schema) if name != "in" else value_of(judge, properties["eq"])
                if name in ("containsAny", "containsAll"):
                    value = "A"
                text = value if isinstance(value, str) else json.dumps(value)
                response = api.http.get(path, params={f"{parameter['name']}[{name}]": text, "limit": "1"})
                assert response.status_code == 200, (parameter["name"], name, response.text)
                count += 1
    assert count > 120


def body_schema(judge: Judge, path: str) -> dict[str, Any]:
    schema: dict[str, Any] = judge.operation("POST", path)["requestBody"]["content"]["application/json"]["schema"]
    return schema
