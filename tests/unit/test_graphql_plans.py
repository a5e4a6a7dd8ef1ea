"""GraphQL documents and the plans they become: `tests/golden/graphql/NAME.graphql` with its variables in NAME.json
gives NAME.plan, and the plans NAME.sql. VINGT_UPDATE_GOLDEN=1 writes both anew; read the difference."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import FieldNode

from app.errors import InvalidInput
from app.graphql.given import Values
from app.query.compile import sql_of
from app.query.plan import And, Compare, Or, Param
from tests.unit.planning import GOLDEN, MODEL, check, planned, written


@pytest.mark.parametrize("path", sorted((GOLDEN / "graphql").glob("*.graphql")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    variables = path.with_suffix(".json")
    given = json.loads(variables.read_text()) if variables.exists() else {}
    plan, values, _ = planned(path.read_text(), given)
    lines = [f"{key}: {root.name.value if isinstance(root, FieldNode) else written(root)}" for key, root in plan.roots]
    check("\n\n".join([*lines, f"values: {written(values)}"]), path.with_suffix(".plan"))
    compiled = [(key, root) for key, root in plan.roots if not isinstance(root, str | FieldNode)]
    check("\n\n".join(f"-- {key}\n{sql_of(MODEL, root)};" for key, root in compiled), path.with_suffix(".sql"))


def test_equal_shapes_have_equal_plans() -> None:
    query = """query ($f: CompanyFilterInput, $o: [CompanyOrderByInput!], $n: Int) {
      companies(filter: $f, orderBy: $o, first: $n) { totalCount }
    }"""
    one, values_one, shape_one = planned(
        query, {"f": {"or": [{"name": {"eq": "a", "in": ["x"]}}]}, "o": [{"name": "Asc"}], "n": 1}
    )
    two, values_two, shape_two = planned(
        query, {"f": {"or": [{"name": {"eq": "b", "in": ["y", "z"]}}]}, "o": [{"name": "Asc"}], "n": 200}
    )
    assert shape_one == shape_two
    assert one.roots == two.roots
    assert values_one == ["a", ["x"], 1]
    assert values_two == ["b", ["y", "z"], 200]
    assert list(one.values.bind({"f": {"or": [{"name": {"eq": "c", "in": []}}]}, "o": [], "n": 3})) == ["c", [], 3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"f": {"name": {"eq": "a"}}}, {"f": {"name": {"neq": "a"}}}),
        ({"f": {"name": {"is": "NULL"}}}, {"f": {"name": {"is": "NOT_NULL"}}}),
        ({"f": {"or": [{}]}}, {"f": {"or": [{}, {}]}}),
        ({"f": {}}, {"f": None}),
        ({"f": None}, {}),
        ({"o": [{"name": "Asc"}]}, {"o": [{"name": "Desc"}]}),
        ({"o": [{"name": "Asc"}, {"stage": "Asc"}]}, {"o": [{"stage": "Asc"}, {"name": "Asc"}]}),
        ({"o": [{"name": "Asc", "stage": "Asc"}]}, {"o": [{"stage": "Asc", "name": "Asc"}]}),
        ({"n": 1}, {"n": None}),
        ({"x": True}, {"x": False}),
    ],
    ids=str,
)
def test_what_decides_the_sql_is_part_of_the_shape(one: dict[str, Any], other: dict[str, Any]) -> None:
    query = """query ($f: OpportunityFilterInput, $o: [OpportunityOrderByInput!], $n: Int, $x: Boolean = true) {
      opportunities(filter: $f, orderBy: $o, first: $n) { totalCount edges @include(if: $x) { cursor } }
    }"""
    assert planned(query, one)[2] != planned(query, other)[2]


def test_the_shape_of_a_batch_does_not_depend_on_its_length() -> None:
    query = "mutation ($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id } }"
    few = planned(query, {"d": [{"name": "a"}, {"name": "b", "industry": "x"}]})
    many = planned(query, {"d": [{"industry": "x", "name": "a"}, *({"name": str(n)} for n in range(500))]})
    assert few[2] == many[2]
    assert few[0].roots == many[0].roots


def test_the_shape_of_an_update_does_not_depend_on_its_order_or_nulls() -> None:
    query = "mutation ($d: CompanyUpdateInput!) { updateCompany(id: 1, data: $d) { id } }".replace("1", '"i"')
    one = planned(query, {"d": {"name": "a", "employees": None}})
    two = planned(query, {"d": {"employees": 5, "name": "b"}})
    assert one[2] == two[2]
    assert one[0].roots == two[0].roots


def refusal(text: str, variables: dict[str, Any] | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        planned(text, variables)
    return refused.value


@pytest.mark.parametrize(
    ("arguments", "field", "says"),
    [
        ("first: 1, last: 1", "last", "first"),
        ('after: "a", before: "b"', "before", "after"),
        ('last: 1, after: "a"', "after", "before"),
        ('first: 1, before: "a"', "before", "last"),
        ("filter: {industry: null}", "filter.industry", "{is: NULL}"),
        ("filter: {industry: {eq: null}}", "filter.industry.eq", "{is: NULL}"),
        (
            "filter: {annualRecurringRevenue: {amountMicros: null}}",
            "filter.annualRecurringRevenue.amountMicros",
            "NULL",
        ),
        ("filter: {not: null}", "filter.not", "null"),
        ("filter: {people: null}", "filter.people", "null"),
        ("orderBy: [{name: null}]", "orderBy.0.name", "DescNullsLast"),
        ("orderBy: [{annualRecurringRevenue: null}]", "orderBy.0.annualRecurringRevenue", "part"),
    ],
)
def test_what_is_refused_names_the_argument_and_the_remedy(arguments: str, field: str, says: str) -> None:
    error = refusal(f"{{ c: companies({arguments}) {{ totalCount }} }}")
    assert error.details[0].field == field
    assert says in error.message
    assert error.path == ("c",)


def test_arguments_inside_of_records_are_named_by_their_place() -> None:
    error = refusal("{ companies { edges { node { staff: people(first: 1, last: 1) { totalCount } } } } }")
    assert error.details[0].field == "staff.last"


def test_one_record_needs_an_id_or_a_filter() -> None:
    for arguments in ("", "(id: null)", "(filter: null)"):
        assert refusal(f"{{ company{arguments} {{ id }} }}").details[0].field == "id"


@pytest.mark.parametrize(("count", "says"), [(0, "at least one"), (1_001, "at most 1,000")], ids=["none", "too many"])
def test_the_size_of_a_batch_is_checked_in_every_request(count: int, says: str) -> None:
    query = "mutation ($ids: [ID!]!) { deleteCompanies(ids: $ids) { id } }"
    plan, _, _ = planned(query, {"ids": ["a"]})
    with pytest.raises(InvalidInput, match=says):
        plan.values.bind({"ids": ["a"] * count})
    create = "mutation ($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id } }"
    assert says in refusal(create, {"d": [{"name": "a"}] * count}).message
    ids = '"a" ' * count
    assert says in refusal(f"mutation {{ deleteCompanies(ids: [{ids}]) {{ id }} }}").message


def test_an_update_without_fields_is_refused() -> None:
    assert "no field" in refusal('mutation { updateCompany(id: "a", data: {}) { id } }').message


def test_filters_have_a_bound_on_depth_and_size() -> None:
    query = "query ($f: CompanyFilterInput) { companies(filter: $f) { totalCount } }"
    deep: dict[str, Any] = {}
    for _ in range(20):
        deep = {"not": deep}
    assert "20 levels" in refusal(query, {"f": deep}).message
    wide = {"or": [{"name": {"eq": "a"}}] * 1_001}
    assert "1,000 values" in refusal(query, {"f": wide}).message


@pytest.mark.parametrize("item", [{}, {"or": []}, {"name": {"is": "NULL"}}])
def test_a_filter_without_values_has_a_bound_on_its_size(item: dict[str, Any]) -> None:
    query = "query ($f: CompanyFilterInput) { companies(filter: $f) { totalCount } }"
    assert planned(query, {"f": {"or": [item] * 1_000}})
    assert "2,500 conditions" in refusal(query, {"f": {"or": [item] * 100_000}}).message


def test_an_order_has_a_bound_on_its_size() -> None:
    query = "query ($o: [CompanyOrderByInput!]) { companies(orderBy: $o) { totalCount } }"
    assert "2,500 conditions" in refusal(query, {"o": [{"name": "Asc"}] * 100_000}).message


def test_filters_reach_through_relations_so_often_and_no_more() -> None:
    query = "query ($f: CompanyFilterInput) { companies(filter: $f) { totalCount } }"
    item = {"people": {"city": {"is": "NULL"}}}
    assert planned(query, {"f": {"and": [item] * 50}})
    assert "50 relations" in refusal(query, {"f": {"and": [item] * 51}}).message


def test_a_list_of_values_is_one_value() -> None:
    plan, values, _ = planned('{ companies(filter: {name: {in: ["a", "b"]}}) { totalCount } }')
    assert values == [["a", "b"]]
    assert isinstance(plan.values, Values)


def test_the_plan_of_a_filter_is_flat_where_one_object_is() -> None:
    plan, _, _ = planned('{ companies(filter: {employees: {gte: 1, lt: 5}, or: [{name: {eq: "a"}}]}) { totalCount } }')
    (_, root), *_ = plan.roots
    assert root.connection.filter == And(  # type: ignore[union-attr]
        (
            Compare("employees", "", "gte", Param(0, "filter.employees.gte")),
            Compare("employees", "", "lt", Param(1, "filter.employees.lt")),
            Or((Compare("name", "", "eq", Param(2, "filter.or.0.name.eq")),)),
        )
    )
