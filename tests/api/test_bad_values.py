"""Values that cannot be taken, through both doors: the error names the field and the remedy, and nothing was done."""

import re
import uuid
from typing import Any

import pytest

from tests.api.client import Api, Problem

ABSENT = "01890000-0000-7000-8000-000000000000"

# object, record, the field to be named, what the message must say
RECORDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("Company", {"name": "x", "unknownField": 1}, "unknownField", "Company"),
    ("Company", {"name": "x", "nam": "y"}, "nam", "name"),
    ("Company", {"name": 5}, "name", "[Ss]tring|[Tt]ext"),
    ("Company", {"name": ["x"]}, "name", "[Ss]tring|[Tt]ext"),
    ("Company", {"name": {"x": 1}}, "name", "[Ss]tring|[Tt]ext"),
    ("Company", {"name": "x", "employees": "many"}, "employees", "[Ii]nt|whole number|integer"),
    ("Company", {"name": "x", "employees": 1.5}, "employees", "[Ii]nt|whole number|integer"),
    ("Company", {"name": "x", "employees": True}, "employees", "[Ii]nt|whole number|integer"),
    ("Company", {"name": "x", "employees": 2**31}, "employees", "32|range|2147483647|2,147,483,647"),
    ("Company", {"name": "x", "employees": 10**400}, "employees", "32|range|2147483647|2,147,483,647|digits"),
    ("Company", {"name": "x", "idealCustomerProfile": "yes"}, "idealCustomerProfile", "[Bb]oolean|true"),
    ("Company", {"name": "x", "idealCustomerProfile": 1}, "idealCustomerProfile", "[Bb]oolean|true"),
    ("Company", {"name": "x", "annualRecurringRevenue": 5}, "annualRecurringRevenue", "amountMicros|object"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"nope": 5}}, "annualRecurringRevenue", "nope"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"amountMicros": 2**63}}, "amountMicros", "64|range|9223372036854775807"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"amountMicros": -(2**63) - 1}}, "amountMicros", "64|range|9223372036854775807"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"amountMicros": 1.5}}, "amountMicros", "[Ii]nt|whole number|integer"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"amountMicros": "NaN"}}, "amountMicros", "[Ii]nt|whole number|integer"),
    ("Company", {"name": "x", "annualRecurringRevenue": {"amountMicros": 1, "currencyCode": "dollars"}}, "currencyCode|annualRecurringRevenue", "."),
    ("Company", {"name": "NUL \x00 here"}, "name", "NUL|U\\+0000|\\\\u0000|zero"),
    ("Company", {"name": "x", "accountOwnerId": ABSENT}, "accountOwner", "no record|doesn't exist|not found"),
    ("Company", {"name": "x", "id": "nope"}, "id", "[Uu][Uu][Ii][Dd]"),
    ("Person", {"companyId": "nope"}, "companyId", "[Uu][Uu][Ii][Dd]"),
    ("Person", {"companyId": 5}, "companyId", "[Uu][Uu][Ii][Dd]|ID"),
    ("Person", {"companyId": ABSENT}, "companyId", "no record|doesn't exist|not found"),
    ("Person", {"name": {"firstName": "NUL \x00 here"}}, "firstName", "NUL|U\\+0000|\\\\u0000|zero"),
    ("Person", {"name": "Ann"}, "name", "firstName|object"),
    ("Person", {"email": "not an address"}, "email", "e-?mail|address"),
    ("Person", {"email": "a@b@c"}, "email", "e-?mail|address"),
    ("Person", {"email": "@example.com"}, "email", "e-?mail|address"),
    ("Person", {"email": "TAKEN@example.com"}, "email", "exists|already|taken|use"),
    ("Opportunity", {"name": "x", "probability": "NaN"}, "probability", "number"),
    ("Opportunity", {"name": "x", "probability": "Infinity"}, "probability", "number"),
    ("Opportunity", {"name": "x", "probability": "x"}, "probability", "number|[Dd]ecimal"),
    ("Opportunity", {"name": "x", "stage": "NOWHERE"}, "stage", "PROPOSAL"),
    ("Opportunity", {"name": "x", "stage": "proposal"}, "stage", "PROPOSAL"),
    ("Opportunity", {"name": "x", "stage": 5}, "stage", "PROPOSAL|Enum|text|[Ss]tring"),
    ("Opportunity", {"name": "x", "closeDate": "2024-13-01"}, "closeDate", "date|[Mm]onth|YYYY"),
    ("Opportunity", {"name": "x", "closeDate": "2023-02-29"}, "closeDate", "date|[Dd]ay|YYYY"),
    ("Opportunity", {"name": "x", "closeDate": "10000-01-01"}, "closeDate", "year|[Dd]ate|9999|YYYY"),
    ("Opportunity", {"name": "x", "closeDate": "tomorrow"}, "closeDate", "[Dd]ate|YYYY"),
    ("Opportunity", {"name": "x", "closeDate": "infinity"}, "closeDate", "[Dd]ate|YYYY"),
    ("Opportunity", {"name": "x", "closeDate": 20240101}, "closeDate", "[Dd]ate|YYYY"),
    ("Task", {"title": "x", "dueAt": "10000-01-01T00:00:00Z"}, "dueAt", "year|time|9999|ISO|RFC"),
    ("Task", {"title": "x", "dueAt": "2024-13-01T00:00:00Z"}, "dueAt", "[Mm]onth|time|ISO|RFC"),
    ("Task", {"title": "x", "dueAt": "2024-01-01T25:00:00Z"}, "dueAt", "[Hh]our|time|ISO|RFC"),
    ("Task", {"title": "x", "dueAt": "now"}, "dueAt", "time|ISO|RFC"),
    ("Task", {"title": "x", "dueAt": "9999-12-31T23:59:59-14:00"}, "dueAt", "year|time|9999|ISO|RFC"),
    ("Task", {"title": "x", "createdAt": "2024-01-01T00:00:00Z"}, "createdAt", "."),
    ("Task", {"title": "x", "status": "NOWHERE"}, "status", "TODO"),
    ("Note", {"title": "x", "position": "first"}, "position", "[Nn]umber|[Ff]loat"),
]  # fmt: skip
PLURAL = {"Company": "companies", "Person": "people", "Opportunity": "opportunities", "Task": "tasks", "Note": "notes"}
GOOD: dict[str, dict[str, Any]] = {
    "Company": {"name": "x"},
    "Person": {},
    "Opportunity": {"name": "x"},
    "Task": {"title": "x"},
    "Note": {"title": "x"},
}

