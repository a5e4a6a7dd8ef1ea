"""The routes of /auth.

In charge of reading the bodies and writing the answers of login, refresh and logout.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from sanic import Request

from app.auth.identify import Identify, bearer
from app.auth.sessions import Grant, Sessions
from app.errors import Detail, InvalidInput, invalid
from app.http.answer import Answer
from app.http.body import read_object, require_json
from app.http.edge import Endpoint
from app.http.envelope import rest_error


class AuthRoutes:
    """`/auth/login`, `/auth/refresh` and `/auth/logout`."""

    def __init__(self, identify: Identify, sessions: Sessions) -> None:
        self._identify = identify
        self._sessions = sessions

    def endpoints(self) -> dict[str, Endpoint]:
        """The paths and what answers them."""
        return {
            "/auth/login": Endpoint({"POST": self._login}, rest_error),
            "/auth/refresh": Endpoint({"POST": self._refresh}, rest_error),
            "/auth/logout": Endpoint({"POST": self._logout}, rest_error),
        }

    async def _login(self, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        given = _texts(request, body, required=("email", "password"), optional=("workspace",))
        return _granted(await self._sessions.login(given["email"], given["password"], given.get("workspace")))

    async def _refresh(self, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        given = _texts(request, body, required=("refreshToken",))
        return _granted(await self._sessions.refresh(given["refreshToken"]))

    async def _logout(self, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        header = request.headers.get("authorization")
        await self._sessions.logout(bearer(header))
        self._identify.forget(header)
        return Answer(b"", 204)


def _granted(grant: Grant) -> Answer:
    body: dict[str, Any] = {
        "accessToken": grant.access_token,
        "refreshToken": grant.refresh_token,
        "expiresIn": grant.expires_in,
    }
    if grant.workspaces:
        body["workspaces"] = grant.workspaces
    return Answer(orjson.dumps(body))


def _texts(
    request: Request, body: bytes, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """The named texts of a body. Raises InvalidInput naming what is missing, wrong or unknown."""
    require_json(request.headers.get("content-type"))
    given = read_object(body)
    problems = [Detail(name, "required") for name in required if given.get(name) is None]
    for name, value in given.items():
        if name not in required + optional:
            problems.append(Detail(name[:80], f"unknown; known: {', '.join(required + optional)}"))
        elif value is not None and not isinstance(value, str):
            problems.append(Detail(name, "a text"))
        elif value is not None and "\0" in value:
            problems.append(Detail(name, "holds a NUL character"))
    if problems:
        raise InvalidInput(invalid(problems[0].field, problems[0].message).message, problems)
    return {name: value for name, value in given.items() if value is not None}
