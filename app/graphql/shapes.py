"""The shape of a request's variables: what of them decides the SQL text.

In charge of a quick function for every input type. A shape says which keys are there, what is null, how input objects
nest, and the values that are written into SQL (sort directions, tests for null). Equal shapes have equal plans. What
has no plain shape (an unknown key, a wrong container, a single value for a list) raises Unshaped: then
`graphql.values` finds out what is wrong, or writes the value in its full form.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)

from app.graphql.inputs import CompositeInput, CreateInput, UpdateInput
from app.graphql.relation_inputs import RecordIdInput, RelationInput
from app.graphql.scalars import StructuralEnum

# Takes a JSON value, gives something hashable.
ShapeOf = Callable[[Any], object]

# The relations of a new record, each with the shape of what it is connected to.
Links = tuple[tuple[str, object], ...]

# Any value that is not null: leaves differ in nothing else.
_GIVEN = True


class Unshaped(Exception):
    """The value has no plain shape."""


class Shapes:
    """The shape functions of one schema's input types, made when they are first asked for."""

    def __init__(self) -> None:
        self._made: dict[GraphQLInputType, ShapeOf] = {}

    def of(self, type_: GraphQLInputType) -> ShapeOf:
        """The function for values of that type."""
        if isinstance(type_, GraphQLNonNull):
            return _non_null(self.of(type_.of_type))
        if isinstance(type_, GraphQLList):
            return self._of_list(type_.of_type)
        made = self._made.get(type_)
        if made is None:
            if isinstance(type_, GraphQLInputObjectType):
                return self._of_object(type_)
            made = self._made[type_] = _of_leaf(type_)
        return made

    def _of_list(self, item: GraphQLInputType) -> ShapeOf:
        is_required = isinstance(item, GraphQLNonNull)
        inner = item.of_type if isinstance(item, GraphQLNonNull) else item
        if isinstance(inner, CreateInput):
            return _of_new_records(self._record_check(inner))
        if isinstance(inner, GraphQLInputObjectType | GraphQLList | StructuralEnum):
            return _of_items(self.of(item))
        return _of_leaves(is_required, frozenset(inner.values) if isinstance(inner, GraphQLEnumType) else None)

    def _of_object(self, type_: GraphQLInputObjectType) -> ShapeOf:
        if isinstance(type_, CreateInput):
            made = self._made[type_] = _of_new_record(self._record_check(type_))
            return made
        is_written = isinstance(type_, UpdateInput | CompositeInput)

        def shape_of(name: str) -> ShapeOf:
            type_of_field = type_.fields[name].type
            shape = self.of(type_of_field)
            # Whether a written leaf is null is a matter of its value; of a composite it says which columns are meant.
            is_leaf = not isinstance(type_of_field, CompositeInput | RelationInput)
            return _one_shape(shape) if is_written and is_leaf else shape

        fields = _Fields(shape_of)
        if isinstance(type_, RelationInput):
            made = self._made[type_] = _of_relation(fields)
        else:
            made = self._made[type_] = _of_written(fields) if is_written else _of_fields(fields)
        if isinstance(type_, RecordIdInput):
            made = self._made[type_] = _of_record_id(made)
        return made

    def _record_check(self, type_: CreateInput) -> Callable[[Any], Links]:
        """The shapes of what a new record is connected to. Raises Unshaped unless it has known fields only, all
        required ones, and sound composites."""
        known = frozenset(type_.fields)
        required = frozenset(name for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull))
        looked_at = [
            (name, self.of(field.type))
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull | GraphQLList | GraphQLEnumType | CompositeInput)
        ]
        relations = [
            (name, self.of(field.type)) for name, field in type_.fields.items() if isinstance(field.type, RelationInput)
        ]

        def check(record: Any) -> Links:
            if type(record) is not dict or not required <= record.keys() or not record.keys() <= known:
                raise Unshaped
            for name, shape in looked_at:
                if name in record:
                    shape(record[name])
            return tuple([(name, shape(record[name])) for name, shape in relations if name in record])

        return check


