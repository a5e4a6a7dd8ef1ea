"""Values against their input types: what is wrong, and the same values in their full form.

In charge of unknown and missing fields, wrong kinds of containers, enum values, nulls, and of a single value standing
for a list. It looks at literals while a document is validated, and at variables whose shape is not a plain one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    VariableNode,
)

from app.graphql.inputs import LeafFilterInput, OrderByInput
from app.graphql.scalars import LeafType, literal_problem

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the value at `path`; `suggestions` are known names close to a wrong one."""

    path: Path
    message: str
    suggestions: tuple[str, ...] = ()


def check_literal(type_: GraphQLInputType, value: object) -> Iterator[Problem]:
    """The problems of a literal's value; variables in it are for others to check."""
    return _check(type_, value, (), literal_problem)


def check_variable(type_: GraphQLInputType, value: object) -> Iterator[Problem]:
    """The problems of a variable's JSON value. Numbers and texts are left to be checked where they are bound."""
    return _check(type_, value, (), _variable_problem)


def full_form(type_: GraphQLInputType, value: object) -> object:
    """A checked value, in which every list is written as one. Variables stay as they are."""
    if isinstance(value, VariableNode):
        return value
    if isinstance(type_, GraphQLNonNull):
        return full_form(type_.of_type, value)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        return [full_form(type_.of_type, item) for item in (value if isinstance(value, list) else [value])]
    if isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        return {name: full_form(type_.fields[name].type, item) for name, item in value.items()}
    return value


def show(value: object) -> str:
    """A value as an error quotes it: short, and never a whole object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    short = text if len(text) <= 40 else f"{text[:40]}..."
    return f"'{short}'" if isinstance(value, str) else short


def close_names(name: str, known: list[str]) -> tuple[str, ...]:
    """Known names that somebody who wrote `name` may have meant."""
    return tuple(get_close_matches(name[:80], known, n=3))


_Leaf = Callable[[LeafType, object], str | None]


def _check(type_: GraphQLInputType, value: object, path: Path, leaf: _Leaf) -> Iterator[Problem]:
    if isinstance(value, VariableNode):
        return
    if isinstance(type_, GraphQLNonNull):
        if value is None:
            yield Problem(path, "must not be null")
        else:
            yield from _check(type_.of_type, value, path, leaf)
    elif value is None:
        return
    elif isinstance(type_, GraphQLList):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _check(type_.of_type, item, (*path, index), leaf)
        else:
            yield from _check(type_.of_type, value, path, leaf)
    elif isinstance(type_, GraphQLInputObjectType):
        yield from _check_object(type_, value, path, leaf)
    else:
        wanted = leaf(type_, value)
        if wanted is not None:
            yield Problem(path, f"{show(value)} is not {wanted}")


def _check_object(type_: GraphQLInputObjectType, value: object, path: Path, leaf: _Leaf) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, f"{show(value)} is not an object of the type {type_.name}")
        return
    for name, item in value.items():
        field = type_.fields.get(name)
        if field is None:
            yield _unknown(type_, name, path)
        else:
            yield from _check(field.type, item, (*path, name), leaf)
    for name, field in type_.fields.items():
        if isinstance(field.type, GraphQLNonNull) and name not in value:
            yield Problem((*path, name), "is required")


def _unknown(type_: GraphQLInputObjectType, name: str, path: Path) -> Problem:
    known = list(type_.fields)
    if isinstance(type_, LeafFilterInput):
        message = f"Unknown operator '{name[:80]}' for {type_.name}; known: {', '.join(known)}"
    elif isinstance(type_, OrderByInput):
        message = f"Unknown order field '{name[:80]}' for {type_.name}; known: {', '.join(known)}"
    else:
        message = f"Field '{name[:80]}' doesn't exist on type '{type_.name}'; known: {', '.join(known)}"
    return Problem((*path, name), message, close_names(name, known))


def _variable_problem(type_: LeafType, value: object) -> str | None:
    if isinstance(type_, GraphQLEnumType):
        return literal_problem(type_, value)
    if type_.name == "Boolean" and not isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict | list) and type_.name != "JSON":
        return f"a single value of the type {type_.name}"
    return None
