"""GraphQL documents that cannot be answered: the error names what is wrong, where it is, and what would be right."""

import re
from typing import Any

import pytest

from tests.api.client import Api

VALIDATION = ("GRAPHQL_VALIDATION_FAILED", "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("document", "says", "path"),
    [
        # unknown field, at every place where one can stand
        ("{ companies { edges { node { unknownField } } } }", "Field 'unknownField' doesn't exist on type 'Company'", ("companies", "unknownField")),
        ("{ c: companies { edges { node { u: nope } } } }", "Field 'nope' doesn't exist on type 'Company'", ("c", "u")),
        ("{ companies { edges { node { people { edges { node { nope } } } } } } }", "Field 'nope' doesn't exist on type 'Person'", ("companies", "nope")),
        ("{ companies { nope } }", "Field 'nope' doesn't exist on type 'CompanyConnection'", ("companies", "nope")),
        ("{ companies { pageInfo { nope } } }", "Field 'nope' doesn't exist on type 'PageInfo'", ("companies", "nope")),
        ("{ company(id: \"x\") { annualRecurringRevenue { nope } } }", "Field 'nope' doesn't exist on type '\\w+'", ("company", "nope")),
        # unknown object
        ("{ widgets { totalCount } }", "Field 'widgets' doesn't exist on type 'Query'", ("widgets",)),
        ("mutation { createWidget(data: {}) { id } }", "Field 'createWidget' doesn't exist on type 'Mutation'", ("createWidget",)),
        ("subscription { companies { totalCount } }", "Subscriptions", None),
        # unknown operator, filter field, order field, enum value
        ('{ companies(filter: {name: {beginsWith: "a"}}) { totalCount } }', "beginsWith.*(ilike|like|eq)", ("companies",)),
        ("{ companies(filter: {employees: {like: \"a\"}}) { totalCount } }", "like", ("companies",)),
        ('{ companies(filter: {nope: {eq: "a"}}) { totalCount } }', "nope.*CompanyFilterInput", ("companies",)),
        ('{ companies(filter: {nam: {eq: "a"}}) { totalCount } }', "nam.*name", ("companies",)),
        ("{ companies(filter: {people: {nope: {eq: 1}}}) { totalCount } }", "nope.*PersonFilterInput", ("companies",)),
        ("{ companies(orderBy: [{nope: Asc}]) { totalCount } }", "nope.*CompanyOrderByInput", ("companies",)),
        ("{ companies(orderBy: [{name: Upwards}]) { totalCount } }", "(?s)Upwards.*Asc", ("companies",)),
        ('{ companies(orderBy: [{name: "Upwards"}]) { totalCount } }', "(?s)Upwards.*Asc", ("companies",)),
        ("{ companies(filter: {name: {is: EMPTY}}) { totalCount } }", "(?s)EMPTY.*NULL", ("companies",)),
        ("{ opportunities(filter: {stage: {eq: NOWHERE}}) { totalCount } }", "(?s)NOWHERE.*PROPOSAL", ("opportunities",)),
        ('mutation { createOpportunity(data: {name: "x", stage: "NOWHERE"}) { id } }', "(?s)NOWHERE.*PROPOSAL", ("createOpportunity",)),
        # unknown argument, of a field and of a directive; missing argument
        ("{ companies(limit: 5) { totalCount } }", "limit.*first|limit", ("companies",)),
        ("{ companies { edges(nope: 1) { cursor } } }", "nope", ("companies", "edges")),
        ("{ companies { totalCount @nope } }", "nope", ("companies", "totalCount")),
        ("mutation { createCompany { id } }", "data", ("createCompany",)),
        ("mutation { updateCompany(data: {}) { id } }", "id", ("updateCompany",)),
        # wrong types
        ('{ companies(first: "5") { totalCount } }', "first|Int", ("companies",)),
        ("{ companies(filter: []) { totalCount } }", "filter|CompanyFilterInput", ("companies",)),
        ('{ companies(filter: {employees: {gte: "x"}}) { totalCount } }', "Int|employees", ("companies",)),
        ("mutation { createCompany(data: {name: 5}) { id } }", "name|String", ("createCompany",)),
        ('mutation { createCompany(data: {name: "x", employees: 1.5}) { id } }', "employees|Int", ("createCompany",)),
        # shapes
        ("{ companies { edges { node } } }", "node.*(selection|subfields|sub-fields|fields)", ("companies", "node")),
        ("{ companies { totalCount { x } } }", "totalCount", ("companies", "totalCount")),
        ("{ companies { ...Nope } }", "Nope", ("companies",)),
        ("{ companies { ...F } } fragment F on Nope { id }", "Nope", None),
        ("{ companies { ...F } } fragment F on CompanyConnection { totalCount ...F }", "F", None),
        ("query($x: Int) { companies { totalCount } }", "x", None),
        ("{ companies(first: $x) { totalCount } }", "x", None),
        ("query($x: Nope) { companies(first: $x) { totalCount } }", "Nope", None),
        ("query($x: String) { companies(first: $x) { totalCount } }", "(?s)x.*(Int|first)", None),
        ("{ a: companies { totalCount } a: people { totalCount } }", "a", None),
        ("query A { __typename } query A { __typename }", "A", None),
    ],
)  # fmt: skip
def test_invalid_documents(api: Api, document: str, says: str, path: tuple[str, ...] | None) -> None:
    response = api.post(document)
    refused = api.error(document)
    assert response.status_code == 200
    assert refused.code in VALIDATION, response.text
    assert re.search(says, refused.text), refused.text
    assert refused.locations, response.text
    assert all(place["line"] == 1 and place["column"] >= 1 for place in refused.locations)
    if path is not None:
        assert refused.path is not None, response.text
        assert (refused.path[0], refused.path[-1]) == (path[0], path[-1])


