"""Filters against an oracle: random filters over few records full of nulls and ties, by both doors."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.examples import examples
from tests.query.house import House
from tests.query.oracle import PATHS, SPANS, World

# Some near now, but so far from the ends of all spans that it matters to none how long the tests take.
NOW = datetime.now(UTC)
NEAR = [(NOW + timedelta(hours=hours)).isoformat() for hours in (-84, -6, 6, 84)]
MOMENTS = ["2024-02-29T12:00:00.000001Z", "2026-01-01T00:00:00+02:00", "0001-01-01T00:00:00Z", *NEAR]
DAYS = ["2024-02-29", "2026-01-01", "9999-12-31", *((NOW + timedelta(days)).date().isoformat() for days in (-4, 4))]
TEXTS = ["", "alpha", "Alpha", "beta", "100%_sure", "a\\b", 'q"{,}', "line\nline", "\U0001f642"]
PATTERNS = [*TEXTS, "%", "%a", "A%", "_lpha", "100\\%\\_%", "%\\\\%", "%%_%", "%\n%", "_", "a\\_"]
PATTERNS.remove("a\\b")  # a backslash takes the b, which matches ab and no record
REFS = ["01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"]
ORDERED = ("eq", "neq", "in", "is", "gt", "gte", "lt", "lte")
TIMED = (*ORDERED, "past", "next")
TEXT = ("eq", "neq", "in", "is", "like", "ilike", "startsWith", "endsWith")
EQUAL = ("eq", "neq", "in", "is")
LIST = ("is", "containsAny", "containsAll", "isEmpty")
DOCUMENT = ("is", "contains", "hasKey", "path", "isEmpty")
ENDS = ["", "a", "A", "al", "a\\b", "%", "_sure", "100%_", "\\", ",}", "line\n", "\U0001f642", "+", "com", "(0"]
DOCUMENTS = [{"a": 1, "b": {"c": [1, "x", None]}}, [], 0, {}, "", "a", [1, "a", [True]], {"a": "1"}, [{"a": 1, "b": 2}]]
PIECES = [*DOCUMENTS, {"b": {"c": ["x"]}}, [[True]], [{"a": 1}], 1, True, ["a", "a"], {"b": {}}]
LINK_LIST = [{"url": "example.com", "label": "a"}, {"url": "https://example.org/?a=b"}]
PHONE_LIST = [{"number": "112", "countryCode": "DE", "callingCode": None}]
BLOCKS = [{"type": "paragraph", "content": []}]

# Path of a field: its operators, and the values that records and operands have.
FIELDS: dict[str, tuple[tuple[str, ...], list[Any]]] = {
    "name": (TEXT, TEXTS),
    "phone": (TEXT, ["+1 555 0123", "(030) 123-45", "112"]),
    "link": (TEXT, ["https://example.com/a_b?c=100%25", "example.com", "HTTP://EXAMPLE.com"]),
    "mail": (TEXT, ["ann@example.com", "Ann@example.com", "b@x"]),
    "flag": (("eq", "neq", "is"), [True, False]),
    "whole": (ORDERED, [0, 1, -1, 2**31 - 1, -(2**31)]),
    "big": (ORDERED, [0, 2**63 - 1, -(2**63), 5]),
    "exact": (ORDERED, ["0.1", "0.10000000000000000001", "-12345678901234567890.5", 7]),
    "double": (ORDERED, [0.1, -1.5, 1e300, 5e-324, 7]),
    "steps": (ORDERED, [1, 2]),
    "stars": (ORDERED, [1, 3, 5]),
    "rate": (ORDERED, [0, "0.25", 99.5, 100]),
    "score": (ORDERED, [0, 10]),
    "moment": (TIMED, MOMENTS),
    "day": (TIMED, DAYS),
    "choice": (EQUAL, ["A", "B", "LONG_ONE"]),
    "ref": (EQUAL, REFS),
    "money.amountMicros": (ORDERED, [0, 10, -(2**63)]),
    "money.currencyCode": (TEXT, ["EUR", "USD"]),
    "person.firstName": (TEXT, TEXTS),
    "person.lastName": (TEXT, TEXTS),
    "code": (TEXT, ["", "alpha", "a\\b"]),
    "fee.amountMicros": (ORDERED, [0, 10]),
    "fee.currencyCode": (TEXT, ["EUR", "CHF"]),
    "place.addressStreet1": (TEXT, TEXTS),
    "place.addressCity": (TEXT, ["alpha", "Alpha"]),
    "place.addressCountry": (TEXT, ["beta"]),
    "place.addressLat": (ORDERED, [0, -90, 37.5]),
    "place.addressLng": (ORDERED, [0, 180, -122.25]),
    "links.primaryLinkUrl": (TEXT, ["example.com", "https://example.com/a"]),
    "links.primaryLinkLabel": (TEXT, TEXTS),
    "links.secondaryLinks": (DOCUMENT, [[], LINK_LIST]),
    "mails.primaryEmail": (TEXT, ["ann@example.com", "b@x"]),
    "mails.additionalEmails": (DOCUMENT, [[], ["a@b", "c@d"]]),
    "phones.primaryPhoneNumber": (TEXT, ["112", "555-0123"]),
    "phones.primaryPhoneCountryCode": (TEXT, ["DE", "FR"]),
    "phones.primaryPhoneCallingCode": (TEXT, ["+49", "+33"]),
    "phones.additionalPhones": (DOCUMENT, [[], PHONE_LIST]),
    "story.blocknote": (DOCUMENT, [[], BLOCKS]),
    "story.markdown": (TEXT, TEXTS),
    "choices": (LIST, [["A"], [], ["B", "LONG_ONE"], ["A", "B"]]),
    "tags": (LIST, [["x"], [], ["", 'q"{,}', "NULL"], ["a\\", "x"]]),
    "few": (LIST, [["x"], ["y", "x"]]),
    "settings": (DOCUMENT, DOCUMENTS),
}
COMPOSITES = sorted({path.partition(".")[0] for path in FIELDS if "." in path})
MOMENT_PATHS, DAY_PATHS = {"moment", "createdAt", "deletedAt"}, {"day"}
NUMBER_PATHS = {path for path, (operators, _) in FIELDS.items() if operators is ORDERED}
DOUBLES = {"double", "place.addressLat", "place.addressLng"}


def comparable(path: str, value: Any) -> Any:
    """A value as it compares with others of its field."""
    if value is None:
        return None
    if path in MOMENT_PATHS:
        return datetime.fromisoformat(value)
    if path in NUMBER_PATHS:
        return float(value) if path in DOUBLES else Decimal(value)
    return value


@pytest.fixture(scope="module")
def world(house: House) -> World:
    """Twenty records, each the parent of others, some of them deleted."""
    house.make_sample_object()
    sent: list[dict[str, Any]] = []
    for number in range(20):
        record: dict[str, Any] = {}
        for place, (path, (_, values)) in enumerate(FIELDS.items()):
            value = [None, *values][(number * (place % 5 + 3) + place) % (len(values) + 1)]
            head, _, part = path.partition(".")
            if part:
                record[head] = {**record.get(head, {}), part: value}
            elif path != "steps":
                record[head] = value
        sent.append({**record, "steps": number % 3})
    ids = house.make("Sample", "Samples", *sent)
    update = "mutation ($id: ID!, $parent: ID) { updateSample(id: $id, data: {parentId: $parent}) { id } }"
    parents = [None if number % 4 == 0 else ids[(number * 7) % 20 // 3] for number in range(20)]
    for own, parent in zip(ids, parents, strict=True):
        house.data(update, {"id": own, "parent": parent})
    house.data("mutation ($ids: [ID!]!) { deleteSamples(ids: $ids) { id } }", {"ids": [ids[1], ids[5], ids[12]]})
    # A delete empties what refers to the record; SQL may still refer to one that is out of sight.
    for own, parent in zip(ids, parents, strict=True):
        house.sql("update {}.sample set parent_id = %s where id = %s", parent, own)
    times = {row[0]: row[1:] for row in house.sql("select id::text, created_at, deleted_at from {}.sample")}
    records = [
        {
            **{name: comparable(name, value) for name, value in record.items() if name not in COMPOSITES},
            **{
                name: {part: comparable(f"{name}.{part}", value) for part, value in record[name].items()}
                for name in COMPOSITES
            },
            "id": own,
            "parentId": parent,
            "createdAt": times[own][0],
            "deletedAt": times[own][1],
        }
        for record, own, parent in zip(sent, ids, parents, strict=True)
    ]
    return World(records, COMPOSITES, {"parent": "parentId"}, {"children": "parentId"}, comparable)


def fields_of(world: World) -> dict[str, tuple[tuple[str, ...], list[Any]]]:
    """All fields that can be filtered by."""
    ids = [record["id"] for record in world.records[:6]]
    moments = [record["createdAt"].isoformat() for record in world.records[:2]]
    more = {"id": (EQUAL, ids), "parentId": (EQUAL, ids), "createdAt": (ORDERED, moments)}
    return {**FIELDS, **more, "deletedAt": (("is", "gt"), MOMENTS)}


OTHER_OPERANDS: dict[str, list[Any]] = {
    "is": ["NULL", "NOT_NULL"],
    **dict.fromkeys(("like", "ilike"), PATTERNS),
    **dict.fromkeys(("startsWith", "endsWith"), ENDS),
    "past": list(SPANS),
    "next": list(SPANS),
    "isEmpty": [True, False],
    "contains": PIECES,
    "hasKey": ["a", "b", "", "c@d"],
    "path": list(PATHS),
}


def operands(operator: str, values: list[Any]) -> st.SearchStrategy[Any]:
    if operator in OTHER_OPERANDS:
        return st.sampled_from(OTHER_OPERANDS[operator])
    if operator in ("containsAny", "containsAll"):
        return st.lists(st.sampled_from(sorted({item for each in values for item in each})), max_size=3)
    return st.lists(st.sampled_from(values), max_size=3) if operator == "in" else st.sampled_from(values)


@st.composite
def comparisons(draw: st.DrawFn, world: World) -> tuple[str, dict[str, Any]]:
    """A path, and one or two operators that apply to it."""
    path = draw(st.sampled_from(list(fields_of(world))))
    operators, values = fields_of(world)[path]
    chosen = draw(st.lists(st.sampled_from(operators), min_size=1, max_size=2, unique=True))
    return path, {each: draw(operands(each, values)) for each in chosen}


def nested(path: str, inner: Any) -> dict[str, Any]:
    """`a.b` as an object in an object."""
    for name in reversed(path.split(".")):
        inner = {name: inner}
    return dict(inner)


def filters(world: World) -> st.SearchStrategy[dict[str, Any]]:
    leaf = comparisons(world).map(lambda pair: nested(*pair))

    def combined(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        several = st.lists(inner, max_size=3)
        return st.one_of(
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"and": several}),
            st.fixed_dictionaries({"or": several}),
            st.sampled_from(["parent", "children"]).flatmap(lambda name: st.fixed_dictionaries({name: inner})),
            st.tuples(inner, inner).map(lambda pair: {**pair[0], **pair[1]}),
        )

    return st.recursive(leaf | st.just({}), combined, max_leaves=8)


def check(house: House, world: World, given_filter: dict[str, Any]) -> None:
    query = "query ($f: SampleFilterInput) { samples(filter: $f, first: 100) { totalCount edges { node { id } } } }"
    connection = house.data(query, {"f": given_filter})["samples"]
    ids = {edge["node"]["id"] for edge in connection["edges"]}
    assert ids == {record["id"] for record in world.found(given_filter)}
    assert connection["totalCount"] == len(ids)


def test_each_operator_of_each_field(house: House, world: World) -> None:
    """Alone and negated, with every operand."""
    for path, (operators, values) in fields_of(world).items():
        for operator in operators:
            if operator in OTHER_OPERANDS:
                given_operands = OTHER_OPERANDS[operator]
            elif operator in ("containsAny", "containsAll"):
                given_operands = [[], *values, [*values[0], *values[-1]]]
            else:
                given_operands = [[], values[:1], values] if operator == "in" else values
            for operand in given_operands:
                one = nested(path, {operator: operand})
                check(house, world, one)
                check(house, world, {"not": one})


@examples(150)
@given(data=st.data())
def test_any_filter_finds_what_it_means(house: House, world: World, data: st.DataObject) -> None:
    check(house, world, data.draw(filters(world)))


@examples(40)
@given(data=st.data())
def test_one_record_is_the_first_of_those_that_match(house: House, world: World, data: st.DataObject) -> None:
    given_filter = data.draw(filters(world))
    found = sorted(record["id"] for record in world.found(given_filter))
    record = house.data("query ($f: SampleFilterInput) { sample(filter: $f) { id } }", {"f": given_filter})["sample"]
    assert record == ({"id": found[0]} if found else None)


def merged(conditions: list[tuple[str, str, Any]]) -> dict[str, Any]:
    """Parameters as one filter: those through one relation speak of one record, those on one field all count."""
    own = [{"and": [nested(path, {operator: operand})]} for path, operator, operand in conditions if not far(path)]
    relations = {far(path) for path, *_ in conditions} - {""}
    through = [
        {relation: merged([(path.removeprefix(f"{relation}."), *rest) for path, *rest in conditions if far(path) == relation])}
        for relation in sorted(relations)
    ]  # fmt: skip
    return {"and": [*own, *through]}


def far(path: str) -> str:
    head = path.partition(".")[0]
    return head if head in ("parent", "children") else ""


def parameter(path: str, operator: str, operand: Any) -> str:
    if operator in ("in", "containsAny", "containsAll"):
        text = ",".join('"' + str(each).replace('"', '""') + '"' for each in operand)
    elif operator == "contains":
        text = json.dumps(operand)
    else:
        text = operand if isinstance(operand, str) else str(operand).lower()
    return f"filter[{path}][{operator}]={quote_plus(text)}"


@examples(80)
@given(data=st.data())
def test_query_strings_mean_the_same(house: House, world: World, data: st.DataObject) -> None:
    prefixes = st.sampled_from(["", "", "parent.", "children.", "parent.children.", "children.children."])
    conditions: list[tuple[str, str, Any]] = []
    for _ in range(data.draw(st.integers(1, 4))):
        path, operators = data.draw(comparisons(world))
        prefix = data.draw(prefixes)
        conditions += [
            (prefix + path, each, operand) for each, operand in operators.items() if operand != [] or each == "contains"
        ]
    listed = house.listed("samples", "&".join(["limit=100", *(parameter(*each) for each in conditions)]))
    assert {record["id"] for record in listed} == {record["id"] for record in world.found(merged(conditions))}


Check = Callable[[House, World, dict[str, Any]], None]


@pytest.mark.parametrize(
    "given_filter",
    [
        {"deletedAt": {"is": "NOT_NULL"}},
        {"or": [{"deletedAt": {"is": "NOT_NULL"}}, {"whole": {"eq": 0}}]},
        {"not": {"deletedAt": {"is": "NULL"}}},
        {"parent": {"deletedAt": {"is": "NOT_NULL"}}},
        {"children": {"deletedAt": {"is": "NOT_NULL"}}},
        {"deletedAt": {"is": "NOT_NULL"}, "parent": {}},
        {"parent": {}},
        {"not": {"parent": {}}},
        {"children": {"parent": {"children": {}}}},
    ],
    ids=str,
)
def test_deleted_records_are_out_of_sight_unless_they_are_asked_for(
    house: House, world: World, given_filter: dict[str, Any]
) -> None:
    check(house, world, given_filter)
    assert world.found(given_filter)
