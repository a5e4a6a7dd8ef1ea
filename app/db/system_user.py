"""The operating system user that the embedded PostgreSQL runs as.

In charge of finding or making that user, running commands as it, and writing files that only it may read. PostgreSQL
refuses to run as root, so root needs another user; anybody else runs it as themselves.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SystemUser:
    """Who runs PostgreSQL. `is_other` is true where that is not the current user (that is, where we are root)."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def run(
        self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command as this user with a clean environment, without a terminal; give its output and exit code."""
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **(env or {})}
        return subprocess.run(  # noqa: S603 (no shell; the commands are ours)
            list(command),
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            umask=0o077,
            start_new_session=True,  # Ctrl-C in our terminal is for us; PostgreSQL is stopped after the requests
            check=False,
        )

    def can_read(self, path: Path) -> bool:
        """Whether this user can enter the folder, or read and run the file, with the permissions on the way to it."""
        if not self.is_other:
            return os.access(path, os.R_OK | os.X_OK)
        return self.run(["test", "-r", str(path), "-a", "-x", str(path)], cwd=Path("/")).returncode == 0

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user (and root) may enter. The folder above it must be there."""
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        if not self.is_other and path.stat().st_uid != self.uid:
            raise EmbeddedError(f"{path} belongs to another user. Choose another folder with VINGT_DATA_DIR.")
        self.own(path)
        path.chmod(0o700)

    def own(self, path: Path) -> None:
        """Give one file or folder to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def write_private(self, path: Path, text: str) -> None:
        """Write a file that only this user (and root) may read: whole or not at all, never through a symbolic link."""
        written = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self.own(written)
        written.replace(path)


def read_private(path: Path) -> str | None:
    """The text of a file written by `write_private`, or None where there is none. Symbolic links are refused."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, encoding="utf-8") as file:
        return file.read()


def system_user(name: str = "vingt") -> SystemUser:
    """The user for PostgreSQL: oneself, or for root the system user `name`, which is made where it does not exist."""
    if os.geteuid() != 0:
        return SystemUser(_own_name(), os.geteuid(), os.getegid(), is_other=False)
    entry = _look_up(name)
    if entry is None:
        _create(name)
        entry = _look_up(name)
    if entry is None or entry.pw_uid == 0:
        raise EmbeddedError(f"PostgreSQL does not run as root and needs the system user '{name}'. {_BY_HAND}")
    return SystemUser(name, entry.pw_uid, entry.pw_gid, is_other=True)


_BY_HAND = (
    "Make one (useradd --system --user-group --shell /usr/sbin/nologin vingt), run Vingt as another user than root, "
    "or point VINGT_DATABASE_URL at an existing PostgreSQL."
)


def _create(name: str) -> None:
    shell = "/usr/sbin/nologin" if os.path.exists("/usr/sbin/nologin") else "/sbin/nologin"
    if useradd := shutil.which("useradd", path=_ADMIN_PATH):
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell]
        commands = [[useradd, *options, name]]
    elif (adduser := shutil.which("adduser", path=_ADMIN_PATH)) and (
        addgroup := shutil.which("addgroup", path=_ADMIN_PATH)
    ):  # BusyBox, as on Alpine
        commands = [
            [addgroup, "-S", name],
            [adduser, "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, "-G", name, name],
        ]
    else:
        raise EmbeddedError(f"There is no useradd or adduser to make the system user '{name}' with. {_BY_HAND}")
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0 and _look_up(name) is None and command is commands[-1]:
            reason = (done.stderr or done.stdout).strip()
            raise EmbeddedError(f"The system user '{name}' could not be made: {reason}. {_BY_HAND}")


_ADMIN_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


def _look_up(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container started with a bare number as its user
        return str(os.geteuid())
