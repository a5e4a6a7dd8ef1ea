"""Selections against an oracle: random trees of fields, composites, relations and lists under random aliases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.examples import examples
from tests.query.house import House

# Names that a column, a part of ours or a word of SQL has as well, and some that Postgres would cut.
ALIASES = [
    "id", "name", "steps", "key", "value", "n", "w", "i", "c0", "p0", "row", "order", "select", "json_agg", "null", "true",
    "deleted_at", "money_amount_micros", "parent_id", "node", "edges", "cursor", "totalCount", "data", "A", "a", "_",
    "x" * 63, "x" * 64, "x" * 65, "x" * 64 + "y", "Y" * 300,
]  # fmt: skip
SCALARS = ["id", "name", "steps", "whole", "choice", "parentId"]
PARTS = {"money": ("amountMicros", "currencyCode"), "person": ("firstName", "lastName")}
TYPES = {"money": "Currency", "person": "FullName"}


@dataclass(frozen=True)
class Cursor:
    """Stands for the cursor of a record in an order."""

    order: str
    id: str


@dataclass
class Piece:
    """A field of a selection: its text begins with `alias: name arguments`, `inner` is what it selects."""

    alias: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    inner: "Sequence[Piece]" = ()
    directive: str = ""

    @property
    def is_left_out(self) -> bool:
        return self.directive in ("@include(if: $no)", "@skip(if: true)")

    def text(self) -> str:
        arguments = ", ".join(f"{name}: {value}" for name, value in self.arguments.items())
        head = f"{self.alias}: {self.name}{f'({arguments})' if arguments else ''} {self.directive}"
        return f"{head} {{ {' '.join(piece.text() for piece in self.inner)} }}" if self.inner else head


@st.composite
def pieces(draw: st.DrawFn, names: Sequence[str], depth: int, most: int) -> list[Piece]:
    """A selection out of these fields, none of the aliases twice."""
    aliases = draw(st.lists(st.sampled_from(ALIASES), min_size=1, max_size=most, unique=True))
    made = []
    for alias in aliases:
        name = draw(st.sampled_from([*names, "__typename"]))
        directives = ["", "", "", "@include(if: $yes)", "@include(if: $no)", "@skip(if: true)", "@skip(if: $no)"]
        piece = Piece(alias, name, directive=draw(st.sampled_from(directives)))
        if name in PARTS:
            piece.inner = draw(pieces(PARTS[name], 0, 3))
        elif name in ("parent", "node"):
            piece.inner = draw(records(depth - 1))
        elif name == "children":
            piece.arguments, piece.inner = draw(arguments()), draw(connections(depth - 1))
        elif name == "edges":
            piece.inner = draw(pieces(["node", "cursor"] if depth > 0 else ["cursor"], depth, 3))
        elif name == "pageInfo":
            facts = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"]
            piece.inner = draw(pieces(facts, 0, 4))
        made.append(piece)
    return made


def records(depth: int) -> st.SearchStrategy[list[Piece]]:
    return pieces([*SCALARS, *PARTS, *(("parent", "children", "children") if depth > 0 else ())], depth, 6)


def connections(depth: int) -> st.SearchStrategy[list[Piece]]:
    return pieces(["edges", "edges", "pageInfo", "totalCount"], depth, 4)


def arguments() -> st.SearchStrategy[dict[str, Any]]:
    orders = ["[]", "{steps: Asc}", "{steps: DescNullsLast}", "{id: Desc}"]
    sizes: list[dict[str, Any]] = [{}, {"first": 1}, {"first": 2}, {"last": 1}, {"last": 2}, {"first": 50}]
    filters: list[dict[str, Any]] = [{}, {}, {"filter": "{whole: {is: NOT_NULL}}"}]
    drawn = st.tuples(st.sampled_from(sizes), st.sampled_from(filters), st.sampled_from(orders))
    return drawn.map(lambda each: {**each[0], **each[1], "orderBy": each[2]})


@dataclass
class World:
    """All live samples by id."""

    house: House
    records: Mapping[str, dict[str, Any]]

    def record(self, selection: Sequence[Piece], record: dict[str, Any] | None) -> dict[str, Any] | None:
        if record is None:
            return None
        return {piece.alias: self._value(piece, record) for piece in selection if not piece.is_left_out}

    def _value(self, piece: Piece, record: dict[str, Any]) -> Any:
        if piece.name == "__typename":
            return "Sample"
        if piece.name in PARTS:
            whole = record[piece.name]
            told = {**(whole or {}), "__typename": TYPES[piece.name]}
            return whole and {part.alias: told[part.name] for part in piece.inner if not part.is_left_out}
        if piece.name == "parent":
            return self.record(piece.inner, self.records.get(record["parentId"]))
        if piece.name == "children":
            own = [each for each in self.records.values() if each["parentId"] == record["id"]]
            return self.connection(piece, own)
        return record[piece.name]

    def connection(self, piece: Piece, rows: list[dict[str, Any]]) -> dict[str, Any]:
        order = piece.arguments["orderBy"]
        is_descending = "Desc" in order
        rows = sorted(rows, key=lambda each: each["id"], reverse=is_descending)
        if "steps" in order:
            rows = sorted(rows, key=lambda each: Decimal(each["steps"]), reverse=is_descending)
        if "filter" in piece.arguments:
            rows = [row for row in rows if row["whole"] is not None]
        first, last = piece.arguments.get("first", 60), piece.arguments.get("last")
        page = rows[:first] if last is None else rows[-last:]
        goes_on = len(page) < len(rows)
        facts = {
            "__typename": "PageInfo",
            "hasNextPage": goes_on and last is None,
            "hasPreviousPage": goes_on and last is not None,
            "startCursor": Cursor(order, page[0]["id"]) if page else None,
            "endCursor": Cursor(order, page[-1]["id"]) if page else None,
        }
        told: dict[str, Any] = {"totalCount": len(rows), "__typename": "SampleConnection"}
        made = {}
        for item in piece.inner:
            if item.is_left_out:
                continue
            if item.name == "edges":
                made[item.alias] = [self._edge(item.inner, row, order) for row in page]
            elif item.name == "pageInfo":
                made[item.alias] = {each.alias: facts[each.name] for each in item.inner if not each.is_left_out}
            else:
                made[item.alias] = told[item.name]
        return made

    def _edge(self, selection: Sequence[Piece], row: dict[str, Any], order: str) -> dict[str, Any]:
        told: dict[str, Any] = {"cursor": Cursor(order, row["id"]), "__typename": "SampleEdge"}
        return {
            each.alias: self.record(each.inner, row) if each.name == "node" else told[each.name]
            for each in selection
            if not each.is_left_out
        }

    def check(self, piece: Piece, wanted: Any) -> None:
        query = f"query ($yes: Boolean = true, $no: Boolean = false) {{ yes: __typename @skip(if: $no) no: __typename @include(if: $yes) {piece.text()} }}"
        found = self.house.data(query)[piece.alias]
        cursors: dict[Cursor, str] = {}
        for want, text in _cursors(wanted, found):
            assert cursors.setdefault(want, text) == text
        assert len(set(cursors.values())) == len(cursors)
        assert _written(_with(cursors, wanted)) == _written(found)


def _cursors(wanted: Any, found: Any) -> Iterator[tuple[Cursor, str]]:
    """The cursors that are wanted, and what stands in their places."""
    if isinstance(wanted, Cursor):
        yield wanted, found
    elif isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted.keys() & found.keys():
            yield from _cursors(wanted[key], found[key])
    elif isinstance(wanted, list) and isinstance(found, list):
        for one, other in zip(wanted, found, strict=False):
            yield from _cursors(one, other)


def _with(cursors: Mapping[Cursor, str], wanted: Any) -> Any:
    if isinstance(wanted, Cursor):
        return cursors.get(wanted)
    if isinstance(wanted, dict):
        return {key: _with(cursors, inner) for key, inner in wanted.items()}
    return [_with(cursors, inner) for inner in wanted] if isinstance(wanted, list) else wanted


def _written(value: Any) -> Any:
    """Objects as lists of pairs, because their order counts."""
    if isinstance(value, dict):
        return [(key, _written(inner)) for key, inner in value.items()]
    return [_written(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def world(house: House) -> World:
    """A root, its children, theirs and so on, of which one in the middle is deleted: twelve are left."""
    house.make_sample_object()
    numbers = count(1)
    made: dict[str, dict[str, Any]] = {}

    def grow(parent: str | None, levels: int) -> None:
        number = next(numbers)
        record: dict[str, Any] = {
            "name": [None, f"n{number}", ""][number % 3],
            "steps": number % 2,
            "whole": number if number % 3 else None,
            "choice": [None, "A", "B"][number % 3],
            "money": [
                None,
                {"amountMicros": number, "currencyCode": None},
                {"amountMicros": None, "currencyCode": "EUR"},
            ][number % 3],
            "person": [None, {"firstName": "F", "lastName": "L"}][number % 2],
            "parentId": parent,
        }
        (own,) = house.make("Sample", "Samples", record)
        made[own] = {**record, "id": own}
        for _ in range({3: 3, 2: 1, 1: 2, 0: 0}[levels]):
            grow(own, levels - 1)

    grow(None, 3)
    gone = list(made)[5]
    del made[gone]
    assert {each["parentId"] for each in made.values()} > {gone}
    house.data("mutation ($id: ID!) { deleteSample(id: $id) { id } }", {"id": gone})
    # A delete empties what refers to the record; SQL may still refer to one that is out of sight.
    house.sql(
        "update {}.sample set parent_id = %s where id = any(%s)",
        gone,
        [own for own, each in made.items() if each["parentId"] == gone],
    )
    return World(house, made)


@examples(60)
@given(data=st.data())
def test_a_list_and_all_that_is_in_it(world: World, data: st.DataObject) -> None:
    root = Piece(data.draw(st.sampled_from(["samples", "q" * 64])), "samples", data.draw(arguments()))
    root.inner = data.draw(connections(3))
    world.check(root, world.connection(root, list(world.records.values())))


@examples(40)
@given(data=st.data())
def test_a_record_and_all_that_is_in_it(world: World, data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(sorted(world.records)))
    ways: list[dict[str, Any]] = [{"id": f'"{own}"'}, {"filter": f'{{id: {{in: ["{own}"]}}}}'}]
    root = Piece("r" * 64, "sample", data.draw(st.sampled_from(ways)), data.draw(records(3)))
    world.check(root, world.record(root.inner, world.records[own]))


@pytest.mark.parametrize(
    "query",
    [
        "{ samples { edges { node { id @skip(if: true) } } } }",
        "{ samples { edges { node @skip(if: true) { id } } } }",
        "{ samples { edges @include(if: true) { cursor @skip(if: true) } } }",
        "{ samples { edges @skip(if: true) { cursor } } }",
        "{ samples { pageInfo { endCursor @skip(if: true) } } }",
        "{ sample(filter: {}) { id @skip(if: true) } }",
        "{ sample(filter: {}) { person { firstName @skip(if: true) } parent { id @skip(if: true) } children { totalCount @skip(if: true) } } }",
        "mutation { createSample(data: {}) { id @skip(if: true) } }",
        "mutation { createSamples(data: [{}, {}]) { id @skip(if: true) } }",
    ],
)  # fmt: skip
def test_a_selection_of_which_all_is_left_out_is_an_empty_object(world: World, query: str) -> None:
    found = world.house.data(query)
    assert leaves(found) == []


def leaves(value: Any) -> list[Any]:
    """What is neither an object nor a list nor null."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [] if value is None else [value]
