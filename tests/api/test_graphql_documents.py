"""What GraphQL documents may do besides asking: variables, fragments, directives, operations, introspection."""

from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query, parse, print_schema, validate

from tests.api import spec_mutations, spec_queries
from tests.api.client import Api


@pytest.fixture(scope="module", autouse=True)
def ids(api: Api) -> dict[str, str]:
    (alpha, beta) = api.make("Company", {"name": "alpha", "employees": 1}, {"name": "beta", "employees": 2})
    (ann,) = api.make("Person", {"name": {"firstName": "Ann", "lastName": "X"}, "companyId": alpha})
    return {"alpha": alpha, "beta": beta, "Ann": ann}


def test_variables_defaults_and_absence(api: Api) -> None:
    query = """query($name: String = "alpha", $filter: CompanyFilterInput, $first: Int = 1) {
        one: companies(filter: {name: {eq: $name}}) { totalCount edges { node { name } } }
        all: companies(filter: $filter, first: $first) { totalCount edges { node { name } } }
    }"""

    def ask(variables: dict[str, Any] | None) -> tuple[list[str], list[str]]:
        data = api.data(query, variables)
        one, every = ([edge["node"]["name"] for edge in data[key]["edges"]] for key in ("one", "all"))
        return one, every

    assert ask(None) == (["alpha"], ["alpha"])
    assert ask({}) == (["alpha"], ["alpha"])
    assert ask({"name": "beta", "first": 2}) == (["beta"], ["alpha", "beta"])
    assert ask({"filter": {"name": {"eq": "beta"}}}) == (["alpha"], ["beta"])
    assert ask({"filter": None, "first": None}) == (["alpha"], ["alpha", "beta"])


def test_variables_inside_literals(api: Api) -> None:
    query = """query($name: String, $least: Int, $names: [String!], $way: OrderByDirection) {
        companies(
            filter: {or: [{name: {eq: $name}}, {and: [{employees: {gte: $least}}, {name: {in: $names}}]}]}
            orderBy: [{name: $way}]
        ) { edges { node { name } } } }"""
    schema = build_client_schema(api.data(get_introspection_query()))  # type: ignore[arg-type]
    direction = str(schema.type_map["CompanyOrderByInput"].fields["name"].type)  # type: ignore[attr-defined]
    query = query.replace("OrderByDirection", direction)
    variables = {"name": "alpha", "least": 2, "names": ["beta", "gamma"], "way": "Desc"}
    assert [node["name"] for node in api.nodes(query, variables)] == ["beta", "alpha"]


def test_a_single_value_stands_for_a_list_of_one(api: Api) -> None:
    query = 'query($o: [CompanyOrderByInput!]) { companies(orderBy: $o, filter: {name: {in: "beta"}}) { totalCount } }'
    assert api.data(query, {"o": {"name": "Desc"}}) == {"companies": {"totalCount": 1}}


def test_a_required_variable_must_be_there(api: Api, ids: dict[str, str]) -> None:
    refused = api.error("query($id: ID!) { company(id: $id) { id } }", {})
    assert "id" in refused.text
    assert refused.code in ("VALIDATION_ERROR", "GRAPHQL_VALIDATION_FAILED")


def test_fragments(api: Api, ids: dict[str, str]) -> None:
    query = """
    query($id: ID!) { company(id: $id) { ...Whole ... on Company { people { ...People } } ... { employees } } }
    fragment Whole on Company { name ...Deep }
    fragment Deep on Company { people { totalCount } }
    fragment People on PersonConnection { edges { node { name { firstName } } } }
    """
    assert api.data(query, {"id": ids["alpha"]})["company"] == {
        "name": "alpha",
        "people": {"totalCount": 1, "edges": [{"node": {"name": {"firstName": "Ann"}}}]},
        "employees": 1,
    }


def test_the_same_field_twice_is_merged(api: Api, ids: dict[str, str]) -> None:
    query = """query($id: ID!) { company(id: $id) { people { totalCount } name }
        company(id: $id) { people { edges { node { id } } } employees name } }"""
    company = api.data(query, {"id": ids["alpha"]})["company"]
    assert company == {
        "people": {"totalCount": 1, "edges": [{"node": {"id": ids["Ann"]}}]},
        "name": "alpha",
        "employees": 1,
    }


def test_aliases(api: Api, ids: dict[str, str]) -> None:
    query = """query($a: ID!, $b: ID!) {
        first: company(id: $a) { title: name, staff: people { n: totalCount, rows: edges { p: node { id } c: cursor } } }
        second: company(id: $b) { title: name money: annualRecurringRevenue { micros: amountMicros } }
        people { info: pageInfo { more: hasNextPage } rows: edges { who: node { n: name { f: firstName } } } }
    }"""
    data = api.data(query, {"a": ids["alpha"], "b": ids["beta"]})
    assert list(data) == ["first", "second", "people"]
    assert data["first"]["title"] == "alpha"
    assert data["first"]["staff"]["n"] == 1
    assert data["first"]["staff"]["rows"][0]["p"] == {"id": ids["Ann"]}
    assert data["second"] == {"title": "beta", "money": None}
    assert data["people"] == {"info": {"more": False}, "rows": [{"who": {"n": {"f": "Ann"}}}]}


def test_an_alias_longer_than_an_identifier_of_postgres(api: Api) -> None:
    alias = "a" * 100
    data = api.data(f"{{ {alias}: companies {{ {alias}b: edges {{ {alias}c: node {{ {alias}d: name }} }} }} }}")
    assert data[alias][f"{alias}b"][0][f"{alias}c"] == {f"{alias}d": "alpha"}


