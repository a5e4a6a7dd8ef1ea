"""What a caller sees when Postgres goes away, comes back, breaks a connection or is only slow."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import psycopg
import pytest

from app.db.database import MADE_OR_NOT, NOT_MADE, NOT_READ, Database, Sizes
from app.db.listener import CHANNEL, Listener
from app.db.multiplexer import LineSize, Multiplexer
from app.db.pooled import PoolSize
from app.db.wire import Call, DatabaseError, Line, Results, Segment
from app.errors import Unavailable
from tests.cluster import Cluster
from tests.fault.ground import (
    BLOCKED_BY_TABLE,
    FAIL,
    ROWS,
    WHO,
    Ground,
    Plug,
    blocked,
    make_ground,
    text,
    until,
    until_row,
)

ONE = Call(b"select $1::text", (b"one",))
SMALL = Sizes(
    read=LineSize(connections=2, depth=20, spill_at=4),
    write=LineSize(connections=2, depth=20, spill_at=1),
    slow=PoolSize(connections=1, idle=0, waiting=3, seconds=5.0),
    read_seconds=20.0,  # these tests make reads wait for locks
)
Owner = psycopg.AsyncConnection[tuple[object, ...]]


@pytest.fixture(scope="module")
def ground(cluster: Cluster) -> Iterator[Ground]:
    with make_ground(cluster) as made:
        yield made


@pytest.fixture
async def owner(ground: Ground) -> AsyncIterator[Owner]:
    async with await psycopg.AsyncConnection.connect(ground.owner_dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def plug(ground: Ground) -> AsyncIterator[Plug]:
    made = Plug(ground)
    await made.plug_in()
    yield made
    await made.close()


@contextlib.asynccontextmanager
async def opened(dsn: str, sizes: Sizes = SMALL, **options: int) -> AsyncIterator[Database]:
    database = Database(dsn, sizes, **options)
    try:
        assert await database.open()
        await until_whole(database)
        yield database
    finally:
        await database.close(5)


async def until_whole(database: Database) -> None:
    """Wait until all connections of the fast lines are there: it opens, and recovers, as soon as one is."""
    await until(lambda: all(None not in fast._places for fast in fast_lines(database)))


def fast_lines(database: Database) -> list[Multiplexer]:
    return [line for line in (database._read, database._write) if isinstance(line, Multiplexer)]


def plain(*calls: Call) -> Segment:
    return Segment("", "", calls)


async def answers(database: Database, line: Line) -> bool:
    with contextlib.suppress(Unavailable):
        return text(await database.run(plain(ONE), line), 0) == "one"
    return False


async def until_answers(database: Database, line: Line) -> None:
    async with asyncio.timeout(20):
        while True:
            if await answers(database, line):
                return
            await asyncio.sleep(0.01)


# --- every line alike -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", list(Line))
async def test_a_segment_means_the_same_on_every_line(ground: Ground, line: Line) -> None:
    tenant, other = ground.tenants
    async with opened(ground.dsn) as database:
        for _ in range(3):
            results = await database.run(tenant.segment(Call(WHO, ()), Call(ROWS, ()), ONE), line)
            assert [text(results, 1), text(results, 1, 1), text(results, 2), text(results, 3)] == [
                *[tenant.role] * 3,
                "one",
            ]
            with pytest.raises(DatabaseError) as caught:
                await database.run(other.segment(ONE, Call(FAIL, (b"0",)), ONE), line)
            assert (caught.value.sqlstate, caught.value.call_index) == ("22012", 2)
            with pytest.raises(DatabaseError) as caught:
                await database.run(other.segment(Call(b"select nothing", ())), line)
            assert (caught.value.sqlstate, caught.value.call_index) == ("42703", 1)
            results = await database.run(plain(Call(WHO, ())), line)
            assert [text(results, 0), text(results, 0, 1)] == [ground.login, ""]


@pytest.mark.parametrize("line", [Line.WRITE, Line.SLOW])
async def test_all_of_a_segment_is_written_or_nothing(ground: Ground, line: Line) -> None:
    tenant = ground.tenants[0]
    insert = f'insert into "{tenant.role}".item (n, late) values ($1::bigint, $2::int)'.encode()
    count = Call(f'select count(*) from "{tenant.role}".item where n between $1::int and $1::int + 9'.encode(), (b"0",))
    start = 10 if line is Line.WRITE else 20
    count = Call(count.text, (b"%d" % start,))
    async with opened(ground.dsn) as database:
        for failing in (Call(FAIL, (b"0",)), Call(insert, (b"%d" % (start + 2), b"-5"))):
            with pytest.raises(DatabaseError):
                await database.run(tenant.segment(Call(insert, (b"%d" % start, None)), failing), line)
            assert text(await database.run(tenant.segment(count), line), 1) == "0"
        await database.run(tenant.segment(Call(insert, (b"%d" % start, None))), line)
        assert text(await database.run(tenant.segment(count), line), 1) == "1"


async def test_reads_may_go_through_a_pool_instead(ground: Ground) -> None:
    tenant = ground.tenants[0]
    async with opened(ground.dsn, pooled_reads=2) as database:
        segments = [database.run(tenant.segment(Call(ROWS, ()), Call(WHO, ())), Line.READ) for _ in range(20)]
        for results in await asyncio.gather(*segments):
            assert [text(results, 1), text(results, 2)] == [tenant.role] * 2


async def test_a_slow_segment_that_nobody_waits_for_is_stopped(ground: Ground, owner: Owner) -> None:
    tenant = ground.tenants[0]
    running = "select exists (select from pg_stat_activity where usename = %s and query like '%%pg_sleep(19)%%')"
    async with opened(ground.dsn) as database:
        for _ in range(3):
            segment = tenant.segment(Call(b"select pg_sleep(19)", ()))
            task = asyncio.create_task(database.run(segment, Line.SLOW))
            await until_row(owner, running + " and %s", ground.login, True)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            results = await database.run(plain(Call(WHO, ())), Line.SLOW)
            assert [text(results, 0), text(results, 0, 1)] == [ground.login, ""]
            await until_row(owner, "select not (" + running + ")", ground.login)


async def test_the_slow_line_has_an_end(ground: Ground, owner: Owner) -> None:
    async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
        await holder.execute("select pg_advisory_xact_lock(7)")
        async with opened(ground.dsn) as database:
            segment = plain(Call(b"select pg_advisory_xact_lock_shared(7)", ()), ONE)
            # The only connection is taken first: while it is being opened, the one it is for stands in line as well.
            tasks = [asyncio.create_task(database.run(segment, Line.SLOW))]
            await until_row(owner, f"select exists ({blocked(7)})")
            tasks += [asyncio.create_task(database.run(segment, Line.SLOW)) for _ in range(9)]
            await until(lambda: sum(task.done() for task in tasks) >= 6)
            await holder.rollback()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            refused = [outcome for outcome in outcomes if isinstance(outcome, Unavailable)]
            assert len(refused) == 6
            assert all(error.retry_after for error in refused)


async def test_nobody_stands_in_the_slow_line_for_ever(ground: Ground, owner: Owner) -> None:
    sizes = replace(SMALL, slow=PoolSize(connections=1, idle=0, waiting=3, seconds=0.01))
    async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
        await holder.execute("select pg_advisory_xact_lock(6)")
        async with opened(ground.dsn, sizes) as database:
            segment = plain(Call(b"select pg_advisory_xact_lock_shared(6)", ()), ONE)
            first = await until_taken(database, segment, owner)
            with pytest.raises(Unavailable) as caught:
                await database.run(segment, Line.SLOW)
            assert caught.value.retry_after
            await holder.rollback()
            assert text(await first, 1) == "one"


async def until_taken(database: Database, segment: Segment, owner: Owner) -> "asyncio.Task[Results]":
    """Have a segment hold the slow line's connection, which may take longer to open than anybody waits for it."""
    while True:
        task = asyncio.create_task(database.run(segment, Line.SLOW))
        while not task.done():
            row = await (await owner.execute(f"select exists ({blocked(6)})")).fetchone()
            if row == (True,):
                return task
        assert isinstance(task.exception(), Unavailable)


