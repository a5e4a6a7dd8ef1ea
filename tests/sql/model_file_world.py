"""What the tests of model files share: a workspace made what a file says, and its file."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.model_file import read_model, write_model
from app.model_file.held import hold_model
from app.model_file.operations import Operation
from app.model_file.running import changes_of, run
from app.model_file.standard import FILE
from tests.cluster import Database
from tests.sql.model_world import Connection, as_owner
from tests.workspaces import Workspace

STANDARD = FILE.read_text()


@dataclass(frozen=True)
class Filed:
    """A workspace and a connection on which nothing stays."""

    connection: Connection
    workspace: Workspace

    def changes(self, text: str) -> list[Operation]:
        return changes_of(self.connection, self.workspace.id, read_model(text.encode()))

    def lines(self, text: str) -> list[str]:
        """What would be changed."""
        return [line for operation in self.changes(text) for line in operation.lines]

    def apply(self, text: str) -> list[str]:
        """Make it so, and see that nothing is left to do. Gives the SQL that ran."""
        commands: list[str] = []
        with self.connection.transaction():
            run(self.connection, self.workspace.id, self.changes(text), commands.append)
        assert self.lines(text) == []
        return commands

    def export(self, *, with_ids: bool = False) -> str:
        return write_model(hold_model(self.connection, self.workspace.id), with_ids=with_ids)

    def run(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement in which `ws.` stands for the workspace's schema; gives its rows, if it has any."""
        done = self.connection.execute(statement.replace("ws.", f"{self.workspace.schema}.").encode(), values or None)
        return done.fetchall() if done.description else []

    def version(self) -> object:
        return self.run("select metadata_version from core.workspace where id = %s", self.workspace.id)[0][0]


@pytest.fixture
def filed(database: Database, workspace: Workspace) -> Iterator[Filed]:
    """The main workspace."""
    with as_owner(database) as connection:
        yield Filed(connection, workspace)


@pytest.fixture
def other_filed(filed: Filed, other_workspace: Workspace) -> Filed:
    """Another one, on the same connection."""
    return Filed(filed.connection, other_workspace)
