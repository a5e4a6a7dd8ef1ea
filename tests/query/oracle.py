"""What a filter means, said once more in Python: three-valued logic, relations, soft deletes.

A record is a mapping of field names to values as they compare: numbers, datetimes, texts; a composite is a mapping of
its own. It knows nothing of SQL.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Record = Mapping[str, Any]
Filter = Mapping[str, Any]
Truth = bool | None

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


# Spans of time by their ISO 8601. A year is about as long as this; nothing is compared that is so near to it.
SPANS = {"PT12H": timedelta(hours=12), "P1D": timedelta(1), "P1W": timedelta(7), "P1Y": timedelta(365)}

# SQL/JSON paths and what they look for.
PATHS: dict[str, Callable[[Any], Truth]] = {
    "$": lambda value: True,
    "$.a": lambda value: any("a" in each for each in _unwrapped(value) if isinstance(each, dict)),
    "$.a ? (@ == 1)": lambda value: any(
        _is_same(each.get("a"), 1) for each in _unwrapped(value) if isinstance(each, dict)
    ),
    '$.b.c[*] ? (@ == "x")': lambda value: any(
        "x" in each["b"]["c"]
        for each in _unwrapped(value)
        if isinstance(each, dict) and isinstance(each.get("b"), dict) and "c" in each["b"]
    ),
    # What is no list has no such path, of which strict paths say nothing.
    'strict $[*] ? (@.type() == "array")': lambda value: (
        any(isinstance(each, list) for each in value) if isinstance(value, list) else None
    ),
    "strict $[*]": lambda value: bool(value) if isinstance(value, list) else None,
}


def _unwrapped(value: Any) -> list[Any]:
    """The items of a list, or what is none: a path in its lax mode takes either."""
    return value if isinstance(value, list) else [value]


def _is_same(one: Any, other: Any) -> bool:
    """Equal, and true is no 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _contains(value: Any, operand: Any) -> bool:
    if isinstance(operand, dict):
        return isinstance(value, dict) and all(
            key in value and _contains(value[key], inner) for key, inner in operand.items()
        )
    if isinstance(operand, list):
        return isinstance(value, list) and all(any(_contains(item, inner) for item in value) for inner in operand)
    return _is_same(value, operand)


def _document_contains(value: Any, operand: Any) -> bool:
    """A list also contains a single value, but only the outermost one."""
    if isinstance(value, list) and not isinstance(operand, dict | list):
        return any(_is_same(item, operand) for item in value)
    return _contains(value, operand)


_FIND: dict[str, Callable[[Any, Any], Truth]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "containsAny": lambda value, operand: not set(value).isdisjoint(operand),
    "containsAll": lambda value, operand: set(value) >= set(operand),
    "contains": _document_contains,
    "hasKey": lambda value, operand: operand in value if isinstance(value, dict | list) else value == operand,
    "path": lambda value, operand: PATHS[operand](value),
}


def _is_near(value: Any, span: timedelta) -> bool:
    now = datetime.now(UTC)
    if isinstance(value, datetime):
        return min(now, now + span) <= value <= max(now, now + span)
    today, end = now.date(), (now + span).date()
    return min(today, end).isoformat() <= value <= max(today, end).isoformat()


@dataclass
class World:
    """All records, deleted ones included. `to_one` maps the name of a relation to its foreign key, `to_many` to the
    foreign key of the records at the far end. `links` maps the name of a relation to another object to the world of
    that one and, by the ids of records, to the ids of those at the far end. `comparable` turns an operand into what a
    record's value compares with, by the path of its field."""

    records: Sequence[Record] = field(repr=False)
    composites: Sequence[str]
    to_one: Mapping[str, str]
    to_many: Mapping[str, str]
    comparable: Callable[[str, Any], Any] = field(default=lambda path, value: value)
    links: "Mapping[str, tuple[World, Mapping[str, Collection[str]]]]" = field(default_factory=dict, repr=False)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What hypothesis shows of it; of a dataclass it would write out every record."""
        printer.text(f"<World of {len(self.records)} records>")

    def found(self, filter_: Filter) -> list[Record]:
        """The records that a list with this filter has."""
        return [record for record in self.records if self._is_found(filter_, record)]

    def _is_found(self, filter_: Filter, record: Record) -> bool:
        return (record.get("deletedAt") is None or _speaks_of_deletion(filter_)) and self._all(filter_, record) is True

    def _all(self, filter_: Filter, record: Record) -> Truth:
        return _and(self._condition(name, inner, record) for name, inner in filter_.items())

    def _condition(self, name: str, inner: Any, record: Record) -> Truth:
        if name == "and":
            return _and(self._all(each, record) for each in inner)
        if name == "or":
            return _or(self._all(each, record) for each in inner)
        if name == "not":
            truth = self._all(inner, record)
            return None if truth is None else not truth
        if name in self.to_one:
            return any(self._is_found(inner, far) for far in self.records if far["id"] == record[self.to_one[name]])
        if name in self.to_many:
            key = self.to_many[name]
            return any(self._is_found(inner, far) for far in self.records if far[key] == record["id"])
        if name in self.links:
            world, ids = self.links[name]
            return any(far["id"] in ids.get(record["id"], ()) for far in world.found(inner))
        if name in self.composites:
            parts = inner.items()
            return _and(self._compare(f"{name}.{part}", each, record[name][part]) for part, each in parts)
        return self._compare(name, inner, record[name])

    def _compare(self, path: str, operators: Mapping[str, Any], value: Any) -> Truth:
        return _and(self._operator(path, name, operand, value) for name, operand in operators.items())

    def _operator(self, path: str, name: str, operand: Any, value: Any) -> Truth:
        if name == "is":
            return (value is None) is (operand == "NULL")
        if name == "in":
            if not operand:
                return False
            return None if value is None else value in [self.comparable(path, each) for each in operand]
        if name == "isEmpty":
            return (value in (None, [], {}, "")) is operand
        if value is None:
            return None
        if name in ("like", "ilike"):
            return matches(value, operand, ignores_case=name == "ilike")
        if name in _FIND:
            return _FIND[name](value, operand)
        if name in ("past", "next"):
            return _is_near(value, SPANS[operand] * (-1 if name == "past" else 1))
        return _COMPARE[name](value, self.comparable(path, operand))


def matches(value: str, pattern: str, *, ignores_case: bool) -> bool:
    """LIKE: % is any text, _ any character, a backslash takes the next character as it is."""
    pieces = re.findall(r"\\.|%|_|[^\\%_]+", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(
        wild.get(piece) or re.escape(re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL)) for piece in pieces
    )
    return bool(re.fullmatch(expression, value, re.DOTALL | (re.IGNORECASE if ignores_case else 0)))


def _and(truths: Any) -> Truth:
    listed = list(truths)
    return False if False in listed else None if None in listed else True


def _or(truths: Any) -> Truth:
    listed = list(truths)
    return True if True in listed else None if None in listed else False


def _speaks_of_deletion(filter_: Filter) -> bool:
    return any(
        name == "deletedAt"
        or (name in ("and", "or") and any(map(_speaks_of_deletion, inner)))
        or (name == "not" and _speaks_of_deletion(inner))
        for name, inner in filter_.items()
    )
