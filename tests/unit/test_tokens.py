import time
import uuid
from collections.abc import Sequence

import jwt
import pytest

from app.auth.tokens import ACCESS_SECONDS, AccessTokens, RefreshToken, SigningKey, SigningKeys
from app.errors import Unauthorized

SECRET = b"s" * 32
ACCOUNT, WORKSPACE, SESSION = (str(uuid.uuid4()) for _ in range(3))


class Keys:
    """Signing keys in a list, in place of the database's."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys: Sequence[SigningKey] = keys
        self.loads = 0

    async def load(self) -> Sequence[SigningKey]:
        self.loads += 1
        return self.keys

    async def rotate(self) -> None:
        pass


def tokens(*keys: SigningKey) -> AccessTokens:
    source = Keys(*(keys or [SigningKey("k1", SECRET, True, None)]))
    return AccessTokens(SigningKeys(source.load, source.rotate))


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    given = {"iss": "vingt", "sub": ACCOUNT, "wid": WORKSPACE, "sid": SESSION, "iat": now, "exp": now + 3600}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def forged(secret: bytes = SECRET, algorithm: str = "HS256", kid: object = "k1", **changes: object) -> str:
    return jwt.encode(claims(**changes), secret, algorithm, {"kid": kid})


async def test_a_signed_token_is_its_session() -> None:
    issued = tokens()
    token = await issued.verify(await issued.sign(ACCOUNT, WORKSPACE, SESSION))
    assert token.credential.id == SESSION
    assert token.credential.kind == "session"
    assert token.expires_at == pytest.approx(time.time() + ACCESS_SECONDS, abs=2)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "é.é.é",
        "." * 3000,
        forged(secret=b"another secret of 32 characters."),
        forged(secret=SECRET * 2, algorithm="HS512"),
        jwt.encode(claims(), None, "none", {"kid": "k1"}),
        forged(kid="unknown"),
        forged(iss="other"),
        forged(iss=None),
        forged(sid=None),
        forged(wid=None),
        forged(sub=None),
        forged(exp=None),
        forged(sid="not a uuid"),
        forged(sid=7),
        forged() + "x",
    ],
)
async def test_other_tokens_are_refused(token: str) -> None:
    with pytest.raises(Unauthorized, match="not valid") as caught:
        await tokens().verify(token)
    assert caught.value.__cause__ is None
    assert not token or token not in caught.value.message


async def test_an_expired_token_says_so() -> None:
    with pytest.raises(Unauthorized, match="expired"):
        await tokens().verify(forged(exp=int(time.time()) - 1))


async def test_a_retired_key_verifies_until_its_end() -> None:
    current = SigningKey("k2", b"t" * 32, True, None)
    assert await tokens(SigningKey("k1", SECRET, False, time.time() + 60), current).verify(forged())
    with pytest.raises(Unauthorized):
        await tokens(SigningKey("k1", SECRET, False, time.time() - 1), current).verify(forged())


async def test_unknown_keys_do_not_reload_each_time() -> None:
    source = Keys(SigningKey("k1", SECRET, True, None))
    issued = AccessTokens(SigningKeys(source.load, source.rotate))
    await issued.verify(forged())
    for number in range(20):
        with pytest.raises(Unauthorized):
            await issued.verify(forged(kid=f"noise{number}"))
    assert source.loads == 1


def test_refresh_tokens_are_read_back() -> None:
    token, text = RefreshToken.new()
    assert RefreshToken.read(text) == token
    assert RefreshToken.read(text + "x") is None
    assert RefreshToken.read(text[:-1] + "é") is None
    assert RefreshToken.read("") is None
