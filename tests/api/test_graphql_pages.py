"""Keyset cursors: every page together is the whole list, in order, forward and backward, whatever is in between."""

from typing import Any

import pytest

from tests.api.client import Api

ORDERS = [
    [],
    [{"employees": "Asc"}],
    [{"employees": "Desc"}],
    [{"employees": "AscNullsFirst"}],
    [{"employees": "DescNullsLast"}],
    [{"industry": "DescNullsFirst"}, {"employees": "AscNullsLast"}],
    [{"industry": "AscNullsFirst"}, {"name": "Desc"}, {"employees": "DescNullsLast"}],
    [{"annualRecurringRevenue": {"amountMicros": "Desc"}}, {"idealCustomerProfile": "Asc"}],
    [{"createdAt": "DescNullsLast"}],
]

PAGE = """
query($filter: CompanyFilterInput, $order: [CompanyOrderByInput!], $first: Int, $after: String, $last: Int, $before: String) {
  companies(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}"""


@pytest.fixture(scope="module", autouse=True)
def companies(api: Api) -> list[str]:
    """Seventeen companies full of ties and nulls."""
    records = [
        {
            "name": f"c{n % 5}",
            "industry": [None, "x", "y"][n % 3],
            "employees": [None, 1, 2, None][n % 4],
            "idealCustomerProfile": [None, True, False][n % 3],
            "annualRecurringRevenue": {"amountMicros": [None, 10, -10][n % 3], "currencyCode": "USD"}
            if n % 2
            else None,
            "domainName": "pages",
        }
        for n in range(17)
    ]
    return api.make("Company", *records)


def page(api: Api, order: list[dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    variables = {"filter": {"domainName": {"eq": "pages"}}, "order": order, **arguments}
    connection: dict[str, Any] = api.data(PAGE, variables)["companies"]
    return connection


def ids_of(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in connection["edges"]]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 17])
def test_forward(api: Api, order: list[dict[str, Any]], size: int) -> None:
    whole = ids_of(page(api, order, first=100))
    assert len(whole) == 17
    seen: list[str] = []
    after = None
    while True:
        part = page(api, order, first=size, after=after)
        assert part["totalCount"] == 17
        assert part["pageInfo"]["hasPreviousPage"] is bool(seen)
        assert part["pageInfo"]["startCursor"] == part["edges"][0]["cursor"]
        assert part["pageInfo"]["endCursor"] == part["edges"][-1]["cursor"]
        seen += ids_of(part)
        assert part["pageInfo"]["hasNextPage"] is (len(seen) < 17)
        if not part["pageInfo"]["hasNextPage"]:
            break
        after = part["pageInfo"]["endCursor"]
    assert seen == whole


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 17])
def test_backward(api: Api, order: list[dict[str, Any]], size: int) -> None:
    """`last` with `before` gives the page before, in the list's own order."""
    whole = ids_of(page(api, order, first=100))
    seen: list[str] = []
    before = None
    while True:
        part = page(api, order, last=size, before=before)
        assert part["totalCount"] == 17
        assert part["pageInfo"]["hasNextPage"] is bool(seen)
        seen = ids_of(part) + seen
        assert part["pageInfo"]["hasPreviousPage"] is (len(seen) < 17)
        if not part["pageInfo"]["hasPreviousPage"]:
            break
        before = part["pageInfo"]["startCursor"]
    assert seen == whole


def test_without_an_order_it_is_that_of_creation(api: Api, companies: list[str]) -> None:
    assert ids_of(page(api, [], first=100)) == companies


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_the_page_after_any_record_begins_with_the_next(api: Api, order: list[dict[str, Any]]) -> None:
    whole = page(api, order, first=100)
    ids = ids_of(whole)
    for position, edge in enumerate(whole["edges"]):
        assert ids_of(page(api, order, first=100, after=edge["cursor"])) == ids[position + 1 :]
        assert ids_of(page(api, order, last=100, before=edge["cursor"])) == ids[:position]


