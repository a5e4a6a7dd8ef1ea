"""From an Authorization header to a caller.

In charge of reading the credential, of asking the database once who it is, and of remembering the answer. Remembering
grants nothing: every request enters Postgres with the credential again, so what was revoked is refused at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.auth.caller import Caller, Credential
from app.auth.store import Store
from app.auth.tokens import AccessToken, AccessTokens
from app.errors import Unauthorized

MISSING = "Send an access token or an API key: Authorization: Bearer <token>."

# No token is longer; a longer header is not worth a look.
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    expires_at: float


class Identify:
    """Finds the caller of a header. `api_key` reads an API key's token and gives None for any other text."""

    def __init__(
        self,
        store: Store,
        tokens: AccessTokens,
        api_key: Callable[[str], Credential | None],
        remembered: int = 10_000,
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._api_key = api_key
        self._remembered = remembered
        self._known: dict[str, _Known] = {}

    def peek(self, header: str | None) -> Caller | None:
        """The caller if the header was seen before and is still in time; does no I/O."""
        known = self._known.get(header or "")
        return known.caller if known is not None and known.expires_at > time.time() else None

    async def caller(self, header: str | None) -> Caller:
        """The caller of a header. Raises Unauthorized, Unavailable."""
        known = self.peek(header)
        if known is not None:
            return known
        text = bearer(header)
        credential, expires_at = self._api_key(text), float("inf")
        if credential is None:
            token: AccessToken = await self._tokens.verify(text)
            credential, expires_at = token.credential, token.expires_at
        caller = await self._store.enter(credential)
        self._remember(header or "", _Known(caller, expires_at))
        return caller

    def forget(self, header: str | None) -> None:
        """Drop what is remembered of a header, because Postgres has refused it."""
        self._known.pop(header or "", None)

    def _remember(self, header: str, known: _Known) -> None:
        self._known.pop(header, None)
        while len(self._known) >= self._remembered:
            self._known.pop(next(iter(self._known)))
        self._known[header] = known


def bearer(header: str | None) -> str:
    """The token of an Authorization header. Raises Unauthorized."""
    if not header:
        raise Unauthorized(MISSING)
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST:
        raise Unauthorized(MISSING)
    return token
