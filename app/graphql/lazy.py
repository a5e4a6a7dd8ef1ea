"""A schema whose types and root fields are built when they are first reached.

In charge of standing for graphql-core's schema: what it looks up by name is built alone, and what it walks through
(SDL, introspection) is complete and in graphql-core's own order. What there is to build is `graphql.schema`'s to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar, cast
from weakref import WeakValueDictionary

from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema

Made = TypeVar("Made")
Source = TypeVar("Source")
Common = TypeVar("Common", bound=GraphQLNamedType)

_COMMON: WeakValueDictionary[tuple[object, ...], GraphQLNamedType] = WeakValueDictionary()


class OnDemand(Mapping[str, Made], Generic[Made]):
    """Values by name, each made when it is first asked for. `names` are all that there are, in their order."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Mapping[str, object] | Iterable[str], make: Callable[[str], Made]) -> None:
        self._names = names if isinstance(names, Mapping) else dict.fromkeys(names)
        self._make = make
        self._made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        made = self._made.get(name)
        if made is None:
            if name not in self._names:
                raise KeyError(name)
            made = self._made[name] = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def made(self) -> int:
        """How many were made so far."""
        return len(self._made)

    def copy(self) -> dict[str, Made]:
        """All of them: graphql-core takes copies of types by it."""
        return dict(self.items())


def in_common(key: tuple[object, ...], make: Callable[[], Common]) -> Common:
    """The type of a key, which says all that is in it: schemas that have the same one share it."""
    found = _COMMON.get(key)
    if found is None:
        found = _COMMON[key] = make()
    return cast(Common, found)


class Tally:
    """How many fields of types a schema has built so far."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields = 0

    def counting(self, make: Callable[[Source], dict[str, Made]], source: Source) -> Callable[[], dict[str, Made]]:
        """What makes the fields of a type, and counts them when it is asked to."""

        def made() -> dict[str, Made]:
            fields = make(source)
            self.fields += len(fields)
            return fields

        return made


class TypeMap(Mapping[str, GraphQLNamedType]):
    """The types of a schema. `known` has every one of them in any order; those who ask for all of them get what
    graphql-core finds by walking through the schema."""

    __slots__ = ("_collect", "_collected", "known")

    def __init__(self, known: OnDemand[GraphQLNamedType], collect: Callable[[], Iterable[str]]) -> None:
        self.known = known
        self._collect = collect
        self._collected: Iterable[str] | None = None

    def __getitem__(self, name: str) -> GraphQLNamedType:
        return self.known[name]

    def __contains__(self, name: object) -> bool:
        return name in self.known

    def __iter__(self) -> Iterator[str]:
        if self._collected is None:
            self._collected = self._collect()
        return iter(self._collected)

    def __len__(self) -> int:
        return len(self.known)


class LazySchema(GraphQLSchema):
    """A schema that does not walk through its types when it is made. It has no interfaces and no unions, for which
    graphql-core would have to."""

    def __init__(
        self,
        query: GraphQLObjectType,
        mutation: GraphQLObjectType,
        types: OnDemand[GraphQLNamedType],
        description: str,
    ) -> None:
        # Without its roots there is nothing to walk through but the types of introspection.
        super().__init__(description=description, assume_valid=True)
        self.query_type, self.mutation_type = query, mutation

        def collect() -> Iterable[str]:
            return list(GraphQLSchema(query, mutation, assume_valid=True).type_map)

        self.type_map = cast("dict[str, GraphQLNamedType]", TypeMap(types, collect))


def type_names(schema: GraphQLSchema) -> list[str]:
    """The names of all types of any schema, for which none is built."""
    types: Mapping[str, GraphQLNamedType] = schema.type_map
    return list(types.known if isinstance(types, TypeMap) else types)


def root_type(name: str, fields: OnDemand[GraphQLField], description: str) -> GraphQLObjectType:
    """An object type whose fields are made one by one."""
    type_ = GraphQLObjectType(name, {}, description=description)
    # Its own property would make all of them.
    type_.fields = cast("dict[str, GraphQLField]", fields)
    return type_
