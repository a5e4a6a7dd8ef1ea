"""Workspaces see nothing of one another through GraphQL, whatever id, filter, nested key or cursor is sent."""

from typing import Any

import pytest

from tests.api.client import Api

ABSENT = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def ours(api: Api) -> dict[str, str]:
    """Records of the one workspace, by object."""
    (company,) = api.make("Company", {"name": "Ours"})
    (person,) = api.make("Person", {"name": {"firstName": "Our"}, "email": "our@ours.example", "companyId": company})
    (task,) = api.make("Task", {"title": "Ours"})
    return {"company": company, "person": person, "task": task}


@pytest.fixture(scope="module")
def theirs(other_api: Api) -> list[str]:
    """Companies of the other workspace, in the order of their names."""
    return other_api.make("Company", *({"name": f"Theirs {letter}"} for letter in "abc"))


def test_an_id_finds_nothing(other_api: Api, ours: dict[str, str]) -> None:
    for name, id_ in ours.items():
        assert other_api.data(f"query($id: ID!) {{ {name}(id: $id) {{ id }} }}", {"id": id_}) == {name: None}


@pytest.mark.parametrize(
    "condition",
    [
        lambda ours: {"id": {"eq": ours["company"]}},
        lambda ours: {"id": {"in": [ours["company"], ABSENT]}},
        lambda ours: {"name": {"eq": "Ours"}},
        lambda ours: {"people": {"email": {"eq": "our@ours.example"}}},
        lambda ours: {"or": [{"name": {"ilike": "%ours%"}}, {"people": {"id": {"eq": ours["person"]}}}]},
        lambda ours: {"deletedAt": {"is": "NULL"}, "name": {"eq": "Ours"}},
    ],
)
def test_a_filter_finds_nothing(api: Api, other_api: Api, ours: dict[str, str], condition: Any) -> None:
    query = "query($f: CompanyFilterInput) { companies(filter: $f) { totalCount edges { node { id } } } }"
    given = {"f": condition(ours)}
    assert api.data(query, given)["companies"]["totalCount"] == 1
    assert other_api.data(query, given)["companies"] == {"totalCount": 0, "edges": []}


@pytest.mark.parametrize(
    "mutation",
    [
        'updateCompany(id: $id, data: {name: "Stolen"}) { id }',
        'updateCompanies(ids: [$id], data: {name: "Stolen"}) { id }',
        "deleteCompany(id: $id) { id }",
        "deleteCompanies(ids: [$id]) { id }",
    ],
)
def test_a_change_is_told_what_one_of_a_record_that_is_nowhere_is_told(
    api: Api, other_api: Api, ours: dict[str, str], mutation: str
) -> None:
    document = f"mutation($id: ID!) {{ {mutation} }}"
    refused = other_api.error(document, {"id": ours["company"]})
    nowhere = other_api.error(document, {"id": ABSENT})
    assert refused.code == nowhere.code == "NOT_FOUND"
    assert refused.text.replace(ours["company"], ABSENT) == nowhere.text
    found = api.data("query($id: ID!) { company(id: $id) { name deletedAt } }", {"id": ours["company"]})
    assert found == {"company": {"name": "Ours", "deletedAt": None}}


@pytest.mark.parametrize(
    ("type_name", "key", "target", "record"),
    [
        ("Person", "companyId", "company", {}),
        ("Opportunity", "companyId", "company", {"name": "x"}),
        ("Opportunity", "pointOfContactId", "person", {"name": "x"}),
    ],
)
def test_a_new_record_cannot_point_into_another_workspace(
    other_api: Api, ours: dict[str, str], type_name: str, key: str, target: str, record: dict[str, Any]
) -> None:
    document = f"mutation($data: {type_name}CreateInput!) {{ create{type_name}(data: $data) {{ id }} }}"
    refused = other_api.error(document, {"data": {**record, key: ours[target]}})
    nowhere = other_api.error(document, {"data": {**record, key: ABSENT}})
    assert refused == nowhere
    assert key in refused.text


def test_an_address_that_another_workspace_has_is_free(other_api: Api, ours: dict[str, str]) -> None:
    assert other_api.make("Person", {"email": "our@ours.example"})


def test_a_cursor_of_another_workspace_shows_ones_own_records_only(
    api: Api, other_api: Api, ours: dict[str, str], theirs: list[str]
) -> None:
    query = """query($after: String) { companies(orderBy: [{name: Asc}], first: 10, after: $after) {
        edges { cursor node { id } } pageInfo { hasPreviousPage } } }"""
    (edge,) = api.data(query)["companies"]["edges"]
    assert edge["node"]["id"] == ours["company"]
    listed = other_api.data(query, {"after": edge["cursor"]})["companies"]
    # "Ours" stands before every "Theirs", and is not there.
    assert [each["node"]["id"] for each in listed["edges"]] == theirs
    assert listed["pageInfo"]["hasPreviousPage"] is False


def test_keys_of_another_workspace_are_neither_listed_nor_revoked(api: Api, other_api: Api) -> None:
    made = api.data('mutation { createOneApiKey(data: {name: "ours"}) { id token } }', at="/metadata")
    key = made["createOneApiKey"]
    listed = other_api.data("{ apiKeys { id } }", at="/metadata")["apiKeys"]
    assert key["id"] not in {each["id"] for each in listed}
    revoke = "mutation($id: ID!) { revokeOneApiKey(id: $id) { id } }"
    assert other_api.error(revoke, {"id": key["id"]}, at="/metadata").code == "NOT_FOUND"
    answer = api.http.get("/rest/companies", headers={"Authorization": f"Bearer {key['token']}"})
    assert answer.status_code == 200
