"""How many statements a request is, and that what was not asked for is not in them."""

import json
from pathlib import Path

import pytest

from app.query.execution import Program, compile_program
from app.query.plan import is_write
from tests.unit.planning import GOLDEN, MODEL, planned

DOCUMENTS = sorted((GOLDEN / "graphql").glob("*.graphql"))
NESTED = """{ companies { %s edges { node { id people { %s edges { node { id opportunities { %s edges { node { id } } }
    company { name people { edges { node { id } } } } } } } opportunities { edges { node { id } } } } } } }"""


def program(text: str, variables: dict[str, object] | None = None) -> Program:
    roots = planned(text, variables)[0].roots
    return compile_program([(key, root) for key, root in roots if hasattr(root, "__dataclass_fields__")], MODEL)


def sql(text: str) -> str:
    (step,) = program(text).steps
    (statement,) = step.statements
    return statement.text.decode()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_root_field_that_reads_is_one_statement(path: Path) -> None:
    text, variables = path.read_text(), json.loads(path.with_suffix(".json").read_text())
    plans = [(key, root) for key, root in planned(text, variables)[0].roots if hasattr(root, "__dataclass_fields__")]
    made = compile_program(plans, MODEL)
    assert [step.key for step in made.steps] == [key for key, _ in plans]
    for (_, plan), step in zip(plans, made.steps, strict=True):
        # A write and the reading of what it wrote; they go out in one round trip, as one transaction. Connections are
        # written in between, each by a statement, or two where others end.
        links = sum(2 * len(link.actions) for link in getattr(plan, "links", ()))
        assert len(step.statements) <= 2 + links if is_write(plan) else len(step.statements) == 1


def test_whatever_is_nested_in_it() -> None:
    assert sql(NESTED % ("totalCount", "totalCount pageInfo { hasNextPage }", "pageInfo { startCursor }"))


def test_counts_and_page_facts_are_there_only_where_they_are_asked_for() -> None:
    plain = sql(NESTED % ("", "", ""))
    assert "COUNT(" not in plain
    assert "ROW_NUMBER(" not in plain
    assert "EXISTS(" not in plain
    assert "encode(" not in plain
    assert sql(NESTED % ("totalCount", "", "")).count("COUNT(") == 1
    assert sql(NESTED % ("totalCount", "totalCount", "totalCount")).count("COUNT(") == 3
    assert sql(NESTED % ("pageInfo { hasNextPage }", "", "")).count("ROW_NUMBER(") == 1
    assert sql(NESTED % ("", "pageInfo { endCursor }", "")).count("encode(") == 1


def test_a_count_alone_reads_no_page() -> None:
    alone = sql("{ companies { totalCount } }")
    assert alone.count("FROM") == 2  # the count's own table, and the row that the answer is
    assert "LIMIT" not in alone
