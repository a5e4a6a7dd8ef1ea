"""Segments over shared connections: whose results are whose, what is prepared, and which connection is taken."""

import asyncio
from collections.abc import Iterator
from time import monotonic

import psycopg
import pytest
from psycopg import pq

from app.db import connection as connection_module
from app.db import multiplexer as multiplexer_module
from app.db.backend_size import BackendSize
from app.db.multiplexer import STUCK_AFTER
from app.db.wire import Call, DatabaseError, Segment
from app.errors import Unavailable
from tests.cluster import Cluster
from tests.fault.ground import (
    FAIL,
    ROWS,
    WHO,
    Ground,
    Plug,
    blocked,
    line,
    make_ground,
    statements,
    text,
    until,
    until_row,
)

ONE = Call(b"select $1::text", (b"one",))


@pytest.fixture(scope="module")
def ground(cluster: Cluster) -> Iterator[Ground]:
    with make_ground(cluster) as made:
        yield made


def plain(*calls: Call, affinity: str = "") -> Segment:
    return Segment(affinity, "", calls)


async def server_statements(line_) -> list[bytes]:
    """What Postgres itself holds prepared on the only connection, but for the question."""
    query = Call(b"select coalesce(string_agg(name, ',' order by name), '') from pg_prepared_statements", ())
    for _ in range(2):  # the second time the question is prepared, and closes have been sent
        results = await line_.submit(plain(query))
    names = (text(results, 0) or "").split(",")
    own = line_.connections[0]._statements[(query.text, "")].name.decode()
    return sorted(name.encode() for name in names if name and name != own)


# --- results ------------------------------------------------------------------------------------------------------


async def test_a_segment_runs_as_its_role_and_leaves_nothing(ground: Ground) -> None:
    tenant, other = ground.tenants
    async with line(ground) as one:
        who = Call(WHO, ())
        for _ in range(3):
            results = await one.submit(tenant.segment(who, Call(ROWS, ())))
            assert len(results) == 3
            assert (text(results, 1), text(results, 1, 1), text(results, 2)) == (tenant.role, tenant.role, tenant.role)
            results = await one.submit(other.segment(Call(ROWS, ())))
            assert text(results, 1) == other.role
            results = await one.submit(plain(who))
            assert (text(results, 0), text(results, 0, 1)) == (ground.login, "")


@pytest.mark.parametrize("at", [0, 1, 2, 3])
async def test_an_error_fails_its_own_segment_only_and_names_its_call(ground: Ground, at: int) -> None:
    async with line(ground) as one:
        calls = [ONE, ONE, ONE, ONE]
        calls[at] = Call(FAIL, (b"0",))
        before, failing, after = (one.submit(plain(*each)) for each in ([ONE], calls, [ONE, ONE]))
        with pytest.raises(DatabaseError) as caught:
            await failing
        assert (caught.value.sqlstate, caught.value.call_index) == ("22012", at)
        assert text(await before, 0) == "one"
        assert [text(await after, i) for i in (0, 1)] == ["one", "one"]


async def test_a_commit_that_fails_is_an_error_though_every_call_succeeded(ground: Ground) -> None:
    tenant = ground.tenants[0]
    insert = f'insert into "{tenant.role}".item (n, late) values ($1::bigint, $2::int)'.encode()
    async with line(ground) as one:
        segment = tenant.segment(Call(insert, (b"900", b"77")))
        for _ in range(2):
            with pytest.raises(DatabaseError) as caught:
                await one.submit(segment)
            error = caught.value
            assert (error.sqlstate, error.call_index, error.table) == ("23503", 1, "item")
        rows = await one.submit(tenant.segment(Call(f'select count(*) from "{tenant.role}".item'.encode(), ())))
        assert text(rows, 1) == "0"


async def test_megabytes_go_both_ways_while_others_wait(ground: Ground) -> None:
    big = b"x" * 12_000_000
    echo = Call(b"select $1::text, repeat($1::text, 2)", (big,))
    async with line(ground) as one:
        answers = [one.submit(plain(call)) for call in (echo, ONE, echo, ONE)]
        for index, answer in enumerate(answers):
            results = await answer
            if index % 2:
                assert text(results, 0) == "one"
            else:
                assert results[0].get_value(0, 0) == big
                assert len(results[0].get_value(0, 1) or b"") == 2 * len(big)


async def test_thousands_of_calls_in_one_segment(ground: Ground) -> None:
    async with line(ground) as one:
        calls = [Call(b"select $1::int, repeat('y', 2000)", (b"%d" % n,)) for n in range(3000)]
        results = await one.submit(plain(*calls))
        assert [text(results, n) for n in range(3000)] == [str(n) for n in range(3000)]


