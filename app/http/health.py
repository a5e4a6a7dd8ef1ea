"""The routes that tell a load balancer how this worker is.

In charge of /healthz (the process answers) and /readyz (Postgres answers too).
"""

from collections.abc import Awaitable, Callable

from sanic import Request

from app.errors import Unavailable
from app.http.answer import Answer
from app.http.edge import Endpoint
from app.http.envelope import rest_error


class HealthRoutes:
    """`is_ready` asks Postgres; it raises or says no when it cannot be reached."""

    def __init__(self, is_ready: Callable[[], Awaitable[bool]]) -> None:
        self._is_ready = is_ready

    def endpoints(self) -> dict[str, Endpoint]:
        """The paths and what answers them."""
        return {
            "/healthz": Endpoint({"GET": self._healthz}, rest_error),
            "/readyz": Endpoint({"GET": self._readyz}, rest_error),
        }

    async def _healthz(self, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(b'{"status":"ok"}')

    async def _readyz(self, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        if not await self._is_ready():
            raise Unavailable("The database cannot be reached. Try again in a moment.", retry_after=1)
        return Answer(b'{"status":"ready"}')
