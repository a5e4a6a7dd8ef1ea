"""The REST front door: a path, a query string and a body in, the bytes of an answer out.

In charge of preparing each call once for every shape of it, of the envelope, and of naming things in errors as the
client wrote them. Knows nothing of HTTP beyond the texts it is given.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.auth.caller import Caller
from app.db.database import Database
from app.errors import ApiError, Detail, NotFound
from app.model.cache import Models
from app.model.types import Model, Object
from app.query.execution import Program, answer, compile_program
from app.query.plan import Plan
from app.rest.filters import IS, label, operands
from app.rest.names import find_object
from app.rest.parameters import Parameters, read_depth, read_parameters
from app.rest.plans import BODY, ID, check_body, plan_create, plan_delete, plan_get, plan_list, plan_update
from app.rest.query_string import read_query_string

# A program is some ten kilobytes.
_PROGRAMS = 1000
_STEP = "data"


class RestDoor:
    """The five calls on every object. Each raises ApiError."""

    def __init__(self, database: Database, models: Models) -> None:
        self._database = database
        self._models = models
        self._programs: OrderedDict[tuple[object, ...], Program] = OrderedDict()

    async def list_records(self, caller: Caller, plural: str, query: str) -> bytes:
        """GET /rest/{plural}"""
        given = read_parameters(read_query_string(query))
        values = operands(given.filters)
        values += [number for number in (given.limit, given.offset) if number is not None]
        labels = {label(parameter): parameter.name for parameter in given.filters}

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            return ("list", *_list_shape(given)), lambda: plan_list(model, of, given)

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
        return _enveloped(row)

    async def create_record(self, caller: Caller, plural: str, body: Mapping[str, Any], query: str) -> bytes:
        """POST /rest/{plural}"""
        depth = read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            shape = check_body(of, body, is_new=True)
            return ("create", shape, depth), lambda: plan_create(model, of, shape, depth)

        row, _ = await self._run(caller, plural, plan, [body], {})
        return _enveloped(row or b"null")

    async def update_record(
        self, caller: Caller, plural: str, record_id: str, body: Mapping[str, Any], query: str
    ) -> bytes:
        """PATCH /rest/{plural}/{id}"""
        depth = read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
            shape = check_body(of, body, is_new=False)
            return ("update", shape, depth), lambda: plan_update(model, of, shape, depth)

        row, _ = await self._run(caller, plural, plan, [record_id, body], {})
        return _enveloped(row or b"null")

    async def delete_record(self, caller: Caller, plural: str, record_id: str, query: str) -> bytes:
        """DELETE /rest/{plural}/{id}"""
        read_depth(read_query_string(query))

        def plan(model: Model, of: Object) -> tuple[tuple[object, ...], Callable[[], Plan]]:
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
            return self._program((model.fingerprint, plural, *shape), make, model), values

        try:
            rows = await answer(self._database, self._models, caller, prepare)
        except ApiError as error:
            raise _renamed(error, labels) from error.__cause__
        return rows[0], about[0]

    def _program(self, key: tuple[object, ...], make: Callable[[], Plan], model: Model) -> Program:
        program = self._programs.get(key)
        if program is None:
            program = compile_program([(_STEP, make())], model)
            self._programs[key] = program
            if len(self._programs) > _PROGRAMS:
                self._programs.popitem(last=False)
        else:
            self._programs.move_to_end(key)
        return program


def _list_shape(given: Parameters) -> tuple[object, ...]:
    """All of a list's parameters but the values that are bound."""
    return (
        tuple((each.path, each.operator, each.value if each.operator == IS else "") for each in given.filters),
        tuple((each.path, each.direction) for each in given.order),
        given.limit is None,
        given.offset is None,
        given.depth,
    )


def _enveloped(row: bytes) -> bytes:
    return b'{"data":%b}' % row


def _renamed(error: ApiError, labels: Mapping[str, str]) -> ApiError:
    """The error with the names that the client wrote: `filter.industry.eq` is `filter[industry][eq]`, and a body's
    `data.email` is its `email`."""
    if not error.details:
        return error
    message, details = error.message, []
    for detail in error.details:
        name = labels.get(detail.field) or detail.field.removeprefix(f"{BODY}.")
        if name != detail.field and message.startswith(f"{detail.field}:"):
            message = name + message[len(detail.field) :]
        details.append(Detail(name, detail.message))
    return type(error)(message, details, path=error.path, retry_after=error.retry_after)
