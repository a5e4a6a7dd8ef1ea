"""The routes of REST.

In charge of paths, methods and statuses; what is read and written is `rest.door`'s.
"""

from urllib.parse import unquote

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify
from app.http.admission import authenticated
from app.http.answer import Answer
from app.http.body import read_object, require_json
from app.http.edge import Endpoint
from app.http.envelope import rest_error
from app.rest.door import RestDoor

PREFIX = "/rest/"


class RestRoutes:
    """`/rest/{plural}` and `/rest/{plural}/{id}`."""

    def __init__(self, identify: Identify, door: RestDoor) -> None:
        self._door = door
        self._collection = Endpoint(
            {"GET": authenticated(identify, self._list), "POST": authenticated(identify, self._create)}, rest_error
        )
        self._record = Endpoint(
            {
                "GET": authenticated(identify, self._get),
                "PATCH": authenticated(identify, self._update),
                "DELETE": authenticated(identify, self._delete),
            },
            rest_error,
        )

    def resolve(self, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
        """The endpoint of what stands behind `/rest/`, None where there is none."""
        segments = segments_of(path)
        # The data model has routes of its own, and no object can have its name.
        if len(segments) > 2 or not all(segments) or segments[0] == "metadata":
            return None
        return (self._collection if len(segments) == 1 else self._record), segments

    async def _list(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(await self._door.list_records(caller, path[0], request.query_string))

    async def _create(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        require_json(request.headers.get("content-type"))
        given = read_object(body)
        return Answer(await self._door.create_record(caller, path[0], given, request.query_string), 201)

    async def _get(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(await self._door.get_record(caller, path[0], path[1], request.query_string))

    async def _update(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        require_json(request.headers.get("content-type"))
        given = read_object(body)
        return Answer(await self._door.update_record(caller, path[0], path[1], given, request.query_string))

    async def _delete(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(await self._door.delete_record(caller, path[0], path[1], request.query_string))


def segments_of(path: str) -> tuple[str, ...]:
    """The pieces of a path between its slashes, with what is percent-encoded in them put right."""
    segments = path.split("/")
    return tuple([unquote(segment) for segment in segments] if "%" in path else segments)
