"""REST lists: every operator, dotted paths, comma lists, orders, limit and offset."""

from typing import Any

import pytest

from tests.api.client import Api


@pytest.fixture(scope="module", autouse=True)
def ids(api: Api) -> dict[str, str]:
    companies: list[dict[str, Any]] = [
        {"name": "alpha", "industry": "Technology", "employees": 50},
        {"name": "Alpine", "industry": "Technology", "employees": 500, "idealCustomerProfile": True},
        {"name": "beta", "industry": "Smith, Ltd", "employees": 500},
        {"name": '50% "off", now', "industry": None, "employees": None, "idealCustomerProfile": False},
    ]
    companies[0]["annualRecurringRevenue"] = {"amountMicros": 5, "currencyCode": "USD"}
    companies[2]["annualRecurringRevenue"] = {"amountMicros": 9, "currencyCode": "EUR"}
    found = dict(zip(("alpha", "Alpine", "beta", "off"), api.make("Company", *companies), strict=True))
    people = [("Ann", "alpha", "Paris"), ("Bob", "beta", "London")]
    records = [
        {"name": {"firstName": name, "lastName": "X"}, "city": city, "companyId": found[company]}
        for name, company, city in people
    ]
    found.update(zip(("Ann", "Bob"), api.make("Person", *records), strict=True))
    deals = [
        {
            "name": "d1",
            "amount": {"amountMicros": 10, "currencyCode": "USD"},
            "stage": "PROPOSAL",
            "closeDate": "2026-01-31",
        },
        {
            "name": "d2",
            "amount": {"amountMicros": 20, "currencyCode": "USD"},
            "probability": 0.5,
            "companyId": found["beta"],
        },
    ]
    found.update(zip(("d1", "d2"), api.make("Opportunity", *deals), strict=True))
    return found


def found_by(api: Api, ids: dict[str, str], objects: str, query: str) -> list[str]:
    """The names of the records that a query string finds, `{name}` in it being an id."""
    by_id = {value: name for name, value in ids.items()}
    for name, value in ids.items():
        query = query.replace("{" + name + "}", value)
    response = api.rest("GET", f"{objects}?{query}")
    assert response.status_code == 200, response.text
    assert response.json()["meta"]["totalCount"] == len(response.json()["data"])
    return [by_id[record["id"]] for record in response.json()["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filter[name][eq]=alpha", "alpha"),
        ("filter%5Bname%5D%5Beq%5D=alpha", "alpha"),
        ("filter[industry][neq]=Technology", "beta"),
        ("filter[industry][in]=Technology,Nothing", "alpha Alpine"),
        ('filter[industry][in]="Smith, Ltd",Nothing', "beta"),
        ("filter[industry][in]=%22Smith%2C%20Ltd%22,Technology", "alpha Alpine beta"),
        ("filter[industry][in]=Smith, Ltd", ""),
        ('filter[name][in]="50% ""off"", now"', "off"),
        ('filter[name][eq]=50% "off", now', "off"),
        ("filter[industry][is]=NULL", "off"),
        ("filter[industry][is]=NOT_NULL", "alpha Alpine beta"),
        ("filter[name][like]=al%25", "alpha"),
        ("filter[name][ilike]=AL%25", "alpha Alpine"),
        ("filter[employees][eq]=500", "Alpine beta"),
        ("filter[employees][in]=50,51", "alpha"),
        ("filter[employees][gt]=50", "Alpine beta"),
        ("filter[employees][gte]=50", "alpha Alpine beta"),
        ("filter[employees][lt]=500", "alpha"),
        ("filter[employees][lte]=500", "alpha Alpine beta"),
        ("filter[employees][gte]=50&filter[employees][lt]=500", "alpha"),
        ("filter[employees][neq]=50&filter[industry][eq]=Technology", "Alpine"),
        ("filter[idealCustomerProfile][eq]=true", "Alpine"),
        ("filter[idealCustomerProfile][eq]=false", "off"),
        ("filter[annualRecurringRevenue.amountMicros][gte]=9", "beta"),
        ("filter[annualRecurringRevenue.currencyCode][eq]=USD", "alpha"),
        ("filter[people.city][eq]=Paris", "alpha"),
        ("filter[id][eq]={beta}", "beta"),
        ("filter[id][in]={beta},{off}", "beta off"),
        ("filter[createdAt][gt]=2020-01-01T00:00:00Z&filter[name][eq]=beta", "beta"),
        ("filter[createdAt][gt]=2020-01-01T00:00:00%2B02:00&filter[name][eq]=beta", "beta"),
    ],
)
def test_companies(api: Api, ids: dict[str, str], query: str, found: str) -> None:
    assert found_by(api, ids, "companies", query) == found.split()


