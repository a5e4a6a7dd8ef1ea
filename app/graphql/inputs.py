"""The input types of a model: filters, orders, and what creates and updates take.

In charge of which input fields there are; all of it follows from the model and its filter operators. The classes say
what part an input object plays, which decides how the shape of its values is taken.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
)

from app.graphql.lazy import OnDemand, Tally, in_common
from app.graphql.leaves import Leaf, Leaves, TypeNames, leaf_type, pascal, scalar
from app.graphql.relation_inputs import RelationInputs
from app.graphql.scalars import FILTER_IS, ORDER_BY_DIRECTION
from app.model.types import Field, Model, Object, Operator, Part
from app.query.filters import whole_operators
from app.query.types import about

Fields = dict[str, GraphQLInputField]
Made = TypeVar("Made", bound=GraphQLInputObjectType)
InputType = GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType | GraphQLList[Any]


class FilterInput(GraphQLInputObjectType):
    """Conditions on a record or on a composite."""


class LeafFilterInput(GraphQLInputObjectType):
    """Operators and their operands."""


class OrderByInput(GraphQLInputObjectType):
    """Sort keys."""


class CompositeInput(GraphQLInputObjectType):
    """The parts of a composite value."""


class CreateInput(GraphQLInputObjectType):
    """A new record."""


class UpdateInput(GraphQLInputObjectType):
    """Changes of a record."""


class InputTypes:
    """The input types of one schema. Those of objects are in `filters`, `orders`, `creates`, `updates`, by the
    object's singular name, and built when they are first asked for. What objects share is built at the start."""

    def __init__(self, model: Model, names: TypeNames, leaves: Leaves, built: Tally) -> None:
        self._model = model
        self._built = built
        self._names = names
        self._leaves = leaves
        self._shared: dict[tuple[object, ...], GraphQLInputObjectType] = {}
        self._relations = RelationInputs(model, names)
        # Fields are asked for later than their type, since filters refer to one another.
        self.filters = self._by_object(
            FilterInput,
            "FilterInput",
            self._filter_fields,
            lambda of: f"Which {_plural(of)} are meant. All conditions of one object count.",
        )
        self.orders = self._by_object(
            OrderByInput,
            "OrderByInput",
            self._order_fields,
            lambda of: f"How to sort {_plural(of)}. Several keys of one object count in the order written.",
        )
        self.creates = self._by_object(
            CreateInput, "CreateInput", self._create_fields, lambda of: f"A new {_singular(of)}."
        )
        self.updates = self._by_object(
            UpdateInput,
            "UpdateInput",
            self._update_fields,
            lambda of: f"Changes of a {_singular(of)}: what is left out stays as it is, null empties it.",
        )
        # Filters of enums, by the enum's name; then by their own.
        self._enum_filters = self._name_enum_filters()
        enums = {name: enum for enum, name in self._enum_filters.items()}
        self.enum_filters = OnDemand(enums, lambda name: self._enum_filter(enums[name]))

    def settle(self, of: Object, field: Field) -> None:
        """Build the types that this field shares with all of its kind. Called for every kind, in the model's order."""
        self._field_filter(of, field)
        self._order_type(field)
        if of.is_writable and field.is_writable:
            self._value(of, field)

    def shared(self) -> dict[str, GraphQLNamedType]:
        """The types that are built, by name, and the leaf types in them."""
        found: dict[str, GraphQLNamedType] = {}
        for type_ in (*self._shared.values(), *self._relations.types):
            found[type_.name] = type_
            for field in type_.fields.values():
                inner = get_named_type(field.type)
                found[inner.name] = inner
        return found

    def _by_object(
        self,
        kind: Callable[[str, Callable[[], Fields], str], Made],
        suffix: str,
        fields: Callable[[Object], Fields],
        description: Callable[[Object], str],
    ) -> OnDemand[Made]:
        def make(name: str) -> Made:
            of = self._model.objects[name]
            return kind(of.type_name + suffix, self._built.counting(fields, of), description(of))

        return OnDemand(self._model.objects, make)

    def _name_enum_filters(self) -> dict[str, str]:
        named: dict[str, str] = {}
        for enum, (_, each) in self._leaves.enums.items():
            if each.part.type in self._model.operators:
                named[enum] = self._names.claim(_filter_name(enum, is_list=each.part.pg_type.endswith("[]")))
        return named

    def _enum_filter(self, enum: str) -> GraphQLInputObjectType:
        of, each = self._leaves.enums[enum]
        made = self._leaf_filter(each.part, self._leaves.leaf(of, each.field, each.part))
        if made is None:
            raise KeyError(enum)
        return made

    def _filter_fields(self, of: Object) -> Fields:
        own = self.filters[of.name_singular]
        fields: Fields = {}
        for field in of.fields.values():
            type_ = self._field_filter(of, field)
            if type_ is not None:
                fields[field.name] = GraphQLInputField(type_, description=describe(field))
        for relation in of.relations.values():
            target = self._model.objects[relation.target]
            fields[relation.name] = GraphQLInputField(
                self.filters[relation.target],
                description=f"{relation.label or relation.name}: there is such a {_singular(target)}.",
            )
        several = GraphQLList(GraphQLNonNull(own))
        fields["and"] = GraphQLInputField(several, description="All of these.")
        fields["or"] = GraphQLInputField(several, description="At least one of these.")
        fields["not"] = GraphQLInputField(own, description="Not this, as SQL's three-valued NOT has it.")
        return fields

    def _field_filter(self, of: Object, field: Field) -> GraphQLInputObjectType | None:
        if not field.is_composite:
            return self._leaf_filter(field.parts[0], self._leaves.leaf(of, field, field.parts[0]))
        fields: Fields = {}
        for part in field.parts:
            type_ = self._leaf_filter(part, self._leaves.leaf(of, field, part))
            if type_ is not None:
                fields[part.name] = GraphQLInputField(type_, description=about(field, part))
        for operator in whole_operators(self._model, field):
            fields[operator.name] = GraphQLInputField(
                leaf_type(scalar(operator.argument_type)), description=operator.description or operator.name
            )
        if not fields:
            return None
        return self._composite(FilterInput, field, "FilterInput", fields, "Conditions on the parts of")

    def _leaf_filter(self, part: Part, leaf: Leaf) -> GraphQLInputObjectType | None:
        """The filter of a column; shared by all columns of the same type with the same operators."""
        operators = self._model.operators.get(part.type, ())
        if not operators:
            return None
        key = ("leaf", leaf, *((operator.name, operator.argument_type) for operator in operators))

        def make() -> GraphQLInputObjectType:
            name = self._enum_filters.get(leaf.type.name) or self._leaf_filter_name(part, leaf)
            return in_common((LeafFilterInput, name, leaf, operators), lambda: _leaf_filter(name, leaf, operators))

        return self._share(key, make)

    def _leaf_filter_name(self, part: Part, leaf: Leaf) -> str:
        plain = _filter_name(leaf.type.name, is_list=leaf.is_list)
        taken = any(isinstance(each, LeafFilterInput) and each.name == plain for each in self._shared.values())
        return self._names.claim(f"{pascal(part.type)}FilterInput" if taken else plain)

    def _order_fields(self, of: Object) -> Fields:
        fields: Fields = {}
        for field in of.fields.values():
            type_ = self._order_type(field)
            if type_ is not None:
                fields[field.name] = GraphQLInputField(type_, description=describe(field))
        return fields

    def _order_type(self, field: Field) -> GraphQLInputType | None:
        parts = [part for part in field.parts if part.is_sortable]
        if not parts:
            return None
        if not field.is_composite:
            return ORDER_BY_DIRECTION
        keys = {part.name: GraphQLInputField(ORDER_BY_DIRECTION, description=about(field, part)) for part in parts}
        return self._composite(OrderByInput, field, "OrderByInput", keys, "How to sort by the parts of")

    def _create_fields(self, of: Object) -> Fields:
        fields: Fields = {}
        relations = self._relations.fields(of)
        # A key can be left out where its relation is given.
        keys = {of.relations[name].field for name in relations if of.relations[name].holds_key}
        for field in of.fields.values():
            if not field.is_writable and field.name != "id":
                continue
            type_ = self._value(of, field)
            fields[field.name] = GraphQLInputField(
                GraphQLNonNull(type_) if field.is_required and field.name not in keys else type_,
                description="Given by the server where it is left out." if field.name == "id" else describe(field),
            )
        return {**fields, **relations}

    def _update_fields(self, of: Object) -> Fields:
        fields = {
            field.name: GraphQLInputField(self._value(of, field), description=describe(field))
            for field in of.fields.values()
            if field.is_writable and field.name != "id"
        }
        return {**fields, **self._relations.fields(of)}

    def _value(self, of: Object, field: Field) -> InputType:
        if not field.is_composite:
            return leaf_type(self._leaves.leaf(of, field, field.parts[0]))
        fields = {
            part.name: GraphQLInputField(leaf_type(self._leaves.leaf(of, field, part)), description=about(field, part))
            for part in field.parts
        }
        return self._composite(CompositeInput, field, "Input", fields, "A value of the type")

    def _composite(
        self,
        kind: type[GraphQLInputObjectType],
        field: Field,
        suffix: str,
        fields: Fields,
        description: str,
    ) -> GraphQLInputObjectType:
        # Descriptions of the parts are the type's own; those of operators on the whole are somebody else's.
        key = (suffix, field.type, *((name, str(each.type), each.description) for name, each in fields.items()))

        def make() -> GraphQLInputObjectType:
            plain = pascal(field.type)
            name = self._names.claim(plain + suffix)
            inner = tuple(get_named_type(each.type) for each in fields.values())
            return in_common((kind, name, inner, key), lambda: kind(name, fields, f"{description} {plain}."))

        return self._share(key, make)

    def _share(self, key: tuple[object, ...], make: Callable[[], GraphQLInputObjectType]) -> GraphQLInputObjectType:
        made = self._shared.get(key)
        if made is None:
            made = self._shared[key] = make()
        return made


def describe(field: Field) -> str:
    """What the model says of a field, its label at the least."""
    return field.description or field.label or field.name


def _filter_name(leaf: str, *, is_list: bool) -> str:
    return f"{leaf}{'List' if is_list else ''}FilterInput"


def _leaf_filter(name: str, leaf: Leaf, operators: tuple[Operator, ...]) -> LeafFilterInput:
    fields = {
        operator.name: GraphQLInputField(_operand(operator, leaf), description=operator.description or operator.name)
        for operator in operators
    }
    return LeafFilterInput(name, fields, f"Conditions on values of the type {leaf.type.name}. All of one object count.")


def _operand(operator: Operator, leaf: Leaf) -> GraphQLInputType:
    if not operator.function:
        return FILTER_IS
    kind = operator.argument_type
    if kind == "self":
        return leaf_type(leaf)
    if kind == "self[]":
        return GraphQLList(GraphQLNonNull(leaf.type))
    return leaf_type(scalar(kind))


def _singular(of: Object) -> str:
    return (of.label_singular or of.name_singular).lower()


def _plural(of: Object) -> str:
    return (of.label_plural or of.name_plural).lower()
