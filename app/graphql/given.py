"""What a request gives for an argument: a literal, a variable, or a literal with variables in it.

In charge of walking it the same way whichever it is, and of how its values are fetched from the variables of every
later request of the same shape. Values themselves never go into a plan.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from graphql import VariableNode

from app.errors import invalid
from app.graphql.literals import has_variables, plain
from app.query.plan import Param

Variables = Mapping[str, Any]
Fetch = Callable[[Variables], object]

# Enough for any filter that a person writes; far below what Postgres takes.
MOST_VALUES = 1_000
BATCH = 1_000
# Bytes, by estimate.
_VALUES_BYTES = 700
_PLACE_BYTES = 300


class Given:
    """One value of an argument in a request. `value` is that of the request at hand, whose shape later ones share."""

    __slots__ = ("_path", "_variable", "_variables", "value")

    def __init__(self, value: Any, variables: Variables, variable: str = "", path: tuple[str | int, ...] = ()) -> None:
        self.value = value
        self._variables = variables
        self._variable = variable
        self._path = path

    @staticmethod
    def read(value: object, variables: Variables) -> "Given | None":
        """The value of a literal; None when it is a variable that the request leaves out."""
        if not isinstance(value, VariableNode):
            return Given(value, variables)
        name = value.name.value
        return Given(variables[name], variables, name) if name in variables else None

    @property
    def is_null(self) -> bool:
        """Whether the value is null."""
        return self.value is None

    def fields(self) -> Iterator[tuple[str, "Given"]]:
        """The fields of an input object in the order written, without those that the request leaves out."""
        for name, value in self.value.items():
            inner = self._inner(name, value)
            if inner is not None:
                yield name, inner

    def items(self) -> Iterator["Given"]:
        """The items of a list."""
        for index, value in enumerate(self.value):
            inner = self._inner(index, value)
            if inner is not None:
                yield inner

    def fetch(self) -> Fetch | None:
        """How to fetch the value from a request's variables; None where it is the same in every request."""
        if self._variable:
            return _from_path(self._variable, self._path)
        # Not by way of self, which holds all variables of this request.
        value = self.value
        return (lambda variables: plain(value, variables)) if has_variables(value) else None

    def constant(self) -> object:
        """The value that is the same in every request."""
        return plain(self.value, {})

    def _inner(self, step: str | int, value: object) -> "Given | None":
        if self._variable:
            return Given(value, self._variables, self._variable, (*self._path, step))
        return Given.read(value, self._variables)


class Values:
    """The values of a program: the fixed ones, and how to fetch the others. `root` is the response key of the root
    field that is being planned."""

    def __init__(self) -> None:
        self.root = ""
        self._fixed: list[object] = []
        self._fetched: list[tuple[int, Fetch]] = []
        self._places: list[tuple[str, str]] = []

    def add(self, given: Given, label: str) -> Param:
        """A parameter for the value. Raises InvalidInput when there are too many."""
        return self._add(given, label, None)

    def add_batch(self, given: Given, label: str) -> Param:
        """As `add`, for a list of records or ids, of which there must be some but not too many in every request."""
        return self._add(given, label, lambda value: _batch(value, label))

    def bind(self, variables: Variables) -> Sequence[object]:
        """The values of a request. Raises InvalidInput."""
        values = self._fixed.copy()
        for index, fetch in self._fetched:
            values[index] = fetch(variables)
        return values

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        return _VALUES_BYTES + sum(map(_size, self._fixed)) + _PLACE_BYTES * len(self._places)

    def root_of(self, field: str) -> str | None:
        """The root field that has the value which an error names, where only one has a value of that name."""
        roots = {root for label, root in self._places if field == label or field.startswith(f"{label}.")}
        return roots.pop() if len(roots) == 1 else None

    def _add(self, given: Given, label: str, checked: Callable[[Any], object] | None) -> Param:
        index = len(self._fixed)
        if index == MOST_VALUES:
            raise invalid(label, f"the request has over {MOST_VALUES:,} values, the limit; lists count as one")
        self._places.append((label, self.root))
        fetch = given.fetch()
        if fetch is None:
            constant = given.constant()
            self._fixed.append(checked(constant) if checked else constant)
        else:
            self._fixed.append(None)
            if checked:
                checked(given.value)
            self._fetched.append((index, _then(fetch, checked) if checked else fetch))
        return Param(index, label)


def _size(value: object) -> int:
    """About how many bytes a fixed value takes."""
    if isinstance(value, dict):
        return _PLACE_BYTES + sum(_size(each) for item in value.items() for each in item)
    if isinstance(value, list):
        return _PLACE_BYTES + sum(map(_size, value))
    return _PLACE_BYTES + (4 * len(value) if isinstance(value, str) else 0)


def _then(fetch: Fetch, checked: Callable[[Any], object]) -> Fetch:
    return lambda variables: checked(fetch(variables))


def _from_path(variable: str, path: tuple[str | int, ...]) -> Fetch:
    if not path:
        return itemgetter(variable)

    def fetch(variables: Variables) -> object:
        value: Any = variables[variable]
        for step in path:
            value = value[step]
        return value

    return fetch


def _batch(value: Any, label: str) -> object:
    if not value:
        raise invalid(label, "must hold at least one")
    if len(value) > BATCH:
        raise invalid(label, f"holds {len(value):,}; at most {BATCH:,} can be sent at once")
    return value
