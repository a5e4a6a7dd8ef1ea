"""The filter functions: what each operator finds in each type, and that Postgres sees through them to the indexes."""

import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.cluster import Database
from tests.sql.model_world import Connection, as_owner, rows, value
from tests.workspaces import Workspace

# For each type some values in ascending order, as Postgres writes them.
VALUES: dict[str, list[str]] = {
    "text": ["", "A", "a", "a b", "a%b", "ä"],
    "boolean": ["false", "true"],
    "smallint": ["-32768", "0", "7", "32767"],
    "integer": ["-2147483648", "0", "7", "2147483647"],
    "bigint": ["-9223372036854775808", "0", "9007199254740993", "9223372036854775807"],
    "numeric": ["-1e30", "0", "0.1", "0.10000000000000000001", "1e30"],
    "double precision": ["-1e300", "-0.5", "0", "0.1", "1e300"],
    "timestamptz": ["0001-01-01 00:00:00+00", "2024-02-29 12:00:00+00", "2024-02-29 12:00:00.000001+00", "9999-12-31 23:59:59+00"],
    "date": ["0001-01-01", "2024-02-29", "9999-12-31"],
    "uuid": ["00000000-0000-0000-0000-000000000000", "01890000-0000-7000-8000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
}  # fmt: skip
PG_TYPES = {
    "TEXT": ["text"],
    "EMAIL": ["text"],
    "PHONE": ["text"],
    "URL": ["text"],
    "SELECT": ["text"],
    "UUID": ["uuid"],
    "BOOLEAN": ["boolean"],
    "NUMBER": ["integer", "bigint", "numeric", "double precision"],
    "RATING": ["smallint"],
    "POSITION": ["double precision"],
    "DATE": ["date"],
    "DATE_TIME": ["timestamptz"],
}
ORDER: dict[str, Callable[[int, int], bool]] = {
    "eq": int.__eq__,
    "neq": int.__ne__,
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


@pytest.fixture(scope="module")
def operators(database: Database) -> dict[str, dict[str, tuple[str, str]]]:
    """field type -> operator -> function, argument type"""
    with as_owner(database) as owner:
        found: dict[str, dict[str, tuple[str, str]]] = {}
        query = "select field_type, operator, function, argument_type from metadata.filter_operator"
        for field_type, operator, function, argument in rows(owner, query):
            found.setdefault(field_type, {})[operator] = (function, argument)
        return found


def test_what_types_understand(operators: dict[str, dict[str, tuple[str, str]]]) -> None:
    equal = {"eq", "neq", "in", "is"}
    text = equal | {"like", "ilike", "startsWith", "endsWith"}
    ordered = equal | {"gt", "gte", "lt", "lte"}
    lists = {"is", "containsAny", "containsAll", "isEmpty"}
    assert {field_type: set(known) for field_type, known in operators.items()} == {
        **dict.fromkeys(("TEXT", "EMAIL", "PHONE", "URL"), text),
        **dict.fromkeys(("SELECT", "UUID"), equal),
        **dict.fromkeys(("NUMBER", "RATING", "POSITION"), ordered),
        **dict.fromkeys(("DATE", "DATE_TIME"), ordered | {"past", "next"}),
        "BOOLEAN": equal - {"in"},
        **dict.fromkeys(("ARRAY", "MULTI_SELECT"), lists),
        "JSON": {"is", "contains", "hasKey", "path", "isEmpty"},
    }
    arguments = {
        "is": "",
        "in": "self[]",
        **dict.fromkeys(("like", "ilike", "startsWith", "endsWith", "hasKey"), "text"),
        **dict.fromkeys(("past", "next"), "interval"),
        "isEmpty": "boolean",
        "path": "jsonpath",
    }
    for known in operators.values():
        for operator, (function, argument) in known.items():
            name = "in_list" if operator == "in" else re.sub("([A-Z])", r"_\1", operator).lower()
            assert function == ("" if operator == "is" else f"filter.{name}")
            assert argument == arguments.get(operator, "self")


COMPARED = [
    (field_type, pg_type, operator)
    for field_type, pg_types in PG_TYPES.items()
    for pg_type in pg_types
    for operator in (("eq", "neq") if pg_type in ("text", "uuid", "boolean") else ORDER)
]


@pytest.mark.parametrize(("field_type", "pg_type", "operator"), COMPARED)
def test_comparisons(
    database: Database, operators: dict[str, dict[str, tuple[str, str]]], field_type: str, pg_type: str, operator: str
) -> None:
    function, _ = operators[field_type][operator]
    values = VALUES[pg_type]
    query = f"select {function}(%s::{pg_type}, %s::{pg_type})"
    with as_owner(database) as owner:
        for (left, a), (right, b) in itertools.product(enumerate(values), repeat=2):
            assert value(owner, query, a, b) is ORDER[operator](left, right), (a, operator, b)  # type: ignore[arg-type]
        assert value(owner, query, None, values[0]) is None  # type: ignore[arg-type]
        assert value(owner, query, values[0], None) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("pg_type", VALUES)
def test_lists(database: Database, pg_type: str) -> None:
    first, second, *others = VALUES[pg_type]
    query = f"select filter.in_list(%s::{pg_type}, %s::text[]::{pg_type}[])"
    cases: list[tuple[str | None, list[str | None], bool | None]] = [
        (first, [first], True),
        (second, [first, second], True),
        (second, [first], False),
        (first, [], False),
        (None, [first], None),
        (first, [first, None], True),
        (second, [first, None], None),
        (None, [], False),
        (first, [*others, second], False),
    ]
    with as_owner(database) as owner:
        for one, several, expected in cases:
            assert value(owner, query, one, several) is expected, (one, several)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "pattern", "like", "ilike"),
    [
        ("a search b", "%search%", True, True),
        ("A SEARCH B", "%search%", False, True),
        ("search", "search", True, True),
        ("search", "sea", False, False),
        ("search", "s_arch", True, True),
        ("search", "s_rch", False, False),
        ("line\nbreak", "line%break", True, True),
        ("100%", "100\\%", True, True),
        ("1000", "100\\%", False, False),
        ("a\\b", "a\\\\b", True, True),
        ("Größe", "GRÖSSE", False, False),
        ("Äpfel", "ä%", False, True),
        ("", "", True, True),
        ("", "%", True, True),
        (None, "%", None, None),
        ("a", None, None, None),
    ],
)
def test_patterns(
    database: Database, text: str | None, pattern: str | None, like: bool | None, ilike: bool | None
) -> None:
    with as_owner(database) as owner:
        assert value(owner, "select filter.like(%s, %s)", text, pattern) is like
        assert value(owner, "select filter.ilike(%s, %s)", text, pattern) is ilike


