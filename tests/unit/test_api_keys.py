import hashlib
import uuid

import pytest

from app.auth.api_keys import new_api_key, read_api_key
from app.auth.caller import Credential


def test_a_new_key_is_read_as_the_credential_that_the_database_knows() -> None:
    key = new_api_key()
    assert read_api_key(key.token) == Credential("api_key", key.id, key.digest)
    _, key_id, secret = key.token.split("_", 2)
    assert uuid.UUID(key_id) == uuid.UUID(key.id)
    assert hashlib.sha256(secret.encode()).digest() == key.digest


def test_no_two_keys_are_alike_and_none_shows_itself() -> None:
    one, two = new_api_key(), new_api_key()
    assert one.token != two.token
    assert one.token.rsplit("_", 1)[1] not in repr(one)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vingt_",
        "vingt_refresh_" + "0" * 32 + "_" + "A" * 43,
        "vingt_" + "0" * 31 + "_" + "A" * 43,
        "vingt_" + "0" * 32 + "_" + "A" * 42,
        "vingt_" + "0" * 32 + "_" + "A" * 44,
        "vingt_" + "0" * 32 + "_" + "A" * 43 + "\n",
        "vingt_" + "G" * 32 + "_" + "A" * 43,
        "vingt_" + "0" * 32 + "_" + "é" * 43,
        "eyJhbGciOiJIUzI1NiJ9.e30.x",
    ],
)
def test_other_texts_are_no_keys(text: str) -> None:
    assert read_api_key(text) is None
