"""Introspection: what a client asks about the schema itself.

In charge of the root fields `__schema` and `__type`, which graphql-core answers. An operation may hold them beside
data; each is answered on its own, with those variables only that it names.
"""

from collections.abc import Mapping, Sequence

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
)

from app.graphql.errors import RequestErrors, refused
from app.graphql.nodes import Fragments, variables_of


def introspect(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    field: FieldNode,
    variables: Mapping[str, object],
) -> bytes:
    """The JSON of one introspection field. Raises RequestErrors."""
    key = (field.alias or field.name).value
    named = variables_of([field], fragments)
    definitions = [each for each in operation.variable_definitions or () if each.variable.name.value in named]
    alone = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=None,
        variable_definitions=tuple(definitions),
        directives=(),
        selection_set=SelectionSetNode(selections=(field,)),
    )
    document = DocumentNode(definitions=(alone, *fragments.values()))
    given = {name: value for name, value in variables.items() if name in named}
    result = execute_sync(schema, document, variable_values=given)
    if result.errors or result.data is None:
        raise _refused(result.errors or ())
    return orjson.dumps(result.data.get(key))


def _refused(errors: Sequence[Exception]) -> RequestErrors:
    return refused(str(getattr(errors[0], "message", errors[0])) if errors else "The schema cannot be described.")