# --- a connection breaks ------------------------------------------------------------------------------------------------


async def test_reads_survive_the_end_of_their_backend(ground: Ground, owner: Owner) -> None:
    async with opened(ground.dsn) as database:
        waiting = Call(b"select pg_advisory_xact_lock_shared(8)", ())
        async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
            await holder.execute("select pg_advisory_xact_lock(8)")
            tasks = [asyncio.create_task(database.run(plain(waiting, ONE), Line.READ)) for _ in range(6)]
            await until_row(owner, f"select count(*) = 2 from ({blocked(8)}) b")
            await owner.execute(f"select pg_terminate_backend(pid, 10000) from ({blocked(8)} limit 1) b")
            await holder.rollback()
        for results in await asyncio.gather(*tasks):
            assert text(results, 1) == "one"


async def test_a_write_that_was_cut_down_says_that_nothing_was_done(ground: Ground, owner: Owner) -> None:
    tenant = ground.tenants[0]
    insert = Call(f'insert into "{tenant.role}".item (n) values (40), (41)'.encode(), ())
    async with opened(ground.dsn) as database:
        end = Call(b"select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)", ())
        with pytest.raises(Unavailable) as caught:
            await database.run(Segment("", "", (Call(b"select 1", ()), end)), Line.WRITE)
        assert caught.value.message == NOT_MADE
        for _ in range(2):
            await until_whole(database)
            async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
                await holder.execute(f'lock table "{tenant.role}".item')  # type: ignore[arg-type]
                task = asyncio.create_task(database.run(tenant.segment(insert), Line.WRITE))
                await until_row(owner, f"select exists ({BLOCKED_BY_TABLE})")
                await owner.execute(f"select pg_terminate_backend(pid, 10000) from ({BLOCKED_BY_TABLE}) b")
                with pytest.raises(Unavailable) as caught:
                    await task
                assert caught.value.message == NOT_MADE
                assert caught.value.retry_after
        row = await (await owner.execute(f'select count(*) from "{tenant.role}".item where n in (40, 41)')).fetchone()
        assert row == (0,)


