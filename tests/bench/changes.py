"""Changes of the model: how soon a new field answers, and what readers notice.

In charge of making fields over the API while wrk reads, and of the same by SQL; of the same change of a large table, and in
a database full of workspaces; and of reading a custom object.
"""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from psycopg import sql

from tests.bench import launch
from tests.bench.bench import VINGT, Bench
from tests.bench.compare import Outcome, Way
from tests.bench.crowd import crowd
from tests.bench.launch import Running
from tests.bench.load import BenchError, Load
from tests.bench.work import COMPANY_FIELDS, GET_ONE, Request, graphql

# One change of a stream follows another after so long: about three in two seconds, which nobody's schema does for long.
_PAUSE_SECONDS = 0.5
_PAIRS = 15
_RECORDS = 1_000_000
_FIELDS: dict[str, dict[str, Any]] = {
    "plain": {"type": "TEXT"},
    "with a default": {"type": "NUMBER", "defaultValue": 7, "isNullable": False},
    "unique": {"type": "EMAIL", "isUnique": True},
    "indexed": {"type": "RELATION"},
}


class Admin:
    """One connection that changes a workspace's model through the API."""

    def __init__(self, server: Running, token: str) -> None:
        self._connection = http.client.HTTPConnection(*server.address, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()

    def ask(self, query: str, path: str = "/metadata", **variables: Any) -> Any:
        """The data of an answer. Raises BenchError for one with errors."""
        body = json.dumps({"query": query, "variables": variables})
        self._connection.request("POST", path, body, self._headers)
        answer = json.loads(self._connection.getresponse().read())
        if "errors" in answer:
            raise BenchError(f"{query[:60]}: {answer}"[:500])
        return answer["data"]

    def object_id(self, name: str) -> str:
        """The id of an object by its name."""
        query = "query ($name: String) { objects(filter: {nameSingular: {eq: $name}}) { edges { node { id } } } }"
        return str(self.ask(query, name=name)["objects"]["edges"][0]["node"]["id"])

    def add_field(self, of: str, name: str) -> str:
        """Make a field and give its id."""
        query = "mutation ($data: CreateFieldInput!) { createOneField(data: $data) { id } }"
        given = {"objectMetadataId": of, "name": name, "type": "TEXT"}
        return str(self.ask(query, data=given)["createOneField"]["id"])

    def drop_field(self, field: str) -> None:
        """Remove a field."""
        self.ask("mutation ($id: ID!) { deleteOneField(id: $id) { id } }", id=field)


@contextlib.contextmanager
def admin_of(server: Running, token: str) -> Iterator[Admin]:
    """A connection that ends with the block."""
    admin = Admin(server, token)
    try:
        yield admin
    finally:
        admin.close()


def changes(bench: Bench) -> Iterator[Outcome]:
    """New fields while 32 clients read, against an ALTER TABLE; and what the readers notice."""
    yield _until_it_answers(bench)
    server = bench.server()
    made: list[int] = []

    def disturbed(seconds: float) -> Load:
        is_over = threading.Event()
        changing = threading.Thread(target=_stream, args=(bench, server, is_over, made))
        changing.start()
        try:
            return bench.wrk(server, GET_ONE, seconds)
        finally:
            is_over.set()
            changing.join()

    done = bench.rounds(bench.by_vingt(GET_ONE), Way("beside changes", disturbed))
    note = f"{sum(made) / len(made) / bench.options.seconds:.1f} changes a second" if made else "no changes were made"
    yield Outcome(
        "changes", "get one, rate without changes of the model", "with a stream of them",
        done.rates(VINGT, "beside changes"), 1.25, at_most=True, note=note,
    )  # fmt: skip
    yield Outcome(
        "changes", "p99 of get one beside changes of the model", "without them",
        done.tails("beside changes", VINGT), 4.0, at_most=True,
    )  # fmt: skip


def _until_it_answers(bench: Bench) -> Outcome:
    server, token = bench.server(), bench.stage.workspace.token
    ratios: list[float] = []
    for _ in range(bench.options.rounds):
        load = threading.Thread(target=_quietly, args=(bench, server, bench.options.seconds + 2))
        load.start()
        with admin_of(server, token) as admin, bench.stage.connect() as owner:
            company = admin.object_id("company")
            table = sql.Identifier(bench.stage.workspace.schema, "company")
            ours, theirs = [], []
            # What the bare alter table is measured for is no work of ours: no model follows it.
            owner.execute("set vingt.changing = 'on'")
            for number in range(_PAIRS):
                name = f"benchField{number}"
                began = time.perf_counter()
                field = admin.add_field(company, name)
                admin.ask(f"{{ companies(first: 1) {{ edges {{ node {{ id {name} }} }} }} }}", "/graphql")
                ours.append(time.perf_counter() - began)
                admin.drop_field(field)
                began = time.perf_counter()
                owner.execute(sql.SQL("alter table {} add column bench_column text").format(table))
                theirs.append(time.perf_counter() - began)
                owner.execute(sql.SQL("alter table {} drop column bench_column").format(table))
        load.join()
        ratios.append(median(ours) / median(theirs))
        bench.say(
            f"  a field until it answers {median(ours) * 1000:.1f} ms, alter table {median(theirs) * 1000:.1f} ms"
        )
    return Outcome(
        "changes", "createOneField until a query with it answers, 32 clients reading", "alter table by SQL",
        ratios, 4.0, at_most=True,
    )  # fmt: skip


def _quietly(bench: Bench, server: Running, seconds: float) -> None:
    bench.wrk(server, GET_ONE, seconds)


def _stream(bench: Bench, server: Running, is_over: threading.Event, made: list[int]) -> None:
    number = 0
    with admin_of(server, bench.stage.workspace.token) as admin:
        company = admin.object_id("company")
        field = ""
        while not is_over.wait(_PAUSE_SECONDS):
            if field:
                admin.drop_field(field)
                field = ""
            else:
                field = admin.add_field(company, f"benchStream{number}")
            number += 1
        if field:
            admin.drop_field(field)
    made.append(number)


def custom_object(bench: Bench) -> Iterator[Outcome]:
    """The same record in a custom object with the same columns."""
    server, token = bench.server(), bench.stage.workspace.token
    with admin_of(server, token) as admin, bench.stage.connect() as owner:
        _make_copy(admin, owner, bench.stage.workspace.schema)
        try:
            query = f"query GetOne($id: ID!) {{ firm(id: $id) {{ {COMPANY_FIELDS} }} }}"
            request = Request("get one firm", "POST", "/graphql", graphql("", query, {"id": "%ID%"}).body)
            done = bench.rounds(bench.by_vingt(GET_ONE), bench.by_vingt(request, "custom"))
        finally:
            query = 'mutation ($id: ID!) { deleteOneObject(id: $id, confirm: "firm") { id } }'
            admin.ask(query, id=admin.object_id("firm"))
    yield Outcome(
        "custom-object", "get one company, rate", "a record of a custom object",
        done.rates(VINGT, "custom"), 1.05, at_most=True,
    )  # fmt: skip


def _make_copy(admin: Admin, owner: Any, schema: str) -> None:
    company = admin.object_id("company")
    query = """query ($id: ID!) { object(id: $id) { fields(first: 100, filter: {isSystem: {eq: false}}) {
        edges { node { name type isNullable settings } } } } }"""
    fields = [edge["node"] for edge in admin.ask(query, id=company)["object"]["fields"]["edges"]]
    plain = [field for field in fields if field["type"] not in ("RELATION", "UUID")]
    admin.ask(
        "mutation ($data: CreateObjectInput!) { createOneObject(data: $data) { id } }",
        data={"nameSingular": "firm", "namePlural": "firms", "fields": plain},
    )
    columns = owner.execute(
        "select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = %s::regclass and attnum > 0 "
        "and not attisdropped and attname <> 'account_owner_id'",
        [f"{schema}.company"],
    ).fetchone()[0]
    owner.execute(f"insert into {schema}.firm ({columns}) select {columns} from {schema}.company".encode())
    owner.execute(f"vacuum analyze {schema}.firm".encode())


def crowded(bench: Bench) -> Iterator[Outcome]:
    """A new field where the database holds many workspaces, against one workspace."""
    count = 2 * bench.options.workspaces
    many, alone = crowd(bench, count), crowd(bench, 1)
    ratios = []
    with launch.vingt(many[0]) as beside_many, launch.vingt(alone[0]) as by_itself:
        for _ in range(bench.options.rounds):
            ratios.append(_median_of_fields(beside_many, many[1][0]) / _median_of_fields(by_itself, alone[1][0]))
    yield Outcome(
        "crowded-changes", f"createOneField beside {count:,} workspaces", "one workspace", ratios, 1.3, at_most=True
    )


def _median_of_fields(server: Running, token: str) -> float:
    took = []
    with admin_of(server, token) as admin:
        company = admin.object_id("company")
        for number in range(_PAIRS):
            began = time.perf_counter()
            field = admin.add_field(company, f"benchCrowded{number}")
            took.append(time.perf_counter() - began)
            admin.drop_field(field)
    return median(took)


def large_table(bench: Bench) -> Iterator[Outcome]:
    """A new field of an object with a million records, against one without any: plain, with a default, unique, and
    a relation, which has an index."""
    server, token = bench.server(), bench.stage.workspace.token
    ratios: dict[str, list[float]] = {}
    with admin_of(server, token) as admin, bench.stage.connect() as owner:
        for name in ("filled", "empty"):
            given = {"nameSingular": name, "namePlural": f"{name}Ones"}
            admin.ask("mutation ($data: CreateObjectInput!) { createOneObject(data: $data) { id } }", data=given)
        schema = bench.stage.workspace.schema
        try:
            bench.say(f"  making {_RECORDS:,} records ...")
            owner.execute(
                f"insert into {schema}.filled (name) select 'r' || n from generate_series(1, {_RECORDS}) n".encode()
            )
            owner.execute(f"vacuum analyze {schema}.filled".encode())
            for turn in range(bench.options.rounds):
                for work, more in _FIELDS.items():
                    took = {}
                    for name in ("filled", "empty"):
                        of = admin.object_id(name)
                        given = {"objectMetadataId": of, "name": f"made{turn}", **more}
                        if more["type"] == "RELATION":
                            given |= {
                                "targetObjectMetadataId": admin.object_id("company"),
                                "inverseName": f"{name}{turn}",
                            }
                        began = time.perf_counter()
                        query = "mutation ($data: CreateFieldInput!) { createOneField(data: $data) { id } }"
                        field = admin.ask(query, data=given)["createOneField"]["id"]
                        took[name] = time.perf_counter() - began
                        _await_work(owner, of)
                        query = "mutation ($id: ID!, $name: String) { deleteOneField(id: $id, confirm: $name) { id } }"
                        admin.ask(query, id=field, name=f"made{turn}")
                    ratios.setdefault(work, []).append(took["filled"] / took["empty"])
        finally:
            query = "mutation ($id: ID!, $name: String) { deleteOneObject(id: $id, confirm: $name) { id } }"
            for name in ("filled", "empty"):
                admin.ask(query, id=admin.object_id(name), name=name)
    for work, values in ratios.items():
        yield Outcome(
            "large-table",
            f"createOneField, {work}, with {_RECORDS:,} records",
            "without records",
            values,
            1.5,
            at_most=True,
        )


def _await_work(owner: Any, of: str) -> None:
    """Wait until what was left for later is done. Raises BenchError after two minutes."""
    deadline = time.monotonic() + 120
    while owner.execute("select count(*) from metadata.work where object_id = %s", [of]).fetchone()[0]:
        if time.monotonic() > deadline:
            raise BenchError("what was left for later is never done")
        time.sleep(0.05)
