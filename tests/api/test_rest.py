"""The five calls of REST on every object, as the specification writes them."""

import json
import uuid
from typing import Any

import psycopg
import pytest

from tests.api.client import Api, problem
from tests.cluster import Database
from tests.workspaces import Workspace

PLURALS = ["companies", "people", "opportunities", "tasks", "notes"]
BODIES: dict[str, dict[str, Any]] = {
    "companies": {"name": "New Company", "industry": "Technology", "employees": 100},
    "people": {"name": {"firstName": "Jane", "lastName": "Smith"}, "city": "Bonn"},
    "opportunities": {"name": "Licence", "amount": {"amountMicros": 50_000_000_000, "currencyCode": "USD"}},
    "tasks": {"title": "Call"},
    "notes": {"title": "Minutes", "body": "All agreed."},
}
CHANGES: dict[str, dict[str, Any]] = {
    "companies": {"employees": 150, "linkedinLink": "https://linkedin.com/company/new-co"},
    "people": {"name": {"firstName": "Joan"}},
    "opportunities": {"stage": "PROPOSAL"},
    "tasks": {"title": "Call again"},
    "notes": {"body": None},
}


def created(api: Api, plural: str, **fields: Any) -> dict[str, Any]:
    response = api.rest("POST", plural, fields)
    assert response.status_code == 201, response.text
    record: dict[str, Any] = response.json()["data"]
    return record


@pytest.fixture(scope="module")
def tag() -> str:
    """Marks this module's lists, so that they are not in one another's way."""
    return uuid.uuid4().hex


@pytest.fixture(scope="module")
def companies(api: Api, tag: str) -> list[dict[str, Any]]:
    rows = [
        {"name": "Acme Corp", "industry": "Technology", "employees": 500},
        {"name": "Beta, Inc", "industry": "Finance", "employees": 50},
        {"name": "Gamma", "industry": "Technology", "employees": 10},
        {"name": "Delta", "industry": None, "employees": None},
        {
            "name": "Epsilon",
            "industry": "Retail",
            "employees": 500,
            "annualRecurringRevenue": {"amountMicros": 10**15, "currencyCode": "EUR"},
        },
    ]
    return [created(api, "companies", **row, address=tag) for row in rows]


def names(api: Api, tag: str, query: str) -> list[str]:
    return [record["name"] for record in api.listed(f"companies?filter[address][eq]={tag}&{query}")]


def test_the_specifications_list(api: Api, tag: str, companies: list[dict[str, Any]]) -> None:
    response = api.rest(
        "GET", f"companies?limit=1&filter[industry][eq]=Technology&order[createdAt]=desc&filter[address][eq]={tag}"
    )
    body = response.json()
    assert [record["name"] for record in body["data"]] == ["Gamma"]
    assert body["meta"] == {"totalCount": 2, "hasMore": True}


