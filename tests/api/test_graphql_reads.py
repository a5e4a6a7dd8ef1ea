"""Relations in GraphQL: both ways, to any depth, each list with its own arguments."""

from typing import Any

import pytest

from tests.api.client import Api


@pytest.fixture(scope="module")
def ids(api: Api) -> dict[str, str]:
    """Two companies with people and opportunities, one without anything, and people at no company."""
    names = ["alpha", "beta", "empty"]
    ids = dict(zip(names, api.make("Company", *({"name": name} for name in names)), strict=True))
    people = [("Ann", "alpha", "Paris"), ("Bob", "alpha", None), ("Cid", "alpha", "London"), ("Dan", "beta", "Paris")]
    people.append(("Eve", "", "Paris"))
    records = [
        {"name": {"firstName": name, "lastName": "X"}, "city": city, "companyId": ids.get(company)}
        for name, company, city in people
    ]
    ids.update(zip((name for name, _, _ in people), api.make("Person", *records), strict=True))
    deals = [("d1", "alpha", "Ann", 1), ("d2", "alpha", "Bob", 2), ("d3", "alpha", "Ann", 3), ("d4", "beta", "Dan", 4)]
    deals.append(("d5", "", "Ann", 5))
    records = [
        {"name": name, "companyId": ids.get(company), "pointOfContactId": ids[person], "probability": probability}
        for name, company, person, probability in deals
    ]
    ids.update(zip((name for name, *_ in deals), api.make("Opportunity", *records), strict=True))
    return ids


def names(connection: dict[str, Any]) -> list[str]:
    """The first names or names of a connection's records."""
    nodes = [edge["node"] for edge in connection["edges"]]
    return [node["name"]["firstName"] if isinstance(node["name"], dict) else node["name"] for node in nodes]


def test_to_one(api: Api, ids: dict[str, str]) -> None:
    query = "query($id: ID!) { person(id: $id) { company { id name } } }"
    assert api.data(query, {"id": ids["Ann"]})["person"] == {"company": {"id": ids["alpha"], "name": "alpha"}}
    assert api.data(query, {"id": ids["Eve"]})["person"] == {"company": None}


def test_to_many(api: Api, ids: dict[str, str]) -> None:
    query = "query($id: ID!) { company(id: $id) { people { edges { node { name { firstName } } } totalCount } } }"
    people = api.data(query, {"id": ids["alpha"]})["company"]["people"]
    assert (names(people), people["totalCount"]) == (["Ann", "Bob", "Cid"], 3)
    assert api.data(query, {"id": ids["empty"]})["company"]["people"] == {"edges": [], "totalCount": 0}


def test_one_record_by_filter(api: Api, ids: dict[str, str]) -> None:
    query = "query($filter: CompanyFilterInput) { company(filter: $filter) { id } }"
    assert api.data(query, {"filter": {"name": {"eq": "beta"}}}) == {"company": {"id": ids["beta"]}}
    assert api.data(query, {"filter": {"name": {"eq": "nobody"}}}) == {"company": None}


def test_two_lists_side_by_side_and_inside_one_another(api: Api, ids: dict[str, str]) -> None:
    """Each record appears once in each list: neither multiplies the other."""
    query = """
    query($id: ID!) {
      company(id: $id) {
        people(orderBy: [{name: {firstName: Desc}}]) {
          totalCount
          edges { node {
            name { firstName }
            opportunities(orderBy: [{name: Asc}]) { totalCount edges { node { name company { name } } } }
          } }
        }
        opportunities(orderBy: [{probability: Desc}]) {
          totalCount
          edges { node { name pointOfContact { opportunities(orderBy: [{name: Asc}]) { edges { node { name } } } } } }
        }
      }
    }"""
    company = api.data(query, {"id": ids["alpha"]})["company"]
    assert (names(company["people"]), company["people"]["totalCount"]) == (["Cid", "Bob", "Ann"], 3)
    inner = [edge["node"]["opportunities"] for edge in company["people"]["edges"]]
    assert [(names(deals), deals["totalCount"]) for deals in inner] == [([], 0), (["d2"], 1), (["d1", "d3", "d5"], 3)]
    assert inner[2]["edges"][2]["node"]["company"] is None
    assert (names(company["opportunities"]), company["opportunities"]["totalCount"]) == (["d3", "d2", "d1"], 3)
    contact = company["opportunities"]["edges"][0]["node"]["pointOfContact"]
    assert names(contact["opportunities"]) == ["d1", "d3", "d5"]


