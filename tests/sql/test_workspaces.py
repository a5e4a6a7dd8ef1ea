"""Making workspaces, and the small functions that everything in them uses."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.cluster import Database
from tests.sql.psql import Sql
from tests.workspaces import Workspace


def make(sql: Sql, name: object, email: object = "ann@acme.example", *names: object) -> dict[str, Any]:
    first, last = names or ("Ann", "Lee")
    made: dict[str, Any] = sql.value("select core.create_workspace(%s, %s, 'hash', %s, %s)", name, email, first, last)
    return made


def test_a_workspace_is_made_with_its_owner(owner: Sql, handle: Callable[[str], str]) -> None:
    name = handle("made")
    email = f"{name}@Acme.Example"
    made = make(owner, name, f" {email} ")
    assert made == {
        "id": made["id"],
        "name": name,
        "schema": f"ws_{name}",
        "owner": email,
        "ownerMemberId": made["ownerMemberId"],
    }
    member = owner.row(f"select id::text, name_first_name, name_last_name, email from ws_{name}.workspace_member")
    assert member == (made["ownerMemberId"], "Ann", "Lee", member[3])
    assert member[3].lower() == email.lower()
    (listed,) = [each for each in owner.value("select core.list_workspaces()") if each["name"] == name]
    assert listed == {**listed, "id": made["id"], "schema": made["schema"], "suspendedAt": None}
    assert listed["createdAt"].endswith("Z")


def test_whoever_makes_it_a_workspace_belongs_to_the_owner(database: Database, handle: Callable[[str], str]) -> None:
    name = handle("root")
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        superuser = Sql(connection)
        make(superuser, name, f"{name}@acme.example")
        owners = superuser.rows(
            "select distinct relowner::regrole::text from pg_class where relnamespace = %s::regnamespace "
            "union select nspowner::regrole::text from pg_namespace where oid = %s::regnamespace",
            *(f"ws_{name}", f"ws_{name}"),
        )
    assert owners == [("vingt_owner",)]


def test_an_account_can_have_several_workspaces_and_keeps_its_password(
    owner: Sql, api: Sql, handle: Callable[[str], str]
) -> None:
    first, second = handle("one"), handle("two")
    make(owner, first, f"{first}@acme.example")
    owner.run("select core.create_workspace(%s, %s, 'another hash', '', '')", second, f"{first}@ACME.example")
    found = api.rows(
        "select account_id, password_hash, workspace_name from core.login_lookup(%s)", f"{first}@acme.example"
    )
    assert [row[1:] for row in found] == [("hash", first), ("hash", second)]
    assert found[0][0] == found[1][0]


def test_a_member_without_a_name_goes_by_the_address(owner: Sql, handle: Callable[[str], str]) -> None:
    name = handle("anon")
    made = make(owner, name, f"{name}@acme.example", "", "")
    display = "select display_name from core.membership where workspace_id = %s"
    assert owner.value(display, made["id"]) == f"{name}@acme.example"
    owner.run("select core.rename_member(%s, %s, 'Ann')", made["id"], made["ownerMemberId"])
    assert owner.value(display, made["id"]) == "Ann"


@pytest.mark.parametrize(
    "name", ["", "Acme", "1a", "_a", "a-b", "a b", "a" * 41, "é", "a\n", 'a"; drop schema core; --', None]
)
def test_a_name_is_checked(owner: Sql, name: str | None) -> None:
    refused = owner.refused("select core.create_workspace(%s, 'a@b.example', 'hash', '', '')", name)
    assert refused.sqlstate == "VG400"
    assert json.loads(refused.diag.message_detail or "") == {"field": "name"}


@pytest.mark.parametrize("email", ["", "ann", "@acme.example", "ann@", "a b@acme.example", "a@b@c", None])
def test_an_address_is_checked(owner: Sql, handle: Callable[[str], str], email: str | None) -> None:
    refused = owner.refused("select core.create_workspace(%s, %s, 'hash', '', '')", handle("bad"), email)
    assert refused.sqlstate == "VG400"
    assert json.loads(refused.diag.message_detail or "") == {"field": "owner"}


def test_a_name_that_is_taken_is_refused_and_leaves_nothing(owner: Sql, handle: Callable[[str], str]) -> None:
    name = handle("twice")
    make(owner, name, f"{name}@acme.example")
    refused = owner.refused("select core.create_workspace(%s, %s, 'hash', '', '')", name, f"other-{name}@acme.example")
    assert refused.sqlstate == "VG409"
    assert json.loads(refused.diag.message_detail or "") == {"field": "name"}
    assert owner.value("select count(*) from core.account where email = %s", f"other-{name}@acme.example") == 0
    free = handle("free")
    owner.run(f"create schema ws_{free}")
    assert owner.refused("select core.create_workspace(%s, 'a@b.example', 'hash', '', '')", free).sqlstate == "VG409"


def test_the_longest_name_fits(owner: Sql) -> None:
    name = f"l{uuid.uuid4().hex}".ljust(40, "x")
    assert len(name) == 40
    assert make(owner, name, f"{name}@acme.example")["schema"] == f"ws_{name}"
    assert owner.rows(
        "select role_name from core.workspace_role where role_name like %s order by 1", f"ws_{name}%"
    ) == [
        (f"ws_{name}_admin",),
        (f"ws_{name}_member",),
    ]


def test_ids_are_of_version_7_and_in_the_order_of_time(owner: Sql) -> None:
    made = [row[0] for row in owner.rows("select core.uuid7() from generate_series(1, 2000)")]
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == len(made)
    seconds = (made[0].int >> 80) / 1000
    assert abs(seconds - datetime.now(UTC).timestamp()) < 60
    # To the millisecond at least; within one, PostgreSQL 18 keeps the order as well.
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)
    owner.run("select pg_sleep(0.01)")
    assert owner.value("select core.uuid7()") > max(made)


@pytest.mark.parametrize("claims", ["", None])
def test_without_claims_there_are_none(api: Sql, workspace: Workspace, owner: Sql, claims: str | None) -> None:
    with owner.connection.transaction(force_rollback=True):
        if claims is not None:
            owner.run("select set_config('vingt.claims', %s, true)", claims)
        assert owner.value("select core.claim('name')") is None


def test_the_size_of_a_backend_is_known_or_denied(api: Sql, owner: Sql) -> None:
    if owner.value("select pg_has_role('vingt_owner', 'pg_read_all_stats', 'usage')"):
        assert api.value("select core.backend_memory()") > 500_000
    else:
        assert api.refused("select core.backend_memory()").sqlstate == "42501"
