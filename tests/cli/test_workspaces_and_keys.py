"""`vingt workspace` and `vingt api-key`, with and without --json, and what they refuse."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.auth.api_keys import read_api_key
from app.auth.passwords import MAX_LENGTH
from tests.cli.conftest import Run
from tests.cluster import Database
from tests.workspaces import Workspace


@pytest.fixture
def opens(database: Database) -> Callable[[str, str], bool]:
    """Whether an address logs in with a password."""

    def opens(email: str, password: str) -> bool:
        with psycopg.connect(database.owner_dsn) as connection:
            row = connection.execute("select password_hash from core.login_lookup(%s)", [email]).fetchone()
        try:
            return row is not None and PasswordHasher().verify(row[0], password)
        except VerifyMismatchError:
            return False

    return opens


# --- workspace create -------------------------------------------------------------------------------------------------


def test_a_workspace_is_made_and_its_owner_logs_in(
    run: Run, handle: Callable[[str], str], opens: Callable[[str, str], bool]
) -> None:
    name = handle("acme")
    email = f"ann@{name.replace('_', '-')}.example"
    made = run("workspace", "create", name, "--owner", email, "--json").json
    assert list(made) == ["id", "name", "schema", "owner", "password"]
    assert (made["name"], made["schema"], made["owner"]) == (name, f"ws_{name}", email)
    assert str(uuid.UUID(made["id"])) == made["id"]
    assert len(made["password"]) >= 16
    assert opens(email, made["password"])
    assert not opens(email, f"{made['password']}x")
    (listed,) = [each for each in run("workspace", "list", "--json").json["workspaces"] if each["name"] == name]
    assert listed["id"] == made["id"]
    titles, *rows = run("workspace", "list").out.splitlines()
    assert titles.split() == ["NAME", "SCHEMA", "ID", "CREATED"]
    (row,) = [row.split() for row in rows if row.startswith(f"{name} ")]
    assert row[:3] == [name, f"ws_{name}", made["id"]]


def test_for_people_the_password_is_on_a_line_of_its_own(
    run: Run, handle: Callable[[str], str], opens: Callable[[str, str], bool]
) -> None:
    name = handle("text")
    email = f"ann@{name.replace('_', '-')}.example"
    ran = run("workspace", "create", name, "--owner", email, "--first-name", "Ann", "--last-name", "Lée")
    assert (ran.code, ran.err) == (0, "")
    first, second, third = ran.out.splitlines()
    assert first.startswith(f"Workspace {name} is made: schema ws_{name}, id ")
    assert opens(email, second.removeprefix(f"{email} logs in with the password "))
    assert third == "The password is not shown again."
    name = handle("second")
    ran = run("workspace", "create", name, "--owner", email)
    assert ran.code == 0
    assert f"{email} has an account already" in ran.out
    made = run("workspace", "create", handle("third"), "--owner", email, "--json").json
    assert made["password"] is None


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"", b"\nnext line\n"])
def test_a_password_comes_from_standard_input(
    run: Run, handle: Callable[[str], str], opens: Callable[[str, str], bool], end: bytes
) -> None:
    name = handle("stdin")
    email = f"ann@{name.replace('_', '-')}.example"
    password = " pass wörd' "
    arguments = ("workspace", "create", name, "--owner", email, "--password-stdin")
    # Also where the locale is the plain one of services and containers.
    made = run(*arguments, "--json", stdin=password.encode() + end, LC_ALL="C").json
    assert made["password"] == password
    assert opens(email, password)


def test_a_password_from_standard_input_is_not_shown_to_people(run: Run, handle: Callable[[str], str]) -> None:
    name = handle("quiet")
    ran = run("workspace", "create", name, "--owner", f"{name}@a.example", "--password-stdin", stdin=b"hidden words\n")
    assert ran.code == 0
    assert "logs in with the password you gave" in ran.out
    assert "hidden words" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "8 to 1024 characters"),
        (b"short\n", "8 to 1024 characters"),
        (b"x" * (MAX_LENGTH + 1), "8 to 1024 characters"),
        (b"\xff\xfe not utf-8", "not UTF-8"),
    ],
)
def test_a_password_is_checked_before_anything_is_made(
    run: Run, handle: Callable[[str], str], given: bytes, words: str
) -> None:
    name = handle("bad")
    ran = run("workspace", "create", name, "--owner", "ann@acme.example", "--password-stdin", "--json", stdin=given)
    ran.refused(words)
    assert name not in run("workspace", "list").out


def test_a_workspace_that_exists_is_said_clearly(run: Run, workspace: Workspace) -> None:
    for more in ([], ["--json"]):
        ran = run("workspace", "create", workspace.name, "--owner", "new@acme.example", *more)
        assert ran.refused(f"There is a workspace {workspace.name} already.").count("\n") == 1


@pytest.mark.parametrize("name", ["", "Acme", "1a", "a-b", "a" * 41, "é"])
def test_bad_names_are_refused(run: Run, name: str) -> None:
    message = run("workspace", "create", name, "--owner", "ann@acme.example").refused("name")
    assert message.count("\n") == 1


@pytest.mark.parametrize("email", ["", "ann", "@acme.example", "ann@", "a b@acme.example"])
def test_bad_addresses_are_refused(run: Run, handle: Callable[[str], str], email: str) -> None:
    message = run("workspace", "create", handle("bad"), "--owner", email).refused("owner")
    assert message.count("\n") == 1


# --- api-key ----------------------------------------------------------------------------------------------------------


def test_a_key_is_made_listed_and_revoked(run: Run, workspace: Workspace) -> None:
    made = run("api-key", "create", "--workspace", workspace.name, "--name", "import", "--json").json
    assert list(made) == ["id", "name", "token", "expiresAt"]
    assert (made["name"], made["expiresAt"]) == ("import", None)
    key = read_api_key(made["token"])
    assert key is not None
    assert key.id == made["id"]
    listed = run("api-key", "list", "--workspace", workspace.name, "--json").json["apiKeys"]
    (ours,) = [each for each in listed if each["id"] == made["id"]]
    assert (ours["name"], ours["workspace"], ours["revokedAt"]) == ("import", workspace.name, None)
    assert made["token"] not in str(listed)
    titles, *rows = run("api-key", "list").out.splitlines()
    assert titles.split() == ["ID", "WORKSPACE", "NAME", "CREATED", "EXPIRES", "REVOKED"]
    assert made["id"] in [row.split()[0] for row in rows]
    revoked = run("api-key", "revoke", made["id"], "--json").json
    assert (revoked["id"], revoked["name"]) == (made["id"], "import")
    assert revoked["revokedAt"]
    # Once more does no harm, and says the same.
    again = run("api-key", "revoke", made["id"])
    assert (again.code, again.out) == (0, f"API key {made['id']} (import) is revoked.\n")


def test_for_people_the_token_is_the_last_line(run: Run, workspace: Workspace) -> None:
    ran = run("api-key", "create", "--workspace", workspace.name, "--name", "by hand")
    first, token = ran.out.splitlines()
    assert ran.code == 0
    assert first.endswith("(by hand), expires: never")
    assert read_api_key(token) is not None
    assert ran.err == "The token is not shown again.\n"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2099-12-31T23:59:59Z", "2099-12-31T23:59:59Z"),
        ("2099-12-31T23:59:59.5+02:00", "2099-12-31T21:59:59.5Z"),
        ("2099-12-31", "2099-12-31T00:00:00Z"),
    ],
)
def test_a_key_may_end(run: Run, workspace: Workspace, given: str, kept: str) -> None:
    arguments = ("api-key", "create", "--workspace", workspace.name, "--name", "k", "--expires-at", given, "--json")
    made = run(*arguments, TZ="Asia/Tokyo").json
    assert datetime.fromisoformat(made["expiresAt"]) == datetime.fromisoformat(kept)
    assert made["expiresAt"].endswith("Z")


def test_keys_that_cannot_be_are_refused(run: Run, workspace: Workspace) -> None:
    create = ("api-key", "create", "--json", "--workspace")
    past = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    run(*create, "nowhere", "--name", "k").refused("nowhere")
    run(*create, workspace.name, "--name", "k", "--expires-at", past).refused("expiresAt")
    run(*create, workspace.name, "--name", "x" * 201).refused("name")
    run(*create, workspace.name, "--name", "k", "--expires-at", "soon").refused("2030-12-31T23:59:59Z", code=2)
    run("api-key", "list", "--workspace", "nowhere").refused("nowhere")
    run("api-key", "revoke", str(uuid.uuid4())).refused("API key")
    run("api-key", "revoke", "import").refused("vingt api-key list", code=2)