def test_every_error_of_a_document_is_named(api: Api) -> None:
    errors = api.post("{ companies { edges { node { one two } } } widgets { id } }").json()["errors"]
    assert {error["message"] for error in errors} == {
        "Field 'one' doesn't exist on type 'Company'",
        "Field 'two' doesn't exist on type 'Company'",
        "Field 'widgets' doesn't exist on type 'Query'",
    }


@pytest.mark.parametrize(
    ("document", "line", "column"),
    [("{ companies { edges { node { id } } }", 1, 38), ("{\n  companies(first: ) { id }\n}", 2, 20), ("query {", 1, 8)],
)
def test_syntax_errors_say_where(api: Api, document: str, line: int, column: int) -> None:
    refused = api.error(document)
    assert refused.code == "GRAPHQL_PARSE_FAILED"
    assert refused.locations == ({"line": line, "column": column},)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "   ",
        "# only a comment",
        "{",
        "}",
        "\ufeff",
        "{ a }}",
        '{ a(b: "\\ud800") }',
        '{ a(b: "\\uZZZZ") }',
        '{ a(b: "open) }',
        "{ a(b: 1e) }",
        "\x00",
    ],
)
def test_documents_that_are_none(api: Api, document: str) -> None:
    refused = api.error(document)
    assert refused.code in ("GRAPHQL_PARSE_FAILED", "VALIDATION_ERROR", "GRAPHQL_VALIDATION_FAILED")
    assert refused.message


def nested(levels: int) -> str:
    """A query of so many levels of relations."""
    inside = "id"
    for level in range(levels):
        inside = f"company {{ {inside} }}" if level % 2 else f"people {{ edges {{ node {{ {inside} }} }} }}"
    return f"{{ {'companies { edges { node' if levels % 2 else 'people { edges { node'} {{ {inside} }} }} }} }}"


def test_depth_is_limited_and_the_limit_is_said(api: Api) -> None:
    refused = api.error(nested(40))
    assert refused.code in (*VALIDATION, "GRAPHQL_PARSE_FAILED")
    assert re.search(r"deep|depth|nest|level", refused.text)
    assert re.search(r"\d+", refused.text)


def test_a_filter_may_not_be_bottomless(api: Api) -> None:
    deep: dict[str, Any] = {"name": {"eq": "x"}}
    for _ in range(80):
        deep = {"not": deep}
    answer = api.post("query($f: CompanyFilterInput) { companies(filter: $f) { totalCount } }", {"f": deep})
    assert answer.status_code in (200, 400)
    literal = "{ companies(filter: " + "{not: " * 5000 + "{}" + "}" * 5000 + ") { totalCount } }"
    for refused in (
        api.error(literal),
        api.error("{ companies(filter: {and: [" + "[" * 5000 + "]" * 5000 + "]}) { totalCount } }"),
    ):
        assert re.search(r"deep|depth|nest|level|large|size|tokens|many", refused.text)


@pytest.mark.parametrize(
    "document",
    [
        "{ " + " ".join(f"a{n}: companies {{ totalCount }}" for n in range(20_000)) + " }",
        "{ companies { edges { node { " + " ".join(f"a{n}: name" for n in range(50_000)) + " } } } }",
        "{ companies { edges { node { " + "name " * 200_000 + "} } } }",
        "{ companies(filter: {or: [" + "{name: {eq: \"x\"}} " * 50_000 + "]}) { totalCount } }",
        "{ ...A0 } "
        + " ".join(f"fragment A{n} on Query {{ ...A{n + 1} x{n}: __typename ...A{n + 1} }}" for n in range(100))
        + " fragment A100 on Query { " + " ".join(f"y{n}: companies {{ totalCount }}" for n in range(1000)) + " }",
    ],
    ids=["roots", "fields", "repeated", "filter", "fragments"],
)  # fmt: skip
def test_size_is_limited_and_the_limit_is_said(api: Api, document: str) -> None:
    refused = api.error(document)
    assert re.search(r"large|size|long|many|at most|more than|limit", refused.text), refused.text
    assert re.search(r"\d+", refused.text)
    assert api.data("{ __typename }") == {"__typename": "Query"}
