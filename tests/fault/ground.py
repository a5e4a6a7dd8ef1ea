"""Two tenants in a database of their own, a login that may enter either, and a way to pull the plug on Postgres."""

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from functools import partial

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.db.connection import Connection
from app.db.multiplexer import LineSize, Multiplexer
from app.db.session import connect
from app.db.wire import Call, Results, Segment
from tests.cluster import Cluster, drop_database, make_database

ENTER = (
    b"select set_config('role', e.db_role, true), set_config('vingt.claims', e.claims, true)"
    b" from ground.enter($1::text) e"
)
WHO = b"select current_user::text, coalesce(current_setting('vingt.claims', true), ''), session_user::text"
ROWS = b"select coalesce(string_agg(distinct tenant, ','), '') from ground.shared"
FAIL = b"select 1 / $1::int"


@dataclass(frozen=True, slots=True)
class Tenant:
    """`role` is at once the database role, the schema, the claims and the key that enters."""

    role: str

    @property
    def enter(self) -> Call:
        return Call(ENTER, (self.role.encode(),))

    def segment(self, *calls: Call) -> Segment:
        return Segment(self.role, self.role, (self.enter, *calls))


@dataclass(frozen=True, slots=True)
class Ground:
    owner_dsn: str
    dsn: str
    login: str
    tenants: tuple[Tenant, Tenant]


@contextlib.contextmanager
def make_ground(cluster: Cluster) -> Iterator[Ground]:
    made = make_database(cluster, "ground", migrated=False)
    token = secrets.token_hex(4)
    login, roles = f"ground_{token}_login", [f"ground_{token}_{name}" for name in "ab"]
    with psycopg.connect(made.owner_dsn, autocommit=True) as owner:
        owner.execute(_SQL)
        owner.execute(
            sql.SQL(
                "create role {0} login noinherit password {1}; alter role {0} set statement_timeout = '20s';"
                " grant usage on schema ground to {0}; alter role {0} set search_path = pg_catalog"
            ).format(sql.Identifier(login), sql.Literal(token))
        )
        for role in roles:
            owner.execute(
                sql.SQL(
                    "create role {role} nologin; grant {role} to {login}; create schema {role};"
                    " create table {role}.item (n bigint primary key, claims text not null default"
                    " current_setting('vingt.claims', true), note text, late int references {role}.item"
                    " deferrable initially deferred);"
                    " grant usage on schema {role}, ground to {role};"
                    " grant all on all tables in schema {role} to {role};"
                    " grant select on ground.shared to {role}; insert into ground.shared values ({name}), ({name});"
                    " insert into ground.key values ({name})"
                ).format(role=sql.Identifier(role), login=sql.Identifier(login), name=sql.Literal(role))
            )
    try:
        yield Ground(
            made.owner_dsn,
            make_conninfo(made.owner_dsn, user=login, password=token),
            login,
            (Tenant(roles[0]), Tenant(roles[1])),
        )
    finally:
        drop_database(cluster, made)
        with psycopg.connect(cluster.superuser_dsn, autocommit=True) as owner:
            for role in (login, *roles):
                owner.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


_SQL = """
    create schema ground;
    create table ground.key (name text primary key);
    create table ground.shared (tenant text not null);
    alter table ground.shared enable row level security;
    create policy own on ground.shared using (tenant = current_user::text);
    create function ground.enter(key text) returns table (db_role text, claims text)
    language plpgsql stable security definer set search_path = '' as $$
    begin
        return query select k.name, k.name from ground.key k where k.name = enter.key;
        if not found then raise exception using errcode = 'VG401', message = 'unknown key'; end if;
    end $$;
    create function ground.backend_memory() returns bigint language sql volatile security definer set search_path = ''
        as 'select sum(total_bytes)::bigint from pg_catalog.pg_backend_memory_contexts';
"""


def text(results: Results, call: int, column: int = 0) -> str | None:
    value = results[call].get_value(0, column)
    return None if value is None else bytes(value).decode()


async def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for a condition of this process, one turn of the event loop at a time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.001)


async def until_row(owner: psycopg.AsyncConnection[tuple[object, ...]], query: str, *params: object) -> None:
    """Wait until a query gives true."""
    end = time.monotonic() + 15
    while True:
        row = await (await owner.execute(query, params)).fetchone()  # type: ignore[arg-type]
        if row is not None and row[0]:
            return
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.002)


# The backends of this database that wait for a lock: the server has other databases, where others do the same.
_BLOCKED = (
    "select pid from pg_locks where not granted"
    " and database = (select oid from pg_database where datname = current_database())"
)
BLOCKED_BY_TABLE = f"{_BLOCKED} and locktype = 'relation'"


def blocked(number: int) -> str:
    """A query for the backends that wait for the advisory lock of a number."""
    return f"{_BLOCKED} and locktype = 'advisory' and objid = {number}"


@contextlib.asynccontextmanager
async def line(ground: Ground, connections: int = 1, *, depth: int = 64, spill_at: int = 8, statements_max: int = 300):
    """An open multiplexer, all of whose connections are there."""
    size = LineSize(connections, depth, spill_at)
    made = Multiplexer("test", partial(connect, ground.dsn, "test"), size, statements_max=statements_max)
    await made.open()
    await until(lambda: len(made.connections) == connections)
    try:
        yield made
    finally:
        await made.close(5)


def statements(connection: Connection) -> list[bytes]:
    """The names that the connection believes to be prepared."""
    return sorted(statement.name for statement in connection._statements.values() if statement.is_ready)


class Plug:
    """A TCP relay in front of Postgres: `cut` drops every connection, `unplug` also refuses new ones, and while
    `is_deaf` answers of Postgres are kept back."""

    def __init__(self, ground: Ground) -> None:
        self._target = conninfo_to_dict(ground.owner_dsn)
        self._ground = ground
        # Bound for as long as the plug lives and never listening: the port stays ours while nobody answers there.
        self._reserved = self._bound(0)
        self._port: int = self._reserved.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_deaf = False
        self.swallowed = 0

    @property
    def ground(self) -> Ground:
        """The same database through the relay."""
        away = {"host": "127.0.0.1", "port": self._port, "sslmode": "disable", "gssencmode": "disable"}
        return replace(self._ground, dsn=make_conninfo(self._ground.dsn, **away))

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._accept, sock=self._bound(self._port))

    async def unplug(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        while self._tasks:
            self.cut()
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        await self.unplug()
        self._reserved.close()

    def cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _bound(self, port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(("127.0.0.1", port))
        return made

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self._start(self._connect(reader, writer))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = str(self._target.get("host") or "/tmp"), int(self._target.get("port") or 5432)
        opening: Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
            asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
            if host.startswith("/")
            else asyncio.open_connection(host, port)
        )
        far_reader, far_writer = await opening
        self._writers.add(far_writer)
        self._start(self._relay(reader, far_writer, is_answer=False))
        self._start(self._relay(far_reader, writer, is_answer=True))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _relay(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                if is_answer and self.is_deaf:
                    self.swallowed += len(data)
                    continue
                target.write(data)
                await target.drain()
        target.transport.abort()
        self._writers.discard(target)
