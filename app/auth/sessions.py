"""Login, refresh and logout.

In charge of what they answer; the rows are kept by functions of `core` (`auth.store`), passwords are checked by
`auth.passwords` and tokens made by `auth.tokens`.
"""

from dataclasses import dataclass

from app.auth.passwords import MAX_LENGTH, Passwords
from app.auth.store import Membership, Store, new_session_id
from app.auth.tokens import ACCESS_SECONDS, AccessTokens, RefreshToken
from app.errors import Detail, InvalidInput, Unauthorized, invalid

WRONG_LOGIN = "The e-mail address or the password is wrong."
WRONG_REFRESH = "The refresh token is not valid any more. Log in again at POST /auth/login."


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client is given. `workspaces` holds the names of all its workspaces when it has several."""

    access_token: str
    refresh_token: str
    workspaces: tuple[str, ...] = ()
    expires_in: int = ACCESS_SECONDS


class Sessions:
    """The three calls of /auth."""

    def __init__(self, store: Store, passwords: Passwords, tokens: AccessTokens) -> None:
        self._store = store
        self._passwords = passwords
        self._tokens = tokens

    async def login(self, email: str, password: str, workspace: str | None) -> Grant:
        """A new session in the named workspace, or in the account's first one.

        Raises Unauthorized, with one text and after one password check whether the address or the password is wrong;
        InvalidInput for a workspace that the account does not have, which only someone with the password learns.
        """
        if len(password) > MAX_LENGTH:
            raise invalid("password", f"at most {MAX_LENGTH} characters")
        memberships = await self._store.login_lookup(email.strip())
        stored = memberships[0].password_hash if memberships else None
        if not await self._passwords.verify(stored, password):
            raise Unauthorized(WRONG_LOGIN)
        chosen = _choose(memberships, workspace)
        refresh, refresh_text = RefreshToken.new()
        session_id = new_session_id()
        await self._store.open_session(chosen, session_id, refresh)
        access = await self._tokens.sign(chosen.account_id, chosen.workspace_id, session_id)
        names = tuple(membership.workspace_name for membership in memberships)
        return Grant(access, refresh_text, names if len(names) > 1 else ())

    async def refresh(self, refresh_token: str) -> Grant:
        """The next pair of tokens of a session. Raises Unauthorized; a token's second use ends its session."""
        old = RefreshToken.read(refresh_token)
        if old is None:
            raise Unauthorized(WRONG_REFRESH)
        new, new_text = RefreshToken.new()
        rotation = await self._store.rotate_refresh(old, new)
        if rotation.status != "ok":
            raise Unauthorized(WRONG_REFRESH)
        access = await self._tokens.sign(rotation.account_id, rotation.workspace_id, rotation.session_id)
        return Grant(access, new_text)

    async def logout(self, access_token: str) -> None:
        """End the session of an access token. Raises Unauthorized."""
        token = await self._tokens.verify(access_token)
        await self._store.close_session(token.credential.id)


def _choose(memberships: list[Membership], workspace: str | None) -> Membership:
    if workspace is None:
        return memberships[0]
    for membership in memberships:
        if membership.workspace_name == workspace:
            return membership
    names = ", ".join(membership.workspace_name for membership in memberships)
    message = f"You have no workspace {workspace!r}. Yours: {names}."
    raise InvalidInput(message, [Detail("workspace", message)])
