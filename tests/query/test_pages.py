"""Pages against a plain ORDER BY: random orders and sizes, forward and backward, while rows come and go."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.examples import examples
from tests.query.house import House
from tests.standard_model import sample_model

SAMPLE = sample_model().objects["sample"]
ROWS = 24

PAGE = """query ($o: [SampleOrderByInput!], $first: Int, $after: String, $last: Int, $before: String) {
  samples(orderBy: $o, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}"""

# Columns with few values, so that ties are the rule; None where the column takes nulls.
COLUMNS: dict[str, list[Any]] = {
    "name": [None, "", "a", "A", "\U0001f642", 'q"\\,{}', "long " * 4_000],
    "whole": [None, -1, 0, 2**31 - 1],
    "big": [None, -(2**63), 2**63 - 1],
    "exact": [None, "0.1", "0.10000000000000000001", "-5e3"],
    "double": [None, 0.1, -1e300, 5e-324],
    "flag": [None, True, False],
    "moment": [None, "0001-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z"],
    "day": [None, "0001-01-01", "9999-12-31"],
    "choice": [None, "A", "B"],
    "stars": [None, 1, 5],
    "steps": [1, "1.50", 2],
    "position": [-0.5, 0, 1e-7],
    "created_at": ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2025-01-01T00:00:00Z"],
    "money_amount_micros": [None, 10, -10],
    "money_currency_code": [None, "EUR", "USD"],
    "person_first_name": [None, "Ann", "Bob"],
    "created_by_source": ["API", "SQL"],
}
KEYS = [
    "id", "name", "whole", "big", "exact", "double", "flag", "moment", "day", "choice", "stars", "steps", "position",
    "createdAt", "money.amountMicros", "money.currencyCode", "person.firstName", "createdBy.source", "parentId",
]  # fmt: skip
DIRECTIONS = {
    "Asc": "asc",
    "Desc": "desc",
    "AscNullsFirst": "asc nulls first",
    "AscNullsLast": "asc nulls last",
    "DescNullsFirst": "desc nulls first",
    "DescNullsLast": "desc nulls last",
}
Order = Sequence[tuple[str, str]]


@dataclass
class Ground:
    """A table of samples to which rows can be added and from which they can be taken, as other clients would."""

    house: House

    def prepare(self) -> None:
        """The same rows again; values come by chance, the same in every run."""
        chance = random.Random(1)
        self.house.make_sample_object()
        ids = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(ROWS)]
        names = ", ".join(COLUMNS)
        marks = ", ".join(["%s"] * (len(COLUMNS) + 2))
        for own in ids:
            parent = chance.choice([None, *ids[: ids.index(own)]])
            values = [chance.choice(values) for values in COLUMNS.values()]
            self.house.sql(f"insert into {{}}.sample (id, parent_id, {names}) values ({marks})", own, parent, *values)

    def reset(self) -> None:
        """Take away what was added and give back what was deleted."""
        self.house.sql("delete from {}.sample where ref is not null")
        self.house.sql("update {}.sample set deleted_at = null where deleted_at is not null")

    def add(self, like: str, own: uuid.UUID) -> None:
        """A row with the same values, and a mark."""
        names = ", ".join([*COLUMNS, "parent_id"])
        self.house.sql(
            f"insert into {{}}.sample (id, ref, {names}) select %s, %s, {names} from {{}}.sample where id = %s",
            own, own, like,
        )  # fmt: skip

    def delete(self, own: str) -> None:
        self.house.sql("update {}.sample set deleted_at = now() where id = %s", own)

    def ordered(self, order: Order) -> list[tuple[str, bool]]:
        """Ids in a plain ORDER BY, and whether each is live; deleted ones too, because cursors outlive their rows."""
        keys = [f'"{column(path)}" {DIRECTIONS[direction]}' for path, direction in order]
        keys.append("id desc" if order and order[-1][1].startswith("Desc") else "id")
        return self.house.sql(f"select id::text, deleted_at is null from {{}}.sample order by {', '.join(keys)}")


def column(path: str) -> str:
    name, _, part = path.partition(".")
    return SAMPLE.fields[name].part(part).column


@pytest.fixture(scope="module")
def ground(house: House) -> Ground:
    made = Ground(house)
    made.prepare()
    return made


@st.composite
def orders(draw: st.DrawFn) -> Order:
    paths = draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True))
    return [(path, draw(st.sampled_from(list(DIRECTIONS)))) for path in paths]


def written(order: Order) -> list[dict[str, Any]]:
    """The argument orderBy."""
    split = [(path.partition("."), direction) for path, direction in order]
    return [{name: {part: direction} if part else direction} for (name, _, part), direction in split]


@dataclass
class Walk:
    """Pages one after the other, each compared with what there is at that time."""

    ground: Ground
    order: Order
    is_backward: bool

    def __post_init__(self) -> None:
        self.cursor: str | None = None
        self.at: str | None = None  # the id of the row that the cursor was made of
        self.seen: list[str] = []

    def page(self, size: int) -> bool:
        """Ask for the next page and check all that is said of it. Whether there is one more."""
        names = ("last", "before") if self.is_backward else ("first", "after")
        variables = {"o": written(self.order), names[0]: size, names[1]: self.cursor}
        connection = self.ground.house.data(PAGE, variables)["samples"]
        rows = self.ground.ordered(self.order)
        if self.is_backward:
            rows.reverse()
        begin = 0 if self.at is None else 1 + [own for own, _ in rows].index(self.at)
        behind = [own for own, is_live in rows[:begin] if is_live]
        ahead = [own for own, is_live in rows[begin:] if is_live]
        ids = [edge["node"]["id"] for edge in connection["edges"]]
        assert (ids[::-1] if self.is_backward else ids) == ahead[:size]
        info, cursors = connection["pageInfo"], [edge["cursor"] for edge in connection["edges"]]
        goes_on, came_from = len(ahead) > size, self.at is not None and bool(behind)
        assert info == {
            "hasNextPage": came_from if self.is_backward else goes_on,
            "hasPreviousPage": goes_on if self.is_backward else came_from,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }
        assert connection["totalCount"] == len(behind) + len(ahead)
        if ids:
            place = 0 if self.is_backward else -1
            self.cursor, self.at = cursors[place], ids[place]
            self.seen += reversed(ids) if self.is_backward else ids
        return goes_on


@examples(30)
@given(data=st.data(), order=orders(), is_backward=st.booleans())
def test_all_pages_together_are_the_list(ground: Ground, data: st.DataObject, order: Order, is_backward: bool) -> None:
    ground.reset()
    walk = Walk(ground, order, is_backward)
    while walk.page(data.draw(st.integers(1, 12))):
        pass
    whole = [own for own, _ in ground.ordered(order)]
    assert walk.seen == (whole[::-1] if is_backward else whole)


@examples(30)
@given(data=st.data(), order=orders(), is_backward=st.booleans())
def test_what_was_there_all_along_is_seen_once(
    ground: Ground, data: st.DataObject, order: Order, is_backward: bool
) -> None:
    """Between any two pages rows are added that tie with others, and rows are deleted, that of the cursor as well."""
    ground.reset()
    stayed = {own for own, _ in ground.ordered(())}
    walk = Walk(ground, order, is_backward)
    while walk.page(data.draw(st.integers(2, 8))):
        if data.draw(st.booleans()):
            ground.add(data.draw(st.sampled_from(sorted(stayed))), data.draw(st.uuids()))
        if data.draw(st.booleans()):
            gone = data.draw(st.sampled_from([walk.at or "", *sorted(stayed)]))
            ground.delete(gone)
            stayed.discard(gone)
    assert len(set(walk.seen)) == len(walk.seen)
    whole = [own for own, _ in ground.ordered(order) if own in stayed]
    assert [own for own in walk.seen if own in stayed] == (whole[::-1] if is_backward else whole)


@examples(15)
@given(order=orders(), size=st.integers(1, ROWS), is_backward=st.booleans())
def test_forth_and_back_again_is_the_same_page(ground: Ground, order: Order, size: int, is_backward: bool) -> None:
    ground.reset()
    forth, back = Walk(ground, order, is_backward), Walk(ground, order, not is_backward)
    forth.page(size)
    first = list(forth.seen)
    if not forth.page(1):
        return
    back.cursor, back.at = forth.cursor, forth.at
    back.page(size)
    assert back.seen == first[::-1]


@pytest.mark.parametrize("path", KEYS)
def test_each_key_in_each_direction(ground: Ground, path: str) -> None:
    ground.reset()
    for direction in DIRECTIONS:
        for is_backward in (False, True):
            walk = Walk(ground, [(path, direction)], is_backward)
            while walk.page(7):
                pass
            assert len(walk.seen) == ROWS


def test_a_record_that_moved_to_the_front_of_its_cursor(ground: Ground) -> None:
    """It is found by its id, but it is not on the other side of the cursor any more."""
    ground.reset()
    walk = Walk(ground, [("whole", "AscNullsLast")], False)
    walk.page(1)
    assert walk.at is not None
    (before,) = ground.house.sql("select whole from {}.sample where id = %s", walk.at)
    variables = {"o": written(walk.order), "first": 1, "after": walk.cursor}

    def told() -> Any:
        return ground.house.data(PAGE, variables)["samples"]["pageInfo"]["hasPreviousPage"]

    assert told() is True
    ground.house.sql("update {}.sample set whole = null where id = %s", walk.at)
    assert told() is False
    ground.house.sql("update {}.sample set whole = %s where id = %s", before[0], walk.at)
