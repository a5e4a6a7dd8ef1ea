"""The five REST calls for every object, their statuses and envelopes."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, build_client_schema, get_introspection_query

from tests.api.client import Api
from tests.workspaces import Workspace

RECORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "companies": (
        {
            "name": "A",
            "domainName": "a.example",
            "address": "1 Road",
            "employees": 3,
            "industry": "I",
            "linkedinLink": "https://linkedin.com/company/a",
            "xLink": "https://x.com/a",
            "annualRecurringRevenue": {"amountMicros": 7, "currencyCode": "EUR"},
            "idealCustomerProfile": True,
        },
        {"employees": None, "annualRecurringRevenue": {"amountMicros": 8, "currencyCode": "USD"}},
    ),
    "people": (
        {
            "name": {"firstName": "A", "lastName": "B"},
            "email": "a.b@example.com",
            "phone": "+1 555",
            "city": "C",
            "jobTitle": "J",
            "linkedinLink": "https://linkedin.com/in/ab",
            "xLink": "https://x.com/ab",
            "avatarUrl": "https://example.com/ab.png",
            "position": 2,
        },
        {"name": {"firstName": "Z", "lastName": "B"}, "email": None},
    ),
    "opportunities": (
        {
            "name": "O",
            "amount": {"amountMicros": 50000000000, "currencyCode": "USD"},
            "stage": "PROPOSAL",
            "probability": 25,
            "closeDate": "2026-12-31",
        },
        {"stage": "QUALIFICATION", "closeDate": None},
    ),
    "tasks": ({"title": "T", "body": "B", "status": "TODO", "dueAt": "2026-12-31T00:00:00.000001Z"}, {"body": None}),
    "notes": ({"title": "N", "body": "B", "position": 1.5}, {"title": "M"}),
}


@pytest.mark.parametrize("objects", RECORDS)
def test_the_five_calls(api: Api, objects: str) -> None:
    record, changes = RECORDS[objects]
    created = api.rest("POST", objects, record)
    assert created.status_code == 201, created.text
    assert list(created.json()) == ["data"]
    made = created.json()["data"]
    assert made.items() >= record.items()
    assert made.keys() >= {"id", "createdAt", "updatedAt"}

    got = api.rest("GET", f"{objects}/{made['id']}")
    assert (got.status_code, got.json()) == (200, {"data": made})

    listed = api.rest("GET", f"{objects}?filter[id][eq]={made['id']}")
    assert listed.json() == {"data": [made], "meta": {"totalCount": 1, "hasMore": False}}

    updated = api.rest("PATCH", f"{objects}/{made['id']}", changes)
    assert updated.status_code == 200, updated.text
    after = updated.json()["data"]
    assert after == {**made, **changes, "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] > made["updatedAt"]

    deleted = api.rest("DELETE", f"{objects}/{made['id']}")
    assert (deleted.status_code, deleted.json()) == (200, {"data": {"id": made["id"], "deleted": True}})
    for method, body in (("GET", None), ("PATCH", changes), ("DELETE", None)):
        refused = api.refused(method, f"{objects}/{made['id']}", body)
        assert (refused.status, refused.code) == (404, "NOT_FOUND")
        assert made["id"] in refused.text
    assert api.listed(f"{objects}?filter[id][eq]={made['id']}") == []


def test_every_object_of_graphql_is_served(api: Api) -> None:
    """Each list has its five calls in REST, those of the links and members included."""
    schema = build_client_schema(api.data(get_introspection_query()))  # type: ignore[arg-type]
    assert schema.query_type
    lists = [name for name, field in schema.query_type.fields.items() if "orderBy" in field.args]
    assert set(lists) >= {*RECORDS, "workspaceMembers"}
    assert len(lists) >= 8, "links from tasks and notes are missing"
    for objects in lists:
        assert api.rest("GET", f"{objects}?limit=1&order[createdAt]=desc").status_code == 200
        absent = "01890000-0000-7000-8000-000000000000"
        for method in ("GET", "PATCH", "DELETE"):
            refused = api.refused(method, f"{objects}/{absent}", {} if method == "PATCH" else None)
            assert refused.status in (400, 404) if method == "PATCH" else refused.status == 404


def test_links_of_tasks_and_notes(api: Api) -> None:
    """A task or note can be about a company, a person or an opportunity, and each finds the others."""
    schema = build_client_schema(api.data(get_introspection_query()))  # type: ignore[arg-type]
    assert schema.query_type
    singles = {
        name: field
        for name, field in schema.query_type.fields.items()
        if "id" in field.args and name not in ("company", "person", "opportunity", "task", "note", "workspaceMember")
    }
    (company,) = api.make("Company", {"name": "about"})
    for about in ("task", "note"):
        (record,) = api.make(about.capitalize(), {"title": f"a {about}"})
        link = next(name for name in singles if name.startswith(about))
        type_name = link[0].upper() + link[1:]
        inputs = schema.type_map[f"{type_name}CreateInput"]
        assert isinstance(inputs, GraphQLInputObjectType)
        assert {f"{about}Id", "companyId", "personId", "opportunityId"} <= set(inputs.fields)
        query = f"""mutation($data: {type_name}CreateInput!) {{ made: create{type_name}(data: $data) {{
            {about} {{ title }} company {{ name }} person {{ id }} opportunity {{ id }} }} }}"""
        made = api.data(query, {"data": {f"{about}Id": record, "companyId": company}})["made"]
        assert made == {
            about: {"title": f"a {about}"},
            "company": {"name": "about"},
            "person": None,
            "opportunity": None,
        }
        company_type = schema.type_map["Company"]
        assert isinstance(company_type, GraphQLObjectType)
        (back,) = [name for name in company_type.fields if name.startswith(about)]
        answer = api.data(f"query($id: ID!) {{ company(id: $id) {{ {back} {{ totalCount }} }} }}", {"id": company})
        assert answer["company"][back]["totalCount"] == 1


def test_members(api: Api, workspace: Workspace) -> None:
    (member,) = api.listed("workspaceMembers")
    assert (
        member.items() >= {"id": workspace.owner_member_id, "name": {"firstName": "Olga", "lastName": "Owner"}}.items()
    )


def test_a_record_holds_its_foreign_keys(api: Api) -> None:
    (company,) = api.make("Company", {"name": "fk"})
    made = api.rest("POST", "people", {"name": {"firstName": "F", "lastName": "K"}, "companyId": company}).json()[
        "data"
    ]
    assert made["companyId"] == company
    assert "company" not in made


def test_depth_embeds_relations(api: Api) -> None:
    (company,) = api.make("Company", {"name": "deep"})
    (person,) = api.make("Person", {"name": {"firstName": "D", "lastName": "P"}, "companyId": company})
    (deal,) = api.make("Opportunity", {"name": "d", "companyId": company})

    one = api.rest("GET", f"people/{person}?depth=1").json()["data"]
    assert one["company"].items() >= {"id": company, "name": "deep"}.items()
    assert one["opportunities"] == []
    assert "people" not in one["company"]
    whole = api.rest("GET", f"companies/{company}?depth=1").json()["data"]
    assert [entry["id"] for entry in whole["people"]] == [person]
    assert [entry["id"] for entry in whole["opportunities"]] == [deal]
    assert whole["accountOwner"] is None
    (listed,) = api.listed(f"companies?depth=1&filter[id][eq]={company}")
    assert listed == whole
    assert "people" not in api.listed(f"companies?depth=0&filter[id][eq]={company}")[0]
    for depth in ("2", "-1", "x", ""):
        refused = api.refused("GET", f"companies?depth={depth}")
        assert (refused.status, "depth" in refused.text) == (400, True)


def test_the_order_of_the_envelope(api: Api) -> None:
    """`data` comes first, as the specification shows."""
    text = api.rest("GET", "companies?limit=1").text
    assert text.index('"data"') < text.index('"meta"')
