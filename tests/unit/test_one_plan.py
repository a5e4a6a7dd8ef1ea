"""One plan for both doors: what is asked by GraphQL and by REST alike is planned alike, and sends the same values."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from app.query.plan import (
    Connection,
    Constant,
    Cursor,
    Delete,
    Edges,
    Fact,
    FactGroup,
    Insert,
    Node,
    Nodes,
    Output,
    Page,
    Param,
    Plan,
    Selection,
    SelectMany,
    SelectOne,
    ToMany,
    ToOne,
    Update,
)
from tests.standard_model import sample_document
from tests.unit.planning import graphql_planned, rest_planned

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
OBJECTS = {each["namePlural"]: each for each in sample_document()["objects"]}
SINGULARS = {each["nameSingular"]: each for each in OBJECTS.values()}


def everything(plural: str, depth: int = 0) -> str:
    """The selection of all that REST gives of a record."""
    of = OBJECTS[plural]
    names = []
    for field in of["fields"]:
        parts = [column["part"] for column in field["columns"] if column["part"]]
        names.append(f"{field['name']} {{ {' '.join(parts)} }}" if parts else field["name"])
    for relation in of["relations"] if depth else ():
        inner = everything(SINGULARS[relation["target"]]["namePlural"])
        is_one = relation["kind"] == "MANY_TO_ONE"
        names.append(f"{relation['name']} {{ {inner if is_one else f'edges {{ node {{ {inner} }} }}'} }}")
    return " ".join(names)


def a_list(plural: str, arguments: str = "", depth: int = 0) -> str:
    node = f"edges {{ node {{ {everything(plural, depth)} }} }}"
    return f"{{ {plural}{arguments} {{ {node} totalCount pageInfo {{ hasNextPage }} }} }}"


# --- plans without what belongs to a door: the frame, and the names of what is not a field -----------------------------


def bare(plan: Plan) -> Any:
    match plan:
        case SelectMany(connection):
            return ("list", _connection(connection))
        case SelectOne() | Insert() | Update() | Delete():
            return replace(plan, selection=_selection(plan.selection))


def _connection(connection: Connection) -> Any:
    rows: list[Selection] = []
    facts = set()
    for item in connection.items:
        match item:
            case Nodes(_, selection):
                rows.append(_selection(selection))
            case Edges(_, items):
                rows += [_selection(each.selection) for each in items if isinstance(each, Node)]
                assert not any(isinstance(each, Cursor | Constant) for each in items)
            case FactGroup(_, items):
                facts |= {each.fact for each in items if isinstance(each, Fact)}
            case Fact(_, fact):
                facts.add(fact)
    page = connection.page
    limit = None if page.limit is None else Param(page.limit.index, "the size of the page")
    return (
        connection.object,
        connection.filter,
        connection.order,
        Page(limit, page.cursor, page.backward, page.offset),
        tuple(rows),
        facts,
    )


def _selection(selection: Selection) -> Any:
    return tuple(map(_output, selection))


def _output(output: Output) -> Any:
    match output:
        case ToOne(key, relation, selection):
            return ToOne(key, relation, _selection(selection))
        case ToMany(key, relation, connection):
            return (key, relation, _connection(connection))
    return output


LISTS = [
    ("companies", "", "", {}, 0),
    ("people", "(first: $n)", "limit=7", {"n": 7}, 0),
    ("companies", '(filter: {industry: {eq: "Technology"}})', "filter[industry][eq]=Technology", {}, 0),
    (
        "companies",
        "(filter: {employees: {gte: $a, lt: $b}, name: {ilike: $p}}, first: $n)",
        "filter[employees][gte]=100&filter[employees][lt]=500&filter[name][ilike]=a%25&limit=20",
        {"a": 100, "b": 500, "p": "a%", "n": 20},
        0,
    ),
    (
        "companies",
        '(filter: {annualRecurringRevenue: {amountMicros: {gte: "5000000000"}, currencyCode: {in: ["EUR", "USD"]}}})',
        "filter[annualRecurringRevenue.amountMicros][gte]=5000000000&filter[annualRecurringRevenue.currencyCode][in]=EUR,USD",
        {},
        0,
    ),
    (
        "people",
        '(filter: {company: {name: {ilike: "a%"}, industry: {is: NOT_NULL}}, city: {neq: "Paris"}})',
        "filter[company.name][ilike]=a%25&filter[city][neq]=Paris&filter[company.industry][is]=NOT_NULL",
        {},
        0,
    ),
    (
        "companies",
        '(filter: {people: {opportunities: {stage: {in: [PROPOSAL, CUSTOMER]}, closeDate: {lt: "2026-01-31"}}}})',
        "filter[people.opportunities.stage][in]=PROPOSAL,CUSTOMER&filter[people.opportunities.closeDate][lt]=2026-01-31",
        {},
        0,
    ),
    (
        "samples",
        '(filter: {flag: {eq: true}, moment: {gt: "2026-01-31T09:30:00+02:00"}, exact: {lte: 1.50}, double: {gt: 2.5}, ref: {eq: $id}})',
        f"filter[flag][eq]=true&filter[moment][gt]=2026-01-31T09:30:00%2B02:00&filter[exact][lte]=1.50&filter[double][gt]=2.5&filter[ref][eq]={ID}",
        {"id": ID},
        0,
    ),
    (
        "companies",
        "(orderBy: [{name: AscNullsFirst}, {employees: DescNullsLast}, {annualRecurringRevenue: {amountMicros: Desc}}])",
        "order[name]=AscNullsFirst&order[employees]=DescNullsLast&order[annualRecurringRevenue.amountMicros]=desc",
        {},
        0,
    ),
    ("opportunities", "(orderBy: {createdAt: Desc}, first: 3)", "order[createdAt]=desc&limit=3&depth=1", {}, 1),
    ("samples", "", "depth=1", {}, 1),
]  # fmt: skip
TYPES = {"n": "Int", "a": "Int", "b": "Int", "p": "String", "id": "ID"}


@pytest.mark.parametrize(("plural", "arguments", "query", "variables", "depth"), LISTS, ids=[each[2] for each in LISTS])
def test_a_list(plural: str, arguments: str, query: str, variables: dict[str, Any], depth: int) -> None:
    declared = ", ".join(f"${name}: {TYPES[name]}" for name in variables)
    asked = graphql_planned(
        f"query {f'({declared})' if declared else ''} {a_list(plural, arguments, depth)}", variables
    )
    by_rest = rest_planned(f"GET {plural}?{query}")
    assert bare(asked.plan) == bare(by_rest.plan)
    assert [call.params for call in asked.calls] == [call.params for call in by_rest.calls]


BODY = {
    "name": "a",
    "big": "5",
    "money": {"amountMicros": 2**63 - 1, "currencyCode": "EUR"},
    "person": None,
    "choices": ["A", "LONG_ONE"],
    "settings": {"a": [1, None, "x"]},
    "moment": "2026-01-31T09:30:00+02:00",
    "exact": 0.1,
    "parentId": ID,
}
RECORDS: list[tuple[str, str, dict[str, Any] | None, int]] = [
    ("query ($id: ID!) { sample(id: $id) { ALL } }", f"GET samples/{ID}", None, 0),
    ("query ($id: ID!) { sample(id: $id) { ALL } }", f"GET samples/{ID}?depth=1", None, 1),
    ("mutation ($data: SampleCreateInput!) { createSample(data: $data) { ALL } }", "POST samples", BODY, 0),
    ("mutation ($data: SampleCreateInput!) { createSample(data: $data) { ALL } }", "POST samples?depth=1", BODY, 1),
    ("mutation ($data: SampleCreateInput!) { createSample(data: $data) { ALL } }", "POST samples", {}, 0),
    (
        "mutation ($id: ID!, $data: SampleUpdateInput!) { updateSample(id: $id, data: $data) { ALL } }",
        f"PATCH samples/{ID}",
        {**BODY, "money": {"currencyCode": None}},
        0,
    ),
    (
        "mutation ($id: ID!, $data: SampleUpdateInput!) { updateSample(id: $id, data: $data) { ALL } }",
        f"PATCH samples/{ID}?depth=1",
        {"person": None, "name": "b"},
        1,
    ),
    ("mutation ($id: ID!) { deleteSample(id: $id) { id } }", f"DELETE samples/{ID}", None, 0),
]


@pytest.mark.parametrize(("document", "request_line", "body", "depth"), RECORDS, ids=[each[1] for each in RECORDS])
def test_a_record(document: str, request_line: str, body: dict[str, Any] | None, depth: int) -> None:
    """Here the frame is that of the door alone: even the statements are the same."""
    variables = {name: value for name, value in (("id", ID), ("data", body)) if f"${name}" in document}
    asked = graphql_planned(document.replace("ALL", everything("samples", depth)), variables)
    by_rest = rest_planned(request_line if body is None else f"{request_line}\n{json.dumps(body)}")
    assert bare(asked.plan) == bare(by_rest.plan)
    assert asked.values == by_rest.values
    assert asked.calls == by_rest.calls or depth


def test_a_list_of_all_there_is_has_the_page_and_the_count_of_the_other_door() -> None:
    """The rows, the count and the fact that more follow are asked of the database in the same words."""
    asked = graphql_planned("query ($n: Int) " + a_list("people", '(filter: {city: {eq: "x"}}, first: $n)'), {"n": 2})
    by_rest = rest_planned("GET people?filter[city][eq]=x&limit=2")
    one, other = (re.sub(r'"#[0-9]+"', "#", each.calls[0].text.decode()) for each in (asked, by_rest))
    for pattern in (r"WITH # AS MATERIALIZED \(.*?\) SELECT", r"\(SELECT COUNT\(\*\).*?\)", r"EXISTS\(.*?\)"):
        assert re.findall(pattern, one) == re.findall(pattern, other) != []
