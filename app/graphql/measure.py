"""How large an operation is, before anything is made of it.

In charge of the limits on depth, selected fields and root fields, counted with all fragments put in, and of whether
fields with one response key can be merged. Both need the same walk, and its cost is bounded by the limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    print_ast,
)

from app.graphql.nodes import Fragments

_INTROSPECTION = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What a document may hold. `tokens` bounds the work of reading it; `fields` counts every selected field with
    fragments put in; `depth` counts fields inside one another, introspection excepted."""

    tokens: int = 4_000
    characters: int = 200_000
    depth: int = 15
    fields: int = 1_000
    root_fields: int = 50
    operations: int = 50


def measure(operation: OperationDefinitionNode, fragments: Fragments, limits: DocumentLimits) -> None:
    """Raises GraphQLError where an operation is over a limit or holds fields that cannot be merged. The document must
    have been validated."""
    _Walk(fragments, limits).walk(operation)


class _Walk:
    def __init__(self, fragments: Fragments, limits: DocumentLimits) -> None:
        self._fragments = fragments
        self._limits = limits
        self._fields = 0
        self._spreads = 0

    def walk(self, operation: OperationDefinitionNode) -> None:
        groups = self._grouped([operation.selection_set])
        if not groups:
            raise GraphQLError("The operation selects no fields", operation)
        if len(groups) > self._limits.root_fields:
            raise GraphQLError(f"The operation has over {self._limits.root_fields} root fields, the limit", operation)
        # A group is one response key: its fields, and how deep it stands; None inside of introspection.
        waiting: list[tuple[list[FieldNode], int | None]] = [(group, 1) for group in groups.values()]
        while waiting:
            group, depth = waiting.pop()
            first = group[0]
            _require_alike(group)
            if first.name.value in _INTROSPECTION:
                depth = None
            if depth is not None and depth > self._limits.depth:
                message = f"Fields are nested more than {self._limits.depth} levels deep here, the limit"
                raise GraphQLError(message, first)
            inner = [field.selection_set for field in group if field.selection_set is not None]
            deeper = None if depth is None else depth + 1
            waiting.extend((each, deeper) for each in self._grouped(inner).values())

    def _grouped(self, selection_sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        groups: dict[str, list[FieldNode]] = {}
        for field in self._expanded(selection_sets):
            self._fields += 1
            if self._fields > self._limits.fields:
                message = f"Over {self._limits.fields} fields are selected, with fragments put in; that is the limit"
                raise GraphQLError(message, field)
            groups.setdefault((field.alias or field.name).value, []).append(field)
        return groups

    def _expanded(self, selection_sets: list[SelectionSetNode]) -> Iterator[FieldNode]:
        seen: set[str] = set()
        waiting = [selection for each in reversed(selection_sets) for selection in reversed(each.selections)]
        while waiting:
            selection = waiting.pop()
            if isinstance(selection, FieldNode):
                yield selection
                continue
            self._spreads += 1
            if self._spreads > self._limits.fields:
                raise GraphQLError(f"Over {self._limits.fields} fragments are put in; that is the limit", selection)
            if isinstance(selection, InlineFragmentNode):
                waiting.extend(reversed(selection.selection_set.selections))
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                waiting.extend(reversed(self._fragments[selection.name.value].selection_set.selections))


def _require_alike(group: list[FieldNode]) -> None:
    first = group[0]
    if len(group) == 1:
        return
    name, arguments = first.name.value, _arguments(first)
    key = (first.alias or first.name).value
    for other in group[1:]:
        if other.name.value != name:
            message = f"'{key}' stands for both '{name}' and '{other.name.value}': give one of them another alias"
            raise GraphQLError(message, [first, other])
        if _arguments(other) != arguments:
            message = f"'{key}' is asked for twice with different arguments: give one of them an alias"
            raise GraphQLError(message, [first, other])


def _arguments(field: FieldNode) -> dict[str, str]:
    return {argument.name.value: print_ast(argument.value) for argument in field.arguments or ()}
