"""Login, refresh, logout, and what each kind of credential may do once it is no good any more."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import psycopg
import pytest

from tests.api.client import Api, problem
from tests.cluster import Database
from tests.serving import Server
from tests.workspaces import Workspace


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def login(http: httpx.Client, owner_of: Workspace, **changes: Any) -> httpx.Response:
    return http.post("/auth/login", json={"email": owner_of.owner, "password": owner_of.password, **changes})


def listed(http: httpx.Client, token: str) -> httpx.Response:
    return http.get("/rest/companies", headers={"Authorization": f"Bearer {token}"})


def test_the_specifications_login(http: httpx.Client, workspace: Workspace) -> None:
    response = login(http, workspace)
    assert response.status_code == 200, response.text
    body = response.json()
    assert set(body) == {"accessToken", "refreshToken", "expiresIn"}
    assert body["expiresIn"] == 1800
    assert response.headers["cache-control"] == "no-store"
    assert listed(http, body["accessToken"]).status_code == 200
    header = jwt.get_unverified_header(body["accessToken"])
    claims = jwt.decode(body["accessToken"], options={"verify_signature": False})
    assert header["alg"] == "HS256"
    assert header["kid"]
    assert claims["exp"] - claims["iat"] == 1800
    assert claims["wid"] == workspace.id


def test_the_address_may_be_written_in_any_case(http: httpx.Client, workspace: Workspace) -> None:
    assert login(http, workspace, email=f" {workspace.owner.upper()} ").status_code == 200


def test_unknown_address_and_wrong_password_get_the_same_answer(http: httpx.Client, workspace: Workspace) -> None:
    wrong = login(http, workspace, password="wrong")
    unknown = login(http, workspace, email="nobody@nowhere.example")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert problem(wrong).code == "UNAUTHORIZED"
    assert wrong.headers["www-authenticate"] == "Bearer"


def test_unknown_address_and_wrong_password_take_the_same_time(http: httpx.Client, workspace: Workspace) -> None:
    """By the fastest of each: what else runs on the machine only makes a login slower, so that with more rounds they
    come together, unless one of them does less."""
    fastest = {"wrong": 60.0, "unknown": 60.0}
    for _ in range(40):
        for name, changes in (("wrong", {"password": "wrong"}), ("unknown", {"email": "nobody@nowhere.example"})):
            began = time.perf_counter()
            login(http, workspace, **changes)
            fastest[name] = min(fastest[name], time.perf_counter() - began)
        if 0.6 < fastest["wrong"] / fastest["unknown"] < 1.7:
            return
    pytest.fail(f"they can be told apart: {fastest}")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "email"),
        ({"email": "a@b.example"}, "password"),
        ({"email": 7, "password": "x"}, "email"),
        ({"email": None, "password": "x"}, "email"),
        ({"email": "a@b.example", "password": "x", "remember": True}, "remember"),
        ({"email": "a\0@b.example", "password": "x"}, "email"),
        ({"email": "a@b.example", "password": "x" * 2000}, "password"),
    ],
)
def test_a_wrong_login_body_names_the_field(http: httpx.Client, body: dict[str, Any], field: str) -> None:
    refused = problem(http.post("/auth/login", json=body))
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert field in refused.fields


def test_a_workspace_can_be_named(http: httpx.Client, workspace: Workspace, other_workspace: Workspace) -> None:
    assert login(http, workspace, workspace=workspace.name).status_code == 200
    refused = problem(login(http, workspace, workspace=other_workspace.name))
    assert refused.status == 400
    assert workspace.name in refused.text
    # which workspaces there are is told only to who has the password
    assert problem(login(http, workspace, workspace=other_workspace.name, password="wrong")).status == 401


def test_refresh_rotates(http: httpx.Client, workspace: Workspace) -> None:
    first = login(http, workspace).json()
    response = http.post("/auth/refresh", json={"refreshToken": first["refreshToken"]})
    assert response.status_code == 200, response.text
    second = response.json()
    assert set(second) == {"accessToken", "refreshToken", "expiresIn"}
    assert second["refreshToken"] != first["refreshToken"]
    assert listed(http, second["accessToken"]).status_code == 200


def test_a_refresh_token_used_twice_ends_its_family(http: httpx.Client, workspace: Workspace) -> None:
    first = login(http, workspace).json()
    second = http.post("/auth/refresh", json={"refreshToken": first["refreshToken"]}).json()
    assert listed(http, second["accessToken"]).status_code == 200
    assert http.post("/auth/refresh", json={"refreshToken": first["refreshToken"]}).status_code == 401
    assert http.post("/auth/refresh", json={"refreshToken": second["refreshToken"]}).status_code == 401
    for token in (first["accessToken"], second["accessToken"]):
        assert listed(http, token).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "vingt_refresh_" + "0" * 32 + "_" + "A" * 43, "a.b.c", "é"])
def test_other_refresh_tokens_are_refused(http: httpx.Client, token: str) -> None:
    refused = problem(http.post("/auth/refresh", json={"refreshToken": token}))
    assert (refused.status, refused.code) == (401, "UNAUTHORIZED")


def test_logout_ends_the_session_at_once(http: httpx.Client, workspace: Workspace) -> None:
    tokens, others = login(http, workspace).json(), login(http, workspace).json()
    assert listed(http, tokens["accessToken"]).status_code == 200
    response = http.post("/auth/logout", headers={"Authorization": f"Bearer {tokens['accessToken']}"})
    assert response.status_code == 204
    assert response.content == b""
    assert listed(http, tokens["accessToken"]).status_code == 401
    assert http.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"]}).status_code == 401
    assert listed(http, others["accessToken"]).status_code == 200


def test_a_session_revoked_elsewhere_is_refused_by_the_next_request(
    http: httpx.Client, workspace: Workspace, database: Database
) -> None:
    tokens = login(http, workspace).json()
    assert listed(http, tokens["accessToken"]).status_code == 200
    session = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sid"]
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("select core.close_session(%s)", [session])
    assert listed(http, tokens["accessToken"]).status_code == 401


def test_a_revoked_api_key_is_refused_by_the_next_request(http: httpx.Client, workspace: Workspace, api: Api) -> None:
    made = api.data('mutation { createOneApiKey(data: {name: "short"}) { id token } }', at="/metadata")[
        "createOneApiKey"
    ]
    assert listed(http, made["token"]).status_code == 200
    api.data("mutation ($id: ID!) { revokeOneApiKey(id: $id) { id } }", {"id": made["id"]}, at="/metadata")
    refused = listed(http, made["token"])
    assert refused.status_code == 401
    assert made["token"] not in refused.text


def test_nothing_secret_is_logged(http: httpx.Client, server: Server, workspace: Workspace) -> None:
    tokens = login(http, workspace).json()
    login(http, workspace, password="a very wrong password")
    http.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"] + "x"})
    last = listed(http, tokens["accessToken"] + "x")
    log = server.logged(f"request_id={last.headers['x-request-id']} ")
    assert "status=401" in log
    for secret in (workspace.password, "a very wrong password", tokens["accessToken"], tokens["refreshToken"]):
        assert secret not in log
