"""Entering, sessions, refresh tokens and signing keys, as the server calls them in SQL."""

import hashlib
import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest

from app.auth.caller import ENTER
from tests.cluster import Database
from tests.sql.conftest import DIGEST, Login
from tests.sql.psql import Sql
from tests.workspaces import Workspace

OTHER_DIGEST = hashlib.sha256(b"other").digest()
SESSION_OVER = "The session has ended. Log in again at POST /auth/login."
ROTATE = "select status, session_id from core.rotate_refresh(%s, %s, %s, %s, now() + interval '1 day')"
SESSION = "select * from core.enter('session', %s, null)"
API_KEY = "select * from core.enter('api_key', %s, %s)"


def test_a_session_enters_as_its_member(api: Sql, workspace: Workspace, login: Callable[..., Login]) -> None:
    role, claims, workspace_id, schema, version = api.row(SESSION, login(workspace).session)
    assert (role, str(workspace_id), schema) == (f"{workspace.schema}_admin", workspace.id, workspace.schema)
    assert version >= 1
    assert json.loads(claims) == {
        "workspaceId": workspace.id,
        "memberId": workspace.owner_member_id,
        "source": "USER",
        "name": "Olga Owner",
    }


def test_an_api_key_enters_under_its_own_name(api: Sql, owner: Sql, workspace: Workspace) -> None:
    key = uuid.uuid4()
    owner.run("select core.owner_create_api_key(%s, %s, %s, ' import ', null)", workspace.name, key, DIGEST)
    role, claims, *_ = api.row(API_KEY, key, DIGEST)
    assert role == f"{workspace.schema}_admin"
    assert json.loads(claims) == {
        "workspaceId": workspace.id,
        "memberId": None,
        "source": "API",
        "name": "import",
    }


def test_role_and_claims_last_for_one_transaction(api: Sql, workspace: Workspace, login: Callable[..., Login]) -> None:
    session = login(workspace).session
    enter = ENTER.decode().replace("$1", "%s").replace("$2", "%s").replace("$3", "%s")
    with api.connection.transaction():
        api.run(enter, "session", session, None)
        assert api.row("select current_user, session_user") == (f"{workspace.schema}_admin", "vingt_api")
        assert api.row("select core.claim('name'), core.claim('nothing')") == ("Olga Owner", None)
        assert str(api.value("select core.role_workspace(current_user)")) == workspace.id
        assert api.value(f"select count(*) from {workspace.schema}.workspace_member") == 1
    assert api.value("select current_user") == "vingt_api"
    assert api.refused(f"select from {workspace.schema}.workspace_member").sqlstate == "42501"


@pytest.mark.parametrize("change", ["closed", "expired", "suspended", "no member any more"])
def test_a_session_that_is_over_is_refused(
    api: Sql, owner: Sql, other_workspace: Workspace, login: Callable[..., Login], change: str
) -> None:
    session = login(other_workspace).session
    statement, undo = {
        "closed": ("select core.close_session(%(session)s)", "select"),
        "expired": ("update core.session set expires_at = now() where id = %(session)s", "select"),
        "suspended": (
            "update core.workspace set suspended_at = now() where id = %(workspace)s",
            "update core.workspace set suspended_at = null where id = %(workspace)s",
        ),
        "no member any more": ("delete from core.session where id = %(session)s", "select"),
    }[change]
    values = {"session": session, "workspace": other_workspace.id}
    assert api.rows(SESSION, session)
    owner.connection.execute(statement.encode(), values)
    try:
        refused = api.refused(SESSION, session)
    finally:
        owner.connection.execute(undo.encode(), values)
    assert refused.sqlstate == "VG401"
    expected = "The workspace is suspended." if change == "suspended" else SESSION_OVER
    assert (refused.diag.message_primary or "").startswith(expected)


def test_a_session_ends_with_its_membership(
    api: Sql, owner: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    session = login(workspace).session
    with owner.connection.transaction(force_rollback=True):
        owner.run("delete from core.membership where workspace_id = %s", workspace.id)
        assert owner.value("select count(*) from core.session where id = %s", session) == 0
        assert owner.refused(SESSION, session).sqlstate == "VG401"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("set revoked_at = now()", "was revoked"),
        ("set expires_at = now()", "has expired"),
        ("set digest = sha256('changed')", "is not known"),
    ],
)
def test_an_api_key_that_is_over_is_refused(
    api: Sql, owner: Sql, workspace: Workspace, change: str, words: str
) -> None:
    key = uuid.uuid4()
    owner.run("select core.owner_create_api_key(%s, %s, %s, 'k', null)", workspace.name, key, DIGEST)
    assert api.rows(API_KEY, key, DIGEST)
    owner.run(f"update core.api_key {change} where id = %s", key)
    refused = api.refused(API_KEY, key, DIGEST)
    assert refused.sqlstate == "VG401"
    assert words in str(refused)


def test_an_api_key_of_a_suspended_workspace_is_refused(api: Sql, owner: Sql, other_workspace: Workspace) -> None:
    suspend = "update core.workspace set suspended_at = %s where id = %s"
    key = uuid.uuid4()
    owner.run("select core.owner_create_api_key(%s, %s, %s, 'k', null)", other_workspace.name, key, DIGEST)
    owner.run(suspend, datetime.now(UTC), other_workspace.id)
    try:
        assert "suspended" in str(api.refused(API_KEY, key, DIGEST))
        assert api.rows("select * from core.login_lookup(%s)", other_workspace.owner) == []
    finally:
        owner.run(suspend, None, other_workspace.id)


@pytest.mark.parametrize(
    ("kind", "is_known", "digest"),
    [
        ("session", False, None),
        ("api_key", False, DIGEST),
        ("api_key", True, OTHER_DIGEST),
        ("api_key", True, b""),
        ("api_key", True, None),
        ("session", True, None),
        ("password", True, DIGEST),
        (None, True, DIGEST),
    ],
)
def test_what_is_not_known_is_refused(
    api: Sql, workspace: Workspace, kind: str | None, is_known: bool, digest: bytes | None
) -> None:
    key = workspace.api_key_id if is_known else uuid.uuid4()
    assert api.refused("select * from core.enter(%s, %s, %s)", kind, key, digest).sqlstate == "VG401"
    assert api.refused("select * from core.enter(%s, null, %s)", kind, digest).sqlstate == "VG401"


def test_login_lookup_ignores_case_and_blanks(api: Sql, workspace: Workspace) -> None:
    (found,) = api.rows("select * from core.login_lookup(%s)", f" {workspace.owner.upper()} ")
    assert found[1].startswith("$argon2id$")
    assert str(found[2]) == workspace.id
    assert api.rows("select * from core.login_lookup('nobody@nowhere.example')") == []
    assert api.rows("select * from core.login_lookup(null)") == []


