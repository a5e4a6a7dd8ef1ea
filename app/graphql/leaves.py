"""Names of types, each given once, and the leaf type of every column.

In charge of what an object's types are called and of keeping apart what would have one name, such as a custom object
`currency` and the composite `Currency`: objects have the first choice, then enums, and the rest makes way. Names are
given out for the whole model at the start, in the model's order, so that none depends on what is built first.
"""

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from graphql import GraphQLList, GraphQLNonNull, GraphQLString, specified_scalar_types

from app.graphql.scalars import BY_PG_TYPE, FILTER_IS, ORDER_BY_DIRECTION, LeafType, is_spelled, option_enum
from app.model.types import Field, Model, Object, Part

_SELECTS = {"SELECT", "MULTI_SELECT"}
_SUFFIXES = ("", "Connection", "Edge", "FilterInput", "OrderByInput", "CreateInput", "UpdateInput")

# What two fields have in common that share the types of their values, filters and so on.
Kind = tuple[object, ...]


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


@dataclass(frozen=True, slots=True)
class EnumPart:
    """A column whose values are the options of its field."""

    field: Field
    part: Part


@dataclass(frozen=True, slots=True)
class Traits:
    """What of an object its schema's names depend on: its enums, and the first field of every kind."""

    enums: tuple[EnumPart, ...]
    kinds: tuple[tuple[Kind, Field], ...]


# Objects that are the same in many models are looked at once.
_TRAITS: WeakKeyDictionary[Object, Traits] = WeakKeyDictionary()


def traits(of: Object) -> Traits:
    """What of an object its schema's names depend on."""
    found = _TRAITS.get(of)
    if found is None:
        found = _TRAITS[of] = _traits(of)
    return found


class Leaves:
    """The leaf types of a model, each made when it is first asked for."""

    def __init__(self, model: Model, names: TypeNames) -> None:
        # By the name of an enum: whose it is.
        self.enums: dict[str, tuple[Object, EnumPart]] = {}
        self._names: dict[tuple[str, str, str], str] = {}
        self._made: dict[tuple[str, str, str], Leaf] = {}
        for of in model.objects.values():
            for each in traits(of).enums:
                name = names.claim(_preferred(of, each.field, each.part))
                self._names[of.name_singular, each.field.name, each.part.name] = name
                self.enums[name] = (of, each)

    def leaf(self, of: Object, field: Field, part: Part) -> Leaf:
        """The type of a part of a field."""
        key = (of.name_singular, field.name, part.name)
        name = self._names.get(key)
        if name is None:
            return scalar(part.pg_type)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _enum_leaf(name, of, field, part)
        return made

    def enum(self, name: str) -> LeafType:
        """The enum of that name. Raises KeyError."""
        of, each = self.enums[name]
        return self.leaf(of, each.field, each.part).type


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


def _traits(of: Object) -> Traits:
    enums: list[EnumPart] = []
    kinds: dict[Kind, Field] = {}
    for field in of.fields.values():
        own = [part for part in field.parts if part.type in _SELECTS and is_spelled(field.options)]
        enums += [EnumPart(field, part) for part in own]
        kinds.setdefault(_kind(of, field, own), field)
    return Traits(tuple(enums), tuple(kinds.items()))


def _kind(of: Object, field: Field, enums: list[Part]) -> Kind:
    is_written = of.is_writable and field.is_writable
    if not field.is_composite:
        (part,) = field.parts
        return (is_written, part.type, "" if enums else part.pg_type, part.pg_type.endswith("[]"))
    parts = tuple((part.name, part.type, part.pg_type, part.is_nullable) for part in field.parts)
    # The types of a composite that holds an enum are its own.
    return (is_written, field.type, parts, (of.name_singular, field.name) if enums else None)


def _preferred(of: Object, field: Field, part: Part) -> str:
    return of.type_name + upper_first(field.name) + upper_first(part.name)


def _enum_leaf(name: str, of: Object, field: Field, part: Part) -> Leaf:
    described = f"{field.label or field.name} of {of.label_singular or of.name_singular}."
    return Leaf(option_enum(name, field.options, described), part.pg_type.endswith("[]"))
