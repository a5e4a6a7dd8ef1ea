"""What is said of documents that cannot be run, and the limits on those that can."""

import re
import time
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.graphql.documents import read_again, read_operation
from app.graphql.errors import PARSE_FAILED, VALIDATION_FAILED, RequestErrors
from app.graphql.measure import DocumentLimits
from app.graphql.operation import Operation
from app.graphql.schema import build_schema
from app.graphql.shapes import Shapes, Unshaped
from app.graphql.to_plan import plan_operation
from app.query.recent import Recent
from tests.standard_model import standard_model

SCHEMA = build_schema(standard_model())
SHAPES = Shapes()
LIMITS = DocumentLimits()


def read(text: str, name: str | None = None, limits: DocumentLimits = LIMITS) -> Operation:
    return read_operation(SCHEMA.graphql, SHAPES, text, name, limits)


def errors(text: str, name: str | None = None, limits: DocumentLimits = LIMITS) -> list[Any]:
    with pytest.raises(RequestErrors) as refused:
        read(text, name, limits)
    return list(refused.value.errors)


def error(text: str, name: str | None = None, limits: DocumentLimits = LIMITS) -> Any:
    (only,) = errors(text, name, limits)
    return only


def test_an_unknown_field_is_told_as_the_specification_has_it() -> None:
    assert error("{\n  companies {\n    edges { node { unknownField } } } }") == {
        "message": "Field 'unknownField' doesn't exist on type 'Company'",
        "locations": [{"line": 3, "column": 20}],
        "path": ["companies", "edges", "node", "unknownField"],
        "extensions": {"code": VALIDATION_FAILED},
    }


def test_a_field_that_was_meant_is_suggested_beside_the_message() -> None:
    told = error("{ companies { edges { node { industri } } } }")
    assert told["message"] == "Field 'industri' doesn't exist on type 'Company'"
    assert "industry" in told["extensions"]["suggestions"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("{ company(id: 1) { id } }".replace("1", "true"), ["company"]),
        ("{ c: companies { e: edges { nope } } }", ["c", "e", "nope"]),
        (
            "{ companies { edges { node { ...F } } } } fragment F on Company { nope }",
            ["companies", "edges", "node", "nope"],
        ),
        ("{ companies { edges { node { ... { x: nope } } } } }", ["companies", "edges", "node", "x"]),
        (
            "{ companies { edges { node { people(first: 1, nope: 2) { totalCount } } } } }",
            ["companies", "edges", "node", "people"],
        ),
        ("query ($a: Int) { companies { totalCount } people(first: $b, last: $a) { totalCount } }", ["people"]),
    ],
)
def test_paths_are_response_keys(query: str, path: list[str]) -> None:
    assert error(query)["path"] == path


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ gadgets { id } }", ["Field 'gadgets' doesn't exist on type 'Query'"]),
        ("mutation { createGadget { id } }", ["Field 'createGadget' doesn't exist on type 'Mutation'"]),
        ("{ companies(where: {}) { totalCount } }", ["'where'", "filter, orderBy, first"]),
        ("{ companies(filter: {nme: {eq: 1}}) { totalCount } }", ["filter.nme", "'nme'", "industry"]),
        ("{ companies(filter: {name: {contains: 1}}) { totalCount } }", ["Unknown operator 'contains'", "ilike"]),
        ("{ companies(filter: {name: {eq: 1}}) { totalCount } }", ["filter.name.eq", "text"]),
        ('{ companies(filter: {employees: {eq: "1"}}) { totalCount } }', ["filter.employees.eq", "whole number"]),
        (
            "{ companies(filter: {employees: {eq: 1.5}}) { totalCount } }",
            ["filter.employees.eq", "1.5", "whole number"],
        ),
        ("{ companies(filter: {employees: {eq: 3000000000}}) { totalCount } }", ["32 bits"]),
        ("{ companies(filter: {employees: {in: [1, null]}}) { totalCount } }", ["filter.employees.in.1", "null"]),
        (
            "{ companies(filter: {annualRecurringRevenue: {amountMicros: {gt: 9223372036854775808}}}) { totalCount } }",
            ["64 bits"],
        ),
        (
            "{ companies(filter: {annualRecurringRevenue: {amount: {gt: 1}}}) { totalCount } }",
            ["'amount'", "amountMicros"],
        ),
        ("{ companies(filter: {name: {is: EMPTY}}) { totalCount } }", ["'EMPTY'", "NULL, NOT_NULL"]),
        ("{ companies(filter: []) { totalCount } }", ["filter", "object"]),
        ("{ companies(filter: true) { totalCount } }", ["filter", "true", "object"]),
        ("{ companies(orderBy: {nme: Asc}) { totalCount } }", ["Unknown order field 'nme'", "createdAt"]),
        ("{ companies(orderBy: {people: Asc}) { totalCount } }", ["Unknown order field 'people'"]),
        ("{ companies(orderBy: [{name: Up}]) { totalCount } }", ["orderBy.0.name", "'Up'", "AscNullsFirst"]),
        ('{ opportunities(filter: {stage: {eq: "LOST"}}) { totalCount } }', ["'LOST'", "QUALIFICATION, MEETING"]),
        ('{ companies(first: "1") { totalCount } }', ["first", "whole number"]),
        ("{ companies }", ["'companies'", "companies { edges }"]),
        ("{ companies { } }", ["'companies'", "companies { edges }"]),
        ("{ companies { totalCount { x } } }", ["'totalCount'", "single value"]),
        ("{ companies(first: $n) { totalCount } }", ["$n", "not defined"]),
        ("query ($n: Int) { companies { totalCount } }", ["$n", "never used"]),
        ("query ($n: Itn) { companies(first: $n) { totalCount } }", ["Itn"]),
        ("query ($n: String) { companies(first: $n) { totalCount } }", ["$n", "String", "Int"]),
        ("query ($n: Int = x) { companies(first: $n) { totalCount } }", ["$n", "'x'"]),
        ("mutation { createCompany(data: {}) { id } }", ["data.name", "required"]),
        ("mutation { createCompany(data: {name: null}) { id } }", ["data.name", "null"]),
        ('mutation { createCompany(data: {name: "a", createdAt: "x"}) { id } }', ["'createdAt'", "known"]),
        ("mutation { createCompany { id } }", ["data", "required"]),
        ("mutation { deleteCompanies(ids: [null]) { id } }", ["ids.0", "null"]),
        ('{ company(id: "a") { ...F } }', ["F"]),
        ('{ company(id: "a") { ... on Person { id } } }', ["Person", "Company"]),
        ('{ company(id: "a") { ...F } } fragment F on Company { ...F }', ["F"]),
        ("{ companies { totalCount } } fragment F on Company { id }", ["F", "never used"]),
        ('{ company(id: "a") { id @hide } }', ["hide"]),
        ('{ company(id: "a") { id @include } }', ["include", "if"]),
        ('{ company(id: "a") { id @include(if: 1) } }', ["if", "true or false"]),
        ('{ company(id: "a") { id @include(if: true, unless: 1) } }', ["'unless'", "known: if"]),
        ("{ a: companies { totalCount } a: people { totalCount } }", ["'a'", "'companies'", "'people'", "alias"]),
        ("{ companies(first: 1) { totalCount } companies(first: 2) { totalCount } }", ["'companies'", "arguments"]),
        ("{ companies(first: 1, first: 2) { totalCount } }", ["first"]),
        ("subscription { companies { totalCount } }", ["Subscriptions"]),
        ("fragment F on Company { id }", ["never used"]),
        ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", ["introspection depth"]),
    ],
)
def test_what_is_wrong_is_named_with_what_is_possible(query: str, says: list[str]) -> None:
    told = error(query)
    assert told["extensions"]["code"] == VALIDATION_FAILED
    for word in says:
        assert word in told["message"], told


