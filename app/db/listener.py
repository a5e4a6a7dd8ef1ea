"""Waits for NOTIFY, for as long as the server runs.

In charge of one connection that listens, of reopening it, and of saying when something may have been missed meanwhile.
What a notification means is for the callbacks.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, sql

from app.db.session import connect

logger = logging.getLogger(__name__)

CHANNEL = "vingt_metadata"
FIRST_PAUSE, LAST_PAUSE = 0.1, 5.0
# A connection that said nothing for so long is asked whether it is still there.
QUIET_SECONDS = 30.0


class Listener:
    """`on_change(workspace_id, version)` follows each notification `<workspace id> <version>` on `vingt_metadata`;
    `on_gap()` follows each new connection, the first one too: what was notified before it is lost."""

    def __init__(self, dsn: str, on_change: Callable[[str, int], None], on_gap: Callable[[], None]) -> None:
        self._dsn = dsn
        self._on_change = on_change
        self._on_gap = on_gap
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    async def open(self) -> None:
        """Start to listen in the background; does not wait for Postgres."""
        self._task = asyncio.create_task(self._listen())

    async def wait_listening(self) -> None:
        """Wait until what is notified from now on will be heard."""
        await self._listening.wait()

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with await connect(self._dsn, "listen") as connection:
                    await connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
                    self._on_gap()
                    self._listening.set()
                    pause = FIRST_PAUSE
                    await self._follow(connection)
            except (psycopg.Error, OSError) as error:
                logger.log(logging.WARNING if pause == FIRST_PAUSE else logging.DEBUG, "not listening: %s", error)
            finally:
                self._listening.clear()
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(pause * 2, LAST_PAUSE)

    async def _follow(self, connection: AsyncConnection[Any]) -> None:
        while True:
            async for notification in connection.notifies(timeout=QUIET_SECONDS):
                self._notified(notification.payload)
            async with asyncio.timeout(QUIET_SECONDS):
                await connection.execute("select 1")

    def _notified(self, payload: str) -> None:
        # Anybody with SQL access may notify, so a payload may be anything.
        try:
            workspace, version = payload.split(" ")
            change = (str(UUID(workspace)), int(version))
        except ValueError:
            logger.warning("not a notification of ours: %r", payload)
            return
        try:
            self._on_change(*change)
        except Exception:
            logger.exception("a notification could not be followed")