@pytest.mark.parametrize(
    ("text", "operand", "starts", "ends"),
    [
        ("acme", "ac", True, False),
        ("acme", "me", False, True),
        ("acme", "acme", True, True),
        ("acme", "", True, True),
        ("", "", True, True),
        ("", "a", False, False),
        ("acme", "AC", False, False),
        ("100%", "100%", True, True),
        ("1000", "100%", False, False),
        ("a_b", "a_", True, False),
        ("axb", "a_", False, False),
        ("a\\b", "a\\", True, False),
        ("a\\", "\\", False, True),
        ("a%", "\\%", False, False),
        ("line\nbreak", "line\n", True, False),
        (None, "a", None, None),
        ("a", None, None, None),
    ],
)
def test_beginnings_and_ends(
    database: Database, text: str | None, operand: str | None, starts: bool | None, ends: bool | None
) -> None:
    with as_owner(database) as owner:
        assert value(owner, "select filter.starts_with(%s, %s)", text, operand) is starts
        assert value(owner, "select filter.ends_with(%s, %s)", text, operand) is ends


@pytest.mark.parametrize(
    ("items", "operand", "has_any", "has_all"),
    [
        (["a", "b"], ["a"], True, True),
        (["a", "b"], ["a", "c"], True, False),
        (["a", "b"], ["b", "a", "b"], True, True),
        (["a"], ["c"], False, False),
        (["a"], [], False, True),
        ([], ["a"], False, False),
        ([], [], False, True),
        (None, ["a"], None, None),
        (None, [], None, None),
    ],
)
def test_what_lists_contain(
    database: Database, items: list[str] | None, operand: list[str], has_any: bool | None, has_all: bool | None
) -> None:
    with as_owner(database) as owner:
        assert value(owner, "select filter.contains_any(%s::text[], %s::text[])", items, operand) is has_any
        assert value(owner, "select filter.contains_all(%s::text[], %s::text[])", items, operand) is has_all
        for is_empty in (True, False):
            assert value(owner, "select filter.is_empty(%s::text[], %s)", items, is_empty) is (
                is_empty is not bool(items)
            )


