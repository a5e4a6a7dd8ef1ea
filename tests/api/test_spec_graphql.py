"""The GraphQL requests of the specification, pasted, with the facts that the specification shows of their answers."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api import spec_mutations, spec_queries
from tests.api.client import Api


@pytest.fixture(scope="module")
def acme(api: Api) -> dict[str, Any]:
    """The specification's company, made by its own mutation."""
    made: dict[str, Any] = api.data(spec_mutations.CREATE_COMPANY, json.loads(spec_mutations.CREATE_COMPANY_VARIABLES))[
        "createCompany"
    ]
    return made


@pytest.fixture(scope="module")
def john(api: Api, acme: dict[str, Any]) -> dict[str, Any]:
    variables = json.loads(spec_mutations.CREATE_PERSON_VARIABLES.replace("company-id-here", acme["id"]))
    made: dict[str, Any] = api.data(spec_mutations.CREATE_PERSON, variables)["createPerson"]
    return made


@pytest.fixture(scope="module")
def deal(api: Api, acme: dict[str, Any], john: dict[str, Any]) -> dict[str, Any]:
    text = spec_mutations.CREATE_OPPORTUNITY_VARIABLES.replace("company-id-here", acme["id"])
    variables = json.loads(text.replace("person-id-here", john["id"]))
    made: dict[str, Any] = api.data(spec_mutations.CREATE_OPPORTUNITY, variables)["createOpportunity"]
    return made


def test_create_company(acme: dict[str, Any]) -> None:
    assert list(acme) == ["id", "name", "domainName", "industry", "createdAt"]
    assert (acme["name"], acme["domainName"], acme["industry"]) == ("Acme Corporation", "acme.com", "Technology")
    assert acme["createdAt"].endswith("Z")


def test_create_person(john: dict[str, Any]) -> None:
    assert list(john) == ["id", "name", "email", "phone", "createdAt"]
    assert john["name"] == {"firstName": "John", "lastName": "Doe"}
    assert (john["email"], john["phone"]) == ("john.doe@example.com", "+1-555-0123")


def test_create_opportunity(deal: dict[str, Any]) -> None:
    assert list(deal) == ["id", "name", "amount", "stage", "probability"]
    assert deal["amount"] == {"amountMicros": 50000000000, "currencyCode": "USD"}
    assert (deal["name"], deal["stage"], deal["probability"]) == ("Enterprise License", "QUALIFICATION", 25)


def test_query_companies(api: Api, acme: dict[str, Any], john: dict[str, Any], deal: dict[str, Any]) -> None:
    connection = api.data(spec_queries.GET_COMPANIES, json.loads(spec_queries.GET_COMPANIES_VARIABLES))["companies"]
    assert list(connection) == ["edges", "pageInfo", "totalCount"]
    (edge,) = connection["edges"]
    node = edge["node"]
    assert connection["totalCount"] == 1
    assert connection["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": edge["cursor"],
        "endCursor": edge["cursor"],
    }
    assert (
        node.items()
        >= {
            "id": acme["id"],
            "name": "Acme Corporation",
            "domainName": "acme.com",
            "address": "123 Main St, San Francisco, CA",
            "employees": 500,
            "industry": "Technology",
            "linkedinLink": None,
            "xLink": None,
            "annualRecurringRevenue": None,
            "idealCustomerProfile": True,
            "createdAt": acme["createdAt"],
            "people": {
                "edges": [
                    {
                        "node": {
                            "id": john["id"],
                            "name": {"firstName": "John", "lastName": "Doe"},
                            "email": "john.doe@example.com",
                            "phone": "+1-555-0123",
                        }
                    }
                ]
            },
            "opportunities": {
                "edges": [
                    {
                        "node": {
                            "id": deal["id"],
                            "name": "Enterprise License",
                            "amount": {"amountMicros": 50000000000, "currencyCode": "USD"},
                            "stage": "QUALIFICATION",
                            "closeDate": "2024-12-31",
                        }
                    }
                ]
            },
        }.items()
    )


def test_query_people(api: Api, acme: dict[str, Any], john: dict[str, Any], deal: dict[str, Any]) -> None:
    variables = {"filter": {"email": {"eq": "john.doe@example.com"}}, "limit": 5}
    people = api.data(spec_queries.GET_PEOPLE, variables)["people"]
    (edge,) = people["edges"]
    assert people["pageInfo"]["hasNextPage"] is False
    assert isinstance(people["pageInfo"]["endCursor"], str)
    assert (
        edge["node"].items()
        >= {
            "id": john["id"],
            "city": "San Francisco",
            "jobTitle": "CTO",
            "avatarUrl": None,
            "company": {"id": acme["id"], "name": "Acme Corporation"},
            "opportunities": {
                "edges": [{"node": {"id": deal["id"], "name": "Enterprise License", "stage": "QUALIFICATION"}}]
            },
        }.items()
    )