async def test_giving_up_leaves_the_others_their_own_results(ground: Ground) -> None:
    async with line(ground) as one:

        async def ask(number: int) -> str | None:
            return text(await one.submit(plain(Call(b"select $1::text", (b"%d" % number,)))), 0)

        tasks = [asyncio.create_task(ask(number)) for number in range(60)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        for number, answer in enumerate(answers):
            assert isinstance(answer, asyncio.CancelledError) if number % 3 == 0 else answer == str(number)
        assert not one.connections[0].flights or await ask(1) == "1"


# --- what cannot be sent ------------------------------------------------------------------------------------------


async def test_parameters_that_cannot_be_sent_harm_nobody(ground: Ground) -> None:
    tenant = ground.tenants[0]
    insert = Call(f'insert into "{tenant.role}".item (n) values (1000)'.encode(), ())
    async with line(ground) as one:
        for bad in ("text", 5, [b"list"], b"nul\0character"):
            before = one.submit(plain(ONE))
            with pytest.raises((TypeError, DatabaseError)):
                await one.submit(tenant.segment(insert, Call(b"select $1::text", (bad,))))  # type: ignore[arg-type]
            assert text(await before, 0) == "one"
        with pytest.raises(ValueError, match="parameters"):
            await one.submit(tenant.segment(insert, Call(b"select 1", (b"1",) * 70_000)))
        with pytest.raises(TypeError):
            await one.submit(tenant.segment(insert, Call("select 1", ())))  # type: ignore[arg-type]
        rows = await one.submit(tenant.segment(Call(f'select count(*) from "{tenant.role}".item'.encode(), ())))
        assert text(rows, 1) == "0"
        assert len(one.connections) == 1


@pytest.mark.parametrize("statement", [b"begin", b" COMMIT;", b"set role x", b"", b"copy (select 1) to stdout"])
async def test_no_statement_may_reach_beyond_its_segment(ground: Ground, statement: bytes) -> None:
    async with line(ground) as one:
        with pytest.raises(ValueError, match="not for a segment"):
            await one.submit(ground.tenants[0].segment(Call(statement, ())))
        results = await one.submit(plain(Call(WHO, ())))
        assert text(results, 0) == ground.login


# --- what is prepared ---------------------------------------------------------------------------------------------


async def test_a_prepare_that_failed_or_never_ran_is_not_remembered(ground: Ground) -> None:
    tenant = ground.tenants[0]
    async with line(ground) as one:
        connection = one.connections[0]
        later = Call(b"select 'later', $1::text", (b"x",))
        broken = Call(b"select nothing_like_it", ())
        failing = (one.submit(tenant.segment(call, later)) for call in (broken, Call(FAIL, (b"0",))))
        # The second segment was sent before it was known that the first one's prepares never ran.
        for future in list(failing):
            with pytest.raises(DatabaseError) as caught:
                await future
            assert caught.value.call_index == 1
        assert (broken.text, tenant.role) not in connection._statements
        assert (later.text, tenant.role) not in connection._statements
        assert statements(connection) == await server_statements(one)
        for _ in range(3):
            assert text(await one.submit(tenant.segment(later)), 1) == "later"
        assert (later.text, tenant.role) in connection._statements


async def test_segments_behind_an_aborted_prepare_succeed(ground: Ground) -> None:
    async with line(ground) as one:
        fresh = Call(b"select 'fresh', $1::int", (b"1",))
        # All sent in one breath: the first is aborted before its prepare of `fresh`.
        aborted = one.submit(plain(Call(FAIL, (b"0",)), fresh))
        rest = [one.submit(plain(ONE, fresh)) for _ in range(5)]
        with pytest.raises(DatabaseError):
            await aborted
        for future in rest:
            assert text(await future, 1) == "fresh"


async def test_statements_are_kept_by_role_and_the_entering_one_by_none(ground: Ground) -> None:
    first, second = ground.tenants
    async with line(ground) as one:
        for tenant in (first, second, first, second):
            await one.submit(tenant.segment(Call(ROWS, ())))
        keys = {key for key in one.connections[0]._statements if key[0] in (first.enter.text, ROWS)}
        assert keys == {(first.enter.text, ""), (ROWS, first.role), (ROWS, second.role)}


@pytest.mark.parametrize("has_close", [True, False])
async def test_statements_that_fall_out_are_closed(
    ground: Ground, has_close: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module.capabilities, "has_send_close_prepared", lambda: has_close)
    async with line(ground, statements_max=5) as one:
        for number in range(40):
            calls = [Call(b"select %d" % n, ()) for n in (number, number + 1, number % 7)]
            if number % 3 == 0:
                # Prepared, closed and failed in every order.
                calls.insert(number % 4, Call(b"select %d / $1::int" % number, (b"0",)))
                with pytest.raises(DatabaseError):
                    await one.submit(plain(*calls))
            else:
                results = await one.submit(plain(*calls))
                assert [text(results, i) for i in range(3)] == [str(n) for n in (number, number + 1, number % 7)]
        held = await server_statements(one)
        assert len(held) <= 5
        known = {statement.name for statement in one.connections[0]._statements.values()}
        assert set(held) <= known


async def test_a_plan_that_no_longer_fits_is_prepared_anew(ground: Ground) -> None:
    async with await psycopg.AsyncConnection.connect(ground.owner_dsn, autocommit=True) as owner:
        await owner.execute(f"create table ground.plan (a int); grant select on ground.plan to {ground.login}")
        await owner.execute("insert into ground.plan values (1)")
        async with line(ground) as one:
            segment = plain(Call(b"select * from ground.plan", ()))
            await one.submit(segment)
            await one.submit(segment)
            await owner.execute("alter table ground.plan add b text default 'b'")
            with pytest.raises(DatabaseError) as caught:
                await one.submit(segment)
            assert caught.value.sqlstate in connection_module.OUTDATED
            assert text(await one.submit(segment), 0, 1) == "b"


# --- which connection ---------------------------------------------------------------------------------------------


async def test_a_workspace_stays_at_home_until_both_homes_are_busy(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is stuck here, however long a busy machine takes from one line of this test to the next.
    monkeypatch.setattr(multiplexer_module, "STUCK_AFTER", 60.0)
    async with line(ground, 4, spill_at=3) as four:
        segment = plain(ONE, affinity="workspace")
        order = four._rank("workspace")
        loads = []
        futures = []
        for _ in range(9):
            futures.append(four.submit(segment))
            loads.append([len(connection.flights) for connection in order])
        assert loads[0] == [1, 0, 0, 0]
        assert loads[5] == [3, 3, 0, 0]
        assert loads[8] == [3, 3, 2, 1]
        await asyncio.gather(*futures)
        await four.submit(segment)
        homes = {four._rank(str(n))[:2] for n in range(200)}
        assert len(homes) == 12  # every ordered pair of four


async def test_losing_a_connection_moves_only_its_own_workspaces(ground: Ground) -> None:
    async with line(ground, 4) as four:
        before = {name: four._rank(name) for name in map(str, range(50))}
        gone = four.connections[2]
        gone.close("test")
        for name, order in before.items():
            assert four._rank(name) == tuple(connection for connection in order if connection is not gone)
        await until(lambda: len(four.connections) == 4)


async def test_nothing_new_stands_behind_a_long_segment_while_another_connection_is_free(ground: Ground) -> None:
    async with (
        line(ground, 3) as three,
        await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder,
    ):
        await holder.execute("select pg_advisory_xact_lock(1)")
        order = three._rank("workspace")
        long = Call(b"select pg_advisory_xact_lock_shared(1)", ())
        waiting = [three.submit(plain(long, affinity="workspace")) for _ in range(2)]
        assert [len(connection.flights) for connection in order] == [1, 1, 0]
        await until(lambda: all(c.head_since < monotonic() - STUCK_AFTER for c in order[:2]))
        for _ in range(20):
            answer = three.submit(plain(ONE, affinity="workspace"))
            assert len(order[2].flights) == 1
            assert text(await answer, 0) == "one"
        await holder.rollback()
        await asyncio.gather(*waiting)


async def test_over_the_cap_it_says_when_to_come_back(ground: Ground) -> None:
    async with line(ground, 2, depth=5) as two:
        futures = [two.submit(plain(ONE)) for _ in range(10)]
        with pytest.raises(Unavailable) as caught:
            two.submit(plain(ONE))
        assert caught.value.retry_after == 1
        await asyncio.gather(*futures)
        assert text(await two.submit(plain(ONE)), 0) == "one"


async def test_a_connection_that_is_stuck_takes_what_would_be_refused_otherwise(ground: Ground) -> None:
    async with line(ground, 2, depth=3) as two:
        stuck, full = two._rank("")
        futures = []
        for _ in range(6):
            futures.append(two.submit(plain(ONE)))
            stuck.head_since, full.head_since = 0.0, monotonic() + 60
        assert [len(connection.flights) for connection in (stuck, full)] == [3, 3]
        with pytest.raises(Unavailable):
            two.submit(plain(ONE))
        await asyncio.gather(*futures)


# --- the life of a connection -------------------------------------------------------------------------------------


async def test_closing_waits_for_what_is_in_flight(ground: Ground) -> None:
    async with (
        await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder,
        await psycopg.AsyncConnection.connect(ground.owner_dsn, autocommit=True) as owner,
    ):
        await holder.execute("select pg_advisory_xact_lock(2)")
        async with line(ground, 2) as two:
            futures = [two.submit(plain(Call(b"select pg_advisory_xact_lock_shared(2)", ()), ONE)) for _ in range(4)]
            await until_row(owner, f"select count(*) = 2 from ({blocked(2)}) b")
            closing = asyncio.create_task(two.close(10))
            await until(lambda: two._is_closing)
            with pytest.raises(Unavailable):
                two.submit(plain(ONE))
            assert not closing.done()
            await holder.rollback()
            for future in futures:
                assert text(await future, 1) == "one"
            await closing
            assert all(connection.is_closed for connection in two.connections) or not two.connections


async def test_a_backend_that_grew_is_replaced_without_a_gap(ground: Ground) -> None:
    async with line(ground, 1) as one:
        old = one.connections[0]
        one._backend_size = BackendSize(1, b"select ground.backend_memory()")
        await one.submit(plain(ONE))
        long = one.submit(plain(Call(b"select pg_sleep(0.05)::text", ()), ONE))
        one._backend_size.look(old, one._wakes[0].set)
        while one.connections == [old]:
            assert text(await one.submit(plain(ONE)), 0) == "one"
        assert text(await long, 1) == "one"
        assert text(await one.submit(plain(ONE)), 0) == "one"
        await until(lambda: old.is_closed)
        assert not one._leaving


async def test_a_backend_that_cannot_be_asked_is_judged_by_its_roles(ground: Ground) -> None:
    async with line(ground, 1) as one:
        connection = one.connections[0]
        size = BackendSize(1 << 20, b"select core.backend_memory()")
        replaced: list[bool] = []
        size.look(connection, lambda: replaced.append(True))
        await until(lambda: not size._can_ask)
        size.look(connection, lambda: replaced.append(True))
        assert not replaced
        connection.roles.update("abc")
        size.look(connection, lambda: replaced.append(True))
        assert replaced


async def test_answers_that_came_before_the_end_are_delivered(ground: Ground) -> None:
    """The backend ends itself in the second of three segments."""
    async with line(ground, 1) as one:
        pid = int(text(await one.submit(plain(Call(b"select pg_backend_pid()", ()))), 0) or 0)
        end = Call(b"select pg_terminate_backend($1::int), pg_sleep(5)", (b"%d" % pid,))
        first, second, third = one.submit(plain(ONE)), one.submit(plain(end, ONE)), one.submit(plain(ONE))
        assert text(await first, 0) == "one"
        for future in (second, third):
            with pytest.raises(connection_module.ConnectionLost) as caught:
                await future
            assert not caught.value.may_have_run
        await until(lambda: bool(one.connections))
        assert text(await one.submit(plain(ONE)), 0) == "one"


async def test_a_backend_that_ends_with_segments_unread_fails_them_at_once(ground: Ground) -> None:
    """The kernel then tells of an error, not only of an end, and uvloop stops to watch a socket with an error."""
    async with (
        await psycopg.AsyncConnection.connect(ground.owner_dsn) as holder,
        await psycopg.AsyncConnection.connect(ground.owner_dsn, autocommit=True) as owner,
        line(ground, 1) as one,
    ):
        await holder.execute("select pg_advisory_xact_lock(3)")
        first = one.submit(plain(Call(b"select pg_advisory_xact_lock_shared(3)", ()), ONE))
        await until_row(owner, f"select exists ({blocked(3)})")
        rest = [one.submit(plain(ONE)) for _ in range(5)]  # the backend, which waits, does not read them
        # Without a turn of the event loop, so that last words, end and error are all there when it looks.
        with psycopg.connect(ground.owner_dsn, autocommit=True) as killer:
            killer.execute(f"select pg_terminate_backend(pid, 10000) from ({blocked(3)}) b")  # type: ignore[arg-type]
        for future in (first, *rest):
            with pytest.raises(connection_module.ConnectionLost) as caught:
                async with asyncio.timeout(5):
                    await future
            assert not caught.value.may_have_run
        await until(lambda: bool(one.connections))
        assert text(await one.submit(plain(ONE)), 0) == "one"


async def test_a_cut_line_says_that_anything_may_have_happened(ground: Ground) -> None:
    plug = Plug(ground)
    await plug.plug_in()
    async with line(plug.ground, 1) as one:
        await one.submit(plain(ONE))
        plug.is_deaf = True
        future = one.submit(plain(ONE))
        await until(lambda: plug.swallowed > 0)
        plug.cut()
        plug.is_deaf = False  # now: who connects anew must hear
        with pytest.raises(connection_module.ConnectionLost) as caught:
            await future
        assert caught.value.may_have_run
        await until(lambda: bool(one.connections))
        assert text(await one.submit(plain(ONE)), 0) == "one"
    await plug.close()


def test_libpq_says_what_this_code_relies_on() -> None:
    assert int(pq.ExecStatus.PIPELINE_SYNC) == connection_module.PIPELINE_SYNC
    assert pq.version() >= 140000