@pytest.mark.parametrize(
    ("document", "is_empty"),
    [("{}", True), ("[]", True), ('""', True), ("null", True), (None, True), ("0", False), ("false", False), ("[null]", False), ('{"a":{}}', False)],
)  # fmt: skip
def test_empty_documents(database: Database, document: str | None, is_empty: bool) -> None:
    with as_owner(database) as owner:
        for wanted in (True, False):
            assert value(owner, "select filter.is_empty(%s::jsonb, %s)", document, wanted) is (wanted is is_empty)


def test_what_documents_contain(database: Database) -> None:
    document = '{"a": {"b": [1, 2, {"c": "x"}]}, "n": null}'
    with as_owner(database) as owner:
        for operand, found in (('{"a": {"b": [2]}}', True), ('{"a": {"b": [{"c": "x"}]}}', True), ("{}", True), ('{"a": 1}', False), ("[]", False), ('{"n": null}', True)):  # fmt: skip
            assert value(owner, "select filter.contains(%s::jsonb, %s::jsonb)", document, operand) is found
        for key, found in (("a", True), ("n", True), ("b", False), ("", False)):
            assert value(owner, "select filter.has_key(%s::jsonb, %s)", document, key) is found
        assert value(owner, """select filter.has_key('["a"]', 'a')""") is True
        for path, found in (("$.a.b[*] ? (@ > 1)", True), ("$.a.b[*] ? (@ > 2)", False), ("$.n", True), ("$.x", False), ("strict $.x", None), ("$.a.b[*] ? (@.c == \"x\")", True)):  # fmt: skip
            assert value(owner, "select filter.path(%s::jsonb, %s::jsonpath)", document, path) is found
        for function in ("contains(null::jsonb, '{}')", "has_key(null, 'a')", "path(null, '$')"):
            assert value(owner, f"select filter.{function}") is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "span", "past", "next_"),
    [
        ("now()", "P0D", True, True),
        ("now()", "P7D", True, True),
        ("now() - interval '7 days'", "P7D", True, False),
        ("now() - interval '7 days 1 microsecond'", "P7D", False, False),
        ("now() + interval '7 days'", "P7D", False, True),
        ("now() + interval '7 days 1 microsecond'", "P7D", False, False),
        ("now() - interval '1 month'", "P1M", True, False),
        ("now() - interval '12 hours'", "PT12H", True, False),
        ("null", "P7D", None, None),
    ],
)
def test_times_relative_to_now(database: Database, at: str, span: str, past: bool | None, next_: bool | None) -> None:
    with as_owner(database) as owner:
        owner.execute("set local timezone = 'UTC'")
        assert value(owner, f"select filter.past(({at})::timestamptz, %s::interval)", span) is past  # type: ignore[arg-type]
        assert value(owner, f"select filter.next(({at})::timestamptz, %s::interval)", span) is next_  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "span", "past", "next_"),
    [
        ("current_date", "P0D", True, True),
        ("current_date - 7", "P7D", True, False),
        ("current_date - 8", "P7D", False, False),
        ("current_date + 7", "P7D", False, True),
        ("current_date + 8", "P7D", False, False),
        ("(current_date - interval '1 month')::date", "P1M", True, False),
        ("null", "P7D", None, None),
    ],
)
def test_days_relative_to_today(database: Database, at: str, span: str, past: bool | None, next_: bool | None) -> None:
    with as_owner(database) as owner:
        assert value(owner, f"select filter.past(({at})::date, %s::interval)", span) is past  # type: ignore[arg-type]
        assert value(owner, f"select filter.next(({at})::date, %s::interval)", span) is next_  # type: ignore[arg-type]


