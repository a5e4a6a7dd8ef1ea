"""The filter functions: what each operator finds in each type, and that Postgres sees through them to the indexes."""

import itertools
import json
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
    text, equal = {"eq", "neq", "in", "is", "like", "ilike"}, {"eq", "neq", "in", "is"}
    ordered = equal | {"gt", "gte", "lt", "lte"}
    assert {field_type: set(known) for field_type, known in operators.items()} == {
        **dict.fromkeys(("TEXT", "EMAIL", "PHONE", "URL"), text),
        **dict.fromkeys(("SELECT", "UUID"), equal),
        **dict.fromkeys(("NUMBER", "RATING", "POSITION", "DATE", "DATE_TIME"), ordered),
        "BOOLEAN": equal - {"in"},
        **dict.fromkeys(("JSON", "ARRAY", "MULTI_SELECT"), equal & {"is"}),
    }
    for known in operators.values():
        for operator, (function, argument) in known.items():
            name = {"in": "in_list"}.get(operator, operator)
            assert function == ("" if operator == "is" else f"filter.{name}")
            assert argument == {"is": "", "in": "self[]", "like": "text", "ilike": "text"}.get(operator, "self")


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


def test_marks(database: Database) -> None:
    """What makes inlining possible, and everybody may call them."""
    query = """
        select p.oid::regprocedure::text, p.provolatile = 'i' and p.proparallel = 's' and l.lanname = 'sql'
               and not p.prosecdef and not p.proisstrict and p.proconfig is null
               and has_function_privilege('vingt_api', p.oid, 'execute')
               and obj_description(p.oid, 'pg_proc') <> ''
          from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = 'filter'::regnamespace"""
    with as_owner(database) as owner:
        found = dict(rows(owner, query))
        assert len(found) == 9
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
        owner.execute(
            "insert into company (name, industry, employees, created_at) "
            "select md5(n::text), 'industry ' || n, n, now() - n * interval '1 hour' from generate_series(1, 10000) n"
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


def test_a_new_operator_is_one_function_and_one_row(database: Database, workspace: Workspace) -> None:
    """It shows in every workspace's model, with a new fingerprint, and the servers are told."""
    version = "select m.version, m.fingerprint from core.model_version(%s) m"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("listen vingt_metadata")
        ((version_before, print_before),) = rows(owner, version, workspace.id)
        owner.execute(
            "create function filter.starts_with(value text, operand text) returns boolean language sql immutable "
            "return pg_catalog.starts_with(value, operand)"
        )
        owner.execute(
            "insert into metadata.filter_operator values ('TEXT', 'startsWith', 'filter.starts_with', 'text', 'Begins so.', 20)"
        )
        ((version_after, print_after),) = rows(owner, version, workspace.id)
        assert version_after == version_before + 1
        assert print_after != print_before
        told = [each.payload for each in owner.notifies(timeout=0.2)]
        assert f"{workspace.id} {version_after}" in told
        document = value(owner, "select core.model(%s)", workspace.id)
        assert document["fingerprint"] == print_after
        assert [each["function"] for each in document["operators"] if each["operator"] == "startsWith"] == [
            "filter.starts_with"
        ]
        owner.execute("delete from metadata.filter_operator where operator = 'startsWith'")
        owner.execute("drop function filter.starts_with")
        assert rows(owner, version, workspace.id) == [(version_after + 1, print_before)]
