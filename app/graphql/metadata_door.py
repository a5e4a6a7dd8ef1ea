"""The door of /metadata: the administration of a workspace in GraphQL.

In charge of running an operation's root fields in their order: those that are planned, in one transaction where they
follow one another, and those that graphql-core resolves. Documents are read, and errors told, as at the other door.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    execute,
)
from graphql.execution.values import get_variable_values

from app.auth.caller import Caller
from app.db.database import Database
from app.db.wire import Line
from app.errors import ApiError, Unauthorized
from app.graphql.context import Context
from app.graphql.documents import read_again, read_operation
from app.graphql.door import SHAPE_FACTOR, GraphQLAnswer, GraphQLRequest, blamed_root
from app.graphql.errors import RequestErrors, answer_with, api_error, invalid_variables
from app.graphql.given import Values
from app.graphql.introspection import INTROSPECTION, alone, introspect
from app.graphql.measure import DocumentLimits
from app.graphql.metadata_schema import build_metadata_schema
from app.graphql.operation import Operation
from app.graphql.shapes import Shapes, Unshaped
from app.graphql.to_plan import plan_operation
from app.model.cache import Models
from app.query.execution import Program, answer_under, compile_program
from app.query.plan import Plan, Preview
from app.query.recent import Recent

# Bytes, by estimate: what a worker may spend on operations and on what is prepared for them.
_OPERATION_BYTES = 1024 * 1024
_PREPARED_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A root field that graphql-core resolves: a document of it alone, and the variables of the request in it."""

    key: str
    document: DocumentNode
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What answers an operation. `groups` run one after another; what is known without them is in `known`, both by
    response keys, of which `keys` are all in their order. The values are those of all programs."""

    keys: tuple[str, ...]
    known: Mapping[str, bytes]
    groups: tuple[Program | _Resolved, ...]
    previews: frozenset[str]
    values: Values


class MetadataDoor:
    """Answers GraphQL requests about the caller's workspace itself. When a model was changed here it is dropped from
    `models`, so that the next request finds the new one."""

    def __init__(self, database: Database, models: Models, limits: DocumentLimits | None = None) -> None:
        self._database = database
        self._models = models
        self._limits = limits or DocumentLimits()
        self._schema = build_metadata_schema()
        self._shapes = Shapes()
        self._operations = Recent[tuple[str, str | None], Operation](_OPERATION_BYTES)
        self._prepared = Recent[tuple[Operation, tuple[object, ...]], _Prepared](_PREPARED_BYTES)

    async def execute(self, caller: Caller, request: GraphQLRequest) -> GraphQLAnswer:
        """The answer to a request; what the client can put right is told in it. Raises Unauthorized, Unavailable, and
        ApiError itself for what went wrong inside."""
        context = Context(self._database, caller)
        try:
            prepared, variables = self._prepare(request)
            values = prepared.values.bind(variables)
        except (RequestErrors, ApiError) as error:
            # One who is not let in learns nothing of the schema.
            await context.run(caller.enter, Line.READ)
            return _refused(error, None, None)
        if not prepared.groups or isinstance(prepared.groups[0], _Resolved):
            # Introspection calls no function that would ask whether the credential still holds.
            await context.run(caller.enter, Line.READ)
        answers = dict(prepared.known)
        for group in prepared.groups:
            try:
                if isinstance(group, _Resolved):
                    answers[group.key] = await self._resolve(context, group)
                else:
                    rows = await self._run(caller, group, values)
                    answers |= {step.key: row or b"null" for step, row in zip(group.steps, rows, strict=True)}
            except (RequestErrors, ApiError) as error:
                return _refused(error, group if isinstance(group, Program) else None, prepared.values)
        return GraphQLAnswer(_framed(prepared, answers), ok=True)

    def _prepare(self, request: GraphQLRequest) -> tuple[_Prepared, Mapping[str, Any]]:
        """What answers a request, and its variables in full. Raises RequestErrors and ApiError."""
        key = (request.query, request.operation_name or None)
        operation = self._operations.get(key)
        if operation is None:
            operation = read_operation(self._schema.graphql, self._shapes, *key, self._limits)
            self._operations.keep(key, operation, operation.weight)
        variables = operation.complete(request.variables)
        try:
            shape = operation.shape(variables)
        except Unshaped:
            variables = operation.checked(variables)
            shape = operation.shape(variables)
        prepared = self._prepared.get((operation, shape))
        if prepared is None:
            prepared = self._plan(operation, variables)
            if all(isinstance(group, Program) for group in prepared.groups) and not prepared.known:
                programs = sum(group.weight for group in prepared.groups if isinstance(group, Program))
                written = SHAPE_FACTOR * (len(repr(shape)) + len(operation.text))
                self._prepared.keep((operation, shape), prepared, programs + prepared.values.weight + written)
        return prepared, variables

    def _plan(self, operation: Operation, variables: Mapping[str, Any]) -> _Prepared:
        definition, fragments = read_again(operation)
        planned = plan_operation(self._schema, definition, fragments, variables)
        known: dict[str, bytes] = {}
        waiting: list[tuple[str, Plan | _Resolved]] = []
        for key, root in planned.roots:
            if isinstance(root, str):
                known[key] = orjson.dumps(root)
            elif not isinstance(root, FieldNode):
                waiting.append((key, root))
            elif root.name.value in INTROSPECTION:
                known[key] = introspect(self._schema.graphql, definition, fragments, root, variables)
            else:
                resolved = _Resolved(key, *alone(definition, fragments, root, variables))
                self._check_variables(resolved)
                waiting.append((key, resolved))
        if not operation.is_mutation:
            # Reads in any order: all plans are one program.
            waiting.sort(key=_is_resolved)
        groups: list[Program | _Resolved] = []
        for _, roots in groupby(waiting, key=_is_resolved):
            steps: list[tuple[str, Plan]] = []
            for key, each in roots:
                if isinstance(each, _Resolved):
                    groups.append(each)
                else:
                    steps.append((key, each))
            if steps:
                groups.append(compile_program(steps, self._schema.model))
        previews = frozenset(key for key, each in waiting if isinstance(each, Preview))
        keys = tuple(key for key, _ in planned.roots)
        return _Prepared(keys, known, tuple(groups), previews, planned.values)

    async def _run(self, caller: Caller, program: Program, values: Sequence[Any]) -> list[bytes | None]:
        try:
            return await answer_under(self._database, caller, self._schema.model, program, values)
        finally:
            if program.is_change:
                # Even if it failed: of a change whose answer was lost nobody knows whether it was made.
                self._models.drop(caller.workspace_id)

    async def _resolve(self, context: Context, resolved: _Resolved) -> bytes:
        running = execute(
            self._schema.graphql, resolved.document, context_value=context, variable_values=dict(resolved.variables)
        )
        result = running if isinstance(running, ExecutionResult) else await running
        if result.errors or result.data is None:
            raise RequestErrors(_told(result.errors or ()))
        return orjson.dumps(result.data[resolved.key])

    def _check_variables(self, resolved: _Resolved) -> None:
        """Raises RequestErrors for variables that graphql-core would refuse when other fields have been run already."""
        (only, *_) = resolved.document.definitions
        definitions = only.variable_definitions if isinstance(only, OperationDefinitionNode) else ()
        read = get_variable_values(self._schema.graphql, definitions or (), dict(resolved.variables))
        if isinstance(read, list):
            raise RequestErrors([invalid_variables(error) for error in read])


def _is_resolved(root: tuple[str, Plan | _Resolved]) -> bool:
    return isinstance(root[1], _Resolved)


def _framed(prepared: _Prepared, answers: Mapping[str, bytes]) -> bytes:
    """`{"data": ...}`, and with previews `"extensions": {"preview": {...}}`, under the same keys."""
    data = [(key, b"null" if key in prepared.previews else answers[key]) for key in prepared.keys]
    body = b'{"data":%b' % _object(data)
    if prepared.previews:
        shown = _object([(key, answers[key]) for key in prepared.keys if key in prepared.previews])
        body += b',"extensions":{"preview":%b}' % shown
    return body + b"}"


def _object(items: Sequence[tuple[str, bytes]]) -> bytes:
    return b"{%b}" % b",".join(orjson.dumps(key) + b":" + value for key, value in items)


def _refused(error: RequestErrors | ApiError, program: Program | None, values: Values | None) -> GraphQLAnswer:
    """The answer with an error. Raises those that are not for a GraphQL answer."""
    if isinstance(error, RequestErrors):
        return GraphQLAnswer(answer_with(error.errors), ok=False)
    if isinstance(error, Unauthorized) or error.status >= 500:
        raise error
    path = None if program is None or values is None else blamed_root(error, program, values)
    return GraphQLAnswer(answer_with([api_error(error, path)]), ok=False)


def _told(errors: Sequence[GraphQLError]) -> list[dict[str, object]]:
    """Errors of resolvers and of variables. Raises those that are not for a GraphQL answer."""
    told = []
    for error in errors:
        inside = error.original_error
        if isinstance(inside, ApiError):
            if isinstance(inside, Unauthorized) or inside.status >= 500:
                raise inside
            told.append(api_error(inside, error.path))
        elif inside is not None and error.path:
            raise inside
        else:
            told.append(invalid_variables(error))
    return told
