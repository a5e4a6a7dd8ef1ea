"""Passwords: argon2id, off the event loop, a bounded number at once.

In charge of hashing and checking. An unknown address is checked against a hash that no password has, so that it takes
as long as a wrong password.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Unavailable

MAX_LENGTH = 1024

# OWASP's parameters for argon2id with the least memory: 19 MiB and two passes, about 15 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to store. Takes milliseconds on purpose: for commands, not for the event loop."""
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


class Passwords:
    """Checks passwords in `at_once` threads; over `waiting` in line, a login is told to come back later."""

    def __init__(self, at_once: int = 2, waiting: int = 32) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._room = at_once + waiting

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password has this hash; with None (nobody has that address) false after the same work.

        Raises Unavailable when too many are waiting.
        """
        if self._room == 0:
            raise Unavailable("Too many logins at once. Try again in a moment.", retry_after=1)
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            known = password_hash is not None
            stored = password_hash if password_hash is not None else _nobodys_hash()
            return await loop.run_in_executor(self._threads, _matches, stored, password) and known
        finally:
            self._room += 1

    def warm(self) -> None:
        """Make the hash that nobody has, so that the first unknown address takes no longer than the others."""
        _nobodys_hash()

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
