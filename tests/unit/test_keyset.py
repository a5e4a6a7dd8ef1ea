"""Sort keys, and cursors as a client may send them: its own, somebody else's, and garbage."""

import base64
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.query.expressions import to_sql
from app.query.keyset import Cursors, Key, sort_keys
from app.query.plan import Direction, Order, Param
from app.query.scope import Scope
from tests.standard_model import sample_model

MODEL = sample_model()
COMPANY = MODEL.objects["company"]
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
AFTER = Param(0, "people.after")


def keys(*order: tuple[str, Direction], of: str = "company") -> tuple[Key, ...]:
    split = [(field.partition("."), direction) for field, direction in order]
    return sort_keys(MODEL.objects[of], [Order(field, part, direction) for (field, _, part), direction in split])


def described(*order: tuple[str, Direction]) -> list[tuple[str, bool, bool]]:
    return [(f"{key.field}.{key.part.name}".rstrip("."), key.is_descending, key.nulls_first) for key in keys(*order)]


def mark(*order: tuple[str, Direction], of: str = "company") -> str:
    """What cursors of the order begin with."""
    found = MODEL.objects[of]
    text = to_sql(Cursors(found, keys(*order, of=of)).of_row(Scope(found, "#1")))
    (made,) = re.findall("'([0-9a-f]{8})'", text)
    return str(made)


def written(mark: str, texts: Any) -> str:
    """A cursor as Postgres writes one."""
    return base64.urlsafe_b64encode(mark.encode() + json.dumps(texts).encode()).decode().rstrip("=")


def read(cursor: Any, *order: tuple[str, Direction]) -> list[bytes | None]:
    values: list[bytes | None] = Cursors(COMPANY, keys(*order)).read(AFTER)((cursor,))
    return values


def refusal(cursor: Any, *order: tuple[str, Direction]) -> str:
    with pytest.raises(InvalidInput) as refused:
        read(cursor, *order)
    assert refused.value.details[0].field == "people.after"
    return refused.value.message


ASC, DESC = Direction.ASC, Direction.DESC


# --- the order --------------------------------------------------------------------------------------------------------


def test_the_id_comes_last_in_the_direction_of_the_key_before_it() -> None:
    assert described() == [("id", False, False)]
    assert described(("name", ASC)) == [("name", False, False), ("id", False, False)]
    assert described(("name", DESC)) == [("name", True, True), ("id", True, True)]
    assert described(("name", DESC), ("employees", ASC))[-1] == ("id", False, False)


def test_nothing_comes_behind_the_id() -> None:
    assert described(("name", ASC), ("id", DESC), ("employees", ASC)) == [("name", False, False), ("id", True, True)]


@pytest.mark.parametrize(
    ("direction", "is_descending", "nulls_first"),
    [
        (Direction.ASC, False, False),
        (Direction.DESC, True, True),
        (Direction.ASC_NULLS_FIRST, False, True),
        (Direction.ASC_NULLS_LAST, False, False),
        (Direction.DESC_NULLS_FIRST, True, True),
        (Direction.DESC_NULLS_LAST, True, False),
    ],
)
def test_directions(direction: Direction, is_descending: bool, nulls_first: bool) -> None:
    assert described(("annualRecurringRevenue.amountMicros", direction))[0] == (
        "annualRecurringRevenue.amountMicros",
        is_descending,
        nulls_first,
    )


def test_a_key_without_nulls_says_nothing_of_them() -> None:
    (created, *_), (employees, *_) = keys(("createdAt", Direction.DESC_NULLS_LAST)), keys(("employees", ASC))
    assert not created.says_nulls
    assert not employees.says_nulls
    assert keys(("employees", Direction.ASC_NULLS_FIRST))[0].says_nulls


# --- cursors ----------------------------------------------------------------------------------------------------------


def test_a_cursor_is_taken_apart_into_values() -> None:
    order = (("name", ASC), ("employees", DESC), ("createdAt", ASC))
    texts = ['a "b", {c} \\ ä\n', None, "2026-01-31T09:30:00.000001Z", ID]
    assert read(written(mark(*order), texts), *order) == [
        'a "b", {c} \\ ä\n'.encode(),
        None,
        b"2026-01-31T09:30:00.000001+00:00",
        ID.encode(),
    ]


def test_padding_and_the_other_alphabet_of_base64_are_taken_too() -> None:
    cursor = written(mark(), [ID])
    padded = cursor + "=" * (-len(cursor) % 4)
    assert read(cursor) == read(padded) == read(padded.replace("-", "+").replace("_", "/")) == [ID.encode()]