class _Fields(dict[str, ShapeOf]):
    """The shape functions of an input object's fields, made when they are first needed: a filter holds filters of all
    objects that relations lead to. Raises KeyError for what is no field."""

    def __init__(self, make: Callable[[str], ShapeOf]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> ShapeOf:
        made = self[name] = self._make(name)
        return made


def directive_shape(value: Any) -> object:
    """The shape of a Boolean that decides over @include or @skip: its value."""
    if value is True or value is False:
        return value
    raise Unshaped


def flag_shape(value: Any) -> object:
    """The shape of a Boolean or null that decides what is planned: its value."""
    return None if value is None else directive_shape(value)


def _of_leaf(type_: GraphQLScalarType | GraphQLEnumType) -> ShapeOf:
    if isinstance(type_, GraphQLEnumType):
        allowed = frozenset(type_.values)
        is_structural = isinstance(type_, StructuralEnum)

        def enum_shape(value: Any) -> object:
            if value is None:
                return None
            if type(value) is not str or value not in allowed:
                raise Unshaped
            return value if is_structural else _GIVEN

        return enum_shape
    if type_.name == "JSON":
        return lambda value: None if value is None else _GIVEN

    def scalar_shape(value: Any) -> object:
        if type(value) is str:
            return _GIVEN
        if value is None:
            return None
        if type(value) is dict or type(value) is list:
            raise Unshaped
        return _GIVEN

    return scalar_shape


def _non_null(shape: ShapeOf) -> ShapeOf:
    def non_null_shape(value: Any) -> object:
        if value is None:
            raise Unshaped
        return shape(value)

    return non_null_shape


def _of_leaves(is_required: bool, allowed: frozenset[str] | None) -> ShapeOf:
    """A list of leaves is one value, however long."""

    def leaves_shape(value: Any) -> object:
        if value is None:
            return None
        if type(value) is not list or (is_required and None in value):
            raise Unshaped
        if allowed is not None and not all(type(item) is str and item in allowed for item in value if item is not None):
            raise Unshaped
        return _GIVEN

    return leaves_shape


def _of_items(shape: ShapeOf) -> ShapeOf:
    def items_shape(value: Any) -> object:
        if type(value) is list:
            return tuple([shape(item) for item in value])
        if value is None:
            return None
        raise Unshaped

    return items_shape


def _of_fields(fields: Mapping[str, ShapeOf]) -> ShapeOf:
    def object_shape(value: Any) -> object:
        if type(value) is dict:
            try:
                return tuple([(name, fields[name](item)) for name, item in value.items()])
            except KeyError:
                raise Unshaped from None
        if value is None:
            return None
        raise Unshaped

    return object_shape


def _of_written(fields: Mapping[str, ShapeOf]) -> ShapeOf:
    """What is written comes in one order: the same fields in another order are the same change."""
    of_fields = _of_fields(fields)

    def written_shape(value: Any) -> object:
        shape = of_fields(value)
        return tuple(sorted(shape, key=_key)) if isinstance(shape, tuple) else shape

    return written_shape


def _key(item: tuple[str, object]) -> str:
    return item[0]


def _one_shape(shape: ShapeOf) -> ShapeOf:
    def checked(value: Any) -> object:
        shape(value)
        return _GIVEN

    return checked


def _of_relation(fields: Mapping[str, ShapeOf]) -> ShapeOf:
    """What is done to a relation, and not to how many records, nor to which."""
    of_fields = _of_fields(fields)

    def relation_shape(value: Any) -> object:
        return None if of_fields(value) is None else tuple(sorted(value))

    return relation_shape


def _of_record_id(of_fields: ShapeOf) -> ShapeOf:
    def record_id_shape(value: Any) -> object:
        if type(value) is dict and "id" not in value:
            raise Unshaped
        return of_fields(value)

    return record_id_shape


def _of_new_record(check: Callable[[Any], Links]) -> ShapeOf:
    def record_shape(value: Any) -> object:
        return None if value is None else (check(value), tuple(sorted(value)))

    return record_shape


def _of_new_records(check: Callable[[Any], Links]) -> ShapeOf:
    """A batch has the fields that any record has, those that some record lacks, and what any does to relations."""

    def records_shape(value: Any) -> object:
        if value is None:
            return None
        if type(value) is not list:
            raise Unshaped
        links = {link for record in value for link in check(record)}
        keys = {frozenset(record) for record in value}
        if not keys:
            return ()
        every, common = frozenset[str].union(*keys), frozenset[str].intersection(*keys)
        return (tuple(sorted(every)), tuple(sorted(every - common)), frozenset(links))

    return records_shape