@pytest.mark.parametrize(("line", "number"), [(Line.WRITE, 50), (Line.CHANGE, 51)])
async def test_a_write_whose_answer_was_lost_says_that_it_may_have_been_made(
    ground: Ground, owner: Owner, plug: Plug, line: Line, number: int
) -> None:
    tenant = ground.tenants[0]
    insert = Call(f'insert into "{tenant.role}".item (n) values ({number})'.encode(), ())
    waiting = Call(f"select pg_advisory_xact_lock_shared({number})".encode(), ())
    async with opened(plug.ground.dsn) as database:
        async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
            await holder.execute(f"select pg_advisory_xact_lock({number})")  # type: ignore[arg-type]
            task = asyncio.create_task(database.run(tenant.segment(waiting, insert), line))
            await until_row(owner, f"select exists ({blocked(number)})")
            # Only now: a pool asks a connection whether it is sound before it uses it.
            plug.is_deaf = True
        await until_row(owner, f'select exists (select from "{tenant.role}".item where n = {number})')
        plug.cut()
        plug.is_deaf = False  # now: who connects anew must hear
        with pytest.raises(Unavailable) as caught:
            await task
        assert caught.value.message == MADE_OR_NOT
        await until_answers(database, line)
    # It was not tried once more.
    row = await (await owner.execute(f'select count(*) from "{tenant.role}".item where n = {number}')).fetchone()
    assert row == (1,)


@pytest.mark.parametrize(("line", "messages"), [(Line.SLOW, {NOT_READ}), (Line.CHANGE, {NOT_MADE, MADE_OR_NOT})])
async def test_what_was_cut_down_in_the_slow_line_is_told_as_what_it_was(
    ground: Ground, line: Line, messages: set[str]
) -> None:
    end = Call(b"select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)", ())
    async with opened(ground.dsn) as database:
        with pytest.raises(Unavailable) as caught:
            await database.run(plain(ONE, end), line)
    assert caught.value.message in messages


# --- Postgres is away -----------------------------------------------------------------------------------------------------


async def test_it_starts_while_postgres_is_away_and_recovers_by_itself(ground: Ground) -> None:
    plug = Plug(ground)
    database = Database(plug.ground.dsn, SMALL)
    try:
        assert not await database.open(seconds=0.2)
        for line in (Line.READ, Line.WRITE):
            assert 1 <= (refused_at_once(database, line).retry_after or 0) <= 5
        for _ in range(2):
            await plug.plug_in()
            for line in Line:
                await until_answers(database, line)
            await plug.unplug()
            await until(lambda: not any(fast.connections for fast in fast_lines(database)))
            for line in (Line.READ, Line.WRITE):
                refused_at_once(database, line)
    finally:
        await database.close(1)
        await plug.close()


def refused_at_once(database: Database, line: Line) -> Unavailable:
    """Runs a segment without an event loop: there is nothing that it could wait for."""
    with pytest.raises(Unavailable) as caught:
        database.run(plain(ONE), line).send(None)
    return caught.value