def test_a_variable_of_an_output_type_is_refused() -> None:
    told = errors("query ($n: Company) { companies(first: $n) { totalCount } }")
    assert "$n" in told[0]["message"]
    assert "Company" in told[0]["message"]


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("", 1, 1),
        ("{", 1, 2),
        ("{ companies(first: ) { id } }", 1, 20),
        ("{\n  a\n}}", 3, 2),
        ('{ a(b: "\\uD800") }', 1, 9),
    ],
)
def test_what_is_no_graphql_is_a_parse_error_with_its_place(query: str, line: int, column: int) -> None:
    told = error(query)
    assert told["extensions"] == {"code": PARSE_FAILED}
    assert told["locations"] == [{"line": line, "column": column}]


@pytest.mark.parametrize(
    ("name", "says"),
    [(None, "several operations"), ("C", "no operation 'C'")],
)
def test_operations_are_chosen_by_name(name: str | None, says: str) -> None:
    query = 'query A { companies { totalCount } } mutation B { deleteCompany(id: "a") { id } }'
    assert read(query, "A").is_mutation is False
    assert read(query, "B").is_mutation is True
    told = error(query, name)
    assert says in told["message"]
    assert "A, B" in told["message"]


def test_several_errors_are_told_at_once_but_not_without_end() -> None:
    assert len(errors("{ a b c }")) == 3
    assert len(errors("{" + " ".join(f"a{n}" for n in range(500)) + "}")) == 20
    literals = " ".join(f"x{n}: 1" for n in range(300))
    assert len(errors(f"{{ companies(filter: {{{literals}}}) {{ totalCount }} }}")) == 10


def nested(levels: int) -> str:
    """A document with `levels` fields inside one another."""
    return "{ companies { edges { node { " + "accountOwner { ownedCompanies { edges { node { " * 20 + "id" + " } " * 84


