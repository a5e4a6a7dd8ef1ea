"""Values as they stand in a document, as Python values.

In charge of one form for literals and variables: a literal becomes what its JSON would be, except that a bare word is a
`Word`, a fraction a Decimal, and a variable in it stays a `VariableNode`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from app.graphql.scalars import Word

# Python refuses to read an int of more digits than some thousands, and no column holds one of a hundred.
_INT_DIGITS = 100


def literal(node: ValueNode) -> object:
    """The value of a literal. Raises RecursionError where it is nested too deeply."""
    match node:
        case VariableNode():
            return node
        case NullValueNode():
            return None
        case EnumValueNode():
            return Word(node.value)
        case StringValueNode() | BooleanValueNode():
            return node.value
        case IntValueNode():
            return int(node.value) if len(node.value) <= _INT_DIGITS else Decimal(node.value)
        case FloatValueNode():
            return Decimal(node.value)
        case ListValueNode():
            return [literal(item) for item in node.values]
        case ObjectValueNode():
            return {field.name.value: literal(field.value) for field in node.fields}
    raise TypeError(node.kind)


def node_at(node: ValueNode, path: Sequence[str | int]) -> Node:
    """The node of a literal's inner value, or the nearest one around it; for a key, the field with its name."""
    found: Node = node
    for step in path:
        inner = found.value if found.kind == "object_field" else found  # type: ignore[attr-defined]
        if isinstance(step, int) and isinstance(inner, ListValueNode) and step < len(inner.values):
            found = inner.values[step]
        elif isinstance(inner, ObjectValueNode):
            named = [field for field in inner.fields if field.name.value == step]
            if not named:
                break
            found = named[-1]
    return found


def has_variables(value: object) -> bool:
    """Whether a literal's value depends on variables."""
    if isinstance(value, dict):
        return any(map(has_variables, value.values()))
    if isinstance(value, list):
        return any(map(has_variables, value))
    return isinstance(value, VariableNode)


def plain(value: object, variables: Mapping[str, object]) -> object:
    """A literal's value as JSON: bare words are strings, variables are put in; a field whose variable is absent is left
    out."""
    if isinstance(value, dict):
        return {
            name: plain(inner, variables)
            for name, inner in value.items()
            if not isinstance(inner, VariableNode) or inner.name.value in variables
        }
    if isinstance(value, list):
        return [plain(inner, variables) for inner in value]
    if isinstance(value, VariableNode):
        return variables.get(value.name.value)
    return str(value) if isinstance(value, Word) else value