CASES = pytest.mark.parametrize(
    ("type_name", "record", "field", "says"), RECORDS, ids=[f"{t}-{str(r)[:50]}" for t, r, *_ in RECORDS]
)


@pytest.fixture(scope="module", autouse=True)
def taken(api: Api) -> dict[str, str]:
    """One record of every object, to be updated in vain."""
    made = {name: api.make(name, {"name": "whole"})[0] for name in ("Company", "Opportunity")}
    made |= {name: api.make(name, {"title": "whole"})[0] for name in ("Task", "Note")}
    made["Person"], _ = api.make("Person", {"name": {"firstName": "Whole"}}, {"email": "taken@example.com"})
    return made


def state(api: Api, type_name: str) -> Any:
    """How many records there are and what the one to be updated holds."""
    return api.rest("GET", f"{PLURAL[type_name]}?limit=1000&order[id]=asc").json()


def check(refused: Problem, record: dict[str, Any], field: str, says: str, unchecked: tuple[str, ...] = ()) -> None:
    duplicate = record.get("email") == "TAKEN@example.com"
    if duplicate:
        assert refused.code == "CONFLICT"
    else:
        assert refused.code in ("VALIDATION_ERROR", *unchecked)
    assert re.search(field, refused.text), refused
    assert re.search(says, refused.text), refused


