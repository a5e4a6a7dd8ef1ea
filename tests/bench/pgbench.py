"""pgbench with the statements that Vingt sends: what Postgres can do when nothing stands before it.

In charge of turning captured calls into a pgbench script and of running it. One transaction of the script is one request: its
calls in one pipeline, prepared, behind the call that enters the workspace.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from app.db.program import find_program
from app.db.system_user import EmbeddedError
from app.db.wire import Call
from tests.bench.capture import Captured
from tests.bench.load import BenchError, Load
from tests.bench.work import Ids
from tests.cluster import Database

CLIENTS = 32  # as many as wrk has connections
THREADS = 2

# A quoted text or name, a parameter, or what pgbench would take for a variable of its own.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)""")
_VARIABLE = re.compile(r":(?=[A-Za-z0-9_])")
_PROGRESS = re.compile(r"^progress: [\d.]+ s, ([\d.]+) tps, lat ([\d.]+) ms", re.MULTILINE)
# Groups of a uuid: whoever makes ids puts the time first, so that each goes to the end of its index.
_NEW_IDS = "018f0000-0009-7000-"


@dataclass(frozen=True, slots=True)
class Script:
    """`text` for pgbench's --file, `values` for its --define."""

    text: str
    values: dict[str, str]


def find_pgbench() -> str | None:
    """The pgbench of the embedded server, or else the first on the PATH."""
    try:
        bundled = Path(find_program()["pgbench"])
    except EmbeddedError:
        return shutil.which("pgbench")
    return str(bundled) if bundled.exists() else shutil.which("pgbench")


def write_script(captured: Captured, ids: Ids | None) -> Script:
    """The script of a request about a random one of `ids`, or about a record with a new id where `ids` is None."""
    values: dict[str, str] = {}
    lines = [r"\startpipeline"]
    changing: set[bytes] = set()
    for number, (call, other) in enumerate(zip(captured.calls, captured.others, strict=True)):
        if call.text != other.text:
            raise BenchError(f"{captured.name}: the text of a statement depends on the id")
        places: dict[int, str] = {}
        for index, (value, another) in enumerate(zip(call.params, other.params, strict=True), 1):
            if value != another:
                changing.add(value or b"")
                places[index] = _id_expression(ids)
                continue
            name = f"p{number}_{index}"
            places[index] = f":{name}"
            if value is not None:  # pgbench sends a variable that is not defined as null
                values[name] = value.decode()
        lines.append(_statement(call, places))
    lines.append(r"\endpipeline")
    if len(changing) > 1:
        raise BenchError(f"{captured.name}: {len(changing)} values differ between two requests, not only an id")
    return Script("\n".join([*_id_lines(ids), *lines]) + "\n", values)


def _id_lines(ids: Ids | None) -> Iterator[str]:
    if ids is not None:
        yield rf"\set id random({ids.first}, {ids.first + ids.count - 1})"
    else:
        yield r"\set made :made + 1"
        yield r"\set id :base + :made * 64 + :client_id"


def _id_expression(ids: Ids | None) -> str:
    """The text of an id. pgbench's own variables are numbers; putting it together takes Postgres well below a
    microsecond."""
    return f"('{_NEW_IDS if ids is None else ids.prefix}' || :id)"


def _statement(call: Call, places: dict[int, str]) -> str:
    def put(found: re.Match[str]) -> str:
        if found[1]:
            return places[int(found[1])]
        text = found[0]
        if not _VARIABLE.search(text):
            return text
        if text.startswith('"'):
            raise BenchError(f"pgbench would put a value into the name {text}")
        # The same text, with the colon written as its code.
        return "E" + _VARIABLE.sub(r"\\072", text.replace("\\", "\\\\"))

    return _TOKEN.sub(put, call.text.decode()).strip().rstrip(";") + ";"


def run_pgbench(
    database: Database, script: Script, seconds: float, clients: int = CLIENTS, threads: int = THREADS
) -> Load:
    """Run a script for whole `seconds` after one more, in which new connections learn the tables and prepare.

    Raises BenchError.
    """
    program = find_pgbench()
    if program is None:
        raise BenchError("pgbench was not found (it comes with the embedded server and with PostgreSQL's packages)")
    given = conninfo_to_dict(database.api_dsn)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        **{f"PG{name.upper()}": str(given[name]) for name in ("host", "port", "user", "password")},
        "PGDATABASE": str(given["dbname"]),
    }
    # Sixteen digits, later ones larger: no two runs make the same ids.
    values = {**script.values, "made": "0", "base": str(1_000_000_000_000_000 + time.time_ns() // 1_000)}
    with tempfile.TemporaryDirectory(prefix="vingt-pgbench-") as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script.text, encoding="utf-8")
        whole = max(1, round(seconds)) + 1
        done = subprocess.run(
            [
                *(program, "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={threads}"),
                *(f"--time={whole}", "--progress=1", f"--file={file}"),
                *(f"--define={name}={value}" for name, value in values.items()),
            ],
            env=environment,
            capture_output=True,
            text=True,
            timeout=whole + 120,
            check=False,
        )
    seen = [(float(rate), float(latency)) for rate, latency in _PROGRESS.findall(done.stderr)][1:]
    if done.returncode != 0 or "ERROR" in done.stderr or not seen:
        raise BenchError(f"pgbench failed: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return Load(sum(rate for rate, _ in seen) / len(seen), sum(latency for _, latency in seen) / len(seen), 0.0)
