"""Workspaces for tests, made as the command line makes them."""

import uuid
from dataclasses import dataclass
from functools import cache

import psycopg

from tests.cluster import Database

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Workspace:
    """`token` is an API key's token; `owner` is the e-mail address that logs in with `password`."""

    id: str
    name: str
    schema: str
    owner: str
    owner_member_id: str
    password: str
    api_key_id: str
    token: str


def make_workspace(database: Database, name: str) -> Workspace:
    """Create a workspace, its owner and an API key in `database`."""
    from app.auth.api_keys import new_api_key

    owner = f"owner@{name.replace('_', '-')}.example"
    key = new_api_key()
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        row = connection.execute(
            "select core.create_workspace(%s, %s, %s, %s, %s)", [name, owner, _password_hash(), "Olga", "Owner"]
        ).fetchone()
        assert row is not None
        made = row[0]
        connection.execute(
            "select core.owner_create_api_key(%s, %s, %s, %s, null)", [name, key.id, key.digest, "tests"]
        )
    return Workspace(
        made["id"], name, made["schema"], owner, made["ownerMemberId"], PASSWORD, str(uuid.UUID(str(key.id))), key.token
    )


@cache
def _password_hash() -> str:
    """Argon2 is slow on purpose; all owners of a run share one password."""
    from app.auth.passwords import hash_password

    return hash_password(PASSWORD)
