"""Thousands of interleaved segments of two tenants on shared connections, with everything going wrong at random."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from app.db.database import MADE_OR_NOT, Database, Sizes
from app.db.multiplexer import LineSize, Multiplexer
from app.db.pooled import PoolSize
from app.db.wire import Call, DatabaseError, Line, Results, Segment
from app.errors import Unavailable
from tests.cluster import Cluster
from tests.fault.ground import ENTER, FAIL, ROWS, WHO, Ground, Tenant, make_ground, text

SEGMENTS = 8000
AT_ONCE = 60
KILLS = 12
STANDSTILL = 30.0
# Small on purpose: statements fall out all the time, and lines spill over.
SIZES = Sizes(
    read=LineSize(connections=3, depth=64, spill_at=4),
    write=LineSize(connections=3, depth=64, spill_at=1),
    slow=PoolSize(connections=2, idle=0, waiting=200, seconds=20.0),
    statements=12,
)


@pytest.fixture(scope="module")
def ground(cluster: Cluster) -> Iterator[Ground]:
    with make_ground(cluster) as made:
        yield made


@dataclass
class Record:
    """What became of each row: written for certain, certainly not, or unknown."""

    written: dict[str, set[int]] = field(default_factory=dict)
    refused: dict[str, set[int]] = field(default_factory=dict)
    unknown: dict[str, set[int]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, into: dict[str, set[int]], tenant: Tenant, number: int) -> None:
        into.setdefault(tenant.role, set()).add(number)


class Chaos:
    """One run: `attempt` makes, sends and checks one segment."""

    def __init__(self, ground: Ground, database: Database, seed: int) -> None:
        self.ground = ground
        self.database = database
        self.rng = random.Random(seed)
        self.record = Record()
        self.mixed = 0

    def look_at_connections(self) -> None:
        """Count how often segments of both tenants are in flight on one connection."""
        lines = [line for line in (self.database._read, self.database._write) if isinstance(line, Multiplexer)]
        for connection in (connection for line in lines for connection in line.connections):
            roles = {segment.role for _, segment, _ in connection.flights if segment is not None}
            self.mixed += len(roles) > 1

    def spoil(self, tenant: Tenant, number: int, line: Line) -> tuple[str, Call | None]:
        """The call that makes a segment fail, and the SQLSTATE that it must fail with ("" for none)."""
        other = next(each for each in self.ground.tenants if each is not tenant)
        choices: list[tuple[str, Call | None]] = [
            ("22012", Call(FAIL, (b"0",))),
            ("22P02", Call(FAIL, (b"zero",))),
            ("42P01", Call(b"select * from ground.missing_%d" % (number % 20), ())),
            ("42501", Call(f'select * from "{other.role}".item'.encode(), ())),
            ("08P01", Call(FAIL, ())),
            ("VG401", Call(ENTER, (b"nobody",))),
            ("22021", Call(FAIL, (b"0\x000",))),
            ("22021", Call(b"select $1::text", (b"\xff",))),
            (
                "23503",
                Call(f'insert into "{tenant.role}".item (n, late) values ($1::int, 0)'.encode(), (b"%d" % -number,)),
            ),
            ("TypeError", Call(FAIL, ("0",))),  # type: ignore[arg-type]
        ]
        if line is Line.READ:
            choices = [choice for choice in choices if choice[0] != "23503"]  # a read has nothing to commit
        return self.rng.choice(choices) if self.rng.random() < 0.3 else ("", None)

    async def attempt(self, number: int) -> None:
        rng = self.rng
        tenant = rng.choice(self.ground.tenants)
        line = rng.choices([Line.READ, Line.WRITE, Line.SLOW], [12, 5, 2])[0]
        state, bad = self.spoil(tenant, number, line)
        filler = b"x" * rng.choice([1, 1, 1, 1, 1, 100, 300_000])
        insert = f'insert into "{tenant.role}".item (n, note) values ($1::bigint, $2::text)'.encode()
        calls = [
            Call(WHO, ()),
            tenant.enter,
            Call(WHO, ()),
            Call(ROWS, ()),
            Call(b"select $1::text, %d" % rng.randrange(40), (b"%d " % number + filler,)),
            Call(f"select coalesce(string_agg(distinct claims, ','), '') from \"{tenant.role}\".item".encode(), ()),
        ]
        if line is not Line.READ:
            calls.insert(rng.randrange(2, 6), Call(insert, (b"%d" % number, filler)))
        place = rng.randrange(2, len(calls) + 1)
        if bad is not None:
            calls.insert(place, bad)
        segment = Segment(rng.choice([tenant.role, "everybody"]), tenant.role, tuple(calls))
        self.look_at_connections()
        outcome = await self.send(segment, line, tenant, number, state, place)
        self.record.outcomes[outcome] += 1

    async def send(self, segment: Segment, line: Line, tenant: Tenant, number: int, state: str, place: int) -> str:
        task = asyncio.create_task(self.database.run(segment, line))
        if self.rng.random() < 0.1:
            for _ in range(self.rng.randrange(4)):
                await asyncio.sleep(0)
            task.cancel()
        record, writes = self.record, line is not Line.READ and not state
        (answer,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(answer, list):
            assert not state
            if writes:
                record.add(record.written, tenant, number)
            self.check(answer, segment, tenant, number)
            return "answered"
        if isinstance(answer, asyncio.CancelledError):
            if writes:
                record.add(record.unknown, tenant, number)
            return "cancelled"
        if isinstance(answer, Unavailable):
            assert answer.retry_after
            if writes:
                record.add(record.unknown if answer.message == MADE_OR_NOT else record.refused, tenant, number)
            return "lost"
        if isinstance(answer, TypeError):
            assert state == "TypeError"
            return "refused"
        assert isinstance(answer, DatabaseError), answer
        assert answer.sqlstate == state, answer
        assert answer.call_index == (len(segment.calls) - 1 if state == "23503" else place)
        return "failed"

    def check(self, results: Results, segment: Segment, tenant: Tenant, number: int) -> None:
        assert len(results) == len(segment.calls)
        assert [text(results, 0, column) for column in range(3)] == [self.ground.login, "", self.ground.login]
        for index, call in enumerate(segment.calls[2:], 2):
            value = text(results, index) if results[index].nfields else None
            if call.text in (WHO, ROWS):
                assert value == tenant.role
            elif call.text.startswith(b"select $1::text"):
                assert call.params[0] is not None
                assert value == call.params[0].decode()
                assert value.startswith(f"{number} ")
            elif call.text.startswith(b"select coalesce"):
                assert value in ("", tenant.role)

    async def kill_some(self, total: int, done: asyncio.Event) -> int:
        """Terminate backends of every line, spread over the run."""
        killed = 0
        async with await psycopg.AsyncConnection.connect(self.ground.owner_dsn, autocommit=True) as owner:
            while not done.is_set():
                goal = (killed + 1) * total // (KILLS + 1)
                if self.record.outcomes.total() < goal:
                    await asyncio.sleep(0.005)
                    continue
                cursor = await owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and state = any(%s)"
                    " order by random() limit 2",
                    [self.ground.login, ["active", "idle"] if killed % 2 else ["active"]],
                )
                killed += 1 if await cursor.fetchall() else 0
        return killed


@pytest.mark.parametrize("pooled_reads", [None, 3])
async def test_no_segment_ever_sees_another_tenant(ground: Ground, pooled_reads: int | None) -> None:
    database = Database(ground.dsn, SIZES, pooled_reads=pooled_reads)
    assert await database.open()
    seed = 20 + (pooled_reads or 0)
    chaos = Chaos(ground, database, seed)
    total = SEGMENTS if pooled_reads is None else SEGMENTS // 5
    numbers = iter(range(seed * 1_000_000, seed * 1_000_000 + total))
    done = asyncio.Event()

    async def client(guard: asyncio.Timeout) -> None:
        for number in numbers:
            await chaos.attempt(number)
            guard.reschedule(asyncio.get_running_loop().time() + STANDSTILL)

    killer = asyncio.create_task(chaos.kill_some(total, done))
    try:
        # However slow the machine is: what must not be is that nothing moves any more.
        async with asyncio.timeout(STANDSTILL) as guard, asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(client(guard))
    finally:
        done.set()
        killed = await killer
        await database.close(10)
    outcomes = chaos.record.outcomes
    assert min(outcomes[kind] for kind in ("answered", "failed", "cancelled", "refused")) > 0, outcomes
    assert killed > 0
    if pooled_reads is None:
        assert chaos.mixed > total // 10
    assert outcomes["answered"] > outcomes.total() // 3, outcomes
    check_rows(ground, chaos.record, seed)


def check_rows(ground: Ground, record: Record, seed: int) -> None:
    """What was confirmed is there, what was refused is not, and every row bears its own tenant's claims."""
    with psycopg.connect(ground.owner_dsn) as owner:
        for tenant in ground.tenants:
            rows = owner.execute(
                f'select n, claims from "{tenant.role}".item where n / 1000000 = %s or n < 0',  # type: ignore[arg-type]
                [seed],
            ).fetchall()
            there = {row[0] for row in rows}
            assert {row[1] for row in rows} <= {tenant.role}
            assert record.written[tenant.role] <= there
            assert not there & record.refused.get(tenant.role, set())
            assert there <= record.written[tenant.role] | record.unknown.get(tenant.role, set())