def test_pages_by_offset(api: Api, tag: str, companies: list[dict[str, Any]]) -> None:
    pages = [
        api.rest("GET", f"companies?filter[address][eq]={tag}&limit=2&offset={offset}").json()
        for offset in (0, 2, 4, 6)
    ]
    assert [[record["name"] for record in page["data"]] for page in pages] == [
        ["Acme Corp", "Beta, Inc"],
        ["Gamma", "Delta"],
        ["Epsilon"],
        [],
    ]
    assert [page["meta"] for page in pages] == [
        {"totalCount": 5, "hasMore": True},
        {"totalCount": 5, "hasMore": True},
        {"totalCount": 5, "hasMore": False},
        {"totalCount": 5, "hasMore": False},
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filter[industry][eq]=Technology", ["Acme Corp", "Gamma"]),
        ("filter[employees][gt]=100", ["Acme Corp", "Epsilon"]),
        ("filter[employees][gte]=50&filter[employees][lt]=500", ["Beta, Inc"]),
        ("filter[industry][in]=Technology,Finance", ["Acme Corp", "Beta, Inc", "Gamma"]),
        ('filter[name][in]="Beta, Inc",Delta', ["Beta, Inc", "Delta"]),
        ("filter[employees][in]=10,50", ["Beta, Inc", "Gamma"]),
        ("filter[name][like]=%Acme%", ["Acme Corp"]),
        ("filter[name][like]=%25Acme%25", ["Acme Corp"]),
        ("filter[name][ilike]=%acme%", ["Acme Corp"]),
        ("filter[industry][is]=NULL", ["Delta"]),
        ("filter[industry][is]=NOT_NULL&filter[employees][neq]=500", ["Beta, Inc", "Gamma"]),
        ("filter[annualRecurringRevenue.amountMicros][gte]=1000000000000", ["Epsilon"]),
        ("filter[annualRecurringRevenue.currencyCode][eq]=EUR", ["Epsilon"]),
        ("filter%5Bindustry%5D%5Beq%5D=Retail", ["Epsilon"]),
        ("filter[name][eq]=Acme+Corp", ["Acme Corp"]),
        ("order[name]=desc", ["Gamma", "Epsilon", "Delta", "Beta, Inc", "Acme Corp"]),
        ("order[employees]=desc&order[name]=asc", ["Delta", "Acme Corp", "Epsilon", "Beta, Inc", "Gamma"]),
        ("order[employees]=DescNullsLast&order[name]=desc", ["Epsilon", "Acme Corp", "Beta, Inc", "Gamma", "Delta"]),
        ("order[annualRecurringRevenue.amountMicros]=DescNullsLast&limit=1", ["Epsilon"]),
    ],
)
def test_filters_and_orders(
    api: Api, tag: str, companies: list[dict[str, Any]], query: str, expected: list[str]
) -> None:
    assert names(api, tag, query) == expected


def test_filters_across_relations(api: Api, tag: str, companies: list[dict[str, Any]]) -> None:
    acme, beta = companies[0]["id"], companies[1]["id"]
    jane = created(api, "people", name={"firstName": "Jane"}, city="Bonn", companyId=acme)
    joan = created(api, "people", name={"firstName": "Joan"}, city="Kyiv", companyId=acme)
    jack = created(api, "people", name={"firstName": "Jack"}, city="Kyiv", companyId=beta)

    def people(query: str) -> set[str]:
        return {record["id"] for record in api.listed(f"people?{query}")}

    assert people(f"limit=50&filter[company.id][eq]={acme}") == {jane["id"], joan["id"]}
    assert people(f"filter[companyId][eq]={beta}") == {jack["id"]}
    assert people(f"filter[company.name][like]=Acme%&filter[company.address][eq]={tag}") == {jane["id"], joan["id"]}
    # through one relation to many: one and the same person
    assert names(api, tag, "filter[people.city][eq]=Kyiv&filter[people.name.firstName][eq]=Jane") == []
    assert names(api, tag, "filter[people.city][eq]=Kyiv&filter[people.name.firstName][eq]=Joan") == ["Acme Corp"]


