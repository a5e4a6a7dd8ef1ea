"""Memory of a worker under the load of all the other rows.

In charge of keeping a fresh server busy with every kind of request in turn, and of watching its size.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

from tests.bench import launch
from tests.bench.bench import Bench
from tests.bench.compare import Outcome
from tests.bench.launch import Running
from tests.bench.work import CREATE_ONE, GET_COMPANIES, GET_ONE, PEOPLE_PAGE, REST_LIST

BOUND = 120 * 1024 * 1024
# Flat: so much above the beginning the end may be, which is more than readings of a steady process differ.
FLAT = 1.05
_SLICE_SECONDS = 2.0
_LOOK_SECONDS = 0.25


def memory(bench: Bench) -> Iterator[Outcome]:
    """The largest size, and the largest of the last turn against that of the second: the first fills the caches."""
    requests = (GET_ONE, GET_COMPANIES, PEOPLE_PAGE, REST_LIST, CREATE_ONE)
    turns: list[int] = []
    with launch.vingt(bench.stage.database) as server:
        end = time.monotonic() + bench.options.minutes * 60
        try:
            while time.monotonic() < end or len(turns) < 3:
                with watched(server) as sizes:
                    for request in requests:
                        bench.wrk(server, request, _SLICE_SECONDS)
                turns.append(max(sizes))
        finally:
            bench.stage.forget_created()
    bench.say(f"  {len(turns)} turns, at most {max(turns) / 2**20:.0f} MiB")
    whole = f"{bench.options.minutes:g} minutes of load"
    yield Outcome("memory", "memory of a worker", "120 MiB", [max(turns) / BOUND], 1.0, at_most=True)
    yield Outcome("memory", f"memory after {whole}", "at their beginning", [turns[-1] / turns[1]], FLAT, at_most=True)


@contextlib.contextmanager
def watched(server: Running) -> Iterator[list[int]]:
    """The sizes of the worker while the block runs, to be read after it."""
    sizes: list[int] = []
    is_over = threading.Event()

    def look() -> None:
        while True:
            sizes.append(server.worker_bytes())
            if is_over.wait(_LOOK_SECONDS):
                return

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield sizes
    finally:
        is_over.set()
        watcher.join()
