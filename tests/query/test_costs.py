"""What statements cost: a page far behind reads as few rows as the first one, and indexes are used where they should be.

The statements are those that the door sends, run by the caller's role, once with the plan for their values and once
with the one that Postgres keeps for all values.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.cluster import Database
from tests.query.house import House

COMPANIES = 20_000
EACH = 10  # people of each of the first companies


@dataclass
class Cost:
    """A plan that was run: all its nodes, and how many blocks and rows they read together."""

    nodes: list[dict[str, Any]]
    blocks: int

    @property
    def rows(self) -> float:
        """Rows that were read from tables, with those that were read in vain."""
        scans = [node for node in self.nodes if "Relation Name" in node]
        read = sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in scans)
        assert scans
        return float(read)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [node for node in self.nodes if node["Node Type"] == kind]

    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    def most_sorted(self) -> float:
        """The most rows that were sorted at once."""
        sorts = (*self.of("Sort"), *self.of("Incremental Sort"))
        return max([node["Actual Rows"] / node["Actual Loops"] for node in sorts], default=0)


@dataclass
class Bench:
    house: House
    connection: "psycopg.Connection[Any]"

    def cost(self, mode: str, query: str, *, undo: str = "", **variables: Any) -> Cost:
        """What the last statement of a request costs. The request itself is run first; `undo` takes back its change."""
        segment = self.house.segment(query, variables)
        if undo:
            self.house.sql(undo)
        enter, last = segment.calls[0], segment.calls[-1]
        values = sql.SQL(", ").join([sql.Literal(text) for text in _texts(last.params)])
        call = sql.SQL("execute measured({})" if last.params else "execute measured").format(values)
        with self.connection.transaction(force_rollback=True):
            with psycopg.RawCursor(self.connection) as cursor:
                cursor.execute(enter.text, _texts(enter.params))
            self.connection.execute("deallocate all")
            self.connection.execute(f"set local plan_cache_mode = force_{mode}_plan".encode())
            self.connection.execute(b"prepare measured as " + last.text)
            # Once before, so that it is the tables and not the catalogs that are read.
            for _ in range(2):
                with self.connection.transaction(force_rollback=True):
                    explained = sql.SQL("explain (analyze, buffers, format json) {}").format(call)
                    ((plan,),) = self.connection.execute(explained).fetchall()
        top = plan[0]["Plan"]
        return Cost(list(_nodes(top, 1)), top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def _texts(params: Sequence[bytes | None]) -> list[str | None]:
    return [None if param is None else param.decode() for param in params]


def _nodes(node: dict[str, Any], loops: int) -> Iterator[dict[str, Any]]:
    """All nodes that were run, with their rows of all loops together."""
    times = node["Actual Loops"]
    if not times:
        return
    told = {name: node[name] * times for name in ("Actual Rows", "Rows Removed by Filter") if name in node}
    yield {**node, **told}
    for inner in node.get("Plans", ()):
        yield from _nodes(inner, times)


@pytest.fixture(scope="module")
def bench(house: House, database: Database) -> Iterator[Bench]:
    house.sql(
        """insert into {}.company (id, name, employees, created_at)
           select core.uuid7(), 'c' || mod(n, 100), mod(n, 7), timestamptz '2026-01-01' + mod(n, 5000) * interval '1 minute'
             from generate_series(1, %s) n""",
        COMPANIES,
    )
    house.sql(
        """insert into {}.person (name_first_name, company_id)
           select 'p', c.id from (select id from {}.company order by id limit 500) c, generate_series(1, %s)""",
        EACH,
    )
    for table in ("company", "person"):
        house.sql(f"vacuum analyze {{}}.{table}")
    with psycopg.connect(database.api_dsn) as connection:
        yield Bench(house, connection)


MODES = pytest.mark.parametrize("mode", ["custom", "generic"])
PAGE = """query ($order: [CompanyOrderByInput!], $first: Int, $after: String, $last: Int, $before: String) {
  companies(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    edges { node { id name } cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def cursor_far_behind(bench: Bench, order: list[dict[str, Any]], *, is_backward: bool) -> str:
    """The cursor of a record a thousand before the end of the list, seen in the direction of paging."""
    size, end = ("first", "endCursor") if is_backward else ("last", "startCursor")
    page = bench.house.data(PAGE, {"order": order, size: 1000})["companies"]
    return str(page["pageInfo"][end])


@MODES
@pytest.mark.parametrize("is_backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize(
    ("order", "index"),
    [
        ([], "company_pkey"),
        ([{"id": "Desc"}], "company_pkey"),
        ([{"createdAt": "Asc"}], "company_created_at_idx"),
        ([{"createdAt": "Desc"}], "company_created_at_idx"),
        ([{"createdAt": "DescNullsLast"}], "company_created_at_idx"),
        ([{"createdAt": "AscNullsFirst"}, {"id": "Asc"}], "company_created_at_idx"),
    ],
    ids=str,
)
def test_a_page_far_behind_costs_what_the_first_one_costs(
    bench: Bench, mode: str, order: list[dict[str, Any]], index: str, is_backward: bool
) -> None:
    size, cursor = ("last", "before") if is_backward else ("first", "after")
    first = bench.cost(mode, PAGE, order=order, **{size: 20})
    page = bench.house.data(PAGE, {"order": order, size: 20})["companies"]["pageInfo"]
    # Behind the first page, all that lies before the cursor is at the end of the table if the list goes down.
    second = bench.cost(
        mode, PAGE, order=order, **{size: 20, cursor: page["startCursor" if is_backward else "endCursor"]}
    )
    far = bench.cost(
        mode, PAGE, order=order, **{size: 20, cursor: cursor_far_behind(bench, order, is_backward=is_backward)}
    )
    assert first.indexes() == {index}
    assert far.indexes() == second.indexes() == {index, "company_pkey"}
    for cost in (first, second, far):
        assert not cost.of("Seq Scan")
        assert cost.most_sorted() <= 21
    # Of the far page one row more is looked at, that of the cursor.
    assert first.rows == 21
    assert far.rows == second.rows == 22
    assert max(far.blocks, second.blocks) <= first.blocks + 30


@MODES
def test_a_page_of_another_direction_is_cut_from_an_index(bench: Bench, mode: str) -> None:
    """createdAt down and the id up: no index has that order, but the one on createdAt gives rows to begin with."""
    order = [{"createdAt": "Desc"}, {"id": "Asc"}]
    first = bench.cost(mode, PAGE, order=order, first=20)
    far = bench.cost(mode, PAGE, order=order, first=20, after=cursor_far_behind(bench, order, is_backward=False))
    for cost in (first, far):
        assert "company_created_at_idx" in cost.indexes()
        assert cost.most_sorted() <= 30


@MODES
def test_one_record_is_an_index_scan(bench: Bench, mode: str) -> None:
    ((own,),) = bench.house.sql("select id::text from {}.company offset 9000 limit 1")
    cost = bench.cost(mode, "query ($id: ID!) { company(id: $id) { id name employees createdAt } }", id=own)
    assert cost.indexes() == {"company_pkey"}
    assert cost.rows == 1
    assert cost.blocks <= 5


@MODES
@pytest.mark.parametrize("mutation", ["updateCompany(id: $id, data: {employees: 1})", "deleteCompany(id: $id)"])
def test_a_change_of_one_record_is_an_index_scan(bench: Bench, mode: str, mutation: str) -> None:
    ((own,),) = bench.house.sql("select id::text from {}.company order by id offset 9000 limit 1")
    undo = f"update {{}}.company set deleted_at = null where id = '{own}'"
    cost = bench.cost(mode, f"mutation ($id: ID!) {{ {mutation} {{ id }} }}", undo=undo, id=own)
    assert cost.indexes() == {"company_pkey"}
    assert not cost.of("Seq Scan")


NESTED = """query ($n: Int) {
  companies(first: $n) { edges { node { id
    people(first: 5) { edges { node { id name { firstName } company { name } } } %s }
  } } }
}"""


@MODES
@pytest.mark.parametrize(
    ("told", "rows_of_each"),
    [("", 5), ("pageInfo { hasNextPage endCursor }", 6), ("totalCount", 5 + EACH)],
    ids=["rows", "page", "count"],
)
def test_lists_in_a_list_use_the_index_on_the_foreign_key(
    bench: Bench, mode: str, told: str, rows_of_each: int
) -> None:
    cost = bench.cost(mode, NESTED % told, n=20)
    people = [
        node for node in cost.nodes if node.get("Relation Name") == "person" or "person" in node.get("Index Name", "")
    ]
    assert {node.get("Index Name") for node in people if "Index Name" in node} == {"person_company_id_idx"}
    assert not cost.of("Seq Scan")
    assert sum(node["Actual Rows"] for node in people if "Relation Name" in node) == 20 * rows_of_each
    assert cost.most_sorted() <= EACH


@MODES
def test_a_batch_is_read_by_its_ids(bench: Bench, mode: str) -> None:
    ids = [own for (own,) in bench.house.sql("select id::text from {}.company order by name, id limit 50")]
    query = "mutation ($ids: [ID!]!) { updateCompanies(ids: $ids, data: {employees: 3}) { id people { totalCount } } }"
    cost = bench.cost(mode, query, ids=ids)
    assert cost.indexes() == {"company_pkey", "person_company_id_idx"}
    assert not cost.of("Seq Scan")


def test_json_of_a_plan_is_read_whole() -> None:
    """The rows of an inner node are those of all its loops."""
    plan = json.loads('{"Actual Loops": 1, "Actual Rows": 2, "Plans": [{"Actual Loops": 3, "Actual Rows": 4}]}')
    assert [node["Actual Rows"] for node in _nodes(plan, 1)] == [2, 12]
