"""The parent of the serving processes.

In charge of starting workers, of starting one again that crashed, of the embedded PostgreSQL's life beside them, and of
an orderly end: no new connections, requests in flight finish, then workers, then (by the caller) PostgreSQL.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.cli.output import CommandError

DRAIN_SECONDS = 20.0
_KILL_SECONDS = DRAIN_SECONDS + 10.0
_READY_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE, _HEALTHY_SECONDS = 0.2, 30.0, 30.0
_LOOK_SECONDS = 1.0


def end_signals() -> list[signal.Signals]:
    """The signals that ask for an orderly end. A closed terminal asks for it too, unless `nohup` had that ignored."""
    hangs_up = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hangs_up else [])]


@dataclass
class _Worker:
    """One worker's place: its socket, its present process, and when it may be started again."""

    number: int
    listening: socket.socket
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    pause: float = _FIRST_PAUSE
    start_at: float = field(default=0.0)


class Supervisor:
    """Runs one worker on each socket until one of `end_signals`. A second signal ends requests in flight as well.

    `api_dsn` reaches the workers through a pipe. `look_after` is called about once a second.
    """

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        api_dsn: str,
        *,
        say: Callable[[str], None],
        look_after: Callable[[], None] = lambda: None,
    ) -> None:
        self._workers = [_Worker(number, listening) for number, listening in enumerate(sockets, 1)]
        self._api_dsn = api_dsn
        self._say = say
        self._look_after = look_after
        self._signals = 0
        self._selector = selectors.DefaultSelector()

    def run(self, on_ready: Callable[[], None], stop_listening: Callable[[], None]) -> None:
        """Serve until a signal; `on_ready` is called when all workers serve. Raises CommandError if one cannot."""
        with self._signals_heard():
            try:
                waiting = [self._start(worker) for worker in self._workers]
                if self._await_ready(waiting):
                    on_ready()
                    self._watch()
            finally:
                stop_listening()
                self._end()

    def _start(self, worker: _Worker) -> int:
        """Start a worker's process; gives the handle from which its "ready" can be read."""
        ready, tell_ready = os.pipe()
        listening = worker.listening.fileno()
        worker.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.worker"],
            stdin=subprocess.PIPE,
            pass_fds=(listening, tell_ready),
            # A group of its own: Ctrl-C in a terminal goes to this process alone, which then ends the workers in turn.
            process_group=0,
            env={name: value for name, value in os.environ.items() if not name.startswith("VINGT_")},
        )
        os.close(tell_ready)
        worker.started_at = time.monotonic()
        task = {"dsn": self._api_dsn, "listening": listening, "ready": tell_ready, "drain": DRAIN_SECONDS}
        assert worker.process.stdin is not None  # noqa: S101
        with contextlib.suppress(BrokenPipeError):
            # Stays open: its end tells the worker that we are gone, even by kill -9.
            worker.process.stdin.write(json.dumps(task).encode() + b"\n")
            worker.process.stdin.flush()
        return ready

    def _await_ready(self, waiting: Sequence[int]) -> bool:
        """Wait until all say so; false when a signal came first."""
        deadline = time.monotonic() + _READY_SECONDS
        left = set(waiting)
        try:
            for handle in left:
                self._selector.register(handle, selectors.EVENT_READ)
            while left and not self._signals:
                for handle in left.intersection(self._pause(_LOOK_SECONDS)):
                    if not os.read(handle, 16):
                        raise CommandError("A worker could not start; its error is above.")
                    left.discard(handle)
                    self._selector.unregister(handle)
                if time.monotonic() > deadline:
                    raise CommandError(f"A worker did not start to serve within {_READY_SECONDS:.0f} seconds.")
            return not self._signals
        finally:
            for handle in left:
                self._selector.unregister(handle)
            for handle in waiting:
                os.close(handle)

    def _watch(self) -> None:
        while not self._signals:
            self._pause(_LOOK_SECONDS)
            if self._signals:
                return
            for worker in self._workers:
                self._revive(worker)
            self._look_after()

    def _revive(self, worker: _Worker) -> None:
        """Note a crash and start the worker again, each time in a row after a longer pause."""
        now = time.monotonic()
        if worker.process is not None and worker.process.poll() is not None:
            code = worker.process.returncode
            how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            worker.pause = _FIRST_PAUSE if now - worker.started_at > _HEALTHY_SECONDS else worker.pause * 2
            worker.start_at = now + min(worker.pause, _LONGEST_PAUSE)
            self._say(f"Worker {worker.number} {how}; starting it again.")
            self._forget(worker)
        if worker.process is None and now >= worker.start_at:
            os.close(self._start(worker))

    def _end(self) -> None:
        """Ask all workers to finish, wait, and kill what does not end in time or after a second signal."""
        living = [worker.process for worker in self._workers if worker.process is not None]
        for process in living:
            process.terminate()
        # A second signal may have come before we were here.
        asked, deadline, killed = min(self._signals, 1), time.monotonic() + _KILL_SECONDS, False
        while any(process.poll() is None for process in living):
            if not killed and (self._signals > asked or time.monotonic() > deadline):
                self._say("Ending requests in flight.")
                killed = True
                for process in living:
                    process.kill()
            self._pause(_LOOK_SECONDS)
        for worker in self._workers:
            self._forget(worker)

    def _forget(self, worker: _Worker) -> None:
        if worker.process is not None and worker.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                worker.process.stdin.close()
        worker.process = None

    def _pause(self, seconds: float) -> set[int]:
        """Sleep until a signal, the end of a child or news of a worker; gives the handles that can be read."""
        readable = {key.fd for key, _ in self._selector.select(seconds)}
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)
        return readable

    @contextlib.contextmanager
    def _signals_heard(self) -> Iterator[None]:
        """Count signals that ask for the end, and wake the selector for them and for the end of a child."""
        wake, self._woken = socket.socketpair()
        for end in (wake, self._woken):
            end.setblocking(False)

        def count(number: int, frame: object) -> None:
            self._signals += 1
            if self._signals == 1:
                self._say("Stopping: requests in flight finish; once more ends them at once.")

        before = {number: signal.signal(number, count) for number in end_signals()}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        before_wake = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before_wake)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            wake.close()
            self._woken.close()
