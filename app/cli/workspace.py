"""`vingt workspace`: making and listing workspaces."""

import argparse
import secrets
import sys
from typing import TYPE_CHECKING

from app.auth.passwords import MAX_LENGTH, hash_password
from app.cli.command import add_command, add_group
from app.cli.output import CommandError, be_quiet, say, show_json, show_table
from app.cli.target import owner_connection
from app.config import Settings

if TYPE_CHECKING:
    from app.cli.command import Commands

_SHORTEST_PASSWORD = 8


def add_to(commands: "Commands") -> None:
    """Add the commands of this group."""
    group = add_group(
        commands, "workspace", help="Make and list workspaces.", example="vingt workspace create acme --owner a@b.co"
    )
    create = add_command(
        group,
        "create",
        _create,
        help="Make a workspace with the standard objects and an owner who can log in.",
        example="vingt workspace create acme --owner ann@acme.example",
        more="The password is shown once. An account that exists already is added to the workspace and keeps its own.",
    )
    create.add_argument("name", metavar="NAME", help="a-z, 0-9 and _, beginning with a letter, at most 40 characters")
    create.add_argument("--owner", metavar="EMAIL", required=True, help="the owner's e-mail address")
    create.add_argument("--first-name", metavar="NAME", default="", help="the owner's first name")
    create.add_argument("--last-name", metavar="NAME", default="", help="the owner's last name")
    create.add_argument(
        "--password-stdin", action="store_true", help="read the owner's password from standard input, one line"
    )
    add_command(group, "list", _list, help="List the workspaces.", example="vingt workspace list --json")


def _create(arguments: argparse.Namespace, settings: Settings) -> int:
    password: str | None = _read_password() if arguments.password_stdin else secrets.token_urlsafe(16)
    password_hash = hash_password(str(password))
    names = [arguments.first_name, arguments.last_name]
    with owner_connection(settings, be_quiet if arguments.json else say) as connection, connection.transaction():
        known = connection.execute("select from core.login_lookup(%s::text)", [arguments.owner]).fetchone()
        row = connection.execute(
            "select core.create_workspace(%s::text, %s::text, %s::text, %s::text, %s::text)",
            [arguments.name, arguments.owner, password_hash, *names],
        ).fetchone()
    made = row[0] if row else {}
    if known is not None:
        password = None  # the account keeps the one it has
    if arguments.json:
        show_json({**{key: made[key] for key in ("id", "name", "schema", "owner")}, "password": password})
        return 0
    print(f"Workspace {made['name']} is made: schema {made['schema']}, id {made['id']}.")
    if password is None:
        print(f"{made['owner']} has an account already and logs in with the password of that account.")
    elif arguments.password_stdin:
        print(f"{made['owner']} logs in with the password you gave.")
    else:
        print(f"{made['owner']} logs in with the password {password}")
        print("The password is not shown again.")
    return 0


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    with owner_connection(settings, be_quiet if arguments.json else say) as connection:
        row = connection.execute("select core.list_workspaces()").fetchone()
    workspaces = row[0] if row and row[0] else []
    if arguments.json:
        show_json({"workspaces": workspaces})
    else:
        show_table(
            ["NAME", "SCHEMA", "ID", "CREATED"],
            [[each.get(key) for key in ("name", "schema", "id", "createdAt")] for each in workspaces],
        )
    return 0


def _read_password() -> str:
    """One line of standard input. Its characters are the user's business; only its length is checked."""
    try:
        # Read as bytes: what Python makes of wrong ones differs with the locale.
        password = sys.stdin.buffer.readline().rstrip(b"\r\n").decode()
    except UnicodeDecodeError:
        raise CommandError("The password on standard input is not UTF-8.") from None
    if not _SHORTEST_PASSWORD <= len(password) <= MAX_LENGTH:
        raise CommandError(f"A password has {_SHORTEST_PASSWORD} to {MAX_LENGTH} characters; send it as one line.")
    return password
