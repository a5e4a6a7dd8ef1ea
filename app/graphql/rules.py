"""The rules that a document is validated by.

In charge of the ones whose words are our own: fields, arguments, sub-selections, literals. The rest are graphql-core's.
Whether fields of one response key can be merged is found by `graphql.measure`, in linear time.
"""

from itertools import islice
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    NamedTypeNode,
    ValueNode,
    VariableDefinitionNode,
    get_named_type,
    is_input_type,
    is_leaf_type,
    type_from_ast,
)
from graphql.validation import (
    ExecutableDefinitionsRule,
    FragmentsOnCompositeTypesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    LoneAnonymousOperationRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
    ValidationRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
)

from app.graphql.lazy import type_names
from app.graphql.literals import literal, node_at
from app.graphql.values import check_literal, close_names

# Of one literal; a document has a bound of its own.
_PROBLEMS = 10


def suggesting(suggestions: tuple[str, ...]) -> dict[str, Any] | None:
    """The extensions of an error with names that may have been meant."""
    return {"suggestions": list(suggestions)} if suggestions else None


class TypeNamesRule(ValidationRule):
    """Types that variables and fragments name exist. graphql-core's rule builds all types to suggest a name."""

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        """Look at one name."""
        name = node.name.value
        if self.context.schema.get_type(name) is None:
            suggestions = close_names(name, type_names(self.context.schema))
            self.report_error(GraphQLError(f"Unknown type '{name}'", node, extensions=suggesting(suggestions)))


class FieldsRule(ValidationRule):
    """Fields exist; those of objects have a selection, others have none."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Look at one field."""
        parent, type_ = self.context.get_parent_type(), self.context.get_type()
        name = node.name.value
        if parent is None:
            return
        if self.context.get_field_def() is None:
            known = list(getattr(parent, "fields", ()))
            extensions = suggesting(close_names(name, known))
            message = f"Field '{name}' doesn't exist on type '{parent.name}'"
            self.report_error(GraphQLError(message, node, extensions=extensions))
        elif type_ is None:
            return
        elif is_leaf_type(get_named_type(type_)):
            if node.selection_set is not None:
                message = f"Field '{name}' is a single value: leave out its braces"
                self.report_error(GraphQLError(message, node.selection_set))
        elif node.selection_set is None or not node.selection_set.selections:
            inner = list(getattr(get_named_type(type_), "fields", ()))
            message = (
                f"Field '{name}' needs a selection of its fields, such as {name} {{ {inner[0] if inner else ''} }}"
            )
            self.report_error(GraphQLError(message, node, extensions=suggesting(tuple(inner[:3]))))


class ArgumentsRule(ValidationRule):
    """Arguments exist."""

    def enter_argument(self, node: ArgumentNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> None:
        """Look at one argument of a field or a directive."""
        if self.context.get_argument() is not None:
            return
        name, around = node.name.value, ancestors[-1]
        if isinstance(around, DirectiveNode):
            directive = self.context.get_directive()
            if directive is None:
                return
            known, place = list(directive.args), f"directive '@{directive.name}'"
        else:
            field, parent = self.context.get_field_def(), self.context.get_parent_type()
            if field is None or parent is None:
                return
            known, place = list(field.args), f"field '{parent.name}.{around.name.value}'"
        has = f"known: {', '.join(known)}" if known else "it takes none"
        message = f"Unknown argument '{name}' on {place}; {has}"
        self.report_error(GraphQLError(message, node, extensions=suggesting(close_names(name, known))))


class LiteralsRule(ValidationRule):
    """Literals fit the types of their arguments, and defaults those of their variables."""

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Look at the value of one argument."""
        argument = self.context.get_argument()
        if argument is not None:
            self._check(argument.type, node.value, node.name.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        """Look at one default."""
        type_ = type_from_ast(self.context.schema, node.type)
        if node.default_value is not None and is_input_type(type_):
            self._check(type_, node.default_value, f"${node.variable.name.value}")

    def _check(self, type_: GraphQLInputType, node: ValueNode, name: str) -> None:
        for problem in islice(check_literal(type_, literal(node)), _PROBLEMS):
            where = ".".join([name, *map(str, problem.path)])
            at = node_at(node, problem.path)
            message = f"{where}: {problem.message}"
            self.report_error(GraphQLError(message, at, extensions=suggesting(problem.suggestions)))


RULES: tuple[type[ValidationRule], ...] = (
    ExecutableDefinitionsRule,
    UniqueOperationNamesRule,
    LoneAnonymousOperationRule,
    TypeNamesRule,
    FragmentsOnCompositeTypesRule,
    VariablesAreInputTypesRule,
    FieldsRule,
    UniqueFragmentNamesRule,
    KnownFragmentNamesRule,
    NoUnusedFragmentsRule,
    PossibleFragmentSpreadsRule,
    NoFragmentCyclesRule,
    UniqueVariableNamesRule,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    KnownDirectivesRule,
    UniqueDirectivesPerLocationRule,
    ArgumentsRule,
    UniqueArgumentNamesRule,
    LiteralsRule,
    ProvidedRequiredArgumentsRule,
    VariablesInAllowedPositionRule,
    UniqueInputFieldNamesRule,
    MaxIntrospectionDepthRule,
)  # type: ignore[assignment]
