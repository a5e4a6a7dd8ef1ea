"""The running server process of a data folder, as its `postmaster.pid` tells.

In charge of telling a living server from what a crash or `kill -9` left behind. Starting and stopping belong to
`embedded`.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A living server: its process id, where it listens, and whether it takes connections by now."""

    pid: int
    port: int
    socket_folder: str
    is_ready: bool


def running_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on the folder `data`, also one that is starting or stopping, or None."""
    lines = _pid_file(data)
    if not lines or not _works_in(int(lines[0]), data):
        return None
    lines += [""] * 8  # a server that is just starting has not written them all
    return Postmaster(int(lines[0]), int(lines[3] or 0), lines[4], lines[7].strip() == "ready")


def remove_stale_pid_file(data: Path) -> int | None:
    """Remove a `postmaster.pid` whose process is gone, or is another program that got the same number since.

    PostgreSQL sees the first case itself but refuses to start in the second. Nothing is removed while any PostgreSQL
    process still works in `data`. Gives the number that was in the file, or None if nothing was removed.
    """
    lines = _pid_file(data)
    if not lines or _works_in(int(lines[0]), data) or processes_in(data):
        return None
    (data / "postmaster.pid").unlink(missing_ok=True)
    return int(lines[0])


def processes_in(data: Path) -> list[int]:
    """The PostgreSQL processes that work in `data`. Only Linux tells; elsewhere the list is empty."""
    numbers = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [number for number in numbers if _works_in(number, data)]


def process_name(pid: int) -> str | None:
    """The program name of a process, or None where there is no such process."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        name, _, rest = state.partition("(")[2].rpartition(")")
        return None if rest.split()[0] in {"Z", "X"} else name  # a zombie has ended
    except OSError:
        pass
    if Path("/proc/self/stat").exists():
        return None
    done = subprocess.run(  # noqa: S603 (no shell; the only variable is a number)
        ["ps", "-o", "comm=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return os.path.basename(done.stdout.strip()) or None


def _works_in(pid: int, data: Path) -> bool:
    if "postgres" not in (process_name(pid) or ""):
        return False
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data  # every PostgreSQL process stands in its data folder
    except OSError:  # no /proc on this system; or the process of another user, which is not our server
        return not Path("/proc/self/cwd").exists()


def _pid_file(data: Path) -> list[str]:
    """The lines of postmaster.pid; none where it is missing or does not begin with a process id."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return lines if lines and lines[0].strip().isdigit() else []
