"""The REST front door: a path, a query string and a body in, the bytes of an answer out.

In charge of preparing each call once for every shape of it, of the envelope, and of naming things in errors as the
client wrote them. Knows nothing of HTTP beyond the texts it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.auth.caller import Caller
from app.db.database import Database
from app.errors import ApiError, Detail, NotFound
from app.model.cache import Models
from app.model.types import Model, Object
from app.query.execution import Program, answer
from app.query.plan import Plan
from app.rest.filters import label, operands
from app.rest.names import find_object, renamed, require_writable
from app.rest.parameters import list_shape, read_depth, read_parameters
from app.rest.plans import ID, check_body, plan_create, plan_delete, plan_get, plan_list, plan_update
from app.rest.programs import Programs
from app.rest.query_string import read_query_string


class RestDoor:
    """The five calls on every object. Each raises ApiError."""

    def __init__(self, database: Database, models: Models) -> None:
        self._database = database
        self._models = models
        self._programs = Programs()

    async def list_records(self, caller: Caller, plural: str, query: str) -> bytes:
        """GET /rest/{plural}"""
        given = read_parameters(read_query_string(query))
        values = operands(given.filters)
        values += [number for number in (given.limit, given.offset) if number is not None]
        labels = {label(parameter): parameter.name for parameter in given.filters}

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            return ("list", *list_shape(given)), lambda: plan_list(model, of, given)

        row, _ = await self._run(caller, plural, plan, values, labels)
        return row or b""

    async def get_record(self, caller: Caller, plural: str, record_id: str, query: str) -> bytes:
        """GET /rest/{plural}/{id}"""
        depth = read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            return ("get", depth), lambda: plan_get(model, of, depth)

        row, of = await self._run(caller, plural, plan, [record_id], {})
        if row is None:
            message = f"There is no {of.label_singular.lower()} with the id {record_id.lower()}."
            raise NotFound(message, [Detail(ID, message)])
        return enveloped(row)

    async def create_record(self, caller: Caller, plural: str, body: Mapping[str, Any], query: str) -> bytes:
        """POST /rest/{plural}"""
        depth = read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            require_writable(of)
            shape = check_body(model, of, body, is_new=True)
            return ("create", shape, depth), lambda: plan_create(model, of, shape, depth)

        row, _ = await self._run(caller, plural, plan, [body], {})
        return enveloped(row or b"null")

    async def update_record(
        self, caller: Caller, plural: str, record_id: str, body: Mapping[str, Any], query: str
    ) -> bytes:
        """PATCH /rest/{plural}/{id}"""
        depth = read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            require_writable(of)
            shape = check_body(model, of, body, is_new=False)
            return ("update", shape, depth), lambda: plan_update(model, of, shape, depth)

        row, _ = await self._run(caller, plural, plan, [record_id, body], {})
        return enveloped(row or b"null")

    async def delete_record(self, caller: Caller, plural: str, record_id: str, query: str) -> bytes:
        """DELETE /rest/{plural}/{id}"""
        read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            require_writable(of)
            return ("delete",), lambda: plan_delete(of)

        row, _ = await self._run(caller, plural, plan, [record_id], {})
        return b'{"data":%b,"deleted":true}}' % (row or b"{}")[:-1]

    async def _run(
        self,
        caller: Caller,
        plural: str,
        plan: Callable[[Model, Object], tuple[tuple[object, ...], Callable[[], Plan]]],
        values: Sequence[object],
        labels: Mapping[str, str],
    ) -> tuple[bytes | None, Object]:
        """The row that the plan gives, and the object it is about, which is only known with the model."""
        about: list[Object] = []

        def prepare(model: Model) -> tuple[Program, Sequence[object]]:
            of = find_object(model, plural)
            about[:] = [of]
            shape, make = plan(model, of)
            return self._programs.get((model.fingerprint, plural, *shape), make, model), values

        try:
            rows = await answer(self._database, self._models, caller, prepare)
        except ApiError as error:
            raise renamed(error, labels) from error.__cause__
        return rows[0], about[0]


def enveloped(row: bytes) -> bytes:
    """A record as an answer."""
    return b'{"data":%b}' % row
