"""The rows of the table in which rates and latencies are compared.

In charge of what is measured for each and of the ratio that is wanted. Memory, many workspaces and the peer have modules
of their own.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.bench import PGBENCH, VINGT, Bench
from tests.bench.compare import Outcome, Way
from tests.bench.load import BenchError, Load
from tests.bench.work import (
    CREATE_ONE,
    GET_COMPANIES,
    GET_COMPANIES_INDEX,
    GET_ONE,
    PEOPLE_PAGE,
    REST_BY_IDS,
    REST_LIST,
    Request,
    same_in_graphql,
    slow_query,
)

SLOW_SECONDS = 0.3
_MOST_CONDITIONS = 60


def get_one(bench: Bench) -> Iterator[Outcome]:
    """One company by id."""
    pool = bench.by_vingt(GET_ONE, "pool", bench.pooled())
    done = bench.rounds(bench.by_vingt(GET_ONE), bench.by_pgbench(GET_ONE), pool)
    yield Outcome("get-one", "get one company by id", PGBENCH, done.rates(VINGT, PGBENCH), 0.22)
    yield Outcome("get-one", "get one company by id", "the same through psycopg_pool", done.rates(VINGT, "pool"), 2.5)


def get_companies(bench: Bench) -> Iterator[Outcome]:
    """The specification's GetCompanies. Its count reads the whole table, which takes nearly all of the time; with an
    index on what it filters by, the rest shows."""
    done = bench.rounds(bench.by_vingt(GET_COMPANIES), bench.by_pgbench(GET_COMPANIES))
    yield Outcome("get-companies", "GetCompanies, 20 nested", PGBENCH, done.rates(VINGT, PGBENCH), 0.75)
    with bench.stage.indexed("company", *GET_COMPANIES_INDEX):
        done = bench.rounds(bench.by_vingt(GET_COMPANIES), bench.by_pgbench(GET_COMPANIES))
    yield Outcome("get-companies", "GetCompanies, indexed", PGBENCH, done.rates(VINGT, PGBENCH), 0.75)


def people(bench: Bench) -> Iterator[Outcome]:
    """A large page."""
    done = bench.rounds(bench.by_vingt(PEOPLE_PAGE), bench.by_pgbench(PEOPLE_PAGE))
    yield Outcome("people", "1,000 people, 12 fields", PGBENCH, done.rates(VINGT, PGBENCH), 0.75)


def rest_list(bench: Bench) -> Iterator[Outcome]:
    """A list of 20 by REST and the same rows, fields and count by GraphQL: by a filter, where the count takes most of
    the time, and by ids, where it takes none."""
    for request, work in ((REST_LIST, "REST list of 20"), (REST_BY_IDS, "REST list of 20 by their ids")):
        same = same_in_graphql(request, _first_record(bench, request))
        done = bench.rounds(bench.by_vingt(request), bench.by_vingt(same, "graphql"))
        yield Outcome("rest-list", work, "GraphQL, same rows", done.rates(VINGT, "graphql"), 0.9)


def create_one(bench: Bench) -> Iterator[Outcome]:
    """One company written and read back; both sides begin each round with everything on disk."""

    def settled(way: Way) -> Way:
        def measure(seconds: float) -> Load:
            bench.stage.settle()
            return way.measure(seconds)

        return Way(way.name, measure, way.warm)

    try:
        done = bench.rounds(
            settled(bench.by_vingt(CREATE_ONE)), settled(bench.by_pgbench(CREATE_ONE, makes_records=True))
        )
    finally:
        bench.stage.forget_created()
    yield Outcome("create-one", "create one company", PGBENCH, done.rates(VINGT, PGBENCH), 0.5)


def two_workers(bench: Bench) -> Iterator[Outcome]:
    """Get-one with a second worker, on the cores that Postgres and wrk need as well."""
    two = bench.by_vingt(GET_ONE, "two", bench.server(2))
    done = bench.rounds(two, bench.by_vingt(GET_ONE))
    yield Outcome("two-workers", "get one, two workers", "one worker", done.rates("two", VINGT), 1.1)


def beside_slow(bench: Bench) -> Iterator[Outcome]:
    """The slowest hundredth of get-one while two clients search through everything."""
    server = bench.server()
    request = calibrated(bench)
    took: list[float] = []

    def disturbed(seconds: float) -> Load:
        is_over = threading.Event()
        clients = [threading.Thread(target=_search, args=(bench, request, is_over, took)) for _ in range(2)]
        for client in clients:
            client.start()
        try:
            return bench.wrk(server, GET_ONE, seconds)
        finally:
            is_over.set()
            for client in clients:
                client.join()

    done = bench.rounds(Way("beside slow queries", disturbed), bench.by_vingt(GET_ONE))
    if not took:
        raise BenchError("The slow queries gave no answer while get-one was measured.")
    yield Outcome(
        "beside-slow",
        "p99 of get one beside two slow clients",
        "without them",
        done.tails("beside slow queries", VINGT),
        5.0,
        at_most=True,
        note=f"beside get one a slow query took {median(took) / SLOW_SECONDS:.1f} times what it takes alone",
    )


def calibrated(bench: Bench) -> Request:
    """A search that takes about 300 ms while nothing else runs."""
    conditions = 4
    for _ in range(4):
        request = slow_query(conditions)
        ask(bench, request)
        seconds = median(ask(bench, request) for _ in range(3))
        if 0.9 * SLOW_SECONDS <= seconds <= 1.1 * SLOW_SECONDS:
            break
        conditions = max(1, min(_MOST_CONDITIONS, round(conditions * SLOW_SECONDS / seconds)))
    bench.say(f"  slow query: {conditions} conditions, {seconds * 1000:.0f} ms alone")
    return request


def ask(bench: Bench, request: Request) -> float:
    """Send a request once and give the seconds that it took. Raises BenchError."""
    connection = http.client.HTTPConnection(*bench.server().address, timeout=60)
    try:
        return _send(bench, connection, request)[0]
    finally:
        connection.close()


def _search(bench: Bench, request: Request, is_over: threading.Event, took: list[float]) -> None:
    connection = http.client.HTTPConnection(*bench.server().address, timeout=60)
    try:
        while not is_over.is_set():
            took.append(_send(bench, connection, request)[0])
    finally:
        connection.close()


def _first_record(bench: Bench, request: Request) -> dict[str, object]:
    connection = http.client.HTTPConnection(*bench.server().address, timeout=60)
    try:
        record: dict[str, object] = json.loads(_send(bench, connection, request)[1])["data"][0]
        return record
    finally:
        connection.close()


def _send(bench: Bench, connection: http.client.HTTPConnection, request: Request) -> tuple[float, bytes]:
    record = request.ids.nth(0)
    headers = {"Authorization": f"Bearer {bench.stage.workspace.token}"}
    if request.body:
        headers["Content-Type"] = "application/json"
    began = time.monotonic()
    path, body = request.path.replace("%ID%", record), request.body.replace(b"%ID%", record.encode())
    connection.request(request.method, path, body or None, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300 or b'"errors":' in text:
        raise BenchError(f"{request.name}: {answer.status} {text[:300]!r}")
    return time.monotonic() - began, text