def test_months_are_those_of_the_calendar(database: Database) -> None:
    """P1M is no number of days: what the clock says is checked by what Postgres adds to it."""
    with as_owner(database) as owner:
        query = "select filter.past(now() - %s::interval, 'P1M'), now() - interval 'P1M' <= now() - %s::interval"
        for days in (27, 28, 29, 30, 31, 32):
            ((found, is_within),) = rows(owner, query, f"{days} days", f"{days} days")
            assert found is is_within


def test_other_types_are_taken_as_they_come(database: Database) -> None:
    """A table that somebody else made may have columns of types that no field type stands for."""
    with as_owner(database) as owner:
        assert value(owner, "select filter.eq('a'::varchar(5), 'a'::text)") is True
        assert value(owner, "select filter.in_list('b'::varchar(5), array['a', 'b'])") is True
        assert value(owner, "select filter.gt('10.0.0.2'::inet, '10.0.0.1'::inet)") is True
        assert value(owner, "select filter.lte(interval '1 hour', interval '60 minutes')") is True


def test_names_cannot_be_put_in_their_way(database: Database) -> None:
    """A function or operator in the caller's search_path does not change what a filter means."""
    with as_owner(database) as owner:
        owner.execute("reset role; create schema trap")
        owner.execute("create function trap.no(text, text) returns boolean language sql return false")
        owner.execute("create operator trap.= (leftarg = text, rightarg = text, function = trap.no)")
        owner.execute("set local search_path = trap, pg_catalog")
        assert value(owner, "select 'a'::text = 'a'::text") is False
        assert value(owner, "select filter.eq('a'::text, 'a'::text)") is True
        assert value(owner, "select filter.in_list('a'::text, array['a'])") is True
        owner.execute(
            "create function trap.regexp_replace(text, text, text, text) returns text language sql return 'x'"
        )
        owner.execute("create function trap.now() returns timestamptz language sql return '2000-01-01'::timestamptz")
        assert value(owner, "select filter.starts_with('a%%b', 'a%%')") is True
        assert value(owner, "select filter.past(pg_catalog.now(), 'P1D')") is True


def test_marks(database: Database) -> None:
    """What makes inlining possible, and everybody may call them."""
    query = """
        select p.oid::regprocedure::text, p.provolatile <> 'v' and p.proparallel = 's' and l.lanname = 'sql'
               and not p.prosecdef and not p.proisstrict and p.proconfig is null
               and has_function_privilege('vingt_api', p.oid, 'execute')
               and obj_description(p.oid, 'pg_proc') <> ''
          from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = 'filter'::regnamespace"""
    with as_owner(database) as owner:
        found = dict(rows(owner, query))
        assert len(found) == 23
        assert [name for name, is_right in found.items() if not is_right] == []


@pytest.fixture(scope="module")
def filled(database: Database, workspace: Workspace) -> Workspace:
    """Ten thousand companies, and a trigram index that a DBA has made."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("set role vingt_owner")
        owner.execute(sql.SQL("set search_path = {}, extensions").format(sql.Identifier(workspace.schema)))
        owner.execute("create index company_name_trgm_idx on company using gin (name gin_trgm_ops)")
        owner.execute("create index company_industry_idx on company (industry)")
        owner.execute("create index company_employees_idx on company (employees)")
        owner.execute("create index company_domain_name_idx on company (domain_name text_pattern_ops)")
        owner.execute("alter table company add tags text[], add extra jsonb, add founded date")
        owner.execute("create index company_tags_idx on company using gin (tags)")
        owner.execute("create index company_extra_idx on company using gin (extra)")
        owner.execute("create index company_founded_idx on company (founded)")
        owner.execute(
            "insert into company (name, industry, employees, created_at, domain_name, tags, extra, founded) "
            "select md5(n::text), 'industry ' || n, n, now() - n * interval '1 hour', 'd' || n || '.com', "
            "array['t' || n, 'u' || n % 2000], jsonb_build_object('n', n, 'k' || n, true), current_date - n "
            "from generate_series(1, 10000) n"
        )
        owner.execute("insert into person (name_first_name, company_id) select 'x', id from company")
        owner.execute("vacuum analyze company, person")
    return workspace


def explained(
    connection: Connection, workspace: Workspace, table: str, condition: str, *values: Any
) -> tuple[str, str]:
    """The plan's names of indexes, and its conditions on them."""
    query = f"explain (format json) select id from {workspace.schema}.{table} where {condition}"
    (plan,) = connection.execute(query, values).fetchone() or ({},)  # type: ignore[arg-type]
    text = json.dumps(plan)
    names: list[str] = []
    conditions: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        names.extend(node[key] for key in ("Index Name",) if key in node)
        conditions.extend(node[key] for key in ("Index Cond",) if key in node)
        for inner in node.get("Plans", []):
            walk(inner)

    walk(json.loads(text)[0]["Plan"])
    return " ".join(names), " ".join(conditions)


