"""The GraphQL front door: a request in, the bytes of an answer out.

In charge of doing the work of a document once for each shape of its variables, and of the answer's frame around the
JSON that Postgres writes. Knows nothing of HTTP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import FieldNode

from app.auth.caller import Caller
from app.db.database import Database
from app.errors import ApiError, Unauthorized
from app.graphql.documents import Recent, read_again, read_operation
from app.graphql.errors import RequestErrors, answer_with, api_error
from app.graphql.given import Values
from app.graphql.introspection import introspect
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

# How many different models have their schema in memory; the standard one takes a few hundred kilobytes.
_SCHEMAS = 32
# Bytes, by estimate: what a worker may spend on operations and on their programs.
_OPERATION_BYTES = 4 * 1024 * 1024
_PROGRAM_BYTES = 16 * 1024 * 1024

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

    def frame(self, rows: Sequence[bytes | None]) -> bytes:
        parts = [self.pieces[0]]
        for row, piece in zip(rows, self.pieces[1:], strict=True):
            parts += (row or b"null", piece)
        return b"".join(parts)


class GraphQLDoor:
    """Answers GraphQL requests about the records of the caller's workspace."""

    def __init__(self, database: Database, models: Models, limits: DocumentLimits | None = None) -> None:
        self._database = database
        self._models = models
        self._limits = limits or DocumentLimits()
        self._schemas = Recent[str, tuple[Schema, Shapes]](_SCHEMAS)
        self._operations = Recent[tuple[str, str, str | None], Operation](_OPERATION_BYTES)
        self._programs = Recent[tuple[Operation, tuple[object, ...]], _Prepared](_PROGRAM_BYTES)

    async def execute(self, caller: Caller, request: GraphQLRequest) -> GraphQLAnswer:
        """The answer to a request; what the client can put right is told in it. Raises Unauthorized, Unavailable, and
        ApiError itself for what went wrong inside."""
        prepared: _Prepared | None = None
        failed: RequestErrors | ApiError | None = None

        def prepare(model: Model) -> tuple[Program, Sequence[object]]:
            nonlocal prepared, failed
            prepared = None
            try:
                prepared, variables = self._prepare(model, request)
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
            if isinstance(error, Unauthorized) or error.status >= 500:
                raise
            failed = error
        if isinstance(failed, RequestErrors):
            return GraphQLAnswer(answer_with(failed.errors), ok=False)
        if failed is not None or prepared is None:
            told = failed or ApiError("internal error")
            path = None if prepared is None else blamed_root(told, prepared.program, prepared.values)
            return GraphQLAnswer(answer_with([api_error(told, path)]), ok=False)
        return GraphQLAnswer(prepared.frame(rows), ok=True)

    def _prepare(self, model: Model, request: GraphQLRequest) -> tuple[_Prepared, Mapping[str, Any]]:
        """What answers a request, and its variables in full. A request whose shape was seen takes two look-ups."""
        key = (model.fingerprint, request.query, request.operation_name or None)
        operation = self._operations.get(key)
        if operation is None:
            schema, shapes = self._schema(model)
            operation = read_operation(schema.graphql, shapes, request.query, key[2], self._limits)
            self._operations.keep(key, operation, 2 * len(request.query) + 2_000)
        variables = operation.complete(request.variables)
        try:
            shape = operation.shape(variables)
        except Unshaped:
            variables = operation.checked(variables)
            shape = operation.shape(variables)
        prepared = self._programs.get((operation, shape))
        if prepared is None:
            prepared, is_lasting = self._plan(model, operation, variables)
            if is_lasting:
                self._programs.keep(
                    (operation, shape),
                    prepared,
                    weight(prepared.program) + sum(map(len, prepared.pieces)) + len(repr(shape)),
                )
        return prepared, variables

    def _plan(self, model: Model, operation: Operation, variables: Mapping[str, Any]) -> tuple[_Prepared, bool]:
        """What answers an operation, and whether it does so for every request of the shape: introspection that takes
        variables is answered for these alone."""
        schema, _ = self._schema(model)
        definition, fragments = read_again(operation)
        planned = plan_operation(schema, definition, fragments, variables)
        steps: list[tuple[str, Plan]] = []
        pieces, is_lasting = [b'{"data":{'], True
        for index, (key, root) in enumerate(planned.roots):
            pieces[-1] += (b"," if index else b"") + orjson.dumps(key) + b":"
            if isinstance(root, str):
                pieces[-1] += orjson.dumps(root)
            elif isinstance(root, FieldNode):
                pieces[-1] += introspect(schema.graphql, definition, fragments, root, variables)
                is_lasting = is_lasting and not variables_of([root], fragments)
            else:
                steps.append((key, root))
                pieces.append(b"")
        pieces[-1] += b"}}"
        program = compile_program(steps, model) if steps else _NOTHING
        return _Prepared(program, planned.values, tuple(pieces)), is_lasting

    def _schema(self, model: Model) -> tuple[Schema, Shapes]:
        known = self._schemas.get(model.fingerprint)
        if known is None:
            known = (build_schema(model), Shapes())
            self._schemas.keep(model.fingerprint, known, 1)
        return known


def weight(program: Program) -> int:
    """About how many bytes a program takes: the statements and what binds their values."""
    return 4 * sum(len(statement.text) for step in program.steps for statement in step.statements) + 4_000


def blamed_root(error: ApiError, program: Program, values: Values) -> tuple[str, ...] | None:
    """The root field of an error that does not name it: the only one, or the one with the value that is wrong."""
    root = program.steps[0].key if len(program.steps) == 1 else None
    if root is None and error.details:
        root = values.root_of(error.details[0].field)
    return None if root is None else (root,)