def test_amounts_keep_all_64_bits(api: Api) -> None:
    for amount in (2**63 - 1, -(2**63)):
        made = created(
            api, "companies", name="Big", annualRecurringRevenue={"amountMicros": amount, "currencyCode": "EUR"}
        )
        assert int(made["annualRecurringRevenue"]["amountMicros"]) == amount
    refused = api.refused("POST", "companies", {"name": "Big", "annualRecurringRevenue": {"amountMicros": 2**63}})
    assert refused.status == 400
    assert refused.fields == ("annualRecurringRevenue.amountMicros",)


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("limit=abc", "limit", "from 1 to 1000"),
        ("limit=0", "limit", "from 1 to 1000"),
        ("limit=1001", "limit", "from 1 to 1000"),
        ("offset=-1", "offset", "from 0"),
        ("depth=2", "depth", "from 0 to 1"),
        ("page=2", "page", "known: limit"),
        ("filter[nme][eq]=x", "filter[nme][eq]", "known: id"),
        ("filter[name][near]=x", "filter[name][near]", "known for it: eq"),
        ("filter[name]=x", "filter[name]", "filter[name][eq]=x"),
        ("filter[company.id][eq]=x", "filter[company.id][eq]", "Field 'company' doesn't exist on type 'Company'"),
        ("filter[id][eq]=x", "filter[id][eq]", ""),
        ("filter[employees][eq]=many", "filter[employees][eq]", ""),
        ("filter[employees][in]=1,x", "filter[employees][in]", ""),
        ("filter[createdAt][gt]=2024-13-01", "filter[createdAt][gt]", ""),
        ("filter[createdAt][gt]=10000-01-01T00:00:00Z", "filter[createdAt][gt]", ""),
        (
            "filter[annualRecurringRevenue.amountMicros][eq]=9223372036854775808",
            "filter[annualRecurringRevenue.amountMicros][eq]",
            "",
        ),
        ("filter[name][is]=x", "filter[name][is]", "NULL or NOT_NULL"),
        ("filter[name][eq]=a%00b", "filter[name][eq]", "NUL"),
        ("filter[name][eq]=%FF", "filter[name][eq]", "UTF-8"),
        ("order[nme]=asc", "order[nme]", "known: id"),
        ("order[name]=up", "order[name]", "known: asc, desc"),
        ("order[people]=asc", "order[people]", "relation"),
        ("order[annualRecurringRevenue]=asc", "order[annualRecurringRevenue]", "annualRecurringRevenue.amountMicros"),
    ],
)
def test_a_wrong_query_names_the_parameter_and_the_remedy(api: Api, query: str, field: str, says: str) -> None:
    refused = api.refused("GET", f"companies?{query}")
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR"), refused
    assert refused.fields == (field,)
    assert says in refused.text


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({"nme": "x", "name": "y"}, "nme", "Field 'nme' doesn't exist on type 'Company'"),
        ({"industry": "x"}, "name", "required"),
        ({"name": None}, "name", ""),
        ({"name": 7}, "name", ""),
        ({"name": "x", "employees": "many"}, "employees", ""),
        ({"name": "x", "employees": 2**31}, "employees", ""),
        ({"name": "x", "employees": 1.5}, "employees", ""),
        ({"name": "a\0b"}, "name", "NUL"),
        ({"name": "x", "createdAt": "2024-01-01T00:00:00Z"}, "createdAt", "leave it out"),
        ({"name": "x", "accountOwner": {"id": "1"}}, "accountOwner.id", "or set accountOwnerId"),
        ({"name": "x", "accountOwnerId": "7"}, "accountOwnerId", ""),
        ({"name": "x", "accountOwnerId": str(uuid.uuid4())}, "accountOwnerId", "there is no record with this id"),
        ({"name": "x", "people": []}, "people", '{"connect": [{"id": "…"}]}'),
        (
            {"name": "x", "people": {"connect": [{"id": str(uuid.uuid4())}]}},
            "people.connect.0.id",
            "There is no person",
        ),
        ({"name": "x", "annualRecurringRevenue": 5}, "annualRecurringRevenue", "amountMicros, currencyCode"),
        ({"name": "x", "annualRecurringRevenue": {"amount": 5}}, "annualRecurringRevenue.amount", "amountMicros"),
        (
            {"name": "x", "annualRecurringRevenue.amountMicros": 5},
            "annualRecurringRevenue.amountMicros",
            "doesn't exist",
        ),
    ],
)
def test_a_wrong_body_names_the_field_and_the_remedy(api: Api, body: dict[str, Any], field: str, says: str) -> None:
    refused = api.refused("POST", "companies", body)
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR"), refused
    assert refused.fields == (field,), refused
    assert says in refused.text


def test_an_unknown_name_of_a_body_lists_only_what_a_body_may_set(api: Api) -> None:
    text = api.refused("POST", "companies", {"name": "x", "nmae": "y"}).text
    assert "known: id, name, domainName," in text
    assert "createdAt" not in text
    assert text.rstrip().endswith("noteTargets")


def test_every_wrong_field_of_a_body_is_named(api: Api) -> None:
    assert set(api.refused("POST", "companies", {"a": 1, "b": 2}).fields) == {"a", "b", "name"}


