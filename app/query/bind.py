"""The parameters of a statement: which value of a request stands behind each `$n`, and how it is read.

In charge of numbering, and of saying in the words of the request which value is wrong. A value that several statements
must agree on (the ids of new records, a cursor that was taken apart) is derived once for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from app.errors import invalid
from app.query.plan import Param
from app.query.uuid7 import uuid7
from app.query.values import BadValue, Convert, array, is_quoted, shown, to_uuid

Values = Sequence[Any]
# Makes what is shared out of a request's values. Raises InvalidInput.
Derive = Callable[[Values], Any]
# Gives one parameter in Postgres's text format, from a request's values and what was derived of them.
Bind = Callable[[Values, Sequence[Any]], bytes | None]

MAX_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Size:
    """A page size of a request: which value it is, and the path by which errors name it."""

    index: int
    label: str

    def read(self, values: Values) -> int:
        """The number of rows. Raises InvalidInput."""
        value = values[self.index]
        if type(value) is not int or not 1 <= value <= MAX_LIMIT:
            raise invalid(self.label, f"a whole number from 1 to {MAX_LIMIT}, not {shown(value)}")
        return value


def size_mark(number: int, extra: int) -> str:
    """What stands in a statement's text for a page size, or for one row more."""
    return f"$size{number}+{extra}$"


class Derived:
    """What is derived of a request's values, for all statements of a program."""

    def __init__(self) -> None:
        self.makers: list[Derive] = []

    def add(self, make: Derive) -> int:
        """The place at which binders find it."""
        self.makers.append(make)
        return len(self.makers) - 1


class Parameters:
    """The parameters of one statement, in the order of their numbers."""

    def __init__(self, derived: Derived) -> None:
        self.derived = derived
        self.binds: list[Bind] = []
        self.sizes: list[Size] = []
        self._known: dict[object, exp.Expr] = {}

    def add(self, bind: Bind, pg_type: str) -> exp.Expr:
        """`$n::type` for a new parameter. The type is the catalog's own spelling."""
        self.binds.append(bind)
        return exp.Var(this=f"${len(self.binds)}::{pg_type}")

    def value(self, param: Param, convert: Convert, pg_type: str) -> exp.Expr:
        """A value that must not be null. Where it stands twice it is one parameter: a value has one meaning."""
        key = (param.index, pg_type)
        if key not in self._known:
            self._known[key] = self.add(_given(param.index, param.label, convert), pg_type)
        return self._known[key].copy()

    def limit(self, param: Param, extra: int = 0) -> exp.Expr:
        """A page size from 1 to `MAX_LIMIT`, and `extra` more rows: a mark in the text, in whose place the checked
        number is written. As a parameter it would be unknown to a plan that is kept, which then reckons with a tenth
        of the table and is never found worth keeping: planning took longer than running."""
        size = next((size for size in self.sizes if size.index == param.index), None)
        if size is None:
            size = Size(param.index, param.label)
            self.sizes.append(size)
        return exp.Var(this=size_mark(self.sizes.index(size), extra))

    def shared(self, place: int, pg_type: str) -> exp.Expr:
        """What was derived there, which is bytes already."""
        key = ("derived", place, pg_type)
        if key not in self._known:
            self._known[key] = self.add(lambda values, derived: derived[place], pg_type)
        return self._known[key].copy()

    def item(self, place: int, number: int, pg_type: str) -> exp.Expr:
        """One of the values that were derived there, all of them bytes or None."""
        key = ("derived", place, number, pg_type)
        if key not in self._known:
            self._known[key] = self.add(lambda values, derived: derived[place][number], pg_type)
        return self._known[key].copy()


def _given(index: int, label: str, convert: Convert) -> Bind:
    def bind(values: Values, derived: Sequence[Any]) -> bytes:
        value = values[index]
        if value is None:
            raise invalid(label, "must not be null")
        try:
            return convert(value)
        except BadValue as bad:
            raise invalid(label, str(bad)) from None

    return bind


def converted(param: Param, convert: Convert) -> Derive:
    """A value that must not be null, for several statements."""
    bind = _given(param.index, param.label, convert)
    return lambda values: bind(values, ())


def part_of_record(param: Param, field: str, part: str, convert: Convert, relation: str = "") -> Bind:
    """A field, or a part of a composite, of the one record that a request writes; null where it has none. A key's field
    may be written by its `relation` instead, what that is given having been checked."""

    def bind(values: Values, derived: Sequence[Any]) -> bytes | None:
        record = values[param.index]
        if relation and relation in record:
            return _connected(record[relation])
        return _part(record, field, part, convert, param.label)

    return bind


def parts_of_records(param: Param, field: str, part: str, convert: Convert, pg_type: str, relation: str = "") -> Bind:
    """The same of many records, as one array."""
    # An array of arrays would be taken apart to its last item: each goes as the text of an array.
    quoted = pg_type.endswith("[]") or is_quoted(pg_type)

    def bind(values: Values, derived: Sequence[Any]) -> bytes:
        items = [
            _connected(record[relation])
            if relation and relation in record
            else _part(record, field, part, convert, f"{param.label}.{number}")
            for number, record in enumerate(values[param.index])
        ]
        return array(items, is_quoted=quoted)

    return bind


def presence_in_records(param: Param, field: str, relation: str = "") -> Bind:
    """Which of many records have a field at all, or its relation, as an array of booleans."""

    def bind(values: Values, derived: Sequence[Any]) -> bytes:
        has = [field in record or (relation != "" and relation in record) for record in values[param.index]]
        return array([b"t" if each else b"f" for each in has], is_quoted=False)

    return bind


def id_of_record(param: Param, field: str) -> Derive:
    """The id that a new record brings, or a new one."""
    return lambda values: _new_id(values[param.index], field, param.label)


def ids_of_records(param: Param, field: str) -> Derive:
    """The same of many records, as an array."""

    def derive(values: Values) -> bytes:
        records = values[param.index]
        ids = [_new_id(record, field, f"{param.label}.{number}") for number, record in enumerate(records)]
        return array(ids, is_quoted=False)

    return derive


def _connected(value: Mapping[str, Any]) -> bytes | None:
    """The key of `{"connect": {"id": "…"}}`, null of `{"disconnect": true}`."""
    return to_uuid(value["connect"]["id"]) if "connect" in value else None


def _new_id(record: Mapping[str, Any], field: str, label: str) -> bytes:
    given = _part(record, field, "", to_uuid, label)
    return uuid7().encode() if given is None else given


def _part(record: Mapping[str, Any], field: str, part: str, convert: Convert, label: str) -> bytes | None:
    value = record.get(field)
    if part and value is not None:
        if not isinstance(value, Mapping):
            raise invalid(f"{label}.{field}", f"an object with its parts, such as {part}, not {shown(value)}")
        value = value.get(part)
    if value is None:
        return None
    try:
        return convert(value)
    except BadValue as bad:
        where = f"{label}.{field}.{part}" if part else f"{label}.{field}"
        raise invalid(where, str(bad)) from None
