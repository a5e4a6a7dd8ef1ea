"""The GraphQL front door: a request in, the bytes of an answer out.

In charge of doing the work of a document once for each shape of its variables, and of the answer's frame around the
JSON that Postgres writes. Knows nothing of HTTP.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import FieldNode

from app.auth.caller import Caller
from app.db.database import Database
from app.errors import ApiError, Unauthorized
from app.graphql.documents import read_again, read_operation
from app.graphql.errors import RequestErrors, answer_with, api_error
from app.graphql.given import Values
from app.graphql.introspection import NOTHING_DESCRIBED, Described, Undescribed
from app.graphql.measure import DocumentLimits
from app.graphql.nodes import variables_of
from app.graphql.operation import Operation
from app.graphql.schema import Schema, build_schema
from app.graphql.shapes import Shapes, Unshaped
from app.graphql.to_plan import plan_operation
from app.model.cache import Models
from app.model.types import Model
from app.query.execution import Program, answer, compile_program
from app.query.plan import Plan
from app.query.recent import Recent

# Bytes, by estimate: what a worker may spend on schemas, operations and programs of all models together, and on the
# operations and the programs of one.
_BYTES = 256 * 1024 * 1024
_OPERATION_BYTES = 4 * 1024 * 1024
_PROGRAM_BYTES = 16 * 1024 * 1024

_PREPARED_BYTES = 1_000
# What a shape, and the literals of a document, take for each character that they are written with.
SHAPE_FACTOR = 8

_NOTHING = Program((), False)


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client sends."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """The JSON of an answer; `ok` is false when it holds errors, and so no data."""

    body: bytes
    ok: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What answers an operation for one shape of its variables: between the `pieces` stand the rows of the program."""

    program: Program
    values: Values
    pieces: tuple[bytes, ...]

    @property
    def weight(self) -> int:
        """About how many bytes it takes: the program, the values that are always the same, and the frame."""
        return _PREPARED_BYTES + self.program.weight + self.values.weight + sum(map(len, self.pieces))

    def frame(self, rows: Sequence[bytes | None]) -> bytes:
        parts = [self.pieces[0]]
        for row, piece in zip(rows, self.pieces[1:], strict=True):
            parts += (row or b"null", piece)
        return b"".join(parts)


class _Work:
    """What was made for one model so far. It goes as a whole: operations hold types, which hold the schema."""

    __slots__ = ("operations", "programs", "schema", "shapes")

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.shapes = Shapes()
        self.operations = Recent[tuple[str, str | None], Operation](_OPERATION_BYTES)
        self.programs = Recent[tuple[Operation, tuple[object, ...]], _Prepared](_PROGRAM_BYTES)

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        return self.schema.weight + self.operations.weight + self.programs.weight