def test_a_body_must_be_an_object(api: Api) -> None:
    for body in ("[]", '"x"', "7", "null"):
        refused = api.http.post("/rest/companies", content=body, headers={"Content-Type": "application/json"})
        assert refused.status_code == 400
        assert "must be a JSON object" in refused.json()["error"]["message"]
    record = created(api, "companies", name="Same")
    assert "no field" in api.refused("PATCH", f"companies/{record['id']}", {}).text


def test_a_change_of_no_part_of_a_composite_is_refused(api: Api) -> None:
    """It became an UPDATE that sets nothing, which Postgres does not understand."""
    record = created(api, "companies", name="Same")
    for more in ({}, {"employees": 7}):
        refused = api.refused("PATCH", f"companies/{record['id']}", {"annualRecurringRevenue": {}, **more})
        assert (refused.status, refused.fields) == (400, ("annualRecurringRevenue",))
        assert "no part" in refused.text


def test_a_duplicate_address_is_a_conflict_that_names_the_field(api: Api) -> None:
    address = f"{uuid.uuid4().hex}@x.example"
    created(api, "people", name={"firstName": "A"}, email=address)
    refused = api.refused("POST", "people", {"name": {"firstName": "B"}, "email": address.upper()})
    assert (refused.status, refused.code, refused.fields) == (409, "CONFLICT", ("email",))


def test_what_is_not_there_is_a_404(api: Api) -> None:
    nobody = uuid.uuid4()
    for method, path in (
        ("GET", f"companies/{nobody}"),
        ("PATCH", f"companies/{nobody}"),
        ("DELETE", f"companies/{nobody}"),
    ):
        refused = api.refused(method, path, {"name": "x"} if method == "PATCH" else None)
        assert (refused.status, refused.code) == (404, "NOT_FOUND")
    refused = api.refused("GET", "gadgets")
    assert refused.status == 404
    assert "companies" in refused.message
    assert "people" in refused.message
    assert api.refused("GET", "companies/1/2").status == 404
    assert api.refused("GET", "").status == 404


def test_a_bad_id_is_named(api: Api) -> None:
    for method in ("GET", "DELETE"):
        refused = api.refused(method, "companies/7")
        assert (refused.status, refused.fields) == (400, ("id",))


def test_workspaces_see_nothing_of_one_another(api: Api, other_api: Api) -> None:
    record = created(api, "companies", name="Ours")
    path = f"companies/{record['id']}"
    assert other_api.refused("GET", path).status == 404
    assert other_api.refused("PATCH", path, {"name": "Theirs"}).status == 404
    assert other_api.refused("DELETE", path).status == 404
    assert other_api.listed(f"companies?filter[id][eq]={record['id']}") == []
    refused = other_api.refused("POST", "people", {"name": {"firstName": "Spy"}, "companyId": record["id"]})
    assert (refused.status, refused.fields) == (400, ("companyId",))
    assert api.rest("GET", path).json()["data"]["name"] == "Ours"


def test_what_can_only_be_read_says_which_methods_it_takes(api: Api, database: Database, workspace: Workspace) -> None:
    given = {"nameSingular": "ledger", "namePlural": "ledgers", "fields": [], "workspaceId": workspace.id}
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        row = owner.execute("select metadata.create_object(%s)", [json.dumps(given)]).fetchone()
        assert row is not None
        owner.execute("update metadata.object set is_writable = false where id = %s", [row[0]])
        owner.execute("select metadata.publish(%s, %s)", [workspace.id, [row[0]]])
    assert api.listed("ledgers") == []
    path = f"ledgers/{uuid.uuid4()}"
    for method, at, body in (("POST", "ledgers", {}), ("PATCH", path, {"position": 1}), ("DELETE", path, None)):
        response = api.rest(method, at, body)
        refused = problem(response)
        assert (refused.status, refused.code) == (405, "METHOD_NOT_ALLOWED")
        assert refused.message == "The records of ledgers can only be read. Possible: GET, HEAD, OPTIONS."
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"
