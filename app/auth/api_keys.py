"""API keys: what a program signs in with.

In charge of making a key's token and of reading one. The database keeps the digest only; whether a key still holds is
decided by `core.enter` in every request, so that reading a token says nothing about its worth.
"""

import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass

from app.auth.caller import API_KEY, Credential

_SECRET_BYTES = 32
# 32 bytes are 43 letters of base64url without padding.
_TOKEN = re.compile(r"vingt_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was just made. `token` is for its owner and shown once; `digest` is what the database keeps."""

    id: str
    digest: bytes
    token: str

    def __repr__(self) -> str:
        # A log line or a traceback must not hold the token.
        return f"NewApiKey(id={self.id!r})"


def new_api_key() -> NewApiKey:
    """A key with a random id and secret: `vingt_<id in hex>_<secret in base64url>`.

    The id in front lets the database find the key by its primary key, so that the digest needs no index.
    """
    key_id, secret = uuid.uuid4(), secrets.token_urlsafe(_SECRET_BYTES)
    return NewApiKey(str(key_id), _digest(secret), f"vingt_{key_id.hex}_{secret}")


def read_api_key(text: str) -> Credential | None:
    """The credential that a token stands for, None when the text cannot be one (then it may be an access token)."""
    match = _TOKEN.fullmatch(text)
    return Credential(API_KEY, str(uuid.UUID(match[1])), _digest(match[2])) if match else None


def _digest(secret: str) -> bytes:
    """SHA-256 of the secret as it is sent: it has 256 random bits, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).digest()
