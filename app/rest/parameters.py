"""What a query string asks for: filters, order, page and depth.

In charge of the parameters' names and forms (REST API, Filtering & Sorting, Offset-Based Pagination). Whether a field
or an operator exists is checked in `rest.filters` and `rest.plans` against the model.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.errors import InvalidInput, invalid
from app.query.plan import Direction

MAX_LIMIT = 1000
MAX_ORDER = 16
_MAX_OFFSET = 2**63 - 1
_MAX_FILTERS = 100
_MAX_PATH = 8

_FILTER = re.compile(r"filter\[([^\[\]]+)\]\[([^\[\]]+)\]")
_ORDER = re.compile(r"order\[([^\[\]]+)\]")
_DIRECTIONS = {direction.value.lower(): direction for direction in Direction}
_KNOWN = "limit, offset, depth, filter[<field>][<operator>], order[<field>]"


@dataclass(frozen=True, slots=True)
class FilterParameter:
    """`filter[path][operator]=value`."""

    path: str
    operator: str
    value: str

    @property
    def name(self) -> str:
        """As it was written."""
        return f"filter[{self.path}][{self.operator}]"


@dataclass(frozen=True, slots=True)
class OrderParameter:
    """`order[path]=direction`."""

    path: str
    direction: Direction

    @property
    def name(self) -> str:
        """As it was written."""
        return f"order[{self.path}]"


@dataclass(frozen=True, slots=True)
class Parameters:
    """A query string, read. None is what was not said."""

    filters: tuple[FilterParameter, ...] = ()
    order: tuple[OrderParameter, ...] = ()
    limit: int | None = None
    offset: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What the query string of a call on a single record says. Only the metadata API has all of it."""

    depth: int = 0
    is_preview: bool = False
    confirm: str | None = None


def read_parameters(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """The parameters of a list. Raises InvalidInput naming the parameter."""
    filters: list[FilterParameter] = []
    order: list[OrderParameter] = []
    once: dict[str, str] = {}
    for name, value in pairs:
        if match := _FILTER.fullmatch(name):
            if match[1].count(".") >= _MAX_PATH or len(filters) == _MAX_FILTERS:
                message = f"at most {_MAX_FILTERS} filters, each with at most {_MAX_PATH} names in its path"
                raise invalid(name[:80], message)
            filters.append(FilterParameter(match[1], match[2], value))
        elif match := _ORDER.fullmatch(name):
            if len(order) == MAX_ORDER:
                raise invalid(name[:80], f"at most {MAX_ORDER} order parameters")
            order.append(OrderParameter(match[1], _direction(name, value)))
        elif name not in ("limit", "offset", "depth"):
            raise _unknown(name, value)
        elif name in once:
            raise invalid(name, "given twice")
        else:
            once[name] = value
    return Parameters(
        tuple(filters),
        tuple(order),
        _number(once, "limit", 1, MAX_LIMIT),
        _number(once, "offset", 0, _MAX_OFFSET),
        _number(once, "depth", 0, 1) or 0,
    )


def list_shape(given: Parameters) -> tuple[object, ...]:
    """All of a list's parameters but the values that are bound."""
    return (
        tuple((each.path, each.operator, each.value if each.operator == "is" else "") for each in given.filters),
        tuple((each.path, each.direction) for each in given.order),
        given.limit is None,
        given.offset is None,
        given.depth,
    )


def read_depth(pairs: Iterable[tuple[str, str]]) -> int:
    """The parameters of a single record: `depth` alone. Raises InvalidInput naming the parameter."""
    return read_options(pairs, ("depth",)).depth


def read_options(pairs: Iterable[tuple[str, str]], known: Sequence[str]) -> Options:
    """The parameters of a call on a single record, which takes those that are `known`. Raises InvalidInput naming the
    parameter."""
    once: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            named = ", ".join(known)
            raise InvalidInput(
                f"{name} is not known here. Known: {named}.", invalid(name, f"known here: {named}").details
            )
        once[name] = value
    if once.get("preview", "false") not in ("true", "false"):
        raise invalid("preview", f"true or false, not {once['preview'][:40]!r}")
    return Options(_number(once, "depth", 0, 1) or 0, once.get("preview") == "true", once.get("confirm"))


def _number(given: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 19 or not least <= int(text) <= most:
        raise invalid(name, f"a whole number from {least} to {most}, not {text[:40]!r}")
    return int(text)


def _direction(name: str, value: str) -> Direction:
    direction = _DIRECTIONS.get(value.lower())
    if direction is None:
        known = ", ".join(direction.value for direction in Direction)
        raise invalid(name, f"unknown direction {value[:40]!r}; known: asc, desc, {known}")
    return direction


def _unknown(name: str, value: str) -> InvalidInput:
    shown = name[:80]
    if match := re.fullmatch(r"filter\[([^\[\]]+)\]", name):
        return invalid(shown, f"names no operator; write filter[{match[1]}][eq]={value[:40]}")
    if name.startswith("filter"):
        return invalid(shown, "filters are written filter[<field>][<operator>]=<value>")
    if name.startswith("order"):
        return invalid(shown, "an order is written order[<field>]=asc or order[<field>]=desc")
    return invalid(shown, f"unknown parameter; known: {_KNOWN}")
