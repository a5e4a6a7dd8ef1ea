"""Root fields that graphql-core answers: what a client asks about the schema itself, and fields with resolvers.

In charge of taking such a field out of its operation, with those variables only that it names. An operation may hold
fields of plans beside it; each is answered on its own. Introspection takes seconds for a large model, so that it is
done apart from the planning of an operation, in a thread.
"""

from collections.abc import Mapping, Sequence

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from app.graphql.errors import RequestErrors, refused
from app.graphql.nodes import Fragments, variables_of
from app.graphql.schema import build_schema
from app.model.types import Model

INTROSPECTION = ("__schema", "__type")

# What introspection says, by the response key of its root field.
Described = Mapping[str, bytes]
NOTHING_DESCRIBED: Described = {}


class Undescribed(Exception):
    """An operation asks for introspection that is to be answered first."""

    def __init__(
        self,
        model: Model,
        operation: OperationDefinitionNode,
        fragments: Fragments,
        fields: Mapping[str, FieldNode],
        variables: Mapping[str, object],
    ) -> None:
        super().__init__("introspection")
        self.model = model
        self._operation = operation
        self._fragments = fragments
        self._fields = fields
        self._variables = variables

    def describe(self) -> Described:
        """What the fields say. It builds a schema for this alone, which is gone then with all that was built of it.
        Raises RequestErrors."""
        schema = build_schema(self.model).graphql
        return {
            key: introspect(schema, self._operation, self._fragments, field, self._variables)
            for key, field in self._fields.items()
        }


def introspect(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    field: FieldNode,
    variables: Mapping[str, object],
) -> bytes:
    """The JSON of one introspection field. Raises RequestErrors."""
    document, given = alone(operation, fragments, field, variables)
    result = execute_sync(schema, document, variable_values=given)
    if result.errors or result.data is None:
        raise _refused(result.errors or ())
    return orjson.dumps(result.data.get((field.alias or field.name).value))


def alone(
    operation: OperationDefinitionNode, fragments: Fragments, field: FieldNode, variables: Mapping[str, object]
) -> tuple[DocumentNode, dict[str, object]]:
    """A document of one field of an operation, and the variables that it names."""
    named = variables_of([field], fragments)
    definitions = [each for each in operation.variable_definitions or () if each.variable.name.value in named]
    only = OperationDefinitionNode(
        operation=operation.operation,
        name=None,
        variable_definitions=tuple(definitions),
        directives=(),
        selection_set=SelectionSetNode(selections=(field,)),
    )
    given = {name: value for name, value in variables.items() if name in named}
    return DocumentNode(definitions=(only, *fragments.values())), given


def _refused(errors: Sequence[Exception]) -> RequestErrors:
    return refused(str(getattr(errors[0], "message", errors[0])) if errors else "The schema cannot be described.")
