"""Vingt's own server for measurements: the real command, with one worker or several, and the usual way beside it.

In charge of starting and stopping the processes and of looking at their memory.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import BenchError
from tests.cluster import Database

ROOT = Path(__file__).parent.parent.parent
POOLED = "tests.bench.pooled"


@dataclass(frozen=True, slots=True)
class Running:
    """`url` has no slash at its end; `pid` is the parent; `seconds` is how long it took until it served."""

    url: str
    pid: int
    seconds: float

    def worker_bytes(self) -> int:
        """Resident memory of the largest serving process."""
        return max(resident_bytes(pid, "VmRSS") for pid in [self.pid, *descendants(self.pid)])


@contextlib.contextmanager
def vingt(database: Database, *, workers: int = 1, module: str = "app.cli") -> Iterator[Running]:
    """Run `vingt serve` on `database` until the block ends; `module` is what stands in for `app.cli`."""
    with tempfile.TemporaryDirectory(prefix="vingt-bench-serve-") as folder:
        log = Path(folder) / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VINGT_")}
        environment |= {"VINGT_DATABASE_URL": database.owner_dsn, "VINGT_DATA_DIR": folder, "VINGT_PORT": "0"}
        began = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, "serve", "--json"],
                cwd=ROOT,
                env={**environment, "VINGT_WORKERS": str(workers)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise BenchError(f"{module} serve ended with {process.wait()}:\n{log.read_text()}")
            yield Running(json.loads(line)["url"], process.pid, time.monotonic() - began)
        finally:
            end(process)


def end(process: "subprocess.Popen[str]") -> None:
    """Stop a process as an operator would, or at last by force."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(state[1]), []).append(int(entry.name))
    found = [*parents.get(pid, [])]
    for child in found:
        found.extend(parents.get(child, []))
    return found


def resident_bytes(pid: int, kind: str) -> int:
    """`VmRSS` (all that is resident) or `RssAnon` (its own, not shared) of a process; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{kind}:"):
                return int(line.split()[1]) * 1024
    return 0
