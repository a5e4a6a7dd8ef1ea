"""What the embedded PostgreSQL is told about the machine it runs on.

In charge of the memory there is and of the settings that follow from it. Everything else about the server belongs to
`embedded`; a DBA overrides any of this with ALTER SYSTEM, which PostgreSQL reads last.
"""

import os
from pathlib import Path

MEBIBYTE = 1024 * 1024
_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_bytes() -> int:
    """Memory this process may count on: of the machine, or less where a container limits it."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _CGROUP_LIMITS:
        try:
            limit = int(Path(path).read_text(encoding="ascii"))
        except (OSError, ValueError):  # no such file, or "max"
            continue
        if 0 < limit < physical:
            return limit
    return physical


def settings_for(memory: int, *, connections: int, durable: bool) -> dict[str, str]:
    """PostgreSQL settings for a machine with `memory` bytes that it shares with Vingt's own processes.

    `durable=False` gives up safety for speed and is for data that nobody misses, such as that of a test run.
    """

    def part(share: int, least: int, most: int) -> str:
        return f"{max(least, min(most, memory // share // MEBIBYTE))}MB"

    settings = {
        "shared_buffers": part(8, 32, 4096),
        "effective_cache_size": part(2, 64, 262144),
        "work_mem": part(512, 4, 64),
        "maintenance_work_mem": part(32, 32, 1024),
        "max_connections": str(connections),
        # Every workspace is a schema of its own; a dump or a re-run of sql/ locks the tables of them all.
        "max_locks_per_transaction": "512",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings
