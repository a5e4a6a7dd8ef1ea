"""The SQL that makes the database: the files of `migrations/` and `sql/`.

In charge of where they lie, in which order they come, and of their checksums. Running them is `db.migrations`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

# The order in which the schemas' files are run: what comes later may use what came before.
SCHEMAS = ("filter", "core", "metadata", "webhook")

_APP = Path(__file__).parent.parent
# Within an installed wheel, or else in the repository.
_PLACES = {
    "migrations": (_APP / "_migrations", _APP.parent / "migrations"),
    "sql": (_APP / "_sql", _APP.parent / "sql"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file: `name` is its path from the folder, such as `core/30_enter.sql`; `checksum` is SHA-256 in hex."""

    name: str
    text: str
    checksum: str


def load_migrations() -> list[Source]:
    """The migrations in their order, which is that of their names. Raises FileNotFoundError."""
    folder = _folder("migrations")
    return [_read(path, folder) for path in sorted(folder.glob("[0-9]*.sql"))]


def load_files() -> list[Source]:
    """The re-runnable files in their order: schema by schema, in each by name. Raises FileNotFoundError."""
    folder = _folder("sql")
    return [_read(path, folder) for schema in SCHEMAS for path in sorted((folder / schema).glob("*.sql"))]


def _folder(kind: str) -> Path:
    for place in _PLACES[kind]:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"This Vingt came without its folder {kind}. Install it again.")


def _read(path: Path, folder: Path) -> Source:
    content = path.read_bytes()
    return Source(path.relative_to(folder).as_posix(), content.decode(), hashlib.sha256(content).hexdigest())
