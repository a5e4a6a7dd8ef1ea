"""The GraphQL schema of a model.

In charge of the output types, of the root fields, and of what each root field does with which object. Nothing is
resolved through it: graphql-core validates documents against it and answers introspection, plans do the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    get_named_type,
    introspection_types,
)

from app.graphql.inputs import InputTypes, describe
from app.graphql.lazy import LazySchema, OnDemand, Tally, in_common, root_type
from app.graphql.leaves import Kind, Leaves, TypeNames, leaf_type, pascal, traits, upper_first
from app.graphql.scalars import ORDER_BY_DIRECTION, InputLeaf, LeafType
from app.model.actions import Action
from app.model.types import Field, Model, Object, Part
from app.query.plan import PageFact
from app.query.types import about

# The argument of an action that lets it be looked at instead of run. It decides what is planned.
PREVIEW = "preview"
# What an object takes of a schema at least, and a field of any type that was built. Measured, on the high side.
_BYTES_PER_OBJECT = 4_000
_BYTES_PER_FIELD = 900


class RootKind(Enum):
    """What a root field does."""

    MANY = auto()
    ONE = auto()
    CREATE_ONE = auto()
    CREATE_MANY = auto()
    UPDATE_ONE = auto()
    UPDATE_MANY = auto()
    DELETE_ONE = auto()
    DELETE_MANY = auto()
    ACT = auto()


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: what it does with which object. `action` is that of ACT."""

    kind: RootKind
    object: Object
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """A model's schema. `roots` holds every root field of queries and mutations by its name."""

    model: Model
    graphql: GraphQLSchema
    roots: Mapping[str, Root]
    _built: Tally

    @property
    def weight(self) -> int:
        """About how many bytes it takes by now. It grows with what is reached of it."""
        return _BYTES_PER_OBJECT * len(self.model.objects) + _BYTES_PER_FIELD * self._built.fields

    def composite_name(self, of: Object, field: str) -> str:
        """The name of a composite field's type."""
        return str(get_named_type(self.record_type(of).fields[field].type))

    def record_type(self, of: Object) -> GraphQLObjectType:
        """The output type of an object's records."""
        return cast(GraphQLObjectType, self.graphql.get_type(of.type_name))


PAGE_INFO = GraphQLObjectType(
    "PageInfo",
    {
        PageFact.HAS_NEXT.value: GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="Whether records follow this page."
        ),
        PageFact.HAS_PREVIOUS.value: GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="Whether records stand before this page."
        ),
        PageFact.START_CURSOR.value: GraphQLField(GraphQLString, description="Of the first record; null if none."),
        PageFact.END_CURSOR.value: GraphQLField(GraphQLString, description="Of the last record; null if none."),
    },
    description="Where a page stands in its list.",
)


def build_schema(model: Model) -> Schema:
    """The schema of a model, of which most is built when it is first reached. The model is taken to be sound: its names
    were checked when it was made."""
    builder = SchemaBuilder(model)
    query = {name: root for of in model.objects.values() for name, root in query_roots(of)}
    mutation = {name: root for of in model.objects.values() for name, root in _mutation_roots(of)}
    query_type = root_type(
        "Query",
        OnDemand(query, lambda name: builder.query_fields(query[name].object)[name]),
        "Reading: each field is one statement.",
    )
    mutation_type = root_type(
        "Mutation",
        OnDemand(mutation, lambda name: builder.mutation_fields(mutation[name].object)[name]),
        "Writing: all fields of one operation are one transaction, in order.",
    )
    types = builder.types(query_type, mutation_type)
    schema = LazySchema(query_type, mutation_type, types, "The records of a workspace.")
    return Schema(model, schema, {**query, **mutation}, builder.built)


def query_roots(of: Object) -> list[tuple[str, Root]]:
    """The root fields that read an object."""
    return [(of.name_plural, Root(RootKind.MANY, of)), (of.name_singular, Root(RootKind.ONE, of))]


def _mutation_roots(of: Object) -> list[tuple[str, Root]]:
    if not of.is_writable:
        return []
    one, many = of.type_name, upper_first(of.name_plural)
    return [
        (f"create{one}", Root(RootKind.CREATE_ONE, of)),
        (f"create{many}", Root(RootKind.CREATE_MANY, of)),
        (f"update{one}", Root(RootKind.UPDATE_ONE, of)),
        (f"update{many}", Root(RootKind.UPDATE_MANY, of)),
        (f"delete{one}", Root(RootKind.DELETE_ONE, of)),
        (f"delete{many}", Root(RootKind.DELETE_MANY, of)),
    ]