def test_query_opportunities(api: Api, acme: dict[str, Any], john: dict[str, Any], deal: dict[str, Any]) -> None:
    (node,) = api.nodes(spec_queries.GET_OPPORTUNITIES, {"filter": {"stage": {"eq": "QUALIFICATION"}}})
    assert (
        node.items()
        >= {
            "id": deal["id"],
            "probability": 25,
            "closeDate": "2024-12-31",
            "company": {"id": acme["id"], "name": "Acme Corporation"},
            "pointOfContact": {"id": john["id"], "name": {"firstName": "John", "lastName": "Doe"}},
        }.items()
    )


def test_update_company(api: Api) -> None:
    (company,) = api.make("Company", {"name": "Before", "employees": 5})
    variables = json.loads(spec_mutations.UPDATE_COMPANY_VARIABLES.replace("company-id-here", company))
    updated = api.data(spec_mutations.UPDATE_COMPANY, variables)["updateCompany"]
    assert list(updated) == ["id", "name", "employees", "updatedAt"]
    assert (updated["id"], updated["name"], updated["employees"]) == (company, "Before", 600)
    link = api.data("query($id: ID!) { company(id: $id) { linkedinLink } }", {"id": company})["company"]
    assert link == {"linkedinLink": "https://linkedin.com/company/acme"}


def test_delete_company(api: Api) -> None:
    (company,) = api.make("Company", {"name": "Gone soon"})
    assert api.data(spec_mutations.DELETE_COMPANY, {"id": company}) == {"deleteCompany": {"id": company}}
    assert api.data("query($id: ID!) { company(id: $id) { id } }", {"id": company}) == {"company": None}


def test_tasks(api: Api, server_owner: str) -> None:
    late = {
        "title": "Late",
        "body": "Call",
        "status": "TODO",
        "dueAt": "2030-01-02T03:04:05Z",
        "assigneeId": server_owner,
    }
    early = {"title": "Early", "dueAt": "2029-01-02T03:04:05Z"}
    never = {"title": "Never"}
    made = [api.data(spec_mutations.CREATE_TASK, {"input": record})["createTask"] for record in (never, late, early)]
    assert list(made[1]) == ["id", "title", "body", "status", "dueAt"]
    assert (made[1]["title"], made[1]["body"], made[1]["status"]) == ("Late", "Call", "TODO")
    tasks = api.nodes(spec_queries.GET_TASKS, {})
    assert [task["title"] for task in tasks] == ["Early", "Late", "Never"]
    assert tasks[1]["assignee"] == {"id": server_owner, "name": {"firstName": "Olga", "lastName": "Owner"}}
    assert tasks[0]["assignee"] is None


@pytest.fixture
def server_owner(workspace: Any) -> str:
    """The member that the workspace began with."""
    return str(workspace.owner_member_id)


def test_notes(api: Api) -> None:
    for title in ("first", "second"):
        api.make("Note", {"title": title, "body": f"{title} body"})
    notes = api.nodes(spec_queries.GET_NOTES)
    assert [(note["title"], note["body"]) for note in notes] == [("second", "second body"), ("first", "first body")]
    assert list(notes[0]) == ["id", "title", "body", "position", "createdAt", "updatedAt"]


def test_batches(api: Api) -> None:
    inputs = [{"name": "B-1"}, {"name": "B-2", "employees": 2}]
    made = api.data(spec_mutations.BATCH_CREATE, {"inputs": inputs})["createCompanies"]
    assert [record["name"] for record in made] == ["B-1", "B-2"]
    ids = [record["id"] for record in reversed(made)]
    updated = api.data(spec_mutations.BATCH_UPDATE, {"ids": ids, "input": {"industry": "Batch"}})["updateCompanies"]
    assert [record["id"] for record in updated] == ids
    deleted = api.data(spec_mutations.BATCH_DELETE, {"ids": ids})["deleteCompanies"]
    assert deleted == [{"id": one} for one in ids]


