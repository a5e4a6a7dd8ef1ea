"""The functions of `core` that authentication calls, as Python functions.

In charge of their text, parameters and rows; what they mean together is `auth.sessions` and `auth.identify`.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.auth.caller import Caller, Credential, enter_call
from app.auth.tokens import REFRESH_SECONDS, RefreshToken, SigningKey
from app.db.sqlstate import to_api_error
from app.db.wire import Call, DatabaseError, Line, Results, Segment
from app.errors import Unauthorized

# A new signing key is made after this time (a Postgres interval).
KEY_AGE = "30 days"


class Runs(Protocol):
    """What is asked of `db.database.Database`."""

    async def run(self, segment: Segment, line: Line) -> Results:
        """Run a segment: one result a call. Raises DatabaseError, Unavailable."""


@dataclass(frozen=True, slots=True)
class Membership:
    """An account in one of its workspaces."""

    account_id: str
    password_hash: str
    workspace_id: str
    workspace_name: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of a refresh token: `status` is ok, reused or invalid; the ids are "" unless it is ok."""

    status: str
    session_id: str
    account_id: str
    workspace_id: str


class Store:
    """`core`'s functions for authentication, over a database. Each raises Unavailable when Postgres cannot answer."""

    def __init__(self, database: Runs) -> None:
        self._database = database

    async def enter(self, credential: Credential) -> Caller:
        """Who the credential is. Raises Unauthorized."""
        call = enter_call(credential)
        rows = await self._rows(call, Line.READ)
        if not rows:
            raise Unauthorized("The credential is not known.")
        role, _, workspace_id, schema, version = rows[0]
        return Caller(credential, call, workspace_id, schema, role, int(version))

    async def login_lookup(self, email: str) -> list[Membership]:
        """The account of that address, once for each of its workspaces; none if it is unknown."""
        call = _call("select * from core.login_lookup($1::text)", email)
        return [Membership(*row) for row in await self._rows(call, Line.READ)]

    async def open_session(self, of: Membership, session_id: str, refresh: RefreshToken) -> None:
        """Begin a session with its first refresh token."""
        call = _call(
            "select core.open_session($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::bytea, to_timestamp($6::float8))",
            session_id,
            of.account_id,
            of.workspace_id,
            refresh.id,
            refresh.digest,
            _refresh_end(),
        )
        await self._rows(call, Line.WRITE)

    async def rotate_refresh(self, old: RefreshToken, new: RefreshToken) -> Rotation:
        """Trade a refresh token for the next one; one that was used before ends its session."""
        call = _call(
            "select r.status, coalesce(r.session_id::text, ''), coalesce(r.account_id::text, ''), "
            "coalesce(r.workspace_id::text, '') "
            "from core.rotate_refresh($1::uuid, $2::bytea, $3::uuid, $4::bytea, to_timestamp($5::float8)) r",
            old.id,
            old.digest,
            new.id,
            new.digest,
            _refresh_end(),
        )
        return Rotation(*(await self._rows(call, Line.WRITE))[0])

    async def close_session(self, session_id: str) -> None:
        """End a session and its refresh tokens."""
        await self._rows(_call("select core.close_session($1::uuid)", session_id), Line.WRITE)

    async def signing_keys(self) -> list[SigningKey]:
        """The keys that tokens may be signed with."""
        call = _call(
            "select k.kid, encode(k.secret, 'hex'), k.is_current::int::text, "
            "coalesce(extract(epoch from k.not_after)::text, '') from core.signing_keys() k"
        )
        return [
            SigningKey(kid, bytes.fromhex(secret), is_current == "1", float(not_after) if not_after else None)
            for kid, secret, is_current, not_after in await self._rows(call, Line.READ)
        ]

    async def rotate_signing_key(self) -> None:
        """Make a new current key when the present one is over its age, or there is none."""
        await self._rows(_call("select core.rotate_signing_key($1::interval)", KEY_AGE), Line.WRITE)

    async def _rows(self, call: Call, line: Line) -> list[tuple[str, ...]]:
        try:
            result = (await self._database.run(Segment("", "", (call,)), line))[0]
        except DatabaseError as error:
            raise to_api_error(error, lambda table, constraint: (), lambda table, column: None) from error
        return [
            tuple((result.get_value(row, column) or b"").decode() for column in range(result.nfields))
            for row in range(result.ntuples)
        ]


def new_session_id() -> str:
    """The id of a session that is about to be opened."""
    return str(uuid.uuid4())


def _refresh_end() -> str:
    return str(int(time.time()) + REFRESH_SECONDS)


def _call(text: str, *values: str | bytes) -> Call:
    params: Sequence[bytes] = [
        b"\\x" + value.hex().encode() if isinstance(value, bytes) else value.encode() for value in values
    ]
    return Call(text.encode(), tuple(params))