def test_a_cursor_of_a_long_text_can_be_used() -> None:
    order = (("name", ASC),)
    long = "ä" * 100_000
    assert read(written(mark(*order), [long, ID]), *order) == [long.encode(), ID.encode()]


@pytest.mark.parametrize(
    ("made_with", "used_with"),
    [
        ((), (("name", ASC),)),
        ((("name", ASC),), ()),
        ((("name", ASC),), (("name", DESC),)),
        ((("name", ASC),), (("industry", ASC),)),
        ((("employees", ASC),), (("employees", Direction.ASC_NULLS_FIRST),)),
        ((("name", ASC), ("employees", ASC)), (("employees", ASC), ("name", ASC))),
        ((("name", ASC),), (("name", ASC), ("employees", ASC))),
        ((("id", ASC),), (("id", DESC),)),
        ((("annualRecurringRevenue.amountMicros", ASC),), (("annualRecurringRevenue.currencyCode", ASC),)),
    ],
    ids=str,
)
def test_a_cursor_of_another_order_is_refused(made_with: Any, used_with: Any) -> None:
    texts = ["a"] * (len(made_with)) + [ID]
    assert "another order" in refusal(written(mark(*made_with), texts), *used_with)


def test_two_ways_to_write_one_order_share_their_cursors() -> None:
    assert mark() == mark(("id", ASC)) == mark(("id", Direction.ASC_NULLS_LAST))
    assert mark(("name", ASC)) == mark(("name", Direction.ASC_NULLS_LAST)) == mark(("name", ASC), ("id", ASC))
    assert mark(("name", DESC)) == mark(("name", Direction.DESC_NULLS_FIRST))


def test_a_cursor_of_another_object_is_refused() -> None:
    for order in ((), (("createdAt", ASC),), (("position", DESC),)):
        assert mark(*order) != mark(*order, of="person")
        cursor = written(mark(*order, of="person"), ["2026-01-31T09:30:00Z"] * len(order) + [ID])
        assert "another order" in refusal(cursor, *order)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [ID],
        ["a", ID, "more"],
        ["a", None],
        [None, ID],
        ["a", "nope"],
        ["a", ID + "'"],
        ["a\0", ID],
        [5, ID],
        ["a", [ID]],
        [{"a": 1}, ID],
        [True, ID],
        None,
        {"name": "a", "id": ID},
        "ab",
    ],
    ids=str,
)
def test_a_cursor_of_the_right_mark_and_other_values_is_refused(texts: Any) -> None:
    """The name and the id hold no null, so that a cursor does not either."""
    order = (("name", ASC),)
    assert "not a cursor of this list" in refusal(written(mark(*order), texts), *order)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("employees", "9999999999"),
        ("employees", "1.5"),
        ("createdAt", "yesterday"),
        ("createdAt", "eternity"),
        ("idealCustomerProfile", "maybe"),
        ("position", "many"),
        ("annualRecurringRevenue.amountMicros", "1e3"),
        ("accountOwnerId", ""),
    ],
)
def test_a_cursor_with_a_value_of_another_type_is_refused(order: str, text: str) -> None:
    assert "not a cursor" in refusal(written(mark((order, ASC)), [text, ID]), (order, ASC))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "AAAA",
        "W10",
        "=",
        "====",
        "a b",
        "a\nb",
        "ÿ",
        "\0",
        "a" * 20_000,
        "🙂",
        5,
        None,
        ["a"],
        {},
        True,
    ],
    ids=lambda value: str(value)[:10],
)
def test_garbage_is_refused(cursor: Any) -> None:
    assert "not a cursor" in refusal(cursor)


def test_json_that_is_nested_without_end_is_refused() -> None:
    deep = base64.urlsafe_b64encode(mark().encode() + b"[" * 100_000).decode()
    assert "not a cursor" in refusal(deep)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(max_size=30) | st.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_text_is_a_cursor_or_refused(cursor: str) -> None:
    assert "not a cursor" in refusal(cursor) or "another order" in refusal(cursor)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text().filter(lambda text: "\0" not in text), st.none() | st.integers(-(2**31), 2**31 - 1), st.uuids())
def test_any_values_come_back(name: str, employees: int | None, record_id: Any) -> None:
    order = (("name", DESC), ("employees", ASC))
    texts = [name, None if employees is None else str(employees), str(record_id)]
    assert read(written(mark(*order), texts), *order) == [
        name.encode(),
        None if employees is None else str(employees).encode(),
        str(record_id).encode(),
    ]