def test_insertions_between_pages_neither_repeat_nor_hide(api: Api) -> None:
    def record(name: str) -> dict[str, Any]:
        return {"name": name, "domainName": "growing"}

    api.make("Company", *(record(name) for name in "bdfh"))
    of = {"filter": {"domainName": {"eq": "growing"}}}
    first = page(api, [{"name": "Asc"}], first=2, **of)
    api.make("Company", *(record(name) for name in "aceg"))
    second = page(api, [{"name": "Asc"}], first=100, after=first["pageInfo"]["endCursor"], **of)
    assert [edge["node"]["name"] for edge in second["edges"]] == ["e", "f", "g", "h"]


def test_a_cursor_outlives_its_record(api: Api) -> None:
    ids = api.make("Company", *({"name": name, "domainName": "shrinking"} for name in "abc"))
    of = {"filter": {"domainName": {"eq": "shrinking"}}}
    first = page(api, [{"name": "Asc"}], first=2, **of)
    api.data("mutation($id: ID!) { deleteCompany(id: $id) { id } }", {"id": ids[1]})
    second = page(api, [{"name": "Asc"}], first=2, after=first["pageInfo"]["endCursor"], **of)
    assert ids_of(second) == [ids[2]]
    assert second["totalCount"] == 2


def test_an_empty_page(api: Api) -> None:
    empty = page(api, [], first=3, filter={"name": {"eq": "nobody"}})
    assert empty == {
        "edges": [],
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


def test_the_default_page(api: Api) -> None:
    api.make("Company", *({"name": "many", "domainName": "sixty"} for _ in range(61)))
    connection = page(api, [], filter={"domainName": {"eq": "sixty"}})
    assert len(connection["edges"]) == 60
    assert connection["pageInfo"]["hasNextPage"] is True
    assert connection["totalCount"] == 61


@pytest.mark.parametrize(
    ("made_with", "used_with"),
    [
        ([{"name": "Asc"}], [{"name": "Desc"}]),
        ([{"name": "Asc"}], [{"employees": "Asc"}]),
        ([{"name": "Asc"}], []),
        ([], [{"name": "Asc"}]),
        ([{"employees": "AscNullsFirst"}], [{"employees": "AscNullsLast"}]),
        ([{"name": "Asc"}, {"employees": "Asc"}], [{"employees": "Asc"}, {"name": "Asc"}]),
        ([{"industry": "Asc"}], [{"name": "Asc"}]),
    ],
    ids=str,
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_cursor_of_another_order_is_refused(
    api: Api, made_with: list[dict[str, Any]], used_with: list[dict[str, Any]], argument: str
) -> None:
    cursor = page(api, made_with, first=1)["pageInfo"]["endCursor"]
    size = {"after": "first", "before": "last"}[argument]
    refused = api.error(PAGE, {"order": used_with, size: 2, argument: cursor})
    assert refused.code == "VALIDATION_ERROR"
    assert argument in refused.text
    assert "order" in refused.text


def test_a_cursor_of_another_object_is_refused(api: Api) -> None:
    cursor = page(api, [{"createdAt": "Asc"}, {"name": "Asc"}], first=1)["pageInfo"]["endCursor"]
    query = "query($after: String) { people(orderBy: [{createdAt: Asc}, {city: Asc}], after: $after) { totalCount } }"
    refused = api.error(query, {"after": cursor})
    assert refused.code == "VALIDATION_ERROR"
    assert "after" in refused.text


@pytest.mark.parametrize("cursor", ["", "nonsense", "AAAA", "W10", "bnVsbA", "eyJhIjoxfQ", "ÿ", "a" * 20_000])
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_garbled_cursor_is_refused(api: Api, cursor: str, argument: str) -> None:
    size = {"after": "first", "before": "last"}[argument]
    refused = api.error(PAGE, {size: 2, argument: cursor})
    assert refused.code == "VALIDATION_ERROR"
    assert argument in refused.text


def test_every_changed_letter_of_a_cursor_is_harmless(api: Api) -> None:
    """It is refused, or it stands for another place of the same list; never an error of the server."""
    order = [{"industry": "DescNullsFirst"}, {"employees": "AscNullsLast"}]
    cursor = page(api, order, first=1)["pageInfo"]["endCursor"]
    for position in range(len(cursor)):
        letter = "A" if cursor[position] != "A" else "z"
        changed = cursor[:position] + letter + cursor[position + 1 :]
        body = api.post(PAGE, {"order": order, "first": 1, "after": changed}).json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        assert codes <= {"VALIDATION_ERROR"}, (changed, body)
