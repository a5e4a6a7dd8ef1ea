"""A whole model that goes in from a file and out again, by the command line as an administrator has it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.compare import Outcome
from tests.bench.launch import ROOT
from tests.bench.load import BenchError
from tests.workspaces import make_workspace

SECONDS = 20.0
OBJECTS, FIELDS = 200, 20
_TYPES = ("TEXT", "NUMBER", "BOOLEAN", "DATE", "EMAIL", "CURRENCY", "URL", "JSON", "ARRAY", "DATE_TIME")


def model_file(bench: Bench) -> Iterator[Outcome]:
    """Export and apply of a model with 200 objects besides the standard ones."""
    ratios = []
    for _ in range(min(bench.options.rounds, 3)):
        # Roles are the server's: names that no other round has.
        mark = time.monotonic_ns()
        database = bench.stage.add_database(f"model_file_{mark}")
        first, second = (make_workspace(database, f"model_{mark}_{number}") for number in range(2))
        with tempfile.TemporaryDirectory(prefix="vingt-bench-model-") as folder:
            file = Path(folder) / "model.yaml"
            file.write_text(_vingt(database.owner_dsn, folder, "export", first.name) + _more())
            _vingt(database.owner_dsn, folder, "apply", first.name, str(file), "--yes")
            began = time.perf_counter()
            file.write_text(_vingt(database.owner_dsn, folder, "export", first.name))
            exported = time.perf_counter() - began
            _vingt(database.owner_dsn, folder, "apply", second.name, str(file), "--yes")
            whole = time.perf_counter() - began
            if _vingt(database.owner_dsn, folder, "export", second.name) != file.read_text():
                raise BenchError("what went in does not come out")
        bench.say(f"  export {exported:.1f} s, apply {whole - exported:.1f} s")
        ratios.append(whole / SECONDS)
    yield Outcome("model-file", f"export and apply of a model of {OBJECTS} objects", "20 s", ratios, 1.0, at_most=True)


def _more() -> str:
    lines = []
    for number in range(OBJECTS):
        lines += [f"  thing{number}:", f"    namePlural: things{number}", "    fields:"]
        for place in range(FIELDS - 1):
            lines += [f"      field{place}:", f"        type: {_TYPES[place % len(_TYPES)]}"]
        lines += [
            "      company:",
            "        type: RELATION",
            "        target: company",
            f"        inverseName: things{number}",
        ]
    return "\n".join(lines) + "\n"


def _vingt(dsn: str, folder: str, *arguments: str) -> str:
    settings = {"VINGT_DATABASE_URL": dsn, "VINGT_DATA_DIR": folder}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VINGT_")}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "schema", *arguments],
        cwd=ROOT,
        env={**environment, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"vingt schema {arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout
