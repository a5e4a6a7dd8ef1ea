"""The routes of REST for the data model.

In charge of paths, methods and statuses; what is read and changed is `rest.metadata_door`'s.
"""

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify
from app.http.admission import authenticated
from app.http.answer import Answer
from app.http.body import read_json, read_object, require_json
from app.http.edge import Endpoint
from app.http.envelope import rest_error
from app.http.rest import segments_of
from app.rest.metadata_door import MetadataRestDoor, can_be_changed

PREFIX = "/rest/metadata/"


class MetadataRoutes:
    """`/rest/metadata/{plural}` and `/rest/metadata/{plural}/{id}`."""

    def __init__(self, identify: Identify, door: MetadataRestDoor) -> None:
        self._door = door
        self._collection = Endpoint(
            {"GET": authenticated(identify, self._list), "POST": authenticated(identify, self._create)}, rest_error
        )
        get, delete = authenticated(identify, self._get), authenticated(identify, self._delete)
        self._lasting = Endpoint({"GET": get, "DELETE": delete}, rest_error)
        self._record = Endpoint(
            {"GET": get, "PATCH": authenticated(identify, self._update), "DELETE": delete}, rest_error
        )

    def resolve(self, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
        """The endpoint of what stands behind `/rest/metadata/`, None where there is none."""
        segments = segments_of(path)
        if not 1 <= len(segments) <= 2 or not all(segments):
            return None
        if len(segments) == 1:
            return self._collection, segments
        return (self._record if can_be_changed(segments[0]) else self._lasting), segments

    async def _list(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(await self._door.list_records(caller, path[0], request.query_string))

    async def _create(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        require_json(request.headers.get("content-type"))
        given = read_json(body)
        answer, is_made = await self._door.create_record(caller, path[0], given, request.query_string)
        return Answer(answer, 201 if is_made else 200)

    async def _get(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        return Answer(await self._door.get_record(caller, path[0], path[1], request.query_string))

    async def _update(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        require_json(request.headers.get("content-type"))
        given = read_object(body)
        return Answer(await self._door.update_record(caller, path[0], path[1], given, request.query_string))

    async def _delete(self, caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        given = None
        if body:
            require_json(request.headers.get("content-type"))
            given = read_object(body)
        return Answer(await self._door.delete_record(caller, path[0], path[1], given, request.query_string))
