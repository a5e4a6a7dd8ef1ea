import asyncio

import pytest

from app.auth import passwords
from app.auth.passwords import Passwords, hash_password
from app.errors import Unavailable


async def test_right_wrong_and_unknown() -> None:
    checker = Passwords()
    stored = hash_password("secret123")
    assert await checker.verify(stored, "secret123")
    assert not await checker.verify(stored, "secret124")
    assert not await checker.verify(None, "secret123")
    assert not await checker.verify("not a hash", "secret123")
    checker.close()


async def test_an_unknown_address_costs_one_check_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    monkeypatch.setattr(passwords, "_matches", lambda stored, password: checked.append(stored) is not None)
    checker = Passwords()
    await checker.verify(hash_password("secret123"), "wrong")
    await checker.verify(None, "wrong")
    checker.close()
    known, nobody = checked
    # the same algorithm, memory, passes and lanes
    assert known.split("$")[:4] == nobody.split("$")[:4]


async def test_over_the_bound_a_login_is_told_to_come_back() -> None:
    checker = Passwords(at_once=1, waiting=1)
    stored = hash_password("secret123")
    results = await asyncio.gather(*(checker.verify(stored, "secret123") for _ in range(4)), return_exceptions=True)
    assert results[:2] == [True, True]
    assert all(isinstance(result, Unavailable) and result.retry_after for result in results[2:])
    assert await checker.verify(stored, "secret123")
    checker.close()
