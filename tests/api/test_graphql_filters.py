"""GraphQL filters: every operator, combinations, relations, composites, enums and nulls."""

import json
from typing import Any

import pytest

from tests.api.client import Api


def money(micros: int | None, currency: str | None = "USD") -> dict[str, Any]:
    return {"amountMicros": micros, "currencyCode": currency}


@pytest.fixture(scope="module")
def ids(api: Api) -> dict[str, str]:
    companies: list[dict[str, Any]] = [
        {"name": "alpha", "industry": "Technology", "employees": 50, "annualRecurringRevenue": money(5_000_000)},
        {"name": "Alpine", "industry": "Technology", "employees": 500, "idealCustomerProfile": True},
        {"name": "beta", "industry": "Finance", "employees": 500, "annualRecurringRevenue": money(9_000_000, "EUR")},
        {"name": "100%_sure", "industry": None, "employees": None, "idealCustomerProfile": False},
    ]
    found = dict(zip((record["name"] for record in companies), api.make("Company", *companies), strict=True))
    people = [("Ann", "alpha", "Paris"), ("Bob", "alpha", None), ("Cid", "beta", "London"), ("Eve", None, "Paris")]
    records = [
        {"name": {"firstName": name, "lastName": "X"}, "city": city, "companyId": found.get(company or "")}
        for name, company, city in people
    ]
    found.update(zip((name for name, _, _ in people), api.make("Person", *records), strict=True))
    deals = [
        {"name": "d1", "companyId": found["alpha"], "stage": "QUALIFICATION", "closeDate": "2026-01-31"},
        {"name": "d2", "companyId": found["beta"], "stage": "PROPOSAL", "closeDate": "2026-02-28", "probability": 0.5},
        {"name": "d3", "pointOfContactId": found["Cid"], "stage": "PROPOSAL", "amount": money(1, "EUR")},
    ]
    found.update(zip(("d1", "d2", "d3"), api.make("Opportunity", *deals), strict=True))
    tasks = [{"title": "t1", "dueAt": "2026-03-01T12:00:00+02:00"}, {"title": "t2"}]
    found.update(zip(("t1", "t2"), api.make("Task", *tasks), strict=True))
    return found


def found_by(api: Api, ids: dict[str, str], type_name: str, filter_value: dict[str, Any]) -> set[str]:
    """The names of the records that a filter finds: written as a literal and sent as a variable, the same."""
    plural = {"Company": "companies", "Person": "people", "Opportunity": "opportunities", "Task": "tasks"}[type_name]
    by_id = {value: name for name, value in ids.items()}
    ask = f"query($filter: {type_name}FilterInput) {{ {plural}(filter: $filter) {{ edges {{ node {{ id }} }} }} }}"
    sent = {by_id[node["id"]] for node in api.nodes(ask, {"filter": filter_value})}
    literal = f"{{ {plural}(filter: {written(filter_value)}) {{ edges {{ node {{ id }} }} totalCount }} }}"
    connection = api.data(literal)[plural]
    assert {by_id[edge["node"]["id"]] for edge in connection["edges"]} == sent
    assert connection["totalCount"] == len(sent)
    return sent