@CASES
def test_graphql_create(api: Api, type_name: str, record: dict[str, Any], field: str, says: str) -> None:
    """One bad record among good ones in a batch: none is made."""
    before = state(api, type_name)
    batch = f"mutation($data: [{type_name}CreateInput!]!) {{ create{capitalised(type_name)}(data: $data) {{ id }} }}"
    good = GOOD[type_name]
    single = f"mutation($data: {type_name}CreateInput!) {{ create{type_name}(data: $data) {{ id }} }}"
    for refused in (api.error(batch, {"data": [good, record, good]}), api.error(single, {"data": record})):
        check(refused, record, field, says, ("GRAPHQL_VALIDATION_FAILED",))
        assert refused.status == 200
    assert state(api, type_name) == before


def capitalised(type_name: str) -> str:
    plural = PLURAL[type_name]
    return plural[0].upper() + plural[1:]


@CASES
def test_graphql_update(
    api: Api, taken: dict[str, str], type_name: str, record: dict[str, Any], field: str, says: str
) -> None:
    before = state(api, type_name)
    update = (
        f"mutation($id: ID!, $data: {type_name}UpdateInput!) {{ update{type_name}(id: $id, data: $data) {{ id }} }}"
    )
    refused = api.error(update, {"id": taken[type_name], "data": record})
    # An update takes no id, whatever it is.
    check(refused, record, field, "doesn't exist" if field == "id" else says, ("GRAPHQL_VALIDATION_FAILED",))
    assert state(api, type_name) == before


@CASES
def test_rest(api: Api, taken: dict[str, str], type_name: str, record: dict[str, Any], field: str, says: str) -> None:
    before = state(api, type_name)
    for method, path in (("POST", PLURAL[type_name]), ("PATCH", f"{PLURAL[type_name]}/{taken[type_name]}")):
        refused = api.refused(method, path, record)
        check(refused, record, field, says)
        assert refused.status == (409 if refused.code == "CONFLICT" else 400)
        assert any(re.search(field, name) for name in refused.fields), refused
    assert state(api, type_name) == before


@pytest.mark.parametrize(
    ("arguments", "variables", "names", "says"),
    [
        ("first: -1", {}, "first", "0|1|positive|negative|at least"),
        ("first: 1001", {}, "first", "1,?000"),
        ("last: -1", {}, "last", "0|1|positive|negative|at least"),
        ("last: 1001", {}, "last", "1,?000"),
        ("first: 1, last: 1", {}, "first.*last|last.*first", "."),
        ("first: $n", {"n": 2**31}, "first|n", "32|1,?000|range"),
        ("after: \"x\", before: \"y\"", {}, "after.*before|before.*after|after", "."),
        ("filter: {name: {eq: $t}}", {"t": "a\x00b"}, "name", "NUL|U\\+0000|\\\\u0000|zero"),
        ("filter: {id: {eq: \"nope\"}}", {}, "id", "[Uu][Uu][Ii][Dd]"),
        ("filter: {id: {in: [\"nope\"]}}", {}, "id", "[Uu][Uu][Ii][Dd]"),
        ("filter: {createdAt: {gt: \"10000-01-01T00:00:00Z\"}}", {}, "createdAt", "time|year|9999"),
        ("filter: {annualRecurringRevenue: {amountMicros: {eq: 9223372036854775808}}}", {}, "amountMicros|BigInt", "64|range"),
        ("filter: {name: {eq: null}}", {}, "name", "is: NULL|is.*NULL"),
        ("filter: {name: {in: [null]}}", {}, "name|in", "null"),
        ("filter: {name: {like: \"a\\\\\"}}", {}, "name", "escape|backslash|pattern|\\\\"),
        ("filter: $f", {"f": {"name": {"nope": 1}}}, "nope", "eq|operator|StringFilter|Filter"),
        ("filter: $f", {"f": {"nope": {"eq": 1}}}, "nope", "CompanyFilterInput|[Cc]ompany"),
        ("filter: $f", {"f": {"employees": {"gte": "x"}}}, "employees", "Int|whole number|integer"),
        ("filter: $f", {"f": "x"}, "f|filter", "CompanyFilterInput|object"),
        ("orderBy: $o", {"o": [{"nope": "Asc"}]}, "nope", "CompanyOrderByInput|[Cc]ompany"),
        ("orderBy: $o", {"o": [{"name": "up"}]}, "name", "Asc"),
        ("first: $n", {"n": "5"}, "n|first", "Int|whole number"),
        ("after: $c", {"c": "nonsense"}, "after", "cursor"),
    ],
)  # fmt: skip
def test_arguments_of_lists(api: Api, arguments: str, variables: dict[str, Any], names: str, says: str) -> None:
    types = {"n": "Int", "t": "String", "f": "CompanyFilterInput", "o": "[CompanyOrderByInput!]", "c": "String"}
    head = "query(" + ", ".join(f"${name}: {types[name]}" for name in variables) + ") " if variables else ""
    refused = api.error(f"{head}{{ companies({arguments}) {{ edges {{ node {{ id }} }} }} }}", variables)
    assert refused.code in ("VALIDATION_ERROR", "GRAPHQL_VALIDATION_FAILED")
    assert re.search(names, refused.text), refused
    assert re.search(says, refused.text), refused