def test_each_list_has_its_own_arguments(api: Api, ids: dict[str, str]) -> None:
    query = """
    query($city: String, $first: Int, $after: String) {
      companies(filter: {name: {in: ["alpha", "beta"]}}, orderBy: [{name: Asc}]) { edges { node {
        name
        some: people(filter: {city: {eq: $city}}) { totalCount edges { node { name { firstName } } } }
        page: people(orderBy: [{name: {firstName: Desc}}], first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage hasPreviousPage endCursor }
          edges { cursor node { name { firstName } } }
        }
        opportunities(filter: {probability: {gte: 2}}, orderBy: [{probability: DescNullsLast}], first: 1) {
          totalCount
          edges { node { name } }
        }
      } } }
    }"""

    def ask(after: str | None) -> list[dict[str, Any]]:
        variables = {"city": "Paris", "first": 2, "after": after}
        return [edge["node"] for edge in api.data(query, variables)["companies"]["edges"]]

    alpha, beta = ask(None)
    assert (names(alpha["some"]), alpha["some"]["totalCount"]) == (["Ann"], 1)
    assert (names(beta["some"]), beta["some"]["totalCount"]) == (["Dan"], 1)
    assert (names(alpha["page"]), alpha["page"]["totalCount"]) == (["Cid", "Bob"], 3)
    assert alpha["page"]["pageInfo"]["hasNextPage"] is True
    assert beta["page"]["pageInfo"]["hasNextPage"] is False
    assert (names(alpha["opportunities"]), alpha["opportunities"]["totalCount"]) == (["d3"], 2)

    alpha, beta = ask(alpha["page"]["pageInfo"]["endCursor"])
    assert (names(alpha["page"]), alpha["page"]["totalCount"]) == (["Ann"], 3)
    assert alpha["page"]["pageInfo"]["hasNextPage"] is False
    assert alpha["page"]["pageInfo"]["hasPreviousPage"] is True
    assert names(beta["page"]) == []


def test_depth(api: Api, ids: dict[str, str]) -> None:
    inside = "id"
    for level in range(4):
        inside = f"name people(first: 1) {{ edges {{ node {{ company {{ {inside} }} }} }} }}" if level else "id name"
    node = api.data(f'{{ company(filter: {{name: {{eq: "alpha"}}}}) {{ {inside} }} }}')["company"]
    for _ in range(3):
        assert node["name"] == "alpha"
        node = node["people"]["edges"][0]["node"]["company"]
    assert node == {"id": ids["alpha"], "name": "alpha"}


def test_lists_of_many_records_belong_to_their_own(api: Api, ids: dict[str, str]) -> None:
    query = "{ people { edges { node { name { firstName } company { name } opportunities { totalCount } } } } }"
    found = {
        node["name"]["firstName"]: (node["company"] and node["company"]["name"], node["opportunities"]["totalCount"])
        for node in api.nodes(query)
    }
    assert found == {
        "Ann": ("alpha", 3),
        "Bob": ("alpha", 1),
        "Cid": ("alpha", 0),
        "Dan": ("beta", 1),
        "Eve": (None, 0),
    }


def test_members(api: Api, ids: dict[str, str], workspace: Any) -> None:
    (member,) = api.nodes("{ workspaceMembers { edges { node { id name { firstName lastName } } } } }")
    assert member == {"id": workspace.owner_member_id, "name": {"firstName": "Olga", "lastName": "Owner"}}
    change = "mutation($id: ID!, $owner: ID) { updateCompany(id: $id, data: {accountOwnerId: $owner}) %s }"
    answer = api.data(change % "{ accountOwner { id } }", {"id": ids["beta"], "owner": workspace.owner_member_id})
    assert answer["updateCompany"] == {"accountOwner": {"id": workspace.owner_member_id}}
    owned = "query($id: ID) { companies(filter: {accountOwner: {id: {eq: $id}}}) { edges { node { id } } } }"
    assert api.nodes(owned, {"id": workspace.owner_member_id}) == [{"id": ids["beta"]}]


def test_text_passes_through_in_the_order_asked(api: Api, ids: dict[str, str]) -> None:
    """The keys of the answer stand as the document has them."""
    text = api.post('{ company(filter: {name: {eq: "alpha"}}) { name people { totalCount } again: name id } }').text
    places = [text.index(f'"{key}"') for key in ("name", "people", "again", "id")]
    assert places == sorted(places)