async def test_a_restart_under_load_loses_nothing_for_certain_writes(ground: Ground, owner: Owner, plug: Plug) -> None:
    tenant = ground.tenants[1]
    insert = f'insert into "{tenant.role}".item (n) values ($1::bigint)'.encode()
    written, refused = set[int](), set[int]()
    numbers = iter(range(100_000, 101_200))

    async def client(database: Database) -> None:
        for number in numbers:
            try:
                await database.run(tenant.segment(Call(insert, (b"%d" % number,))), Line.WRITE)
            except Unavailable as error:
                if error.message != MADE_OR_NOT:
                    refused.add(number)
                await asyncio.sleep(0.001)
            else:
                written.add(number)

    async def cutter() -> None:
        for goal in (200, 400, 600, 800):
            await until(lambda goal=goal: len(written) + len(refused) >= goal)  # type: ignore[misc]
            plug.cut()

    async with opened(plug.ground.dsn) as database:
        await asyncio.gather(cutter(), *(client(database) for _ in range(20)))
        await until_answers(database, Line.WRITE)
    rows = await (await owner.execute(f'select n from "{tenant.role}".item where n >= 100000')).fetchall()
    there = {row[0] for row in rows}
    assert written <= there
    assert not refused & there
    assert written


async def test_too_much_at_once_is_refused_and_the_rest_answered(ground: Ground) -> None:
    async with opened(ground.dsn) as database:
        outcomes = await asyncio.gather(
            *(database.run(plain(ONE), Line.READ) for _ in range(60)), return_exceptions=True
        )
        assert sum(isinstance(outcome, list) for outcome in outcomes) == 40
        refused = [outcome for outcome in outcomes if isinstance(outcome, Unavailable)]
        assert len(refused) == 20
        assert all(error.retry_after for error in refused)


async def test_a_changed_table_costs_one_more_try_and_no_error(ground: Ground, owner: Owner) -> None:
    await owner.execute(f"create table ground.plan (a int); grant select on ground.plan to {ground.login}")
    await owner.execute("insert into ground.plan values (1)")
    segment = plain(Call(b"select * from ground.plan", ()))
    sizes = replace(SMALL, read=LineSize(1, 20, 4), write=LineSize(1, 20, 1))
    async with opened(ground.dsn, sizes) as database:
        for line in (Line.READ, Line.WRITE):
            await database.run(segment, line)
            await database.run(segment, line)
        await owner.execute("alter table ground.plan add b text default 'b'")
        for line in (Line.READ, Line.WRITE):
            assert text(await database.run(segment, line), 0, 1) == "b"


async def test_stopping_waits_for_what_runs(ground: Ground, owner: Owner) -> None:
    async with await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder:
        await holder.execute("select pg_advisory_xact_lock(9)")
        async with opened(ground.dsn) as database:
            segment = plain(Call(b"select pg_advisory_xact_lock_shared(9)", ()), ONE)
            lines = (Line.READ, Line.WRITE, Line.SLOW)
            tasks = [asyncio.create_task(database.run(segment, line)) for line in lines]
            await until_row(owner, f"select count(*) = 3 from ({blocked(9)}) b")
            closing = asyncio.create_task(database.close(10))
            for line in Line:
                await until_refused(database, line)
            assert not closing.done()
            await holder.rollback()
            for results in await asyncio.gather(*tasks):
                assert text(results, 1) == "one"
            await closing


async def until_refused(database: Database, line: Line) -> None:
    async def run_on() -> None:
        while True:
            await database.run(plain(ONE), line)

    with pytest.raises(Unavailable, match="stopping"):
        await asyncio.wait_for(run_on(), 15)


# --- listening ------------------------------------------------------------------------------------------------------------


async def test_the_listener_hears_again_after_a_cut(owner: Owner, plug: Plug) -> None:
    heard: list[tuple[str, int]] = []
    gaps: list[bool] = []
    listener = Listener(plug.ground.dsn, lambda *change: heard.append(change), lambda: gaps.append(True))
    await listener.open()
    workspace = "0190a0b0-0000-7000-8000-000000000001"
    try:
        for turn in (1, 2):
            await until(lambda turn=turn: len(gaps) == turn)  # type: ignore[misc]
            await listener.wait_listening()
            for payload in ("nonsense", "1 2 3", f"{workspace} x", f"{workspace} {turn}"):
                await owner.execute("select pg_notify(%s, %s)", [CHANNEL, payload])
            await until(lambda turn=turn: heard[-1:] == [(workspace, turn)])  # type: ignore[misc]
            plug.cut()
    finally:
        await listener.close()
    assert heard == [(workspace, 1), (workspace, 2)]
