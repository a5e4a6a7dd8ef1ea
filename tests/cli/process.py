"""The installed command `vingt` as a process, with what it printed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VINGT = Path(sys.executable).with_name("vingt")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on its output, of a command that succeeded."""
        assert self.code == 0, self
        assert self.out.count("\n") == 1, self
        found: dict[str, Any] = json.loads(self.out)
        return found

    def refused(self, *words: str, code: int = 1) -> str:
        """What it said for people when it failed: one message without a result, and never a traceback."""
        assert (self.code, self.out) == (code, ""), self
        assert "Traceback" not in self.err, self
        for word in words:
            assert word in self.err, self
        return self.err


def vingt(
    *arguments: str | bytes | Path,
    settings: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> Ran:
    """Run `vingt` to its end; `settings` are all of its variables but for those that any program gets."""
    done = subprocess.run(
        [VINGT, *arguments], env=environment(settings or {}), input=stdin, capture_output=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables of a command."""
    return {**{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}, **settings}
