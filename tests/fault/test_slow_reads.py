"""Reads that take long: they hold nobody up, and what is large leaves nothing behind."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.db.wire import Call, DatabaseError, Line, SlowResults
from tests.cluster import Cluster
from tests.fault.ground import WHO, Ground, make_ground, text, until
from tests.fault.test_database import SMALL, opened, plain

SHORT = replace(SMALL, read_seconds=0.3)
ONE = Call(b"select $1::text", (b"one",))


@pytest.fixture(scope="module")
def ground(cluster: Cluster) -> Iterator[Ground]:
    with make_ground(cluster) as made:
        yield made


async def test_a_read_over_its_time_is_run_on_the_slow_line(ground: Ground) -> None:
    tenant = ground.tenants[0]
    async with opened(ground.dsn, SHORT) as database:
        segment = tenant.segment(Call(b"select pg_sleep(0.5)", ()), Call(WHO, ()))
        results = await database.run(segment, Line.READ)
        assert isinstance(results, SlowResults)
        assert [text(results, 2), text(results, 2, 1)] == [tenant.role, tenant.role]


async def test_the_slow_line_has_its_own_limit_of_time(ground: Ground) -> None:
    async with opened(f"{ground.dsn} options='-c statement_timeout=600'", SHORT) as database:
        with pytest.raises(DatabaseError) as caught:
            await database.run(plain(Call(b"select pg_sleep(5)", ())), Line.READ)
        assert caught.value.sqlstate == "57014"


async def test_a_write_over_the_time_of_reads_goes_on(ground: Ground) -> None:
    async with opened(ground.dsn, SHORT) as database:
        results = await database.run(plain(Call(b"select pg_sleep(0.5)", ()), ONE), Line.WRITE)
        assert text(results, 1) == "one"


async def test_slow_reads_that_nobody_waits_for_give_their_connections_back(ground: Ground) -> None:
    """More of them than there are connections, each another statement: a read of somebody else is answered."""
    first, other = ground.tenants
    async with opened(ground.dsn, SHORT) as database:
        tasks = [
            asyncio.create_task(database.run(first.segment(Call(b"select pg_sleep(18), %d" % n, ())), Line.READ))
            for n in range(4)
        ]
        await asyncio.sleep(0)  # they are sent by now
        for task in tasks:
            task.cancel()
        async with asyncio.timeout(10):
            results = await database.run(other.segment(Call(WHO, ())), Line.READ)
        assert text(results, 1) == other.role
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_connection_that_a_large_answer_came_through_is_replaced(ground: Ground) -> None:
    async with opened(ground.dsn, replace(SMALL, read=replace(SMALL.read, connections=1))) as database:
        line = database._read
        (before,) = line.connections  # type: ignore[attr-defined]
        large = Call(b"select repeat('x', 5000000), pg_sleep(0.15)", ())
        for _ in range(2):  # the first one is prepared, which is told of by another way
            assert len(text(await database.run(plain(large), Line.READ), 0) or "") == 5_000_000
        await until(lambda: line.connections != [before] and len(line.connections) == 1)  # type: ignore[attr-defined]
        assert text(await database.run(plain(ONE), Line.READ), 0) == "one"
