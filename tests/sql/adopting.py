"""What the tests of `metadata.adopt` share: DDL in a workspace's schema, what adopt says, and the model that comes of it."""

from typing import Any

from app.model.load import read_model
from app.model.types import Model
from tests.sql.model_world import Connection, rows, value
from tests.workspaces import Workspace


def ddl(connection: Connection, workspace: Workspace, commands: str) -> None:
    """Run DDL by hand, unseen, with `ws` standing for the workspace's schema."""
    connection.execute("set vingt.changing = 'on'")
    connection.execute(commands.replace("ws.", f"{workspace.schema}.").encode())
    connection.execute("reset vingt.changing")


def adopt(connection: Connection, workspace: Workspace) -> dict[tuple[str, str], tuple[str, str | None]]:
    """What adopt says of the workspace, by kind and name: what it did, and why."""
    said = rows(connection, "select kind, name, action, why from metadata.adopt(%s)", workspace.name)
    return {(kind, name): (action, why) for kind, name, action, why in said}


def actions(said: dict[tuple[str, str], tuple[str, str | None]]) -> dict[str, str]:
    """The same without the reasons: `{"table visit": "taken"}`."""
    return {f"{kind} {name}": action for (kind, name), (action, _) in said.items()}


def model_of(connection: Connection, workspace: Workspace) -> Model:
    """The workspace's model as a server reads it."""
    document: Any = value(connection, "select core.model(%s)", workspace.id)
    return read_model(document)