class GraphQLDoor:
    """Answers GraphQL requests about the records of the caller's workspace."""

    def __init__(
        self, database: Database, models: Models, limits: DocumentLimits | None = None, most_bytes: int = _BYTES
    ) -> None:
        self._database = database
        self._models = models
        self._limits = limits or DocumentLimits()
        self._describing = asyncio.Lock()
        # By the fingerprint of a model.
        self._work = Recent[str, _Work](most_bytes)

    async def execute(self, caller: Caller, request: GraphQLRequest) -> GraphQLAnswer:
        """The answer to a request; what the client can put right is told in it. Raises Unauthorized, Unavailable, and
        ApiError itself for what went wrong inside."""
        described: dict[str, Described] = {}
        while True:
            try:
                return await self._answer(caller, request, described)
            except Undescribed as asked:
                try:
                    # Describing takes long: only for those who are let in.
                    await answer(self._database, self._models, caller, lambda model: (_NOTHING, ()))
                    await self._describe(asked, request, described)
                except (RequestErrors, ApiError) as error:
                    return _refusal(error, None)

    async def _answer(
        self, caller: Caller, request: GraphQLRequest, described: Mapping[str, Described]
    ) -> GraphQLAnswer:
        prepared: _Prepared | None = None
        failed: RequestErrors | ApiError | None = None

        def prepare(model: Model) -> tuple[Program, Sequence[object]]:
            nonlocal prepared, failed
            prepared = None
            try:
                prepared, variables = self._prepare(model, request, described.get(model.fingerprint, NOTHING_DESCRIBED))
                values = prepared.values.bind(variables)
                failed = None
                return prepared.program, values
            except (RequestErrors, ApiError) as error:
                # The caller still has to be let in: one who is not, learns nothing of the schema.
                failed = error
                return _NOTHING, ()

        try:
            rows = await answer(self._database, self._models, caller, prepare)
        except ApiError as error:
            return _refusal(error, prepared)
        if failed is not None or prepared is None:
            return _refusal(failed or ApiError("internal error"), prepared)
        return GraphQLAnswer(prepared.frame(rows), ok=True)

    async def _describe(self, asked: Undescribed, request: GraphQLRequest, described: dict[str, Described]) -> None:
        """Answer the introspection of a request under a model. Raises RequestErrors."""
        # One at a time, so that many who ask the same of a new model cost one description.
        async with self._describing:
            try:
                self._prepare(asked.model, request, NOTHING_DESCRIBED)
            except Undescribed as still:
                described[asked.model.fingerprint] = await asyncio.to_thread(still.describe)
            except ApiError:
                return  # told when it is answered

    def _prepare(
        self, model: Model, request: GraphQLRequest, described: Described
    ) -> tuple[_Prepared, Mapping[str, Any]]:
        """What answers a request, and its variables in full. A request whose shape was seen takes two look-ups. Raises
        Undescribed for introspection that is not in `described`."""
        work = self._work.get(model.fingerprint)
        if work is None:
            work = _Work(build_schema(model))
            self._work.keep(model.fingerprint, work, work.weight)
        key = (request.query, request.operation_name or None)
        operation = work.operations.get(key)
        if operation is None:
            operation = read_operation(work.schema.graphql, work.shapes, request.query, key[1], self._limits)
            work.operations.keep(key, operation, operation.weight)
            self._work.keep(model.fingerprint, work, work.weight)
        variables = operation.complete(request.variables)
        try:
            shape = operation.shape(variables)
        except Unshaped:
            variables = operation.checked(variables)
            shape = operation.shape(variables)
        prepared = work.programs.get((operation, shape))
        if prepared is None:
            prepared, is_lasting = self._plan(work.schema, operation, variables, described)
            if is_lasting:
                written = SHAPE_FACTOR * (len(repr(shape)) + len(operation.text))
                work.programs.keep((operation, shape), prepared, prepared.weight + written)
                self._work.keep(model.fingerprint, work, work.weight)
        return prepared, variables

    def _plan(
        self, schema: Schema, operation: Operation, variables: Mapping[str, Any], described: Described
    ) -> tuple[_Prepared, bool]:
        """What answers an operation, and whether it does so for every request of the shape: introspection that takes
        variables is answered for these alone."""
        definition, fragments = read_again(operation)
        planned = plan_operation(schema, definition, fragments, variables)
        asked = {key: root for key, root in planned.roots if isinstance(root, FieldNode)}
        if not asked.keys() <= described.keys():
            raise Undescribed(schema.model, definition, fragments, asked, variables)
        steps: list[tuple[str, Plan]] = []
        pieces, is_lasting = [b'{"data":{'], True
        for index, (key, root) in enumerate(planned.roots):
            pieces[-1] += (b"," if index else b"") + orjson.dumps(key) + b":"
            if isinstance(root, str):
                pieces[-1] += orjson.dumps(root)
            elif isinstance(root, FieldNode):
                pieces[-1] += described[key]
                is_lasting = is_lasting and not variables_of([root], fragments)
            else:
                steps.append((key, root))
                pieces.append(b"")
        pieces[-1] += b"}}"
        program = compile_program(steps, schema.model) if steps else _NOTHING
        return _Prepared(program, planned.values, tuple(pieces)), is_lasting


def _refusal(error: RequestErrors | ApiError, prepared: _Prepared | None) -> GraphQLAnswer:
    """The answer that tells of an error. Raises it where it is not for a GraphQL answer."""
    if isinstance(error, RequestErrors):
        return GraphQLAnswer(answer_with(error.errors), ok=False)
    if isinstance(error, Unauthorized) or error.status >= 500:
        raise error
    path = None if prepared is None else blamed_root(error, prepared.program, prepared.values)
    return GraphQLAnswer(answer_with([api_error(error, path)]), ok=False)


def blamed_root(error: ApiError, program: Program, values: Values) -> tuple[str, ...] | None:
    """The root field of an error that does not name it: the only one, or the one with the value that is wrong."""
    root = program.steps[0].key if len(program.steps) == 1 else None
    if root is None and error.details:
        root = values.root_of(error.details[0].field)
    return None if root is None else (root,)