def test_batches_have_limits(api: Api) -> None:
    before = state(api, "Company")
    create = "mutation($data: [CompanyCreateInput!]!) { createCompanies(data: $data) { id } }"
    update = "mutation($ids: [ID!]!) { updateCompanies(ids: $ids, data: {employees: 1}) { id } }"
    delete = "mutation($ids: [ID!]!) { deleteCompanies(ids: $ids) { id } }"
    many = [str(uuid.uuid4()) for _ in range(1001)]
    for refused, name in (
        (api.error(create, {"data": [{"name": "x"}] * 1001}), "data"),
        (api.error(update, {"ids": many}), "ids"),
        (api.error(delete, {"ids": many}), "ids"),
    ):
        assert (refused.code, name in refused.text) == ("VALIDATION_ERROR", True)
        assert re.search("1,?000", refused.text)
    for refused, name in (
        (api.error(create, {"data": []}), "data"),
        (api.error(update, {"ids": []}), "ids"),
        (api.error(delete, {"ids": []}), "ids"),
    ):
        assert (refused.code, name in refused.text) == ("VALIDATION_ERROR", True)
        assert re.search("empty|at least", refused.text)
    assert state(api, "Company") == before


@pytest.mark.parametrize(
    "field",
    ["company(id: $id) { id }", "deleteCompany(id: $id) { id }", "updateCompany(id: $id, data: {employees: 1}) { id }"],
)
@pytest.mark.parametrize(
    "value", ["nope", "", "0" * 31, "01890000-0000-7000-8000-00000000000g", "{" + ABSENT + "}x", "a\x00"]
)
def test_bad_ids(api: Api, field: str, value: str) -> None:
    kind = "query" if field.startswith("company") else "mutation"
    refused = api.error(f"{kind}($id: ID!) {{ {field} }}", {"id": value})
    assert refused.code == "VALIDATION_ERROR"
    assert "id" in refused.text
    assert "uuid" in refused.text.lower()


def test_records_that_are_not_there(api: Api) -> None:
    for mutation, key in (
        ("updateCompany(id: $id, data: {employees: 1}) { id }", "updateCompany"),
        ("deleteCompany(id: $id) { id }", "deleteCompany"),
        ("x: updateCompanies(ids: [$id], data: {employees: 1}) { id }", "x"),
        ("deleteCompanies(ids: [$id]) { id }", "deleteCompanies"),
    ):
        refused = api.error(f"mutation($id: ID!) {{ {mutation} }}", {"id": ABSENT})
        assert refused.code == "NOT_FOUND"
        assert ABSENT in refused.text or "id" in refused.text
        assert refused.path is not None
        assert refused.path[0] == key


def test_one_record_needs_an_id_or_a_filter(api: Api) -> None:
    refused = api.error("{ company { id } }")
    assert refused.code in ("VALIDATION_ERROR", "GRAPHQL_VALIDATION_FAILED")
    assert "id" in refused.text
    assert "filter" in refused.text
