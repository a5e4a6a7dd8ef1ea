"""Requests that are wrong before anything is asked: bodies, methods, content types, paths and query strings."""

import re
from typing import Any

import pytest

from tests.api.client import Api, problem

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/graphql", "/metadata", "/rest/companies", "/auth/login", "/auth/refresh"])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty|JSON"),
        (b"{", "JSON"),
        (b'{"query": "{ __typename }",}', "JSON"),
        (b"query { __typename }", "JSON"),
        (b'{"name": NaN}', "JSON"),
        (b'{"name": Infinity}', "JSON"),
        (b'{"name": 01}', "JSON"),
        (b'{"name": "\xff"}', "UTF-8"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b'{"name": "\xed\xa0\x80"}', "UTF-8"),
        (b'{"name": "\\ud800"}', "surrogate"),
        (b'{"name": "\\udc00 x"}', "surrogate"),
        (b'{"name": "a\nb"}', "JSON|control"),
        (b"[" * 100_000, "JSON|deep|nest"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "deep|nest"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'"text"', "object"),
        (b"5", "object"),
    ],
    ids=lambda value: str(value[:30]) if isinstance(value, bytes) else "",
)
def test_malformed_bodies(api: Api, path: str, body: bytes, says: str) -> None:
    response = api.http.post(path, content=body, headers=JSON)
    refused = problem(response)
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR"), response.text
    assert re.search(says, refused.text), refused.text


@pytest.mark.parametrize("body", [b'{"name": "a", "name": "b"}', b' \n{"name": "spaces"}\t'])
def test_bodies_that_are_fine(api: Api, body: bytes) -> None:
    assert api.http.post("/rest/companies", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "query"),
        ({"query": None}, "query"),
        ({"query": 5}, "query"),
        ({"query": "{ __typename }", "variables": []}, "variables"),
        ({"query": "{ __typename }", "variables": "x"}, "variables"),
        ({"query": "{ __typename }", "operationName": 5}, "operationName"),
        ([{"query": "{ __typename }"}], "object"),
    ],
)
def test_graphql_requests(api: Api, body: Any, names: str) -> None:
    refused = problem(api.http.post("/graphql", json=body))
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert names in refused.text


@pytest.mark.parametrize("path", ["/graphql", "/rest/companies", "/auth/login"])
def test_a_body_over_the_limit(api: Api, path: str) -> None:
    body = b'{"query": "' + b" " * 60 * 1024 * 1024 + b'"}'
    refused = problem(api.http.post(path, content=body, headers=JSON))
    assert (refused.status, refused.code) == (413, "PAYLOAD_TOO_LARGE")
    assert re.search(r"\d+", refused.text)
    chunked = problem(api.http.post(path, content=iter([body[:1_000_000]] * 60), headers=JSON))
    assert chunked.status == 413


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/graphql", {"POST"}),
        ("PUT", "/graphql", {"POST"}),
        ("DELETE", "/metadata", {"POST"}),
        ("GET", "/auth/login", {"POST"}),
        ("PUT", "/auth/refresh", {"POST"}),
        ("GET", "/auth/logout", {"POST"}),
        ("DELETE", "/rest/companies", {"GET", "POST"}),
        ("PATCH", "/rest/companies", {"GET", "POST"}),
        ("PUT", "/rest/companies/01890000-0000-7000-8000-000000000000", {"GET", "PATCH", "DELETE"}),
        ("POST", "/rest/companies/01890000-0000-7000-8000-000000000000", {"GET", "PATCH", "DELETE"}),
    ],
)
def test_wrong_methods(api: Api, method: str, path: str, allow: set[str]) -> None:
    response = api.http.request(method, path, json={})
    refused = problem(response)
    assert (refused.status, refused.code) == (405, "METHOD_NOT_ALLOWED")
    assert set(response.headers["allow"].replace(" ", "").split(",")) - {"HEAD", "OPTIONS"} == allow
    assert method in refused.text
    assert any(name in refused.text for name in allow)


@pytest.mark.parametrize("path", ["/graphql", "/metadata", "/rest/companies", "/auth/login"])
@pytest.mark.parametrize(
    "kind",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=latin-1",
    ],
)
def test_wrong_content_types(api: Api, path: str, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    refused = problem(api.http.post(path, content=b'{"query": "{ __typename }"}', headers=headers))
    assert (refused.status, refused.code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "application/json" in refused.text


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON;charset=UTF-8"]
)
def test_right_content_types(api: Api, kind: str) -> None:
    answer = api.http.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"Content-Type": kind})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/rest",
        "/rest/",
        "/rest/widgets",
        "/rest/widgets/5",
        "/rest/companies/1/2",
        "/graphql/x",
        "/rest/../core",
        "/auth",
    ],
)
def test_unknown_paths(api: Api, path: str) -> None:
    refused = problem(api.http.get(path))
    assert (refused.status, refused.code) == (404, "NOT_FOUND")
    if "widgets" in path:
        assert "widgets" in refused.text


