"""HTTP load by wrk: one request repeated over many connections, and what came of it.

In charge of running wrk (an optional tool, from Debian's package of that name) with the requests of `tests.bench.work`.
"""

import json
import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.work import Request

CONNECTIONS = 32
THREADS = 1  # one thread saturates the server many times over and leaves the cores to those who are measured
_SCRIPT = Path(__file__).with_name("load.lua")


class BenchError(Exception):
    """A measurement cannot be made or cannot be trusted; the message says why."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to: answers a second and latencies in milliseconds (0 where the tool does not tell)."""

    rate: float
    p50: float
    p99: float


def find_wrk() -> str | None:
    """The path of wrk, or None where it is not installed."""
    return shutil.which("wrk")


def run_wrk(url: str, request: Request, token: str, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Send `request` over `connections` connections for whole `seconds`. Raises BenchError when answers failed."""
    wrk = find_wrk()
    if wrk is None:
        raise BenchError("wrk is not installed (apt-get install wrk)")
    with tempfile.TemporaryDirectory(prefix="vingt-wrk-") as folder:
        headers, body = Path(folder) / "headers", Path(folder) / "body"
        lines = {"Content-Type": "application/json"} if request.body else {}
        if token:
            lines["Authorization"] = f"Bearer {token}"
        headers.write_text("".join(f"{name}: {value}\n" for name, value in lines.items()) or "Accept: */*\n")
        body.write_bytes(request.body)
        whole = max(1, round(seconds))
        tool = [
            wrk,
            f"-t{THREADS}",
            f"-c{connections}",
            f"-d{whole}s",
            "--timeout",
            "30s",
            "-s",
            str(_SCRIPT),
            url,
            "--",
        ]
        seed, sent = str(random.randrange(1_000_000)), str(body) if request.body else ""
        ids = [request.ids.prefix, str(request.ids.first), str(request.ids.count)]
        done = subprocess.run(
            [*tool, seed, request.method, request.path, sent, str(headers), *ids],
            capture_output=True,
            text=True,
            timeout=whole + 60,
            check=False,
        )
    try:
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise BenchError(f"wrk failed: {done.stdout}{done.stderr}") from None
    if told["requests"] == 0 or told["refused"] or told["broken"]:
        raise BenchError(f"{request.name}: {told['refused']} refused, {told['broken']} broken of {told['requests']}")
    return Load(told["requests"] / told["seconds"], told["p50"] / 1000, told["p99"] / 1000)
