"""The embedded PostgreSQL server of a data folder.

In charge of making its cluster, starting, adopting and stopping it, and of the connection string of its superuser. The
server listens on a Unix socket in a private folder and, for psql and BI tools, on 127.0.0.1; both ask for a password
(scram-sha-256). Who may use it at the same time is decided in `lease`.
"""

import contextlib
import hashlib
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.db.machine import memory_bytes, settings_for
from app.db.postmaster import Postmaster, processes_in, remove_stale_pid_file, running_postmaster
from app.db.program import Program, program_for
from app.db.system_user import EmbeddedError, SystemUser, read_private, system_user

SUPERUSER = "postgres"
DATABASE = "vingt"
_NOTICE = "README.txt"
_SETTINGS = "vingt.conf"
_FIRST_PORT, _LAST_PORT = 5433, 5999  # below the range from which systems take ports of outgoing connections
_SOCKET_PATH_LIMIT = 103  # bytes of a socket's path: 107 on Linux, 103 on macOS
_PORT_ATTEMPTS = 3
_SLOW_START_SECONDS = 5
_PATIENCE_SECONDS = 60


class EmbeddedServer:
    """One data folder and the PostgreSQL that works on it.

    `say` is told what goes on, in whole sentences. `listen=False` leaves TCP out. `durable=False` is for test runs.
    """

    def __init__(
        self,
        folder: Path,
        *,
        say: Callable[[str], None],
        connections: int = 100,
        listen: bool = True,
        durable: bool = True,
    ) -> None:
        self.folder = folder.expanduser().resolve()
        self._say = say
        self._connections = connections
        self._listen = listen
        self._durable = durable
        self._user: SystemUser | None = None
        self._program: Program | None = None

    @property
    def data(self) -> Path:
        """The folder of PostgreSQL's own files (PGDATA)."""
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        """What the server wrote while it started; its later log is in the same folder."""
        return self.folder / "log" / "start.log"

    @property
    def user(self) -> SystemUser:
        """Who PostgreSQL runs as."""
        if self._user is None:
            self._user = system_user()
        return self._user

    @property
    def program(self) -> Program:
        """The programs, where that user can run them."""
        if self._program is None:
            self._program = program_for(self.user, self.folder)
        return self._program

    def make_folder(self) -> None:
        """Make the data folder, private to the user of PostgreSQL. Raises EmbeddedError if it is something else's."""
        # Names with a dot may be a notice that another process is about to write.
        strange = self.folder.is_dir() and any(not path.name.startswith(".") for path in self.folder.iterdir())
        if strange and not (self.folder / _NOTICE).exists():
            raise EmbeddedError(
                f"{self.folder} holds files that are not Vingt's. Set VINGT_DATA_DIR to a folder of its own."
            )
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if self.data.exists() and self.data.stat().st_uid != self.user.uid:
            raise EmbeddedError(
                f"The data in {self.folder} belongs to another user than '{self.user.name}'. "
                "Start Vingt as the user who made it, or set VINGT_DATA_DIR to another folder."
            )
        self.user.make_folder(self.folder)
        if not self.user.can_read(self.folder):
            raise EmbeddedError(
                f"The system user '{self.user.name}' cannot reach {self.folder}: a folder above it is closed to it. "
                "Set VINGT_DATA_DIR to a folder that other users may pass through, such as /var/lib/vingt."
            )
        if not (self.folder / _NOTICE).exists():
            self.user.write_private(
                self.folder / _NOTICE,
                "This folder belongs to Vingt: a PostgreSQL cluster and the passwords it needs.\n"
                "Keep it private. Back it up with pg_dump or pg_basebackup, not by copying it while Vingt runs.\n",
            )
        self.user.make_folder(self.folder / "log")

    def prepare(self) -> None:
        """Make the cluster if it is not there, in a folder that `make_folder` made. Raises EmbeddedError."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._initialise()
        elif (found := version.read_text(encoding="ascii").strip()) != self.program.major:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {found}, this Vingt brings {self.program.major}. Start the older "
                "Vingt, dump with 'pg_dumpall', and restore into an empty VINGT_DATA_DIR."
            )

    def start(self) -> Postmaster:
        """Start the server, or adopt the one that runs already; returns when it takes connections."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            running = running_postmaster(self.data)
            if running is None:
                break
            if running.is_ready and self._answers():
                self._say(f"PostgreSQL already runs, left by an earlier start (process {running.pid}): using it.")
                self.make_database()
                return running
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"PostgreSQL (process {running.pid}) works on {self.data} but takes no connections. "
                    f"End that process and start again; {self.folder / 'log'} may say more."
                )
            time.sleep(0.1)  # it is starting, recovering or stopping
        self._launch()
        running = running_postmaster(self.data)
        if running is None:
            raise EmbeddedError(f"PostgreSQL started and ended at once.{self._log_tail()}")
        self.make_database()
        return running

    def stop(self) -> None:
        """Stop the server if it runs: sessions are ended, what they committed is on disk."""
        if running_postmaster(self.data) is None:
            return
        for mode, seconds in (("fast", "60"), ("immediate", "30")):
            done = self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", seconds, "-s")
            if done.returncode == 0 or running_postmaster(self.data) is None:
                return
        raise EmbeddedError(f"PostgreSQL did not stop: {done.stdout.strip()}")

    def is_running(self) -> bool:
        """Whether the server runs and takes connections."""
        running = running_postmaster(self.data)
        return running is not None and running.is_ready

    def is_alive(self) -> bool:
        """Whether the server's process lives, ready or not."""
        return running_postmaster(self.data) is not None

    def dsn(self, database: str = DATABASE) -> str:
        """The superuser's connection string, through the Unix socket. The server must run."""
        running = running_postmaster(self.data)
        password = read_private(self.folder / "superuser.password")
        if running is None or password is None:
            raise EmbeddedError(f"No PostgreSQL runs on {self.data}.")
        return make_conninfo(
            host=running.socket_folder, port=running.port, user=SUPERUSER, password=password, dbname=database
        )

    def tcp_port(self) -> int | None:
        """The port on 127.0.0.1, the same at every start; None where there is none."""
        try:
            text = (self.data / _SETTINGS).read_text(encoding="utf-8")
        except OSError:
            return None
        match = re.search(r"^port = (\d+)$", text, re.MULTILINE)
        return int(match[1]) if match and self._listen else None

    def _initialise(self) -> None:
        self._say("Making the PostgreSQL cluster ...")
        self._clear_leftovers()
        password = secrets.token_urlsafe(32)
        self.user.write_private(self.folder / "superuser.password", password)
        partial = self.folder / f".initdb-{secrets.token_hex(4)}"
        done = self._run(
            "initdb",
            *("-D", str(partial), "-U", SUPERUSER, "-A", "scram-sha-256", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--text-search-config=english"),
            *("--no-instructions", f"--pwfile={self.folder / 'superuser.password'}"),
            *(() if self._durable else ("--no-sync",)),
        )
        if done.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise EmbeddedError(f"initdb failed: {done.stdout.strip()}")
        with (partial / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\n# Written anew at every start; override it with ALTER SYSTEM.\ninclude = '{_SETTINGS}'\n")
        partial.rename(self.data)

    def _clear_leftovers(self) -> None:
        """Remove what a first start that was cut off has made; an initdb that lives on may still write there."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while leftovers := list(self.folder.glob(".initdb-*")):
            for leftover in leftovers:
                shutil.rmtree(leftover, ignore_errors=True)
            if time.monotonic() > deadline:
                raise EmbeddedError(f"{leftovers[0]} cannot be removed. Remove it by hand.")
            time.sleep(0.02)

    def _launch(self) -> None:
        """Run pg_ctl start; what a crash left behind is cleared first, a server that still ends is waited for."""
        stale = remove_stale_pid_file(self.data)
        if stale is not None:
            self._say(f"The last PostgreSQL (process {stale}) was not shut down; it recovers what was committed.")
        self._await_orphans()
        for leftover in self._socket_folder().glob(".s.PGSQL.*"):
            # Whose process is a zombie, or another program's by now, PostgreSQL would take for that of a living server.
            leftover.unlink(missing_ok=True)
        self._say("Starting PostgreSQL ...")
        slow = threading.Timer(_SLOW_START_SECONDS, self._say, ["Still starting: it recovers from a crash ..."])
        slow.start()
        try:
            for _ in range(_PORT_ATTEMPTS):
                self._write_settings()
                done = self._run("pg_ctl", "start", "-D", str(self.data), "-w", "-t", "3600", "-s", "-l", str(self.log))
                port = self.tcp_port()
                # A port that was free may be somebody else's by the time that PostgreSQL asks for it.
                if done.returncode == 0 or port is None or _is_free(port):
                    break
        finally:
            slow.cancel()
        if done.returncode != 0:
            raise EmbeddedError(f"PostgreSQL did not start.{self._log_tail()}")

    def _await_orphans(self) -> None:
        """Wait for the processes of a server that was killed: they end by themselves and hold its memory till then."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while orphans := processes_in(self.data):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL was killed but its processes {orphans} live on. End them first.")
            time.sleep(0.1)

    def _write_settings(self) -> None:
        settings = settings_for(memory_bytes(), connections=self._connections, durable=self._durable)
        settings |= {
            "listen_addresses": "127.0.0.1" if self._listen else "",
            "port": str(self._port() if self._listen else _FIRST_PORT),
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "logging_collector": "on",
            "log_directory": str(self.folder / "log"),
            "log_filename": "postgresql-%a.log",  # a week of them
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_line_prefix": "%m [%p] %q%u@%d ",
        }
        lines = (f"{name} = {value if value.isdigit() else _quoted(value)}\n" for name, value in settings.items())
        self.user.write_private(self.data / _SETTINGS, "".join(lines))

    def _port(self) -> int:
        remembered = self.tcp_port()
        if remembered is not None:
            if _is_free(remembered):
                return remembered
            self._say(f"Port {remembered}, where the embedded PostgreSQL listened, is taken; it moves to another.")
        for port in range(_FIRST_PORT, _LAST_PORT):
            if _is_free(port):
                return port
        raise EmbeddedError(f"No port from {_FIRST_PORT} to {_LAST_PORT} is free for the embedded PostgreSQL.")

    def _socket_folder(self) -> Path:
        folder = self.folder / "run"
        if len(bytes(folder)) + len("/.s.PGSQL.65535") > _SOCKET_PATH_LIMIT or "," in str(folder):
            name = hashlib.sha256(bytes(self.folder)).hexdigest()[:12]
            folder = Path("/tmp") / f"vingt-{self.user.uid}-{name}"  # noqa: S108 (made 0700, and checked to be ours)
            if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != self.user.uid):
                raise EmbeddedError(f"{folder} belongs to somebody else. Set VINGT_DATA_DIR to a shorter path.")
        self.user.make_folder(folder)
        return folder

    def make_database(self) -> None:
        """Make the database if it is not there: a start may have been cut off before. The server must run."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.dsn("postgres"), connect_timeout=5):
            return True
        return False

    def _run(self, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return self.user.run([self.program[name], *arguments], cwd=self.folder)

    def _log_tail(self) -> str:
        """The end of the newest log, as a sentence to append to an error."""
        try:
            logs = sorted(self.log.parent.glob("*.log"), key=lambda path: path.stat().st_mtime)
            lines = logs[-1].read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        except (OSError, IndexError):
            return ""
        return "\n".join([f" The end of {logs[-1]}:", *lines])


def _quoted(value: str) -> str:
    """A string as postgresql.conf writes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
