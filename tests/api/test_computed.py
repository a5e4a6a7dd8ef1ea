"""SQL functions of a row, as the API has them: fields that are selected, filtered and sorted by, and relations to many."""

from typing import Any

import psycopg
import pytest

from tests.api.client import Api
from tests.cluster import Database
from tests.openapi import Judge
from tests.workspaces import Workspace

FUNCTIONS = """
    create function ws.full_address(ws.company) returns text language sql stable
        return upper($1.name) || coalesce(', ' || $1.address, '');
    create function ws.head_count(c ws.company) returns bigint language sql stable as
        $$ select count(*) from ws.person p where p.company_id = c.id and p.deleted_at is null $$;
    create function ws.rivals(c ws.company) returns setof ws.company language sql stable as
        $$ select o.* from ws.company o where o.industry = c.industry and o.id <> c.id $$;
    create function ws.initials(ws.person) returns text language sql immutable
        return left($1.name_first_name, 1) || left($1.name_last_name, 1);
"""
NAMES = ["Ant", "Bee", "Cat", "Dog", "Eel"]


@pytest.fixture(scope="module", autouse=True)
def companies(api: Api, database: Database, workspace: Workspace) -> dict[str, str]:
    """Five companies by name, three of them rivals, with as many people as their place in the list."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        connection.execute(FUNCTIONS.replace("ws.", f"{workspace.schema}.").encode())
        connection.execute("select metadata.adopt(%s)", [workspace.name])
    ids = api.make(
        "Company",
        *({"name": name, "industry": "Odd" if place % 2 else "Even"} for place, name in enumerate(NAMES)),
    )
    for place, id_ in enumerate(ids):
        people = [{"name": {"firstName": NAMES[n], "lastName": "Lee"}, "companyId": id_} for n in range(place)]
        if people:
            api.make("Person", *people)
    return dict(zip(NAMES, ids, strict=True))


def test_selected(api: Api, companies: dict[str, str]) -> None:
    found = api.data("query ($id: ID!) { company(id: $id) { fullAddress headCount } }", {"id": companies["Dog"]})
    assert found == {"company": {"fullAddress": "DOG", "headCount": 3}}
    by_filter = api.data('{ company(filter: {name: {eq: "Bee"}}) { fullAddress rivals { totalCount } } }')
    assert by_filter == {"company": {"fullAddress": "BEE", "rivals": {"totalCount": 1}}}


def test_filtered_and_sorted(api: Api) -> None:
    query = "{ companies(filter: %s, orderBy: %s) { edges { node { name headCount } } } }"
    nodes = api.nodes(query % ("{headCount: {gte: 2}}", "[{headCount: Desc}]"))
    assert nodes == [{"name": name, "headCount": count} for name, count in (("Eel", 4), ("Dog", 3), ("Cat", 2))]
    assert api.nodes(query % ('{fullAddress: {ilike: "b%"}}', "[{name: Asc}]")) == [{"name": "Bee", "headCount": 1}]
    through = api.nodes(
        '{ people(filter: {company: {headCount: {eq: "4"}}, initials: {eq: "BL"}}) { edges { node { initials } } } }'
    )
    assert through == [{"initials": "BL"}]


@pytest.mark.parametrize("direction", ["Asc", "DescNullsLast"])
def test_page_by_page(api: Api, direction: str) -> None:
    query = (
        "query ($after: String, $before: String, $first: Int, $last: Int) { companies(first: $first, after: $after, last: $last, "
        f"before: $before, orderBy: [{{headCount: {direction}}}]) {{ totalCount edges {{ cursor node {{ name }} }} "
        "pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }"
    )
    names, after = list[str](), None
    while True:
        page = api.data(query, {"first": 2, "after": after})["companies"]
        names += [edge["node"]["name"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert names == (NAMES if direction == "Asc" else NAMES[::-1])
    back = api.data(query, {"last": 2, "before": page["edges"][0]["cursor"]})["companies"]
    assert [edge["node"]["name"] for edge in back["edges"]] == names[2:4]


def test_rows_of_a_function(api: Api) -> None:
    query = (
        "{ companies(orderBy: [{name: Asc}]) { edges { node { name rivals(first: 1, orderBy: [{headCount: Desc}], "
        'filter: {name: {neq: "Zoo"}}) { totalCount pageInfo { hasNextPage } edges { cursor node { name fullAddress '
        "rivals { totalCount } people { totalCount } } } } } } } }"
    )
    nodes = {node["name"]: node["rivals"] for node in api.nodes(query)}
    assert {name: rivals["totalCount"] for name, rivals in nodes.items()} == {
        "Ant": 2,
        "Bee": 1,
        "Cat": 2,
        "Dog": 1,
        "Eel": 2,
    }
    first = nodes["Ant"]["edges"][0]["node"]
    assert first == {"name": "Eel", "fullAddress": "EEL", "rivals": {"totalCount": 2}, "people": {"totalCount": 4}}
    assert nodes["Ant"]["pageInfo"] == {"hasNextPage": True}
    some = api.nodes(
        '{ companies(filter: {rivals: {name: {eq: "Eel"}}}, orderBy: [{name: Asc}]) { edges { node { name } } } }'
    )
    assert [node["name"] for node in some] == ["Ant", "Cat"]
    far = api.nodes(
        "{ people(filter: {company: {rivals: {headCount: {eq: 3}}}}) { edges { node { company { name } } } } }"
    )
    assert far == [{"company": {"name": "Bee"}}]


def test_what_is_written_answers_with_them(api: Api) -> None:
    made = api.data(
        'mutation { createCompany(data: {name: "Fly"}) { id fullAddress headCount rivals { totalCount } } }'
    )
    made = made["createCompany"]
    assert (made["fullAddress"], made["headCount"], made["rivals"]) == ("FLY", 0, {"totalCount": 0})
    query = 'mutation ($id: ID!, $ids: [ID!]!) { one: updateCompany(id: $id, data: {name: "Gnu"}) { fullAddress } '
    query += 'all: updateCompanies(ids: $ids, data: {address: "Zoo"}) { fullAddress } deleteCompany(id: $id) { fullAddress } }'
    assert api.data(query, {"id": made["id"], "ids": [made["id"]]}) == {
        "one": {"fullAddress": "GNU"},
        "all": [{"fullAddress": "GNU, Zoo"}],
        "deleteCompany": {"fullAddress": "GNU, Zoo"},
    }
    refused = api.error('mutation { createCompany(data: {name: "Fly", fullAddress: "x"}) { id } }')
    assert refused.code == "GRAPHQL_VALIDATION_FAILED"
    refused = api.error('mutation { createCompany(data: {name: "Fly", rivals: {connect: []}}) { id } }')
    assert refused.code == "GRAPHQL_VALIDATION_FAILED"
    assert api.refused("POST", "companies", {"name": "Fly", "fullAddress": "x"}).fields == ("fullAddress",)


def test_in_rest_and_its_description(api: Api, companies: dict[str, str]) -> None:
    judge = Judge(api.http.get("/rest/open-api/core").json())
    query = "filter[headCount][gte]=1&filter[rivals.name][eq]=Eel&order[headCount]=desc&depth=1"
    listed: list[dict[str, Any]] = api.listed(f"companies?{query}")
    assert [(each["fullAddress"], [rival["name"] for rival in each["rivals"]]) for each in listed] == [
        ("CAT", ["Ant", "Eel"])
    ]
    for path, of in (("/rest/companies", ""), ("/rest/companies/{id}", companies["Cat"])):
        response = api.http.get(path.replace("{id}", of) + "?depth=1")
        wrong = judge.wrong_in_answer("GET", path, response.status_code, response.headers, response.json())
        assert wrong == []
