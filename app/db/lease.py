"""Who uses the embedded server of a data folder.

In charge of that one `vingt serve` owns it, that commands may use it at the same time or start it for themselves, and
that the last to leave stops it. Locks are the kernel's (flock): a killed process holds none.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from app.db.embedded import EmbeddedServer
from app.db.system_user import EmbeddedError

_TURN = ".turn.lock"  # held while the server is being made, started or stopped
_USERS = ".users.lock"  # shared by all who use it
_SERVE = ".serve.lock"  # held by `vingt serve`; its text says which process that is


@contextlib.contextmanager
def sole_serving(server: EmbeddedServer) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Be the one `vingt serve` of this folder; gives a function that notes facts (such as `url`) for those who ask.

    Raises EmbeddedError when another one serves. Starts nothing.
    """
    server.make_folder()
    handle = _open(server, _SERVE)
    try:
        if not _try_lock(handle, fcntl.LOCK_EX):
            facts = serving_facts(server)
            where = f" at {facts['url']}" if "url" in facts else ""
            raise EmbeddedError(
                f"Vingt already runs on {server.folder}{where} (process {facts.get('pid', 'unknown')}). "
                "Stop it first, or give this one another VINGT_DATA_DIR and VINGT_PORT."
            )

        def note(facts: dict[str, Any]) -> None:
            text = json.dumps({"pid": os.getpid(), **facts}).encode()
            os.ftruncate(handle, 0)
            os.pwrite(handle, text, 0)

        note({})
        yield note
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def serving_facts(server: EmbeddedServer) -> dict[str, Any]:
    """What the `vingt serve` of this folder last noted: `pid`, `url`, `workers`. Empty after it ended in peace."""
    try:
        handle = os.open(server.folder / _SERVE, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return {}
    with os.fdopen(handle, encoding="utf-8") as file, contextlib.suppress(ValueError):
        facts: dict[str, Any] = json.load(file)
        return facts
    return {}


@contextlib.contextmanager
def running(server: EmbeddedServer, *, always_stop: bool = False) -> Iterator[None]:
    """Have the server run while the block does: it is made, started, or used where it runs already.

    Whoever leaves last stops it; `always_stop` stops it although others still use it.
    """
    server.make_folder()
    users = _open(server, _USERS)
    try:
        with _turn(server):
            server.prepare()
            if always_stop or not server.is_running():
                _start(server)
            else:
                server.make_database()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _turn(server):
                if always_stop or (_try_lock(users, fcntl.LOCK_EX) and not _is_served(server)):
                    server.stop()
    finally:
        os.close(users)


def _start(server: EmbeddedServer) -> None:
    try:
        server.start()
    except BaseException:  # also when interrupted: it may be up by now, and nobody else would stop it
        server.stop()
        raise


def _is_served(server: EmbeddedServer) -> bool:
    handle = _open(server, _SERVE)
    try:
        return not _try_lock(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _turn(server: EmbeddedServer) -> Iterator[None]:
    handle = _open(server, _TURN)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open(server: EmbeddedServer, name: str) -> int:
    # The folder belongs to PostgreSQL's user, we may be root: never follow a link that is laid there.
    return os.open(server.folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _try_lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
