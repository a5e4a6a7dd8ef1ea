"""Login, rotation of refresh tokens, logout, and tokens that are not good."""

import base64
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import psycopg
import pytest

from tests.api.client import problem
from tests.cluster import Database
from tests.serving import Server
from tests.workspaces import Workspace

Claims = dict[str, Any]


def post(server: Server, path: str, body: Any = None, token: str | None = None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{server.url}{path}", json=body, headers=headers, timeout=30)


def login(server: Server) -> dict[str, Any]:
    answer = post(server, "/auth/login", {"email": server.workspace.owner, "password": server.workspace.password})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def admits(server: Server, token: str) -> bool:
    """Whether both doors let the token in; they must agree."""
    rest = httpx.get(f"{server.url}/rest/companies", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    graphql = post(server, "/graphql", {"query": "{ companies { totalCount } }"}, token)
    assert (rest.status_code, graphql.status_code) in ((200, 200), (401, 401))
    return rest.status_code == 200


def test_login(server: Server) -> None:
    granted = login(server)
    assert set(granted) == {"accessToken", "refreshToken", "expiresIn"}
    assert granted["expiresIn"] == 1800
    claims = jwt.decode(granted["accessToken"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 1800
    assert jwt.get_unverified_header(granted["accessToken"])["kid"]
    assert admits(server, granted["accessToken"])
    query = 'mutation { createNote(data: {title: "mine"}) { createdBy { source workspaceMemberId name } } }'
    made = post(server, "/graphql", {"query": query}, granted["accessToken"]).json()["data"]["createNote"]
    assert made["createdBy"] == {
        "source": "USER",
        "workspaceMemberId": server.workspace.owner_member_id,
        "name": "Olga Owner",
    }


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def forge(server: Server, database: Database) -> Callable[..., str]:
    """Makes access tokens with the server's real key: `forge(claims, algorithm="HS256", kid=...)`."""
    granted = login(server)["accessToken"]
    kid = jwt.get_unverified_header(granted)["kid"]
    with psycopg.connect(database.owner_dsn) as owner:
        secret = {row[0]: bytes(row[1]) for row in owner.execute("select kid, secret from core.signing_keys()")}[kid]
    honest = jwt.decode(granted, options={"verify_signature": False})

    def make(changes: Claims | None = None, algorithm: str = "HS256", key: bytes = secret, **header: Any) -> str:
        claims = {name: value for name, value in {**honest, **(changes or {})}.items() if value is not None}
        return jwt.encode(claims, key, algorithm, {"kid": kid, **header})

    assert admits(server, make())
    return make


def test_an_expired_token_says_so(server: Server, forge: Callable[..., str]) -> None:
    token = forge({"exp": int(time.time()) - 1, "iat": int(time.time()) - 1801})
    for answer in (
        httpx.get(f"{server.url}/rest/companies", headers={"Authorization": f"Bearer {token}"}, timeout=30),
        post(server, "/graphql", {"query": "{ companies { totalCount } }"}, token),
        post(server, "/metadata", {"query": "{ apiKeys { id } }"}, token),
    ):
        refused = problem(answer)
        assert (refused.status, refused.code) == (401, "UNAUTHORIZED")
        assert "expired" in refused.text
        assert "/auth/refresh" in refused.text


def test_tokens_that_were_not_made_here(server: Server, forge: Callable[..., str]) -> None:
    good = forge()
    head, claims, signature = good.split(".")
    header = jwt.get_unverified_header(good)
    flipped = "A" if signature[10] != "A" else "B"
    bad = {
        "other algorithm": forge(algorithm="HS512"),
        "named algorithm": f"{encoded({**header, 'alg': 'HS384'})}.{claims}.{signature}",
        "no algorithm": f"{encoded({**header, 'alg': 'none'})}.{claims}.",
        "no algorithm, signed": f"{encoded({**header, 'alg': 'None'})}.{claims}.{signature}",
        "public key": f"{encoded({**header, 'alg': 'RS256'})}.{claims}.{signature}",
        "unknown kid": forge(kid="nobody"),
        "kid of a path": forge(kid="../../dev/null"),
        "no kid": f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{claims}.{signature}",
        "kid of another type": f"{encoded({**header, 'kid': 5})}.{claims}.{signature}",
        "other secret": forge(key=b"0" * 64),
        "changed signature": f"{head}.{claims}.{signature[:10]}{flipped}{signature[11:]}",
        "changed claims": f"{head}.{encoded({'sid': str(uuid.uuid4())})}.{signature}",
        "no end": forge({"exp": None}),
        "unknown session": forge({"sid": str(uuid.uuid4())}),
        "session of another type": forge({"sid": "5"}),
        "cut": good[:-5],
        "no signature": f"{head}.{claims}",
        "nothing": "..",
        "rubbish": "abc",
        "long": "a." * 4000,
    }
    admitted = [name for name, token in bad.items() if admits(server, token)]
    assert admitted == []


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic dTpw", "token", "Bearer a b", "bearer ÿ"])
@pytest.mark.parametrize("path", ["/graphql", "/metadata", "/rest/companies"])
def test_no_token(server: Server, header: str | None, path: str) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    body = {"query": "{ __typename }"}
    refused = problem(httpx.post(f"{server.url}{path}", json=body, headers=headers, timeout=30))
    assert (refused.status, refused.code) == (401, "UNAUTHORIZED")
    assert "Authorization" in refused.text or "/auth/login" in refused.text


def test_a_refresh_token_is_no_access_token(server: Server) -> None:
    assert not admits(server, login(server)["refreshToken"])


def test_keys_of_the_api_live_in_the_database_as_digests(
    server: Server, database: Database, workspace: Workspace
) -> None:
    secret = workspace.token.split("_", 2)[2]
    assert len(secret) >= 20
    with psycopg.connect(database.owner_dsn) as owner:
        tables = owner.execute(
            "select table_name from information_schema.tables where table_schema = 'core' and table_type = 'BASE TABLE'"
        )
        for (table,) in tables.fetchall():
            row = owner.execute(
                f"select count(*) from core.{table} t where t::text like %s", [f"%{secret}%"]
            ).fetchone()
            assert row == (0,), table
