"""Documents: from a query's text to an operation that is known to be sound.

In charge of parsing, validating, limits, and of choosing the operation. Of parsed documents only the last few are kept:
they take hundreds of times the memory of their texts, and a new shape of variables is rare enough to parse again.
"""

from typing import cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    parse,
    type_from_ast,
    validate,
)

from app.graphql.errors import MOST_ERRORS, RequestErrors, invalid_document, refused, unparsed
from app.graphql.literals import literal, plain
from app.graphql.measure import DocumentLimits, measure
from app.graphql.nodes import Fragments, reachable, response_paths, variables_of
from app.graphql.operation import Operation, Variable
from app.graphql.rules import RULES
from app.graphql.schema import PREVIEW
from app.graphql.shapes import Shapes, directive_shape, flag_shape
from app.graphql.values import full_form
from app.query.recent import Recent

_SEND_VARIABLES = "Send values as variables"

# What was parsed last, in bytes by estimate. A document that comes again for another model, or with another shape of
# its variables, is not parsed again: when a model changes, all documents come again.
_PARSED = Recent[str, tuple[DocumentNode, DocumentLimits]](8 * 1024 * 1024)
_BYTES_PER_CHARACTER = 400


def read_operation(
    schema: GraphQLSchema, shapes: Shapes, text: str, name: str | None, limits: DocumentLimits
) -> Operation:
    """The operation that a request means. Raises RequestErrors."""
    document, operation, fragments = read_document(schema, text, name, limits)
    places = _first_roots(document)
    directives = [node for node in reachable([operation], fragments) if isinstance(node, DirectiveNode)]
    deciding, previews = variables_of(directives, fragments), variables_of(_previews(operation, fragments), fragments)
    variables = []
    defaults: dict[str, object] = {}
    for definition in operation.variable_definitions or ():
        variable = definition.variable.name.value
        type_ = cast(GraphQLInputType, type_from_ast(schema, definition.type))
        shape = shapes.of(type_)
        if variable in deciding:
            shape = directive_shape
        elif variable in previews:
            shape = flag_shape
        has_default = definition.default_value is not None
        if definition.default_value is not None:
            defaults[variable] = plain(full_form(type_, literal(definition.default_value)), {})
        variables.append(Variable(variable, type_, shape, has_default, places.get(variable)))
    is_mutation = operation.operation is OperationType.MUTATION
    return Operation(text, operation.name.value if operation.name else None, is_mutation, tuple(variables), defaults)


def read_document(
    schema: GraphQLSchema, text: str, name: str | None, limits: DocumentLimits
) -> tuple[DocumentNode, OperationDefinitionNode, Fragments]:
    """A document that is valid, the operation in it that a request means, and its fragments. Raises RequestErrors."""
    document = _parse_once(text, limits)
    try:
        return _read(schema, document, name, limits)
    except RequestErrors:
        # Once more with the places in the text, which the errors tell.
        return _read(schema, _parse(text, limits, no_location=False), name, limits)


def _read(
    schema: GraphQLSchema, document: DocumentNode, name: str | None, limits: DocumentLimits
) -> tuple[DocumentNode, OperationDefinitionNode, Fragments]:
    _validate(schema, document, limits)
    operation, fragments = find_operation(document, name)
    if operation.operation is OperationType.SUBSCRIPTION:
        message = "Subscriptions are not served here; send a query or a mutation"
        raise invalid_document([GraphQLError(message, operation)], document)
    try:
        measure(operation, fragments, limits)
    except GraphQLError as error:
        raise invalid_document([error], document) from None
    return document, operation, fragments


def read_again(operation: Operation) -> tuple[OperationDefinitionNode, Fragments]:
    """The parsed form of an operation that was read before."""
    known = _PARSED.get(operation.text)
    document = known[0] if known else parse(operation.text, no_location=True)
    return find_operation(document, operation.name)


def find_operation(document: DocumentNode, name: str | None) -> tuple[OperationDefinitionNode, Fragments]:
    """The operation of that name, or the only one, and the document's fragments. Raises RequestErrors."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    if name is None:
        if len(operations) == 1:
            return operations[0], fragments
        if not operations:
            raise refused("The document has no operation: write a query or a mutation")
    names = [each.name.value for each in operations if each.name]
    known = ", ".join(names[:20])
    if name is None:
        raise refused(f"The document has several operations; say which one in operationName: {known}")
    found = next((each for each in operations if each.name and each.name.value == name), None)
    if found is None:
        raise refused(f"There is no operation '{name[:80]}' in the document" + (f"; known: {known}" if known else ""))
    return found, fragments


def _parse_once(text: str, limits: DocumentLimits) -> DocumentNode:
    known = _PARSED.get(text)
    # Another door may allow less.
    if known is not None and known[1] == limits:
        return known[0]
    # Without places in the text, which would hold all its tokens: parts of documents are kept in programs.
    document = _parse(text, limits, no_location=True)
    _PARSED.keep(text, (document, limits), _BYTES_PER_CHARACTER * len(text))
    return document


def _parse(text: str, limits: DocumentLimits, *, no_location: bool) -> DocumentNode:
    if len(text) > limits.characters:
        raise refused(f"The query has {len(text):,} characters; {limits.characters:,} is the limit. {_SEND_VARIABLES}")
    try:
        return parse(text, no_location=no_location, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLError as error:
        if "Parsing aborted" in error.message:
            raise refused(f"The query has over {limits.tokens:,} tokens, the limit. {_SEND_VARIABLES}") from None
        raise unparsed(error) from None


def _validate(schema: GraphQLSchema, document: DocumentNode, limits: DocumentLimits) -> None:
    operations = sum(isinstance(each, OperationDefinitionNode) for each in document.definitions)
    if operations > limits.operations:
        raise refused(f"The document has {operations} operations; {limits.operations} is the limit")
    try:
        errors = validate(schema, document, RULES, max_errors=MOST_ERRORS)
    except RecursionError:
        raise refused("The document is nested too deeply") from None
    if errors:
        raise invalid_document(errors[:MOST_ERRORS], document)


def _first_roots(document: DocumentNode) -> dict[str, str]:
    """The first root response key under which each variable is used."""
    roots: dict[str, str] = {}
    for node, path in response_paths(document):
        if isinstance(node, VariableNode) and path:
            roots.setdefault(node.name.value, path[0])
    return roots


def _previews(operation: OperationDefinitionNode, fragments: Fragments) -> list[ArgumentNode]:
    """The arguments that decide whether an action is run."""
    nodes = reachable([operation], fragments)
    return [node for node in nodes if isinstance(node, ArgumentNode) and node.name.value == PREVIEW]
