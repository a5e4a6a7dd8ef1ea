"""What every route has in common: ids, methods, content types, unknown paths, malformed bodies."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.api.client import Api, problem
from tests.serving import Server

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def test_health(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize("path", ["/", "/graphqls", "/rest", "/auth", "/auth/signup", "/rest/a/b/c", "/rest//x"])
def test_an_unknown_path_is_a_404_with_the_envelope(http: httpx.Client, path: str) -> None:
    refused = problem(http.get(path))
    assert (refused.status, refused.code) == (404, "NOT_FOUND")
    assert "/graphql" in refused.message


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/graphql", "POST, OPTIONS"),
        ("PUT", "/graphql", "POST, OPTIONS"),
        ("GET", "/metadata", "POST, OPTIONS"),
        ("GET", "/auth/login", "POST, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_a_405_with_allow(http: httpx.Client, method: str, path: str, allow: str) -> None:
    response = http.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allow
    assert problem(response).code == "METHOD_NOT_ALLOWED"
    assert ("errors" in response.json()) == (path in ("/graphql", "/metadata"))


def test_the_request_id_is_given_and_logged(api: Api, server: Server) -> None:
    first, second = api.http.get("/rest/gadgets"), api.http.get("/rest/gadgets")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    given = api.http.get("/rest/gadgets", headers={"X-Request-Id": "from-the-client-1"})
    assert given.headers["x-request-id"] == "from-the-client-1"
    for response in (first, second, given):
        server.logged(f"request_id={response.headers['x-request-id']} method=GET path=/rest/gadgets status=404")


@pytest.mark.parametrize("path", ["/graphql", "/metadata", "/rest/companies", "/auth/login"])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b'{"query": ', "line 1, column"),
        (b'{"query": "\xff"}', "UTF-8"),
        (b'{"query": "\\ud800"}', "surrogate"),
        (b'{"query": NaN}', "not JSON"),
        (b"[" * 10_000, "deep"),
        (b'"text"', "object"),
    ],
)
def test_a_malformed_body_is_a_400_that_says_where(api: Api, path: str, body: bytes, says: str) -> None:
    refused = problem(api.http.post(path, content=body, headers=JSON))
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert says in refused.message


@pytest.mark.parametrize("path", ["/graphql", "/metadata", "/rest/companies", "/auth/login"])
def test_another_content_type_is_a_415(api: Api, path: str) -> None:
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
        refused = problem(api.http.post(path, content=b"{}", headers=headers))
        assert (refused.status, refused.code) == (415, "UNSUPPORTED_MEDIA_TYPE")
        assert "Content-Type: application/json" in refused.message


@pytest.mark.parametrize("path", ["/graphql", "/rest/companies", "/auth/login"])
def test_a_body_over_the_limit_is_a_413(api: Api, path: str) -> None:
    refused = problem(api.http.post(path, content=b" " * (10 * 1024 * 1024 + 1), headers=JSON))
    assert (refused.status, refused.code) == (413, "PAYLOAD_TOO_LARGE")
    assert "10485760 bytes" in refused.message


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([{"query": "{ __typename }"}], "one operation"),
        ({}, "query"),
        ({"query": 7}, "query"),
        ({"query": None}, "query"),
        ({"query": "{ __typename }", "variables": []}, "variables"),
        ({"query": "{ __typename }", "variables": "{}"}, "variables"),
        ({"query": "{ __typename }", "operationName": 7}, "operationName"),
    ],
)
def test_a_wrong_graphql_request_is_a_400_that_names_the_member(api: Api, body: object, says: str) -> None:
    refused = problem(api.http.post("/graphql", json=body))
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert says in refused.message


def test_the_status_of_graphql_errors_follows_the_accepted_type(api: Api) -> None:
    body = {"query": "{ unknownField }"}
    classic = api.http.post("/graphql", json=body, headers={"Accept": "application/json"})
    assert classic.status_code == 200
    assert classic.headers["content-type"].startswith("application/json")
    newer = api.http.post("/graphql", json=body, headers={"Accept": "application/graphql-response+json"})
    assert newer.status_code == 400
    assert newer.headers["content-type"].startswith("application/graphql-response+json")
    fine = api.http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Accept": "application/graphql-response+json"}
    )
    assert fine.status_code == 200


def test_head_gives_the_headers_of_get(http: httpx.Client) -> None:
    response = http.head("/healthz")
    assert response.status_code == 200
    assert int(response.headers["content-length"]) == len(http.get("/healthz").content)


def test_answers_are_not_cached_and_not_shared_with_other_sites(api: Api) -> None:
    response = api.http.get("/rest/companies", headers={"Origin": "https://other.example"})
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not [name for name in response.headers if name.startswith("access-control")]
    json.loads(response.text)