@pytest.mark.parametrize(
    ("query", "limits", "says"),
    [
        ("{ companies { edges { node { id } } } }", DocumentLimits(depth=3), "more than 3 levels"),
        ("{ companies { edges { node { id } } } }", DocumentLimits(fields=3), "Over 3 fields"),
        ("{ a: __typename b: __typename }", DocumentLimits(root_fields=1), "over 1 root fields"),
        ("{ a: __typename b: __typename }", DocumentLimits(tokens=7), "over 7 tokens"),
        ("{ a: __typename b: __typename }", DocumentLimits(characters=20), "20 is the limit"),
        ("query A { __typename } query B { __typename }", DocumentLimits(operations=1), "1 is the limit"),
        (nested(84), LIMITS, "more than 15 levels"),
    ],
)
def test_limits_say_what_they_are(query: str, limits: DocumentLimits, says: str) -> None:
    told = error(query, "A" if "query A" in query else None, limits)
    assert says in told["message"]
    assert told["extensions"]["code"] == VALIDATION_FAILED


def twice(fragment: str) -> str:
    """A selection of a company that uses a fragment twice, some levels deeper."""
    inside = f"people {{ edges {{ node {{ company {{ ...{fragment} }} }} }} }}"
    return f"a: {inside} b: {inside}"


BOMB = " ".join(f"fragment F{n} on Company {{ {twice(f'F{n + 1}')} }}" for n in range(30))


@pytest.mark.parametrize(
    "query",
    [
        '{ company(id: "a") { ...F0 } } ' + BOMB + " fragment F30 on Company { id }",
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(300))
        + " fragment F300 on Query { __typename }",
        '{ company(id: "a") {' + " id" * 3_900 + " } }",
        '{ company(id: "a") {' + " ... {" * 900 + " id" + " }" * 901 + " }",
        "{" + " a {" * 1_500,
        "{ companies(filter: " + "[" * 1_500,
        "{ companies(filter: " + "{not: " * 1_000 + "{}" + "}" * 1_000 + ") { totalCount } }",
        '{ company(id: "a") { id ' + "@include(if: true) " * 700 + "} }",
        "#" * 150_000 + "\n{ }",
        "# \n" * 60_000 + "{ a }",
        "{ companies(first: " + "9" * 100_000 + ") { totalCount } }",
    ],
    ids=[
        "fragments",
        "spreads",
        "fields",
        "inline",
        "deep",
        "lists",
        "literals",
        "directives",
        "comment",
        "comments",
        "digits",
    ],
)
def test_what_is_made_to_hurt_is_refused_in_little_time(query: str) -> None:
    started = time.process_time()
    assert errors(query)
    assert time.process_time() - started < 1.0


def test_introspection_is_not_too_deep() -> None:
    assert read(get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True))


def test_recent_keeps_what_was_used_last_within_its_weight() -> None:
    recent = Recent[str, int](10)
    for number, key in enumerate("abc"):
        recent.keep(key, number, 4)
    assert [recent.get(key) for key in "abc"] == [None, 1, 2]
    recent.get("b")
    recent.keep("d", 3, 4)
    assert [recent.get(key) for key in "bcd"] == [1, None, 3]
    recent.keep("b", 4, 1)
    recent.keep("e", 5, 5)
    assert [recent.get(key) for key in "bde"] == [4, 3, 5]
    assert recent.weight == 10
    recent.keep("huge", 6, 11)
    assert [recent.get(key) for key in ("b", "d", "e", "huge")] == [4, 3, 5, None]
    recent.keep("b", 7, 11)
    assert [recent.get(key) for key in "bde"] == [None, 3, 5]
    assert recent.weight == 9


def test_a_document_that_was_parsed_before_is_still_measured_and_placed() -> None:
    query = "query Parsed { companies { totalCount } }"
    assert read(query)
    assert "over 4 tokens" in error(query, limits=DocumentLimits(tokens=4))["message"]
    assert read(query)
    wrong = "query Wrong {\n  companies { totalCounts } }"
    for _ in range(2):
        assert error(wrong)["locations"] == [{"line": 2, "column": 15}]


QUERY = """
query ($f: CompanyFilterInput!, $o: [CompanyOrderByInput!], $n: Int = 5, $stage: OpportunityStage, $x: Boolean!) {
  companies(filter: $f, orderBy: $o, first: $n) { totalCount @include(if: $x) }
  other: opportunities(filter: {stage: {eq: $stage}}) { totalCount }
}"""


def variable_errors(**variables: Any) -> list[Any]:
    operation = read(QUERY)
    complete = operation.complete(variables)
    with pytest.raises(Unshaped):
        operation.shape(complete)
    with pytest.raises(RequestErrors) as refused:
        operation.checked(complete)
    return list(refused.value.errors)