@pytest.mark.parametrize(
    ("objects", "query", "found"),
    [
        ("people", "filter[company.id][eq]={alpha}", "Ann"),
        ("people", "filter[companyId][eq]={alpha}", "Ann"),
        ("people", "filter[company.name][ilike]=B%25", "Bob"),
        ("people", "filter[name.firstName][eq]=Bob", "Bob"),
        ("people", "filter[company.annualRecurringRevenue.amountMicros][lt]=9", "Ann"),
        ("opportunities", "filter[amount.amountMicros][gte]=20", "d2"),
        ("opportunities", "filter[amount.amountMicros][lt]=20&filter[amount.currencyCode][eq]=USD", "d1"),
        ("opportunities", "filter[stage][eq]=PROPOSAL", "d1"),
        ("opportunities", "filter[stage][in]=PROPOSAL,QUALIFICATION&filter[closeDate][lte]=2026-01-31", "d1"),
        ("opportunities", "filter[probability][gte]=0.50", "d2"),
        ("opportunities", "filter[company.people.city][eq]=London", "d2"),
    ],
)
def test_dotted_paths(api: Api, ids: dict[str, str], objects: str, query: str, found: str) -> None:
    assert found_by(api, ids, objects, query) == found.split()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "alpha Alpine beta off"),
        ("order[name]=asc", "off Alpine alpha beta"),
        ("order[name]=desc", "beta alpha Alpine off"),
        ("order[employees]=asc&order[name]=desc", "alpha beta Alpine off"),
        ("order[employees]=desc&order[name]=asc", "off Alpine beta alpha"),
        ("order[name]=desc&order[employees]=asc", "beta alpha Alpine off"),
        ("order[employees]=DescNullsLast&order[name]=Asc", "Alpine beta alpha off"),
        ("order[employees]=AscNullsFirst&order[name]=asc", "off alpha Alpine beta"),
        ("order[annualRecurringRevenue.amountMicros]=desc&order[name]=asc", "off Alpine beta alpha"),
    ],
)
def test_orders_count_as_they_are_written(api: Api, ids: dict[str, str], query: str, found: str) -> None:
    """Texts stand in the order of their code points in the databases of tests."""
    assert found_by(api, ids, "companies", query) == found.split()


def test_limit_and_offset(api: Api) -> None:
    whole = [record["id"] for record in api.listed("companies?order[name]=asc")]
    for limit in (1, 3, 4, 1000):
        for offset in (0, 2, 4, 9):
            response = api.rest("GET", f"companies?order[name]=asc&limit={limit}&offset={offset}").json()
            assert [record["id"] for record in response["data"]] == whole[offset : offset + limit]
            assert response["meta"] == {"totalCount": 4, "hasMore": offset + limit < 4}


def test_the_default_limit(api: Api) -> None:
    api.make("Note", *({"title": f"{n}"} for n in range(61)))
    response = api.rest("GET", "notes").json()
    assert (len(response["data"]), response["meta"]) == (60, {"totalCount": 61, "hasMore": True})


def test_a_plus_is_a_blank_in_a_query_string(api: Api, ids: dict[str, str]) -> None:
    assert found_by(api, ids, "companies", "filter[industry][eq]=Smith,+Ltd") == ["beta"]
