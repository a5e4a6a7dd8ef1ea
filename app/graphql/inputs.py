"""The input types of a model: filters, orders, and what creates and updates take.

In charge of which input fields there are; all of it follows from the model and its filter operators. The classes say
what part an input object plays, which decides how the shape of its values is taken.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)

from app.graphql.leaves import Leaf, Leaves, TypeNames, leaf_type, pascal, scalar
from app.graphql.scalars import FILTER_IS, ORDER_BY_DIRECTION
from app.model.types import Field, Model, Object, Operator, Part

# What cannot be compared for sorting, or gives an order that means nothing to anybody.
_UNORDERED = {"jsonb"}

Fields = dict[str, GraphQLInputField]
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
    object's singular name."""

    def __init__(self, model: Model, names: TypeNames, leaves: Leaves) -> None:
        self._model = model
        self._names = names
        self._leaves = leaves
        self._shared: dict[tuple[object, ...], GraphQLInputObjectType] = {}
        objects = model.objects.values()
        # Bound by partial: their fields are asked for only when all types exist, since filters refer to one another.
        self.filters = {
            of.name_singular: FilterInput(
                f"{of.type_name}FilterInput",
                partial(self._filter_fields, of),
                f"Which {_plural(of)} are meant. All conditions of one object count.",
            )
            for of in objects
        }
        self.orders = {
            of.name_singular: OrderByInput(
                f"{of.type_name}OrderByInput",
                self._order_fields(of),
                f"How to sort {_plural(of)}. Several keys of one object count in the order written.",
            )
            for of in objects
        }
        self.creates = {
            of.name_singular: CreateInput(
                f"{of.type_name}CreateInput", self._create_fields(of), f"A new {_singular(of)}."
            )
            for of in objects
        }
        self.updates = {
            of.name_singular: UpdateInput(
                f"{of.type_name}UpdateInput",
                self._update_fields(of),
                f"Changes of a {_singular(of)}: what is left out stays as it is, null empties it.",
            )
            for of in objects
        }

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
                fields[part.name] = GraphQLInputField(type_, description=part.name)
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
            fields = {
                operator.name: GraphQLInputField(
                    _operand(operator, leaf), description=operator.description or operator.name
                )
                for operator in operators
            }
            plain = f"{leaf.type.name}{'List' if leaf.is_list else ''}FilterInput"
            taken = any(isinstance(each, LeafFilterInput) and each.name == plain for each in self._shared.values())
            name = self._names.claim(f"{pascal(part.type)}FilterInput" if taken else plain)
            return LeafFilterInput(
                name, fields, f"Conditions on values of the type {leaf.type.name}. All of one object count."
            )

        return self._share(key, make)

    def _order_fields(self, of: Object) -> Fields:
        fields: Fields = {}
        for field in of.fields.values():
            parts = [part for part in field.parts if part.pg_type not in _UNORDERED and not part.pg_type.endswith("[]")]
            if not parts:
                continue
            type_: GraphQLInputType = ORDER_BY_DIRECTION
            if field.is_composite:
                keys = {part.name: GraphQLInputField(ORDER_BY_DIRECTION, description=part.name) for part in parts}
                type_ = self._composite(OrderByInput, field, "OrderByInput", keys, "How to sort by the parts of")
            fields[field.name] = GraphQLInputField(type_, description=describe(field))
        return fields

    def _create_fields(self, of: Object) -> Fields:
        fields: Fields = {}
        for field in of.fields.values():
            if not field.is_writable and field.name != "id":
                continue
            type_ = self._value(of, field)
            fields[field.name] = GraphQLInputField(
                GraphQLNonNull(type_) if field.is_required else type_,
                description="Given by the server where it is left out." if field.name == "id" else describe(field),
            )
        return fields

    def _update_fields(self, of: Object) -> Fields:
        return {
            field.name: GraphQLInputField(self._value(of, field), description=describe(field))
            for field in of.fields.values()
            if field.is_writable and field.name != "id"
        }

    def _value(self, of: Object, field: Field) -> InputType:
        if not field.is_composite:
            return leaf_type(self._leaves.leaf(of, field, field.parts[0]))
        fields = {
            part.name: GraphQLInputField(leaf_type(self._leaves.leaf(of, field, part)), description=part.name)
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
        key = (suffix, field.type, *((name, str(each.type)) for name, each in fields.items()))
        name = pascal(field.type)
        return self._share(key, lambda: kind(self._names.claim(name + suffix), fields, f"{description} {name}."))

    def _share(self, key: tuple[object, ...], make: Callable[[], GraphQLInputObjectType]) -> GraphQLInputObjectType:
        made = self._shared.get(key)
        if made is None:
            made = self._shared[key] = make()
        return made


def describe(field: Field) -> str:
    """What the model says of a field, its label at the least."""
    return field.description or field.label or field.name


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