@pytest.mark.parametrize(
    ("include", "skip", "keys"),
    [(True, False, ["name", "people", "id"]), (False, False, ["people", "id"]), (True, True, ["name", "id"])],
)
def test_include_and_skip(api: Api, ids: dict[str, str], include: bool, skip: bool, keys: list[str]) -> None:
    query = """query($id: ID!, $include: Boolean!, $skip: Boolean = false) {
        company(id: $id) { name @include(if: $include) ... @skip(if: $skip) { people { totalCount } } ...F }
        gone: companies @include(if: false) { totalCount }
    }
    fragment F on Company { id employees @skip(if: true) }"""
    data = api.data(query, {"id": ids["alpha"], "include": include, "skip": skip})
    assert list(data) == ["company"]
    assert list(data["company"]) == keys


def test_typename_everywhere(api: Api, ids: dict[str, str]) -> None:
    query = """{ __typename companies(first: 1) { __typename pageInfo { __typename } edges { __typename node {
        __typename name annualRecurringRevenue { __typename amountMicros } people { __typename edges { node {
        __typename name { __typename } company { __typename } } } } } } } }"""
    api.data(
        "mutation($id: ID!, $m: CompanyUpdateInput!) { __typename updateCompany(id: $id, data: $m) { __typename } }",
        {"id": ids["alpha"], "m": {"annualRecurringRevenue": {"amountMicros": 1, "currencyCode": "USD"}}},
    )
    data = api.data(query)
    node = data["companies"]["edges"][0]["node"]
    assert data["__typename"] == "Query"
    assert data["companies"]["__typename"] == "CompanyConnection"
    assert data["companies"]["edges"][0]["__typename"] == "CompanyEdge"
    assert data["companies"]["pageInfo"]["__typename"] == "PageInfo"
    assert node["__typename"] == "Company"
    assert node["annualRecurringRevenue"]["amountMicros"] == 1
    person = node["people"]["edges"][0]["node"]
    assert (person["__typename"], person["company"]) == ("Person", {"__typename": "Company"})
    assert node["annualRecurringRevenue"]["__typename"]
    assert person["name"]["__typename"]


def test_several_roots_answer_in_the_order_asked(api: Api) -> None:
    query = '{ z: people { totalCount } __typename a: companies { totalCount } m: company(filter: {name: {eq: "no"}}) { id } }'
    data = api.data(query)
    assert list(data) == ["z", "__typename", "a", "m"]
    assert (data["z"], data["a"], data["m"]) == ({"totalCount": 1}, {"totalCount": 2}, None)


def test_operation_name(api: Api) -> None:
    document = "query A { companies { totalCount } } query B { people { totalCount } } mutation C { __typename }"
    assert list(api.data(document, operation="A")) == ["companies"]
    assert list(api.data(document, operation="B")) == ["people"]
    assert api.data(document, operation="C") == {"__typename": "Mutation"}
    for name in (None, "D"):
        refused = api.error(document, operation=name)
        assert "operation" in refused.text
        assert "A" in refused.text or "operationName" in refused.text or "D" in refused.text


def test_a_query_changes_nothing(api: Api) -> None:
    refused = api.error('query { createCompany(data: {name: "no"}) { id } }')
    assert refused.message == "Field 'createCompany' doesn't exist on type 'Query'"


def test_comments_strings_and_blocks(api: Api) -> None:
    query = '# first\nmutation {\n # second\n createNote(data: {title: "a # \\"b\\" \\u00e9 }{", body: """\n  two\n  lines\n"""}) { title body } }'
    assert api.data(query)["createNote"] == {"title": 'a # "b" é }{', "body": "two\nlines"}


def test_introspection_makes_a_schema_for_clients(api: Api) -> None:
    schema = build_client_schema(api.data(get_introspection_query(descriptions=True)))  # type: ignore[arg-type]
    assert schema.query_type
    assert schema.mutation_type
    assert "type Company " in print_schema(schema)
    for module in (spec_queries, spec_mutations):
        for name, document in vars(module).items():
            if name.isupper() and "CreateApiKey" not in document and "{" in document and not name.endswith("VARIABLES"):
                errors = [error for error in validate(schema, parse(document)) if "Enum" not in error.message]
                assert errors == [], name


def test_everything_is_described(api: Api) -> None:
    schema = build_client_schema(api.data(get_introspection_query(descriptions=True)))  # type: ignore[arg-type]
    missing = []
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if not kind.description:
            missing.append(name)
        for key, field in getattr(kind, "fields", {}).items():
            if not field.description:
                missing.append(f"{name}.{key}")
            missing += [f"{name}.{key}({a})" for a, arg in getattr(field, "args", {}).items() if not arg.description]
        missing += [f"{name}.{key}" for key, value in getattr(kind, "values", {}).items() if not value.description]
    assert missing == []


def test_introspection_of_one_type_with_aliases_and_variables(api: Api) -> None:
    query = """query($name: String!, $with: Boolean!) { t: __type(name: $name) { name kind
        fields { name args { name defaultValue } type { ...T } description @include(if: $with) } }
        none: __type(name: "Nothing") { name } }
        fragment T on __Type { name kind ofType { name kind } }"""
    data = api.data(query, {"name": "Company", "with": False})
    fields = {field["name"]: field for field in data["t"]["fields"]}
    assert data["none"] is None
    assert {arg["name"] for arg in fields["people"]["args"]} >= {"filter", "orderBy", "first", "after"}
    assert "description" not in fields["name"]
    assert fields["people"]["type"]["ofType"] is not None or fields["people"]["type"]["name"] == "PersonConnection"


def test_introspection_beside_data(api: Api) -> None:
    data = api.data('{ companies { totalCount } __schema { queryType { name } } t: __type(name: "Person") { name } }')
    assert data == {
        "companies": {"totalCount": 2},
        "__schema": {"queryType": {"name": "Query"}},
        "t": {"name": "Person"},
    }