@pytest.mark.parametrize(
    ("variables", "field", "says"),
    [
        ({"x": True}, "$f", "required"),
        ({"f": None, "x": True}, "$f", "null"),
        ({"f": {}}, "$x", "required"),
        ({"f": {}, "x": None}, "$x", "null"),
        ({"f": {}, "x": "true"}, "$x", "true or false"),
        ({"f": {}, "x": 1}, "$x", "true or false"),
        ({"f": [], "x": True}, "$f", "object"),
        ({"f": "name", "x": True}, "$f", "object"),
        ({"f": {"nme": {"eq": 1}}, "x": True}, "$f.nme", "industry"),
        ({"f": {"name": {"contains": 1}}, "x": True}, "$f.name.contains", "ilike"),
        ({"f": {"name": {"eq": {}}}, "x": True}, "$f.name.eq", "single value"),
        ({"f": {"name": {"in": ["a", None]}}, "x": True}, "$f.name.in.1", "null"),
        ({"f": {"name": {"is": "EMPTY"}}, "x": True}, "$f.name.is", "NOT_NULL"),
        ({"f": {"and": [{"name": 5}]}, "x": True}, "$f.and.0.name", "object"),
        ({"f": {"and": [None]}, "x": True}, "$f.and.0", "null"),
        ({"f": {}, "o": [{"name": "asc"}], "x": True}, "$o.0.name", "Asc"),
        ({"f": {}, "o": [{"nme": "Asc"}], "x": True}, "$o.0.nme", "createdAt"),
        ({"f": {}, "n": [1, 2], "x": True}, "$n", "single value"),
        ({"f": {}, "stage": "LOST", "x": True}, "$stage", "PROPOSAL"),
        ({"f": {}, "stage": 7, "x": True}, "$stage", "PROPOSAL"),
    ],
    ids=str,
)
def test_wrong_variables_are_named_with_what_is_possible(variables: dict[str, Any], field: str, says: str) -> None:
    (told,) = variable_errors(**variables)
    (detail,) = told["extensions"]["details"]
    assert (told["extensions"]["code"], told["extensions"]["statusCode"]) == ("VALIDATION_ERROR", 400)
    assert detail["field"] == field
    assert says in detail["message"]
    assert told["message"].startswith(f"{field}: ")
    assert told["path"] == (["other"] if field == "$stage" else ["companies"])


def test_a_single_value_stands_for_a_list() -> None:
    operation = read(QUERY)
    given = {"f": {"name": {"in": "a"}, "or": {"name": {"eq": "b"}}}, "o": {"name": "Asc"}, "x": True}
    checked = operation.checked(operation.complete(given))
    assert checked["f"] == {"name": {"in": ["a"]}, "or": [{"name": {"eq": "b"}}]}
    assert checked["o"] == [{"name": "Asc"}]
    assert checked["n"] == 5
    assert operation.shape(checked)


def test_defaults_fill_in_for_what_is_left_out_but_not_for_null() -> None:
    operation = read(QUERY)
    assert operation.complete({})["n"] == 5
    assert operation.complete({"n": None})["n"] is None


def test_variables_that_the_operation_does_not_declare_are_ignored() -> None:
    operation = read("query ($n: Int) { companies(first: $n) { totalCount } }")
    assert operation.shape({"n": 1, "m": [{}]}) == operation.shape({"n": 2})


SOUND = """query Q($f: CompanyFilterInput, $o: [CompanyOrderByInput!]) {
  a: companies(filter: $f, orderBy: $o, first: 5, after: "c") {
    edges { node { ...F people(filter: {name: {firstName: {eq: "x"}}}) { totalCount } } cursor }
  }
  __type(name: "Company") { name } company(id: "i") @include(if: true) { ... on Company { id } }
}
fragment F on Company { id annualRecurringRevenue { amountMicros __typename } }"""


@settings(max_examples=500, deadline=None)
@given(data=st.data())
def test_a_document_with_pieces_lost_moved_or_doubled_is_read_or_refused(data: st.DataObject) -> None:
    pieces = re.findall(r"\w+|\s+|[^\w\s]", SOUND)
    for _ in range(data.draw(st.integers(1, 3))):
        at, other = (data.draw(st.integers(0, len(pieces) - 1)) for _ in range(2))
        change = data.draw(st.sampled_from(["drop", "double", "copy"]))
        if change == "drop":
            pieces[at] = ""
        elif change == "double":
            pieces[at] *= 2
        else:
            pieces[at] = pieces[other]
    try:
        operation = read("".join(pieces))
        variables = operation.complete({"f": {"name": {"eq": "a"}}, "o": [{"name": "Asc"}]})
        operation.shape(variables)
        plan_operation(SCHEMA, *read_again(operation), variables)
    except (RequestErrors, InvalidInput, Unshaped):
        pass
