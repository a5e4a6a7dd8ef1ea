"""A running Vingt for tests: the real command, on a free port, with its output at hand."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster import Database
from tests.workspaces import Workspace

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """`url` has no slash at its end; `process` is the parent, `log` the file that it writes to."""

    url: str
    workspace: Workspace
    process: "subprocess.Popen[str]"
    log: Path

    @property
    def token(self) -> str:
        """The API key token of `workspace`."""
        return self.workspace.token

    @property
    def api_key(self) -> str:
        """The same as `token`, by the name that it has in the specification."""
        return self.workspace.token

    @property
    def headers(self) -> dict[str, str]:
        """Headers of a request with the workspace's API key."""
        return {"Authorization": f"Bearer {self.token}"}

    def logged(self, text: str, seconds: float = 10) -> str:
        """The whole log once it holds a text: a line is written when its answer is on the way already."""
        deadline = time.monotonic() + seconds
        while text not in (log := self.log.read_text()):
            assert time.monotonic() < deadline, f"{text!r} is not in the log:\n{log[-4000:]}"
            time.sleep(0.01)
        return log


@contextlib.contextmanager
def serve(database: Database, workspace: Workspace, **settings: str) -> Iterator[Server]:
    """Run `vingt serve` on `database` until the block ends; `settings` are environment variables."""
    with tempfile.TemporaryDirectory(prefix="vingt-serve-") as folder:
        log = Path(folder) / "log"
        process, ready = start({"VINGT_DATABASE_URL": database.owner_dsn, "VINGT_DATA_DIR": folder, **settings}, log)
        try:
            yield Server(ready["url"], workspace, process, log)
        finally:
            stop(process)


def start(settings: Mapping[str, str], log: Path, *arguments: str) -> tuple["subprocess.Popen[str]", dict[str, Any]]:
    """Start `vingt serve --json` on a free port and wait until it serves; gives the process and what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VINGT_")}
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--json", *arguments],
            cwd=ROOT,
            env={**environment, "VINGT_PORT": "0", **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            start_new_session=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()  # comes when it serves; the end of the stream when it failed
    if not line:
        process.wait()
        process.stdout.close()
        raise AssertionError(f"vingt serve ended with {process.returncode}:\n{log.read_text()}")
    return process, json.loads(line)


def stop(process: "subprocess.Popen[str]", seconds: float = 30) -> int:
    """End the process as an operator would, and give its exit code."""
    process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
