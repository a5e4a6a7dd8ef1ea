"""A worker of `vingt` with its reads through psycopg_pool's pipeline: the usual way, to compare the fast path with.

Run as a module in place of `app.cli.worker`, with the same task on standard input.
"""

import os
from functools import partial

from app.cli import worker

# One for each of the load's connections, so that nobody waits for one. Measured: 4 to 16 answer no faster.
CONNECTIONS = int(os.environ.get("BENCH_POOL", "32"))

if __name__ == "__main__":
    worker.make_app = partial(worker.make_app, pooled_reads=CONNECTIONS)
    worker.main()