class SchemaBuilder:
    """Builds the types of one schema, each when it is first asked for. Names are given out at the start."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._names = TypeNames(model)
        self._leaves = Leaves(model, self._names)
        self.built = Tally()
        self._inputs = InputTypes(model, self._names, self._leaves, self.built)
        self._composites: dict[tuple[object, ...], GraphQLObjectType] = {}
        self._scalars: dict[str, GraphQLNamedType] = {}
        objects = model.objects
        self._records = OnDemand(objects, lambda name: self._record(objects[name]))
        self._connections = OnDemand(objects, lambda name: self._connection(objects[name]))
        self._edges = OnDemand(objects, lambda name: self._edge(objects[name]))
        self._settle()

    def _settle(self) -> None:
        """Build what objects share, from the first field of each kind, so that its names are the model's alone."""
        seen: set[Kind] = set()
        for of in self._model.objects.values():
            for kind, field in traits(of).kinds:
                if kind in seen:
                    continue
                seen.add(kind)
                self._inputs.settle(of, field)
                type_ = get_named_type(self._output(of, field))
                for inner in [type_, *(get_named_type(each.type) for each in getattr(type_, "fields", {}).values())]:
                    if isinstance(inner, GraphQLScalarType):
                        self._scalars[inner.name] = inner

    def types(self, *roots: GraphQLObjectType) -> OnDemand[GraphQLNamedType]:
        """All types of the schema by name, `roots` among them."""
        fixed: dict[str, GraphQLNamedType] = {root.name: root for root in roots}
        fixed |= {type_.name: type_ for type_ in (GraphQLString, GraphQLBoolean, *introspection_types.values())}
        if self._model.objects:
            # The types of arguments and of order keys.
            always = (PAGE_INFO, GraphQLInt, GraphQLID, ORDER_BY_DIRECTION)
            fixed |= {type_.name: type_ for type_ in always}
        fixed |= {type_.name: type_ for type_ in self._composites.values()}
        fixed |= self._scalars | self._inputs.shared()
        # A type's name: where it is made, and under which key.
        known: dict[str, tuple[Mapping[str, GraphQLNamedType], str]] = {name: (fixed, name) for name in fixed}
        enums = OnDemand(self._leaves.enums, self._leaves.enum)
        for source in (enums, self._inputs.enum_filters):
            known |= {name: (source, name) for name in source}
        for key, of in self._model.objects.items():
            name = of.type_name
            known[name] = (self._records, key)
            known[f"{name}Connection"] = (self._connections, key)
            known[f"{name}Edge"] = (self._edges, key)
            known[f"{name}FilterInput"] = (self._inputs.filters, key)
            known[f"{name}OrderByInput"] = (self._inputs.orders, key)
            if of.is_writable:
                known[f"{name}CreateInput"] = (self._inputs.creates, key)
                known[f"{name}UpdateInput"] = (self._inputs.updates, key)

        def find(name: str) -> GraphQLNamedType:
            source, key = known[name]
            return source[key]

        return OnDemand(known, find)

    def record(self, of: Object) -> GraphQLObjectType:
        """The output type of an object's records."""
        return self._records[of.name_singular]

    def enum(self, name: str) -> LeafType:
        """The type of a field with options, by its name."""
        return self._leaves.enum(name)

    def query_fields(self, of: Object) -> dict[str, GraphQLField]:
        """The list and the single record."""
        label = _label(of)
        one = GraphQLField(
            self._records[of.name_singular],
            {
                "id": GraphQLArgument(GraphQLID, description="The id of the record."),
                "filter": GraphQLArgument(
                    self._inputs.filters[of.name_singular], description="The first record that matches."
                ),
            },
            description=f"One {label}, by id or by filter; null if there is none.",
        )
        many = self._list_field(of, f"{of.label_plural or of.name_plural}.")
        return {name: many if root.kind is RootKind.MANY else one for name, root in query_roots(of)}

    def mutation_fields(self, of: Object) -> dict[str, GraphQLField]:
        """Create, update and delete, of one record and of several."""
        name, label = of.name_singular, _label(of)
        record = GraphQLNonNull(self._records[name])
        records = GraphQLNonNull(GraphQLList(GraphQLNonNull(self._records[name])))
        create, update = GraphQLNonNull(self._inputs.creates[name]), GraphQLNonNull(self._inputs.updates[name])
        id_ = GraphQLArgument(GraphQLNonNull(GraphQLID), description="The id of the record.")
        ids = GraphQLArgument(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID))),
            description="The ids of the records, at most 1,000. The answer has their order.",
        )
        new = GraphQLArgument(create, description="The new record.")
        several_new = GraphQLArgument(
            GraphQLNonNull(GraphQLList(create)),
            description="The new records, at most 1,000. The answer has their order.",
        )
        changes = GraphQLArgument(update, description="The changes.")
        several = "all or none."
        gone, for_good = "it gets a deletedAt and is out of sight", ""
        if of.deleted_at is None:
            gone, for_good = "for good, the answer is what it was", " for good"
        fields: dict[RootKind, tuple[GraphQLOutputType, dict[str, GraphQLArgument], str]] = {
            RootKind.CREATE_ONE: (record, {"data": new}, f"Create a {label}."),
            RootKind.CREATE_MANY: (records, {"data": several_new}, f"Create several, {several}"),
            RootKind.UPDATE_ONE: (record, {"id": id_, "data": changes}, f"Change a {label}."),
            RootKind.UPDATE_MANY: (
                records,
                {"ids": ids, "data": changes},
                f"Make the same changes to several, {several}",
            ),
            RootKind.DELETE_ONE: (record, {"id": id_}, f"Delete a {label}: {gone}."),
            RootKind.DELETE_MANY: (records, {"ids": ids}, f"Delete several{for_good}, {several}"),
        }
        made: dict[str, GraphQLField] = {}
        for field_name, root in _mutation_roots(of):
            type_, arguments, description = fields[root.kind]
            made[field_name] = GraphQLField(type_, arguments, description=description)
        return made

    def _record(self, of: Object) -> GraphQLObjectType:
        # Bound by partial: relations refer to one another.
        return GraphQLObjectType(
            of.type_name, self.built.counting(self._record_fields, of), description=of.description or of.label_singular
        )

    def _record_fields(self, of: Object) -> dict[str, GraphQLField]:
        fields = {
            field.name: GraphQLField(self._output(of, field), description=describe(field))
            for field in of.fields.values()
        }
        for relation in of.relations.values():
            description = relation.description or relation.label or relation.name
            if relation.is_to_one:
                fields[relation.name] = GraphQLField(self._records[relation.target], description=description)
            else:
                fields[relation.name] = self._list_field(self._model.objects[relation.target], description)
        return fields

    def _output(self, of: Object, field: Field) -> GraphQLOutputType:
        if not field.is_composite:
            leaf = self._leaves.leaf(of, field, field.parts[0])
            type_ = leaf_type(leaf)
            return type_ if field.is_nullable else GraphQLNonNull(type_)
        composite = self._composite(of, field)
        # A composite is null when every column is: only a column that cannot be null keeps it from that.
        never_null = not field.is_nullable and any(not part.is_nullable for part in field.parts)
        return GraphQLNonNull(composite) if never_null else composite

    def _composite(self, of: Object, field: Field) -> GraphQLObjectType:
        parts = [(part, leaf_type(self._leaves.leaf(of, field, part))) for part in field.parts]
        key = (field.type, *((part.name, str(type_), part.is_nullable) for part, type_ in parts))
        made = self._composites.get(key)
        if made is None:
            plain = pascal(field.type)
            name = self._names.claim(plain)
            inner = tuple(get_named_type(type_) for _, type_ in parts)
            made = self._composites[key] = in_common(
                (GraphQLObjectType, name, inner, key), lambda: _composite(name, plain, field, parts)
            )
        return made

    def _connection(self, of: Object) -> GraphQLObjectType:
        edge = self._edges[of.name_singular]
        return GraphQLObjectType(
            f"{of.type_name}Connection",
            {
                "edges": GraphQLField(
                    GraphQLNonNull(GraphQLList(GraphQLNonNull(edge))), description="The records of the page."
                ),
                "pageInfo": GraphQLField(GraphQLNonNull(PAGE_INFO), description="Where the page stands."),
                "totalCount": GraphQLField(
                    GraphQLNonNull(GraphQLInt), description="How many records match on all pages together."
                ),
            },
            description=f"A page of a list of {_labels(of)}.",
        )

    def _edge(self, of: Object) -> GraphQLObjectType:
        return GraphQLObjectType(
            f"{of.type_name}Edge",
            {
                "node": GraphQLField(GraphQLNonNull(self._records[of.name_singular]), description="The record."),
                "cursor": GraphQLField(
                    GraphQLNonNull(GraphQLString),
                    description="The record's place in the list, for after and before in the same order.",
                ),
            },
            description=f"A record in a list of {_labels(of)}.",
        )

    def _list_field(self, of: Object, description: str) -> GraphQLField:
        name = of.name_singular
        return GraphQLField(
            GraphQLNonNull(self._connections[name]),
            {
                "filter": GraphQLArgument(self._inputs.filters[name], description="Which records; all if left out."),
                "orderBy": GraphQLArgument(
                    GraphQLList(GraphQLNonNull(self._inputs.orders[name])),
                    description=f"Sort keys, the first counts most; by {_own_order(of)} if left out.",
                ),
                "first": GraphQLArgument(
                    GraphQLInt, description=f"From the start: 1 to 1,000, {of.page_size:,} if left out."
                ),
                "after": GraphQLArgument(GraphQLString, description="Only what follows this cursor; goes with first."),
                "last": GraphQLArgument(GraphQLInt, description="From the end: 1 to 1,000."),
                "before": GraphQLArgument(GraphQLString, description="Only what precedes this cursor; goes with last."),
            },
            description=description,
        )


def _own_order(of: Object) -> str:
    return " and ".join(of.order) or "creation"


def _composite(name: str, plain: str, field: Field, parts: Sequence[tuple[Part, InputLeaf]]) -> GraphQLObjectType:
    fields = {
        part.name: GraphQLField(type_ if part.is_nullable else GraphQLNonNull(type_), description=about(field, part))
        for part, type_ in parts
    }
    return GraphQLObjectType(name, fields, description=f"The parts of a {plain}.")


def _label(of: Object) -> str:
    return (of.label_singular or of.name_singular).lower()


def _labels(of: Object) -> str:
    return (of.label_plural or of.name_plural).lower()
