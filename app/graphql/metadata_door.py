"""The door of /metadata: the administration of a workspace in GraphQL.

In charge of running its fixed schema by graphql-core, one resolver after another: these requests are few, and each is a
call of a function in Postgres. Documents are read, and errors told, as at the door of the records.
"""

from collections.abc import Sequence

import orjson
from graphql import ExecutionResult, GraphQLError, execute

from app.auth.caller import Caller
from app.db.database import Database
from app.db.wire import Line
from app.errors import ApiError, Unauthorized
from app.graphql.documents import read_document
from app.graphql.door import GraphQLAnswer, GraphQLRequest
from app.graphql.errors import RequestErrors, answer_with, api_error, invalid_variables
from app.graphql.measure import DocumentLimits
from app.graphql.metadata_schema import Context, build_metadata_schema


class MetadataDoor:
    """Answers GraphQL requests about the caller's workspace itself."""

    def __init__(self, database: Database, limits: DocumentLimits | None = None) -> None:
        self._database = database
        self._limits = limits or DocumentLimits(tokens=2_000, root_fields=20)
        self._schema = build_metadata_schema()

    async def execute(self, caller: Caller, request: GraphQLRequest) -> GraphQLAnswer:
        """The answer to a request; what the client can put right is told in it. Raises Unauthorized, Unavailable, and
        ApiError itself for what went wrong inside."""
        context = Context(self._database, caller)
        # Introspection calls no function that would ask whether the credential still holds.
        await context.run(caller.enter, Line.READ)
        name = request.operation_name or None
        try:
            document, _, _ = read_document(self._schema, request.query, name, self._limits)
        except RequestErrors as failed:
            return GraphQLAnswer(answer_with(failed.errors), ok=False)
        running = execute(
            self._schema,
            document,
            context_value=context,
            variable_values=dict(request.variables),
            operation_name=name,
        )
        result = running if isinstance(running, ExecutionResult) else await running
        if result.errors:
            return GraphQLAnswer(answer_with(_told(result.errors)), ok=False)
        return GraphQLAnswer(orjson.dumps({"data": result.data}), ok=True)


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