@pytest.mark.parametrize(
    ("table", "condition", "operand", "index"),
    [
        ("company", "filter.eq(id, %s::uuid)", "01890000-0000-7000-8000-000000000000", "company_pkey"),
        ("company", "filter.in_list(id, %s::uuid[])", ["01890000-0000-7000-8000-000000000000"] * 3, "company_pkey"),
        ("company", "filter.eq(industry, %s::text)", "industry 77", "company_industry_idx"),
        ("company", "filter.in_list(industry, %s::text[])", ["industry 77", "industry 78"], "company_industry_idx"),
        ("company", "filter.eq(employees, %s::integer)", 77, "company_employees_idx"),
        ("company", "filter.gte(employees, %s::integer)", 9990, "company_employees_idx"),
        ("company", "filter.gt(employees, %s::integer)", 9990, "company_employees_idx"),
        ("company", "filter.lte(employees, %s::integer)", 10, "company_employees_idx"),
        ("company", "filter.lt(employees, %s::integer)", 10, "company_employees_idx"),
        ("company", "filter.gte(created_at, now() - %s::interval)", "5 hours", "company_created_at_idx"),
        ("company", "filter.like(name, %s::text)", "%abcdef%", "company_name_trgm_idx"),
        ("company", "filter.ilike(name, %s::text)", "%ABCDEF%", "company_name_trgm_idx"),
        ("company", "filter.starts_with(name, %s::text)", "abcdef", "company_name_trgm_idx"),
        ("company", "filter.ends_with(name, %s::text)", "abcdef", "company_name_trgm_idx"),
        ("company", "filter.starts_with(domain_name, %s::text)", "d777.", "company_domain_name_idx"),
        ("company", "filter.contains_any(tags, %s::text[])", ["t5", "t6"], "company_tags_idx"),
        ("company", "filter.contains_all(tags, %s::text[])", ["t5", "u5"], "company_tags_idx"),
        ("company", "filter.contains(extra, %s::jsonb)", '{"n": 77}', "company_extra_idx"),
        ("company", "filter.has_key(extra, %s::text)", "k77", "company_extra_idx"),
        ("company", "filter.path(extra, %s::jsonpath)", "$.n ? (@ == 77)", "company_extra_idx"),
        (
            "company",
            "filter.path(extra, (select core.json_path(%s::text, 'x')))",
            "$.n ? (@ == 77)",
            "company_extra_idx",
        ),
        ("company", "filter.past(created_at, %s::interval)", "PT5H", "company_created_at_idx"),
        ("company", "filter.past(founded, %s::interval)", "P5D", "company_founded_idx"),
        ("company", "filter.next(founded, %s::interval)", "P5D", "company_founded_idx"),
        ("person", "filter.eq(company_id, %s::uuid)", "01890000-0000-7000-8000-000000000000", "person_company_id_idx"),
    ],
)
def test_indexes_apply(
    database: Database, filled: Workspace, table: str, condition: str, operand: Any, index: str
) -> None:
    """As the server runs it: on the login's session, with the workspace's role, under row-level security."""
    with psycopg.connect(database.api_dsn) as connection:
        connection.execute("select set_config('role', %s, true)", [f"{filled.schema}_member"])
        assert value(connection, "select row_security_active(%s)", f"{filled.schema}.{table}") is True
        names, conditions = explained(connection, filled, table, condition, operand)
        assert names == index
        assert "filter." not in conditions


