"""`vingt` with its reads through psycopg_pool's pipeline: the usual way, to compare the fast path with.

Run as a module. Serving processes import it anew, so that each of them has the change.
"""

import os
from functools import partialmethod

from app.cli import main
from app.db.database import Database

CONNECTIONS = int(os.environ.get("BENCH_POOL", "16"))

Database.__init__ = partialmethod(Database.__init__, pooled_reads=CONNECTIONS)  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    raise SystemExit(main())
