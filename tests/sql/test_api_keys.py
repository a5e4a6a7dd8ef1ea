"""API keys, as callers and as the owner make, list and revoke them."""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.sql.conftest import DIGEST, Login
from tests.sql.psql import Sql
from tests.workspaces import Workspace

OTHER_DIGEST = hashlib.sha256(b"other").digest()
API_KEY = "select * from core.enter('api_key', %s, %s)"


@pytest.fixture
def credential(workspace: Workspace) -> Sequence[object]:
    """The workspace's own API key, as the first three arguments."""
    secret = workspace.token.split("_", 2)[2]
    return ("api_key", workspace.api_key_id, hashlib.sha256(secret.encode()).digest())


CREATE = "select core.create_api_key(%s, %s, %s, %s, %s, %s, %s)"
LIST = "select core.list_api_keys(%s, %s, %s)"
REVOKE = "select core.revoke_api_key(%s, %s, %s, %s)"


def test_a_caller_makes_lists_and_revokes_keys(api: Sql, credential: Sequence[object]) -> None:
    key = uuid.uuid4()
    ends = datetime(2099, 12, 31, 23, 59, 59, 123456, UTC)
    made = api.value(CREATE, *credential, key, DIGEST, "backup", ends)
    assert list(made) == ["id", "name", "createdAt", "expiresAt", "revokedAt"]
    assert (made["id"], made["name"], made["revokedAt"]) == (str(key), "backup", None)
    assert made["expiresAt"] == "2099-12-31T23:59:59.123456Z"
    assert abs(datetime.fromisoformat(made["createdAt"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert api.value(LIST, *credential)[-1] == made
    revoked = api.value(REVOKE, *credential, key)
    assert revoked == {**made, "revokedAt": revoked["revokedAt"]}
    assert revoked["revokedAt"].endswith("Z")
    assert api.value(REVOKE, *credential, key) == revoked
    assert api.refused(API_KEY, key, DIGEST).sqlstate == "VG401"


@pytest.mark.parametrize(
    ("name", "ends", "field"),
    [
        ("", None, "name"),
        ("  ", None, "name"),
        (None, None, "name"),
        ("x" * 201, None, "name"),
        ("k", datetime(2020, 1, 1, tzinfo=UTC), "expiresAt"),
        ("k", "infinity", "expiresAt"),
    ],
)
def test_a_key_is_checked(api: Sql, credential: Sequence[object], name: str | None, ends: object, field: str) -> None:
    refused = api.refused(CREATE, *credential, uuid.uuid4(), DIGEST, name, ends)
    assert refused.sqlstate == "VG400"
    assert json.loads(refused.diag.message_detail or "") == {"field": field}
    assert field in (refused.diag.message_primary or "")


def test_nobody_reaches_the_keys_of_another_workspace(
    api: Sql, owner: Sql, credential: Sequence[object], other_workspace: Workspace
) -> None:
    assert other_workspace.api_key_id not in [key["id"] for key in api.value(LIST, *credential)]
    assert api.refused(REVOKE, *credential, other_workspace.api_key_id).sqlstate == "VG404"
    assert api.refused(REVOKE, *credential, None).sqlstate == "VG404"
    # Claims prove nothing: what decides is the credential.
    with api.connection.transaction(force_rollback=True):
        api.run("select set_config('vingt.claims', %s, true)", json.dumps({"workspaceId": other_workspace.id}))
        assert other_workspace.api_key_id not in [key["id"] for key in api.value(LIST, *credential)]


def test_keys_are_managed_with_a_credential_that_holds(api: Sql, owner: Sql, credential: Sequence[object]) -> None:
    stranger = ("api_key", uuid.uuid4(), DIGEST)
    for query, more in ((LIST, ()), (REVOKE, (credential[1],)), (CREATE, (uuid.uuid4(), DIGEST, "k", None))):
        assert api.refused(query, *stranger, *more).sqlstate == "VG401"


def test_only_administrators_manage_keys(
    api: Sql, owner: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    session = login(workspace).session
    role = "update core.membership set role_name = %s where workspace_id = %s"
    owner.run(role, f"{workspace.schema}_member", workspace.id)
    try:
        for query, more in ((LIST, ()), (REVOKE, (uuid.uuid4(),)), (CREATE, (uuid.uuid4(), DIGEST, "k", None))):
            assert api.refused(query, "session", session, None, *more).sqlstate == "VG403"
    finally:
        owner.run(role, f"{workspace.schema}_admin", workspace.id)
    assert api.value(LIST, "session", session, None)


def test_the_owner_manages_keys_by_the_name_of_the_workspace(owner: Sql, workspace: Workspace) -> None:
    key = uuid.uuid4()
    made = owner.value("select core.owner_create_api_key(%s, %s, %s, 'cli', null)", workspace.name, key, DIGEST)
    assert (made["id"], made["expiresAt"]) == (str(key), None)
    listed = owner.value("select core.owner_list_api_keys(%s)", workspace.name)
    assert {key["workspace"] for key in listed} == {workspace.name}
    assert made["id"] in [each["id"] for each in listed]
    assert len(owner.value("select core.owner_list_api_keys(null)")) >= len(listed)
    assert owner.value("select core.owner_revoke_api_key(%s)", key)["revokedAt"]
    for query in (
        "select core.owner_create_api_key('nowhere', gen_random_uuid(), sha256('x'), 'k', null)",
        "select core.owner_list_api_keys('nowhere')",
        "select core.owner_revoke_api_key(gen_random_uuid())",
    ):
        assert owner.refused(query).sqlstate == "VG404"