def test_indexes_apply_to_parameters_of_prepared_statements(database: Database, filled: Workspace) -> None:
    """Also in a plan that was made before the values are known."""
    with psycopg.connect(database.api_dsn) as connection:
        connection.execute("select set_config('role', %s, true)", [f"{filled.schema}_member"])
        connection.execute("set local plan_cache_mode = force_generic_plan")
        connection.execute(
            f"prepare found(text, integer) as select id from {filled.schema}.company "  # type: ignore[arg-type]
            "where filter.eq(industry, $1) and filter.gte(employees, $2)"
        )
        plan = "\n".join(row[0] for row in rows(connection, "explain execute found('industry 77', 5)"))
        assert "Index Scan using company_industry_idx" in plan
        assert "(industry = $1)" in plan
        assert "filter." not in plan


@pytest.mark.parametrize(
    ("condition", "pg_type", "index"),
    [
        ("filter.starts_with(name, $1)", "text", "company_name_trgm_idx"),
        ("filter.ends_with(name, $1)", "text", "company_name_trgm_idx"),
        ("filter.contains_any(tags, $1)", "text[]", "company_tags_idx"),
        ("filter.contains_all(tags, $1)", "text[]", "company_tags_idx"),
        ("filter.contains(extra, $1)", "jsonb", "company_extra_idx"),
        ("filter.has_key(extra, $1)", "text", "company_extra_idx"),
        ("filter.path(extra, (select core.json_path($1, 'x')))", "text", "company_extra_idx"),
        ("filter.past(created_at, $1)", "interval", "company_created_at_idx"),
        ("filter.next(founded, $1)", "interval", "company_founded_idx"),
    ],
)
def test_indexes_apply_to_values_that_are_not_known_yet(
    database: Database, filled: Workspace, condition: str, pg_type: str, index: str
) -> None:
    with psycopg.connect(database.api_dsn) as connection:
        connection.execute("select set_config('role', %s, true)", [f"{filled.schema}_member"])
        connection.execute("set local plan_cache_mode = force_generic_plan")
        connection.execute("set local enable_seqscan = off")
        query = f"prepare found({pg_type}) as select id from {filled.schema}.company where {condition}"
        connection.execute(query)  # type: ignore[arg-type]
        plan = "\n".join(row[0] for row in rows(connection, "explain execute found(null)"))
        assert index in plan
        assert "Index Cond" in plan
        assert "filter." not in plan


def test_a_new_operator_is_one_function_and_one_row(database: Database, workspace: Workspace) -> None:
    """It shows in every workspace's model, with a new fingerprint, and the servers are told."""
    version = "select m.version, m.fingerprint from core.model_version(%s) m"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("listen vingt_metadata")
        ((version_before, print_before),) = rows(owner, version, workspace.id)
        owner.execute(
            "create function filter.has_length(value text, operand integer) returns boolean language sql immutable "
            "return pg_catalog.length(value) = operand"
        )
        owner.execute(
            "insert into metadata.filter_operator values ('TEXT', 'hasLength', 'filter.has_length', 'integer', 'Has so many characters.', 50)"
        )
        ((version_after, print_after),) = rows(owner, version, workspace.id)
        assert version_after == version_before + 1
        assert print_after != print_before
        told = [each.payload for each in owner.notifies(timeout=0.2)]
        assert f"{workspace.id} {version_after}" in told
        document = value(owner, "select core.model(%s)", workspace.id)
        assert document["fingerprint"] == print_after
        assert [each["function"] for each in document["operators"] if each["operator"] == "hasLength"] == [
            "filter.has_length"
        ]
        owner.execute("delete from metadata.filter_operator where operator = 'hasLength'")
        owner.execute("drop function filter.has_length")
        assert rows(owner, version, workspace.id) == [(version_after + 1, print_before)]
