"""The leaf types: scalars by Postgres type, and enums.

In charge of which scalar a column has in the schema and of what a literal of it may look like. Values of variables are
not looked at here: the query layer checks every value against its column when it binds it.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
)

from app.model.types import Option
from app.query.plan import Direction

BIG_INT = GraphQLScalarType(
    "BigInt", description="A whole number of 64 bits, as a JSON number. A text of digits is accepted too."
)
DECIMAL = GraphQLScalarType(
    "Decimal", description='An exact decimal number, as a JSON number. A text such as "0.1" is accepted too.'
)
DATE_TIME = GraphQLScalarType(
    "DateTime",
    description="A moment in ISO 8601, such as 2026-01-31T09:30:00Z. Answers are in UTC and keep microseconds.",
)
DATE = GraphQLScalarType("Date", description="A day in ISO 8601, such as 2026-01-31.")
JSON = GraphQLScalarType("JSON", description="Any JSON value.")

BY_PG_TYPE: dict[str, GraphQLScalarType] = {
    "text": GraphQLString,
    "smallint": GraphQLInt,
    "integer": GraphQLInt,
    "bigint": BIG_INT,
    "numeric": DECIMAL,
    "real": GraphQLFloat,
    "double precision": GraphQLFloat,
    "boolean": GraphQLBoolean,
    "timestamptz": DATE_TIME,
    "date": DATE,
    "uuid": GraphQLID,
    "jsonb": JSON,
}

LeafType = GraphQLScalarType | GraphQLEnumType
InputLeaf = LeafType | GraphQLList[GraphQLNonNull[LeafType]]

_INT_RANGE = range(-(2**31), 2**31)
_BIG_INT_RANGE = range(-(2**63), 2**63)
_DIGITS = re.compile(r"[+-]?[0-9]{1,40}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")


class Word(str):
    """A bare word of a document, such as `AscNullsLast`."""

    __slots__ = ()


class WordEnum(GraphQLEnumType):
    """An enum whose values are accepted as bare words and as strings."""


class StructuralEnum(WordEnum):
    """An enum whose values are part of the SQL text, not values bound to it."""


ORDER_BY_DIRECTION = StructuralEnum(
    "OrderByDirection",
    {
        Direction.ASC.value: GraphQLEnumValue(description="Ascending; nulls last, as Postgres has it."),
        Direction.DESC.value: GraphQLEnumValue(description="Descending; nulls first, as Postgres has it."),
        Direction.ASC_NULLS_FIRST.value: GraphQLEnumValue(description="Ascending, nulls first."),
        Direction.ASC_NULLS_LAST.value: GraphQLEnumValue(description="Ascending, nulls last."),
        Direction.DESC_NULLS_FIRST.value: GraphQLEnumValue(description="Descending, nulls first."),
        Direction.DESC_NULLS_LAST.value: GraphQLEnumValue(description="Descending, nulls last."),
    },
    description="In which direction to sort. Accepted bare and as a string.",
)
FILTER_IS = StructuralEnum(
    "FilterIs",
    {
        "NULL": GraphQLEnumValue(description="There is no value."),
        "NOT_NULL": GraphQLEnumValue(description="There is a value."),
    },
    description="Whether there is a value. Accepted bare and as a string.",
)

_ENUM_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_NOT_ENUM_NAMES = {"true", "false", "null"}


def is_spelled(options: tuple[Option, ...]) -> bool:
    """Whether there are options that can be an enum. GraphQL cannot spell all of them; such a field stays a String."""
    return bool(options) and all(
        _ENUM_NAME.fullmatch(option.value) and option.value not in _NOT_ENUM_NAMES for option in options
    )


def option_enum(name: str, options: tuple[Option, ...], description: str) -> WordEnum:
    """The enum of options that can be one."""
    ordered = sorted(options, key=lambda option: option.position)
    values = {option.value: GraphQLEnumValue(description=option.label or option.value) for option in ordered}
    return WordEnum(name, values, description=description)


def literal_problem(type_: LeafType, value: object) -> str | None:
    """What is wrong with a literal (a string is a str, a bare word a Word, a number an int or a Decimal) of a leaf
    type; None if nothing is. Whether a string holds a date or a uuid is found when it is bound."""
    if isinstance(type_, GraphQLEnumType):
        if isinstance(value, str) and value in type_.values:
            return None
        return f"one of {', '.join(type_.values)}"
    wanted, accepts = _LITERALS[type_.name]
    return None if accepts(value) else wanted


def _is_whole(value: object, within: range) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in within


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Word)


def _is_text_like(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and not isinstance(value, Word) and bool(pattern.fullmatch(value))


_is_digits, _is_decimal = _is_text_like(_DIGITS), _is_text_like(_NUMBER)

_LITERALS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "Int": ("a whole number of 32 bits", lambda value: _is_whole(value, _INT_RANGE)),
    "BigInt": ("a whole number of 64 bits", lambda value: _is_whole(value, _BIG_INT_RANGE) or _is_digits(value)),
    "Decimal": ("a number", lambda value: _is_number(value) or _is_decimal(value)),
    "Float": ("a number", _is_number),
    "Boolean": ("true or false", lambda value: isinstance(value, bool)),
    "String": ("a text in quotes", _is_text),
    "ID": ("an id in quotes", _is_text),
    "DateTime": ('a moment in quotes, such as "2026-01-31T09:30:00Z"', _is_text),
    "Date": ('a day in quotes, such as "2026-01-31"', _is_text),
    "JSON": ("a JSON value", lambda value: True),
}