@pytest.mark.parametrize(
    ("query", "names", "says"),
    [
        ("limit=abc", "limit", "1,?000|number"),
        ("limit=0", "limit", "1"),
        ("limit=-1", "limit", "1"),
        ("limit=1001", "limit", "1,?000"),
        ("limit=", "limit", "number|1"),
        ("limit=1.5", "limit", "number|1"),
        ("limit=99999999999999999999", "limit", "1,?000"),
        ("limit=٣", "limit", "number|1"),
        ("limit=5&limit=6", "limit", "once|twice|one"),
        ("offset=-1", "offset", "0"),
        ("offset=x", "offset", "number|0"),
        ("offset=99999999999999999999", "offset", "."),
        ("nope=1", "nope", "filter|limit"),
        ("first=5", "first", "limit"),
        ("filter[unknownField][eq]=1", "unknownField", "[Cc]ompan"),
        ("filter[name][beginsWith]=1", "beginsWith", "eq.*like"),
        ("filter[name]=1", "filter\\[name\\]|filter.name", "\\[eq\\]|operator"),
        ("filter=1", "filter", "\\[|operator"),
        ("filter[name][eq][x]=1", "filter", "."),
        ("filter[name.first][eq]=1", "name.first|first", "."),
        ("filter[company.id][eq]=1", "company", "."),
        ("filter[annualRecurringRevenue][eq]=1", "annualRecurringRevenue", "amountMicros"),
        ("filter[annualRecurringRevenue.nope][eq]=1", "nope", "amountMicros"),
        ("filter[people][eq]=1", "people", "."),
        ("filter[people.nope][eq]=1", "nope", "."),
        ("filter[employees][gte]=x", "employees", "number|[Ii]nt"),
        ("filter[employees][gte]=", "employees", "number|[Ii]nt"),
        ("filter[employees][gte]=NaN", "employees", "number|[Ii]nt"),
        ("filter[employees][in]=1,x", "employees", "number|[Ii]nt"),
        ("filter[employees][eq]=9223372036854775808", "employees", "32|64|range"),
        ("filter[annualRecurringRevenue.amountMicros][eq]=9223372036854775808", "amountMicros", "64|range"),
        ("filter[idealCustomerProfile][eq]=yes", "idealCustomerProfile", "true"),
        ("filter[id][eq]=nope", "id", "[Uu][Uu][Ii][Dd]"),
        ("filter[createdAt][gt]=2024-13-01", "createdAt", "time|ISO"),
        ("filter[createdAt][gt]=10000-01-01T00:00:00Z", "createdAt", "time|year|ISO"),
        ("filter[name][is]=EMPTY", "name", "NULL"),
        ("filter[name][eq]=a%00b", "name", "NUL|U\\+0000|zero|\\\\u0000"),
        ('filter[name][in]="open', "name", "quote"),
        ("order[unknownField]=asc", "unknownField", "."),
        ("order[name]=upwards", "name", "asc|Asc"),
        ("order[name]=", "name", "asc|Asc"),
        ("order[people]=asc", "people", "."),
        ("order=name", "order", "\\["),
        ("depth=5", "depth", "1"),
    ],
)  # fmt: skip
def test_query_strings(api: Api, query: str, names: str, says: str) -> None:
    refused = api.refused("GET", f"companies?{query}")
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert re.search(names, refused.text), refused
    assert re.search(says, refused.text), refused
    assert refused.fields, "the details name the parameter"


def test_enum_values_in_query_strings(api: Api) -> None:
    refused = api.refused("GET", "opportunities?filter[stage][eq]=NOWHERE")
    assert refused.code == "VALIDATION_ERROR"
    assert re.search("stage", refused.text)
    assert re.search("PROPOSAL", refused.text)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("value", ["nope", "5", "01890000-0000-7000-8000-00000000000g", "%00", "01890000"])
def test_bad_ids_in_paths(api: Api, method: str, value: str) -> None:
    refused = api.refused(method, f"companies/{value}", {"employees": 1} if method == "PATCH" else None)
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert "id" in refused.fields
    assert "uuid" in refused.text.lower()


def test_an_update_of_one_that_is_gone(api: Api) -> None:
    (gone,) = api.make("Company", {"name": "gone"})
    assert api.rest("DELETE", f"companies/{gone}").status_code == 200
    refused = api.refused("PATCH", f"companies/{gone}", {"employees": 1})
    assert (refused.status, refused.code) == (404, "NOT_FOUND")
    assert gone in refused.text


@pytest.mark.parametrize(
    "path",
    ["companies/01890000-0000-7000-8000-000000000000?nope=1", "companies/01890000-0000-7000-8000-000000000000?limit=1"],
)
def test_parameters_of_one_record(api: Api, path: str) -> None:
    refused = api.refused("GET", path)
    assert refused.status == 400
    assert "nope" in refused.text or "limit" in refused.text
