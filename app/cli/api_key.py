"""`vingt api-key`: making, listing and revoking API keys."""

import argparse
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.auth.api_keys import new_api_key
from app.cli.command import add_command, add_group
from app.cli.output import be_quiet, say, show_json, show_table
from app.cli.target import owner_connection
from app.config import Settings

if TYPE_CHECKING:
    from app.cli.command import Commands


def add_to(commands: "Commands") -> None:
    """Add the commands of this group."""
    group = add_group(
        commands,
        "api-key",
        help="Make, list and revoke API keys.",
        example="vingt api-key create --workspace acme --name import",
    )
    create = add_command(
        group,
        "create",
        _create,
        help="Make an API key for a workspace; its token is shown once.",
        example="vingt api-key create --workspace acme --name import --expires-at 2030-12-31T23:59:59Z",
    )
    create.add_argument("--workspace", metavar="NAME", required=True, help="the workspace that the key opens")
    create.add_argument("--name", metavar="NAME", required=True, help="what the key is for")
    create.add_argument(
        "--expires-at", metavar="T", type=_moment, help="when it ends: ISO 8601, UTC where no offset is given"
    )
    listing = add_command(group, "list", _list, help="List API keys.", example="vingt api-key list --workspace acme")
    listing.add_argument("--workspace", metavar="NAME", help="only those of one workspace")
    revoke = add_command(
        group,
        "revoke",
        _revoke,
        help="Revoke an API key; the next request with it is refused.",
        example="vingt api-key revoke 01890a5d-ac96-774b-bcce-b302099a8057",
    )
    revoke.add_argument("id", metavar="ID", type=_uuid, help="the id of the key, as in 'vingt api-key list'")


def _create(arguments: argparse.Namespace, settings: Settings) -> int:
    key = new_api_key()
    with owner_connection(settings, be_quiet if arguments.json else say) as connection:
        row = connection.execute(
            "select core.owner_create_api_key(%s::text, %s::uuid, %s::bytea, %s::text, %s::timestamptz)",
            [arguments.workspace, key.id, key.digest, arguments.name, arguments.expires_at],
        ).fetchone()
    made = row[0] if row else {}
    if arguments.json:
        show_json({"id": made["id"], "name": made["name"], "token": key.token, "expiresAt": made["expiresAt"]})
        return 0
    print(f"API key {made['id']} ({made['name']}), expires: {made['expiresAt'] or 'never'}")
    print(key.token)
    say("The token is not shown again.")
    return 0


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    with owner_connection(settings, be_quiet if arguments.json else say) as connection:
        row = connection.execute("select core.owner_list_api_keys(%s::text)", [arguments.workspace]).fetchone()
    keys = row[0] if row and row[0] else []
    if arguments.json:
        show_json({"apiKeys": keys})
    else:
        columns = ("id", "workspace", "name", "createdAt", "expiresAt", "revokedAt")
        show_table(
            ["ID", "WORKSPACE", "NAME", "CREATED", "EXPIRES", "REVOKED"],
            [[key.get(column) for column in columns] for key in keys],
        )
    return 0


def _revoke(arguments: argparse.Namespace, settings: Settings) -> int:
    with owner_connection(settings, be_quiet if arguments.json else say) as connection:
        row = connection.execute("select core.owner_revoke_api_key(%s::uuid)", [arguments.id]).fetchone()
    revoked = row[0] if row else {}
    if arguments.json:
        show_json(revoked)
    else:
        print(f"API key {revoked['id']} ({revoked['name']}) is revoked.")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("not a time such as 2030-12-31T23:59:59Z") from None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("not the id of an API key; 'vingt api-key list' shows them") from None