def test_pages(api: Api) -> None:
    api.make("Company", *({"name": f"page {n}"} for n in range(3)))
    seen: list[str] = []
    variables: dict[str, Any] = {"limit": 2}
    while True:
        page = api.data(spec_queries.PAGES, variables)["companies"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (len(seen) > 2)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        variables = {"limit": 2, "after": page["pageInfo"]["endCursor"]}
    assert len(seen) == len(set(seen)) == page["totalCount"]


def test_complex_filters(api: Api) -> None:
    def revenue(micros: int) -> dict[str, Any]:
        return {"amountMicros": micros, "currencyCode": "USD"}

    api.make(
        "Company",
        {"name": "cf small", "industry": "Technology", "employees": 99},
        {"name": "cf large", "industry": "Technology", "employees": 100},
        {"name": "cf rich", "industry": "Technology", "annualRecurringRevenue": revenue(1000000000000)},
        {"name": "cf poor", "industry": "Technology", "annualRecurringRevenue": revenue(999999999999)},
        {"name": "cf other", "industry": "Finance", "employees": 100},
    )
    names = {node["name"] for node in api.nodes(spec_queries.COMPLEX_FILTERS)}
    assert {name for name in names if name.startswith("cf")} == {"cf large", "cf rich"}


def test_sorting(api: Api) -> None:
    nodes = api.nodes(spec_queries.SORTING)
    times = [node["createdAt"] for node in nodes]
    assert times == sorted(times, reverse=True)
    for one, two in itertools.pairwise(nodes):
        assert one["createdAt"] != two["createdAt"] or one["name"] <= two["name"]


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        ('{ name: { eq: "value" } }', {"value"}),
        ('{ name: { neq: "value" } }', {"val1", "a search b", "A SEARCH B"}),
        ('{ name: { in: ["val1", "val2"] } }', {"val1"}),
        ('{ employees: { is: "NULL" } }', {"A SEARCH B"}),
        ("{ employees: { gt: 100 } }", {"a search b"}),
        ("{ employees: { gte: 100 } }", {"val1", "a search b"}),
        ("{ employees: { lt: 100 } }", {"value"}),
        ("{ employees: { lte: 100 } }", {"value", "val1"}),
        ('{ name: { like: "%search%" } }', {"a search b"}),
        ('{ name: { ilike: "%search%" } }', {"a search b", "A SEARCH B"}),
    ],
)
def test_comparison_operators(api: Api, operator: str, found: set[str]) -> None:
    if not api.nodes('{ companies(filter: {industry: {eq: "Operators"}}) { edges { node { id } } } }'):
        rows = [("value", 99), ("val1", 100), ("a search b", 101), ("A SEARCH B", None)]
        api.make("Company", *({"name": name, "employees": n, "industry": "Operators"} for name, n in rows))
    query = f'{{ companies(filter: {{and: [{{industry: {{eq: "Operators"}}}}, {operator}]}}) {{ edges {{ node {{ name }} }} }} }}'
    assert {node["name"] for node in api.nodes(query)} == found


def test_introspection(api: Api) -> None:
    types = {entry["name"]: entry for entry in api.data(spec_queries.INTROSPECT_SCHEMA)["__schema"]["types"]}
    for name in ("Company", "Person", "Opportunity", "Task", "Note", "WorkspaceMember"):
        assert types[name]["kind"] == "OBJECT"
        assert types[name]["description"]
    for name in ("Company", "Person", "Opportunity", "Task", "Note"):
        for suffix in ("FilterInput", "OrderByInput", "CreateInput", "UpdateInput"):
            assert types[name + suffix]["kind"] == "INPUT_OBJECT"
    fields = {field["name"]: field["type"] for field in types["Company"]["fields"]}
    assert fields["id"] == {"name": None, "kind": "NON_NULL"}


def test_create_api_key(api: Api) -> None:
    """The specification's own date has passed, which the answer says."""
    refused = api.error(spec_mutations.CREATE_API_KEY, at="/metadata")
    assert refused.code == "VALIDATION_ERROR"
    assert "expiresAt" in refused.text
    assert "past" in refused.text or "future" in refused.text
    ends = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = api.data(spec_mutations.CREATE_API_KEY.replace("2025-12-31T23:59:59Z", ends), at="/metadata")[
        "createOneApiKey"
    ]
    assert list(made) == ["id", "name", "token", "expiresAt"]
    assert made["name"] == "My Integration"
    assert datetime.fromisoformat(made["expiresAt"]) == datetime.fromisoformat(ends)
    caller = Api(str(api.http.base_url), made["token"])
    assert caller.data("{ companies(first: 1) { totalCount } }")
    caller.http.close()


def test_the_error_format(api: Api) -> None:
    response = api.post("query {\n  companies {\n    edges { node {\n    unknownField } }\n  }\n}")
    (error,) = response.json()["errors"]
    assert response.json()["data"] is None
    assert error["message"] == "Field 'unknownField' doesn't exist on type 'Company'"
    assert error["locations"] == [{"line": 4, "column": 5}]
    assert error["path"][0] == "companies"
    assert error["path"][-1] == "unknownField"
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
