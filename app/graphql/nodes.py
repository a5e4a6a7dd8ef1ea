"""Walks over parsed documents.

In charge of which nodes an operation reaches, through its fragments, and of the response keys that lead to each node of
a document. The walks keep their own stacks, so that no document is nested too deeply for them.
"""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    VariableNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]
ResponsePath = tuple[str, ...]

_KEYS: dict[type[Node], tuple[str, ...]] = {}


def reachable(nodes: Iterable[Node], fragments: Fragments) -> Iterator[Node]:
    """The nodes, all in them, and all in the fragments that they use, each once."""
    seen: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            waiting.append(fragments[node.name.value])
        waiting.extend(_children(node))


def variables_of(nodes: Iterable[Node], fragments: Fragments) -> set[str]:
    """The names of all variables that the nodes reach."""
    return {node.name.value for node in reachable(nodes, fragments) if isinstance(node, VariableNode)}


def response_paths(document: DocumentNode) -> Iterator[tuple[Node, ResponsePath]]:
    """Every node of a document with the response keys that lead to it. A fragment's are those of its first use; one
    that no operation uses has its own, from where it begins. The document need not be valid."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    unused = dict(fragments)
    waiting: list[tuple[Node, ResponsePath]] = [
        (each, ()) for each in reversed(document.definitions) if isinstance(each, OperationDefinitionNode)
    ]
    while waiting or unused:
        if not waiting:
            waiting.append((unused.pop(next(iter(unused))), ()))
        node, path = waiting.pop()
        if isinstance(node, FieldNode):
            path = (*path, (node.alias or node.name).value)
        yield node, path
        waiting.extend((child, path) for child in _children(node))
        if isinstance(node, FragmentSpreadNode) and node.name.value in unused:
            waiting.append((unused.pop(node.name.value), path))


def _children(node: Node) -> Iterator[Node]:
    """In reverse, since the walks take the last one first."""
    for key in _keys(type(node)):
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in reversed(value) if isinstance(each, Node))


def _keys(kind: type[Node]) -> tuple[str, ...]:
    """The names of what nodes of a kind hold, the last first. graphql-core finds them anew for every node."""
    found = _KEYS.get(kind)
    if found is None:
        found = _KEYS[kind] = tuple(reversed(kind.keys))
    return found