def test_a_refresh_token_is_traded_for_the_next(
    api: Sql, owner: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    opened, second, third = login(workspace), uuid.uuid4(), uuid.uuid4()
    assert api.row(ROTATE, opened.refresh, DIGEST, second, OTHER_DIGEST) == ("ok", opened.session)
    assert api.row(ROTATE, second, OTHER_DIGEST, third, DIGEST) == ("ok", opened.session)
    ends = owner.value(
        "select expires_at > now() + interval '23 hours' from core.session where id = %s", opened.session
    )
    assert ends is True


def test_a_refresh_token_used_twice_ends_its_family(
    api: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    opened, bystander = login(workspace), login(workspace)
    second = uuid.uuid4()
    assert api.row(ROTATE, opened.refresh, DIGEST, second, OTHER_DIGEST)[0] == "ok"
    assert api.row(ROTATE, opened.refresh, DIGEST, uuid.uuid4(), DIGEST) == ("reused", None)
    assert api.row(ROTATE, second, OTHER_DIGEST, uuid.uuid4(), DIGEST) == ("invalid", None)
    assert api.refused(SESSION, opened.session).sqlstate == "VG401"
    assert api.rows(SESSION, bystander.session)


def test_of_two_uses_at_once_one_counts_as_the_second(
    database: Database, workspace: Workspace, login: Callable[..., Login]
) -> None:
    opened = login(workspace)

    def use(_: int) -> str:
        with psycopg.connect(database.api_dsn, autocommit=True) as connection:
            return str(Sql(connection).row(ROTATE, opened.refresh, DIGEST, uuid.uuid4(), DIGEST)[0])

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(use, range(4)))
    assert statuses == ["invalid", "invalid", "ok", "reused"]


@pytest.mark.parametrize("case", ["unknown", "wrong digest", "null", "expired", "closed"])
def test_a_refresh_token_that_is_not_good_changes_nothing(
    api: Sql, owner: Sql, workspace: Workspace, login: Callable[..., Login], case: str
) -> None:
    opened = login(workspace)
    token: uuid.UUID | None = opened.refresh
    digest = DIGEST
    if case == "unknown":
        token = uuid.uuid4()
    elif case == "null":
        token = None
    elif case == "wrong digest":
        digest = OTHER_DIGEST
    elif case == "expired":
        owner.run("update core.refresh_token set expires_at = now() where id = %s", opened.refresh)
    else:
        api.run("select core.close_session(%s)", opened.session)
    made = uuid.uuid4()
    assert api.row(ROTATE, token, digest, made, DIGEST) == ("invalid", None)
    assert owner.value("select count(*) from core.refresh_token where id = %s", made) == 0
    assert bool(api.connection.execute("select 1").fetchone())
    if case != "closed":
        assert api.rows(SESSION, opened.session)


def test_logging_in_clears_away_what_has_ended(
    api: Sql, owner: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    closed, expired, living = login(workspace), login(workspace), login(workspace)
    api.run("select core.close_session(%s)", closed.session)
    owner.run("update core.session set expires_at = now() where id = %s", expired.session)
    latest = login(workspace)
    kept = owner.rows(
        "select id from core.session where id = any(%s)",
        [each.session for each in (closed, expired, living, latest)],
    )
    assert {row[0] for row in kept} == {living.session, latest.session}


def test_a_session_needs_a_membership(api: Sql, workspace: Workspace, other_workspace: Workspace) -> None:
    account = api.value("select account_id from core.login_lookup(%s)", workspace.owner)
    refused = api.refused(
        "select core.open_session(gen_random_uuid(), %s, %s, gen_random_uuid(), %s, now() + interval '1 day')",
        *(account, other_workspace.id, DIGEST),
    )
    assert refused.sqlstate == "VG401"


def test_signing_keys_rotate_and_the_old_one_lives_on(api: Sql, owner: Sql) -> None:
    owner.run("delete from core.signing_key")
    assert api.rows("select * from core.signing_keys()") == []
    api.run("select core.rotate_signing_key('30 days')")
    ((first, secret, is_current, not_after),) = api.rows("select * from core.signing_keys()")
    assert len(secret) == 64
    assert (is_current, not_after) == (True, None)
    api.run("select core.rotate_signing_key('30 days')")
    assert [row[0] for row in api.rows("select * from core.signing_keys()")] == [first]
    api.run("select core.rotate_signing_key('0')")
    second, old = api.rows(
        "select kid, secret, is_current, not_after > now() + interval '1 hour' from core.signing_keys()"
    )
    assert (old[0], old[2:]) == (first, (False, True))
    assert (second[2], second[3]) == (True, None)
    assert second[1] != secret
    owner.run("update core.signing_key set not_after = now() where kid = %s", first)
    assert [row[0] for row in api.rows("select * from core.signing_keys()")] == [second[0]]
    api.run("select core.rotate_signing_key('0')")
    assert owner.value("select count(*) from core.signing_key where kid = %s", first) == 0


def test_workers_that_rotate_at_once_make_one_key(database: Database, owner: Sql) -> None:
    def rotate(_: int) -> None:
        with psycopg.connect(database.api_dsn, autocommit=True) as connection:
            connection.execute("select core.rotate_signing_key('1 hour')")

    for before in (
        "delete from core.signing_key",
        "update core.signing_key set created_at = now() - interval '2 hours'",
    ):
        owner.run(before)
        known = {row[0] for row in owner.rows("select kid from core.signing_key")}
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(rotate, range(6)))
        assert owner.value("select count(*) from core.signing_key where kid <> all(%s)", list(known)) == 1


def test_temporary_types_of_the_caller_are_not_taken_for_postgres_own(
    api: Sql, workspace: Workspace, login: Callable[..., Login]
) -> None:
    """A function of the owner that looked for `text` in pg_temp would run the caller's code as the owner."""
    opened = login(workspace)
    said: list[str] = []
    api.connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    api.run(
        "create function pg_temp.steal() returns boolean language plpgsql as "
        "$$ begin raise warning 'ran as %%', current_user; return true; end $$"
    )
    for name in ("text", "uuid", "bytea", "json", "jsonb", "timestamptz", "int8", "name"):
        api.run(f"create domain pg_temp.{name} as pg_catalog.{name} check (pg_temp.steal())")
    api.run("select 'x'::text")
    assert said == ["ran as vingt_api"]
    api.run(SESSION, opened.session)
    api.run(ROTATE, opened.refresh, DIGEST, uuid.uuid4(), OTHER_DIGEST)
    api.run("select core.list_api_keys('session', %s, null)", opened.session)
    api.run(
        "select core.create_api_key('session', %s, null, %s, %s, 'key', null)", opened.session, uuid.uuid4(), DIGEST
    )
    api.run("select core.login_lookup(%s)", workspace.owner)
    api.run("select core.model(%s)", workspace.id)
    assert {*said} == {"ran as vingt_api"}