def written(value: Any) -> str:
    """A JSON value as a GraphQL literal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


TECH = {"alpha", "Alpine"}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        # text
        ({"name": {"eq": "alpha"}}, {"alpha"}),
        ({"industry": {"neq": "Technology"}}, {"beta"}),
        ({"industry": {"in": ["Technology", "Nothing"]}}, TECH),
        ({"industry": {"in": []}}, set()),
        ({"industry": {"is": "NULL"}}, {"100%_sure"}),
        ({"industry": {"is": "NOT_NULL"}}, {*TECH, "beta"}),
        ({"name": {"like": "al%"}}, {"alpha"}),
        ({"name": {"ilike": "AL%"}}, TECH),
        ({"name": {"ilike": "%100\\%%"}}, {"100%_sure"}),
        # numbers
        ({"employees": {"eq": 500}}, {"Alpine", "beta"}),
        ({"employees": {"neq": 500}}, {"alpha"}),
        ({"employees": {"in": [50, 51]}}, {"alpha"}),
        ({"employees": {"is": "NULL"}}, {"100%_sure"}),
        ({"employees": {"gt": 50}}, {"Alpine", "beta"}),
        ({"employees": {"gte": 50}}, {*TECH, "beta"}),
        ({"employees": {"lt": 500}}, {"alpha"}),
        ({"employees": {"lte": 500}}, {*TECH, "beta"}),
        # several on one field, several fields
        ({"employees": {"gte": 50, "lt": 500}}, {"alpha"}),
        ({"employees": {"gt": 50, "lt": 500}}, set()),
        ({"industry": {"is": "NOT_NULL", "neq": "Finance"}, "employees": {"gt": 50}}, {"Alpine"}),
        # booleans and ids
        ({"idealCustomerProfile": {"eq": True}}, {"Alpine"}),
        # composites
        ({"annualRecurringRevenue": {"amountMicros": {"gte": 9_000_000}}}, {"beta"}),
        ({"annualRecurringRevenue": {"amountMicros": {"gt": 1}, "currencyCode": {"eq": "USD"}}}, {"alpha"}),
        ({"annualRecurringRevenue": {"amountMicros": {"is": "NULL"}}}, {"Alpine", "100%_sure"}),
        # combinations
        ({"and": [{"industry": {"eq": "Technology"}}, {"employees": {"eq": 500}}]}, {"Alpine"}),
        ({"or": [{"name": {"eq": "alpha"}}, {"name": {"eq": "beta"}}]}, {"alpha", "beta"}),
        ({"not": {"industry": {"eq": "Technology"}}}, {"beta"}),
        ({"not": {"industry": {"is": "NULL"}}}, {*TECH, "beta"}),
        ({"industry": {"eq": "Technology"}, "or": [{"employees": {"eq": 50}}, {"name": {"eq": "beta"}}]}, {"alpha"}),
        ({"not": {"or": [{"name": {"like": "a%"}}, {"not": {"employees": {"is": "NOT_NULL"}}}]}}, {"Alpine", "beta"}),
        ({"and": []}, {*TECH, "beta", "100%_sure"}),
        ({"or": []}, set()),
        ({}, {*TECH, "beta", "100%_sure"}),
        # through to-many: some
        ({"people": {"city": {"eq": "Paris"}}}, {"alpha"}),
        ({"people": {"city": {"is": "NULL"}}}, {"alpha"}),
        ({"people": {"city": {"eq": "London"}, "name": {"firstName": {"eq": "Ann"}}}}, set()),
        ({"people": {"name": {"lastName": {"eq": "X"}}}}, {"alpha", "beta"}),
        ({"people": {}}, {"alpha", "beta"}),
        ({"not": {"people": {"city": {"eq": "Paris"}}}}, {"Alpine", "beta", "100%_sure"}),
        ({"opportunities": {"stage": {"eq": "PROPOSAL"}}, "people": {"city": {"eq": "London"}}}, {"beta"}),
    ],
    ids=lambda value: written(value) if isinstance(value, dict) else "",
)
def test_companies(api: Api, ids: dict[str, str], condition: dict[str, Any], found: set[str]) -> None:
    assert found_by(api, ids, "Company", condition) == found


@pytest.mark.parametrize(
    ("type_name", "condition", "found"),
    [
        ("Person", {"company": {"name": {"ilike": "a%"}}}, {"Ann", "Bob"}),
        ("Person", {"not": {"company": {"name": {"ilike": "a%"}}}}, {"Cid", "Eve"}),
        ("Person", {"name": {"firstName": {"in": ["Ann", "Eve"]}}}, {"Ann", "Eve"}),
        ("Person", {"companyId": {"is": "NULL"}}, {"Eve"}),
        ("Person", {"company": {"opportunities": {"stage": {"eq": "PROPOSAL"}}}}, {"Cid"}),
        ("Person", {"company": {"people": {"city": {"eq": "Paris"}}}}, {"Ann", "Bob"}),
        ("Opportunity", {"stage": {"eq": "PROPOSAL"}}, {"d2", "d3"}),
        ("Opportunity", {"stage": {"neq": "PROPOSAL"}}, {"d1"}),
        ("Opportunity", {"stage": {"in": ["QUALIFICATION", "PROPOSAL"]}}, {"d1", "d2", "d3"}),
        ("Opportunity", {"closeDate": {"gt": "2026-01-31"}}, {"d2"}),
        ("Opportunity", {"closeDate": {"in": ["2026-01-31"]}}, {"d1"}),
        ("Opportunity", {"probability": {"lt": 0.51, "gte": 0.5}}, {"d2"}),
        ("Opportunity", {"amount": {"currencyCode": {"eq": "EUR"}}}, {"d3"}),
        ("Opportunity", {"pointOfContact": {"company": {"name": {"eq": "beta"}}}}, {"d3"}),
        ("Opportunity", {"company": {"annualRecurringRevenue": {"amountMicros": {"lt": 9_000_000}}}}, {"d1"}),
        ("Task", {"dueAt": {"eq": "2026-03-01T10:00:00Z"}}, {"t1"}),
        ("Task", {"dueAt": {"lte": "2026-03-01T09:59:59.999999Z"}}, set()),
        ("Task", {"dueAt": {"is": "NULL"}}, {"t2"}),
        ("Task", {"createdAt": {"gt": "2020-01-01T00:00:00Z"}}, {"t1", "t2"}),
    ],
    ids=lambda value: written(value) if isinstance(value, dict) else "",
)
def test_other_objects(
    api: Api, ids: dict[str, str], type_name: str, condition: dict[str, Any], found: set[str]
) -> None:
    assert found_by(api, ids, type_name, condition) == found


def test_ids(api: Api, ids: dict[str, str]) -> None:
    assert found_by(api, ids, "Company", {"id": {"eq": ids["beta"]}}) == {"beta"}
    assert found_by(api, ids, "Company", {"id": {"in": [ids["beta"], ids["alpha"]]}}) == {"alpha", "beta"}
    assert found_by(api, ids, "Person", {"company": {"id": {"eq": ids["beta"]}}}) == {"Cid"}
    assert found_by(api, ids, "Person", {"companyId": {"eq": ids["beta"].upper()}}) == {"Cid"}


@pytest.mark.parametrize("written_enum", ["PROPOSAL", '"PROPOSAL"'])
def test_enum_literals_bare_and_as_strings(api: Api, ids: dict[str, str], written_enum: str) -> None:
    query = f"{{ opportunities(filter: {{stage: {{eq: {written_enum}}}}}) {{ edges {{ node {{ name }} }} }} }}"
    assert {node["name"] for node in api.nodes(query)} == {"d2", "d3"}


@pytest.mark.parametrize("quote", ["", '"'])
def test_is_and_directions_bare_and_as_strings(api: Api, ids: dict[str, str], quote: str) -> None:
    literal = f"""{{ companies(
        filter: {{industry: {{is: {quote}NOT_NULL{quote}}}}}
        orderBy: [{{employees: {quote}DescNullsLast{quote}}}, {{name: {quote}Asc{quote}}}]
    ) {{ edges {{ node {{ name }} }} }} }}"""
    assert [node["name"] for node in api.nodes(literal)] == ["Alpine", "beta", "alpha"]


def test_enums_inside_variables(api: Api, ids: dict[str, str]) -> None:
    query = """query($is: CompanyFilterInput, $order: [CompanyOrderByInput!]) {
        companies(filter: $is, orderBy: $order) { edges { node { name } } } }"""
    variables = {"is": {"industry": {"is": "NOT_NULL"}}, "order": [{"employees": "AscNullsFirst"}, {"name": "Desc"}]}
    assert [node["name"] for node in api.nodes(query, variables)] == ["alpha", "beta", "Alpine"]


@pytest.mark.parametrize(
    ("direction", "first_and_last"),
    [
        ("Asc", ("alpha", "100%_sure")),
        ("Desc", ("100%_sure", "alpha")),
        ("AscNullsFirst", ("100%_sure", "beta")),
        ("AscNullsLast", ("alpha", "100%_sure")),
        ("DescNullsFirst", ("100%_sure", "alpha")),
        ("DescNullsLast", ("Alpine", "100%_sure")),
    ],
)
def test_where_nulls_stand(api: Api, ids: dict[str, str], direction: str, first_and_last: tuple[str, str]) -> None:
    """`Desc` puts nulls first and `Asc` last, as Postgres does."""
    query = f"{{ companies(orderBy: [{{employees: {direction}}}, {{name: Asc}}]) {{ edges {{ node {{ name }} }} }} }}"
    names = [node["name"] for node in api.nodes(query)]
    assert (names[0], names[-1]) == first_and_last


def test_order_within_a_composite(api: Api, ids: dict[str, str]) -> None:
    query = """{ companies(orderBy: [{annualRecurringRevenue: {amountMicros: DescNullsLast}}, {name: Asc}])
        { edges { node { name } } } }"""
    assert [node["name"] for node in api.nodes(query)] == ["beta", "alpha", "100%_sure", "Alpine"]
