"""The address that `vingt serve` listens on.

In charge of taking it before anything else is started, of saying who holds it if it is taken, and of one listening
socket for each worker. Every socket stays open in the parent: connections that wait for a worker outlive its crash.
After a parent was killed, its workers hold the address until they notice: they are waited for.
"""

import contextlib
import errno
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.cli.output import CommandError

BACKLOG = 1024
_PATIENCE_SECONDS = 15.0
_WORKER, _PARENT = b"app.cli.worker", b"serve"


class Listening:
    """The taken address. `host` and `port` are what was asked for, with the port that 0 became."""

    def __init__(self, host: str, port: int, say: Callable[[str], None]) -> None:
        family, address = _resolve(host, port)
        self._family = family
        self.host = host
        # Alone on the address: with SO_REUSEPORT from the start, a second Vingt could take it as well.
        self._sockets = [self._bound_after_orphans(address, say)]
        self.port: int = self._sockets[0].getsockname()[1]
        self._address = (address[0], self.port, *address[2:])

    @property
    def url(self) -> str:
        """Where clients on this machine reach it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def for_workers(self, workers: int) -> list[socket.socket]:
        """A listening socket for each worker.

        Linux spreads connections evenly over sockets that share a port, while workers that share one socket race for
        them and one gets most; elsewhere a shared socket is what works.
        """
        if workers > 1 and sys.platform == "linux":
            self._sockets.pop().close()
            try:
                self._sockets = [self._bound(self._address, shared=True) for _ in range(workers)]
            except OSError as error:
                raise CommandError(_refusal(error, self.host, self.port)) from None
        return [self._sockets[number % len(self._sockets)] for number in range(workers)]

    def close(self) -> None:
        """Listen no more. Workers that hold one of the sockets close theirs."""
        for listening in self._sockets:
            listening.close()

    def _bound_after_orphans(self, address: tuple[str | int, ...], say: Callable[[str], None]) -> socket.socket:
        port, deadline, seen = int(address[1]), time.monotonic() + _PATIENCE_SECONDS, 0
        while True:
            try:
                return self._bound(address, shared=False)
            except OSError as error:
                orphan = _orphan(port) if error.errno == errno.EADDRINUSE else None
                # One that was seen and is not there any more has just freed it.
                if (orphan is None and not seen) or time.monotonic() > deadline:
                    raise CommandError(_refusal(error, self.host, port)) from None
                if orphan and not seen:
                    say(f"Port {port} is held by a worker of an earlier start, which ends now (process {orphan}) ...")
                seen = orphan or 0
            time.sleep(0.05)

    def _bound(self, address: tuple[str | int, ...], *, shared: bool) -> socket.socket:
        listening = socket.socket(self._family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listening.bind(address)
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
        return listening


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str | int, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise CommandError(f"VINGT_HOST: '{host}' is not an address of this machine.") from None
    family, _, _, _, address = found[0]
    return family, tuple(part for part in address if not isinstance(part, bytes))


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = port_holder(port)
        return f"Port {port} on {host} is taken{f' by {holder}' if holder else ''}. Set VINGT_PORT to another one."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has. Set VINGT_PORT to one from 1024 on."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"VINGT_HOST: '{host}' is not an address of this machine."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


def port_holder(port: int) -> str | None:
    """Who listens on a TCP port, as far as this user may know: "process 123 (nginx -g ...)". Only Linux tells."""
    for process in _holders(port):
        return f"process {process} ({_command(process).replace(bytes(1), b' ').decode(errors='replace').strip()[:100]})"
    return None


def _orphan(port: int) -> int | None:
    """A worker that listens on the port and whose parent is gone."""
    for process in _holders(port):
        if _WORKER in _command(process).split(b"\0") and _PARENT not in _command(_parent(process)).split(b"\0"):
            return process
    return None


def _holders(port: int) -> Iterator[int]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                columns = line.split()
                if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:  # 0A: listening
                    inodes.add(f"socket:[{columns[9]}]")
    for process in sorted(int(path.name) for path in Path("/proc").glob("[0-9]*")):
        with contextlib.suppress(OSError):
            if any(os.readlink(handle) in inodes for handle in Path(f"/proc/{process}/fd").iterdir()):
                yield process


def _command(process: int) -> bytes:
    """The command line, its words ended by NUL; empty where the process is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _parent(process: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    return 0
