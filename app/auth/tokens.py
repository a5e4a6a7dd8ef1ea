"""Tokens: signed access tokens, opaque refresh tokens, and the keys that sign.

In charge of making and checking them. A good signature only says which session is meant; whether the session still
lives is decided by Postgres in every request. Tokens never appear in a message or a log line.
"""

import asyncio
import hashlib
import re
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from app.auth.caller import SESSION, Credential
from app.errors import Unauthorized

ACCESS_SECONDS = 1800
REFRESH_SECONDS = 30 * 24 * 3600
ALGORITHM = "HS256"
ISSUER = "vingt"

# An unknown `kid` may be a key that another worker has just made, or noise: ask the database at most this often.
_RELOAD_SECONDS = 2.0
# How often the key to sign with is looked at again: is it old, has another worker made a new one?
_FRESH_SECONDS = 600.0

_REFRESH = re.compile(r"vingt_refresh_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of the database; `not_after` is a time in seconds since 1970, None while it is not retired."""

    kid: str
    secret: bytes
    is_current: bool
    not_after: float | None


class SigningKeys:
    """The signing keys as this worker last read them. `rotate` makes a new current key where the present one is old
    or missing; keys made before stay good for the tokens that they signed."""

    def __init__(
        self, load: Callable[[], Awaitable[Sequence[SigningKey]]], rotate: Callable[[], Awaitable[None]]
    ) -> None:
        self._load = load
        self._rotate = rotate
        self._keys: dict[str, SigningKey] = {}
        self._loaded_at = self._rotated_at = float("-inf")
        self._loading = asyncio.Lock()

    async def current(self) -> SigningKey:
        """The key to sign with."""
        if time.monotonic() - self._rotated_at > _FRESH_SECONDS:
            await self._rotate()
            await self._reload(0)
            self._rotated_at = time.monotonic()
        return next(key for key in self._keys.values() if key.is_current)

    async def find(self, kid: str) -> SigningKey | None:
        """The key of that id, if it may still be used."""
        if kid not in self._keys:
            await self._reload(_RELOAD_SECONDS)
        key = self._keys.get(kid)
        if key is None or (key.not_after is not None and key.not_after <= time.time()):
            return None
        return key

    async def _reload(self, unless_younger_than: float) -> None:
        async with self._loading:
            if time.monotonic() - self._loaded_at > unless_younger_than:
                self._keys = {key.kid: key for key in await self._load()}
                self._loaded_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A checked access token: the session that it stands for and when it ends (seconds since 1970)."""

    credential: Credential
    expires_at: float


class AccessTokens:
    """Makes and checks access tokens."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    async def sign(self, account_id: str, workspace_id: str, session_id: str) -> str:
        """A token that lives `ACCESS_SECONDS`."""
        key = await self._keys.current()
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": account_id,
            "wid": workspace_id,
            "sid": session_id,
            "iat": now,
            "exp": now + ACCESS_SECONDS,
        }
        return jwt.encode(claims, key.secret, ALGORITHM, {"kid": key.kid})

    async def verify(self, token: str) -> AccessToken:
        """Raises Unauthorized; the message tells an expired token from a wrong one."""
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            key = await self._keys.find(kid) if isinstance(kid, str) and header.get("alg") == ALGORITHM else None
            if key is None:
                raise _refused()
            claims: dict[str, Any] = jwt.decode(
                token,
                key.secret,
                [ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "iat", "iss", "sub", "sid", "wid"], "verify_iat": False},
            )
            return AccessToken(Credential(SESSION, str(uuid.UUID(claims["sid"]))), float(claims["exp"]))
        except jwt.ExpiredSignatureError:
            raise Unauthorized("The access token has expired. Get a new one from POST /auth/refresh.") from None
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise _refused() from None


def _refused() -> Unauthorized:
    return Unauthorized("The token is not valid. Log in at POST /auth/login, or use an API key.")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token's id and the digest of its secret, which is all that is stored."""

    id: str
    digest: bytes

    @staticmethod
    def new() -> "tuple[RefreshToken, str]":
        """A new one and the text that its owner keeps."""
        key, secret = uuid.uuid4(), secrets.token_urlsafe(32)
        return RefreshToken(str(key), _digest(secret)), f"vingt_refresh_{key.hex}_{secret}"

    @staticmethod
    def read(text: str) -> "RefreshToken | None":
        """The token that the text stands for, None when it cannot be one."""
        match = _REFRESH.fullmatch(text)
        return RefreshToken(str(uuid.UUID(match[1])), _digest(match[2])) if match else None


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
