"""What every route has in common: ids, methods, content types, unknown paths, malformed bodies."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.api.client import Api
from tests.serving import Server

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def test_health(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_the_request_id_is_given_and_logged(api: Api, server: Server) -> None:
    first, second = api.http.get("/rest/gadgets"), api.http.get("/rest/gadgets")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    given = api.http.get("/rest/gadgets", headers={"X-Request-Id": "from-the-client-1"})
    assert given.headers["x-request-id"] == "from-the-client-1"
    for response in (first, second, given):
        server.logged(f"request_id={response.headers['x-request-id']} method=GET path=/rest/gadgets status=404")


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
