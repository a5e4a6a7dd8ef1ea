"""Names of types, each given once, and the leaf type of every column.

In charge of what an object's types are called and of keeping apart what would have one name, such as a custom object
`currency` and the composite `Currency`: objects have the first choice, the rest makes way.
"""

import re
from dataclasses import dataclass

from graphql import GraphQLList, GraphQLNonNull, GraphQLString, specified_scalar_types

from app.graphql.scalars import BY_PG_TYPE, FILTER_IS, ORDER_BY_DIRECTION, LeafType, option_enum
from app.model.types import Field, Model, Object, Part

_SELECTS = {"SELECT", "MULTI_SELECT"}
_SUFFIXES = ("", "Connection", "Edge", "FilterInput", "OrderByInput", "CreateInput", "UpdateInput")


class TypeNames:
    """The names that a schema has given out. Those of its objects are taken from the start."""

    def __init__(self, model: Model) -> None:
        self._taken = {"Query", "Mutation", "Subscription", "PageInfo", FILTER_IS.name, ORDER_BY_DIRECTION.name}
        self._taken.update(type_.name for type_ in (*BY_PG_TYPE.values(), *specified_scalar_types.values()))
        self._taken.update(of.type_name + suffix for of in model.objects.values() for suffix in _SUFFIXES)

    def claim(self, name: str) -> str:
        """The name, or the next free one after it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Leaf:
    """The type of a column in the API: `is_list` for arrays."""

    type: LeafType
    is_list: bool


class Leaves:
    """The leaf types of a model, each made once."""

    def __init__(self, model: Model, names: TypeNames) -> None:
        self._made = {
            (of.name_singular, field.name, part.name): _leaf(of, field, part, names)
            for of in model.objects.values()
            for field in of.fields.values()
            for part in field.parts
        }

    def leaf(self, of: Object, field: Field, part: Part) -> Leaf:
        """The type of a part of a field."""
        return self._made[of.name_singular, field.name, part.name]


def leaf_type(leaf: Leaf) -> LeafType | GraphQLList[GraphQLNonNull[LeafType]]:
    """`String`, or `[String!]` for an array."""
    return GraphQLList(GraphQLNonNull(leaf.type)) if leaf.is_list else leaf.type


def scalar(pg_type: str) -> Leaf:
    """The type of a Postgres type; a type that the API has no scalar for is a text."""
    is_list = pg_type.endswith("[]")
    return Leaf(BY_PG_TYPE.get(pg_type.removesuffix("[]"), GraphQLString), is_list)


def pascal(field_type: str) -> str:
    """`FULL_NAME` -> `FullName`"""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", field_type))


def upper_first(name: str) -> str:
    """`companies` -> `Companies`"""
    return name[:1].upper() + name[1:]


def _leaf(of: Object, field: Field, part: Part, names: TypeNames) -> Leaf:
    plain = scalar(part.pg_type)
    if part.type not in _SELECTS or not field.options:
        return plain
    described = f"{field.label or field.name} of {of.label_singular or of.name_singular}."
    preferred = of.type_name + upper_first(field.name) + upper_first(part.name)
    enum = option_enum(preferred, field.options, described)
    if enum is None:
        return plain
    enum.name = names.claim(preferred)
    return Leaf(enum, plain.is_list)
