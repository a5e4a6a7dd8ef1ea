"""The command line on the shared PostgreSQL, and on an embedded one of its own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.home import Home
from tests.cli.process import Ran, vingt
from tests.cluster import PREFIX, Database, run_pid

Run = Callable[..., Ran]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Mapping[str, str]:
    """Settings of a command for this module's database."""
    return {"VINGT_DATABASE_URL": database.owner_dsn, "VINGT_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def run(settings: Mapping[str, str]) -> Run:
    """Runs a command on this module's database: `run("workspace", "list", stdin=b"")`."""

    def run(*arguments: str | bytes, stdin: bytes = b"", **more: str) -> Ran:
        return vingt(*arguments, settings={**settings, **more}, stdin=stdin)

    return run


@pytest.fixture(scope="session")
def home_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A folder that `vingt serve` has made, at the second attempt: the first was killed in the middle of initdb.

    Directly in /tmp: for root, PostgreSQL runs as another user.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{run_pid()}-", dir="/tmp"))
    folder.rmdir()
    home = Home(folder, tmp_path_factory.mktemp("home"))
    home.kill_when_told("Making the PostgreSQL cluster")
    home.first = home.serve().told
    with home.connect() as owner:
        # A request that a test holds up on purpose is not to end by itself.
        owner.execute(
            "alter role vingt_api set lock_timeout = '5min'; alter role vingt_api set statement_timeout = '5min'"
        )
    home.tidy()
    # Where no other embedded server looks for a port: between two starts, one could take it.
    home.use_port(6000 + os.getpid() % 20000)
    yield home
    home.tidy()
    shutil.rmtree(folder)


@pytest.fixture
def home(home_of_session: Home) -> Iterator[Home]:
    """An embedded server that is stopped, and is stopped after the test."""
    yield home_of_session
    home_of_session.tidy()
