"""`vingt doctor`: that each of its checks finds trouble, and that what it then says to do puts it right."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.cli import doctor, main
from app.db.lease import running
from tests.cli.conftest import Run
from tests.cli.home import Home
from tests.cli.process import Ran, vingt
from tests.cluster import Cluster, Database

SOUND = [
    "version",
    "extensions",
    "migrations",
    "roles",
    "roles",
    "roles",
    "rights of the installer",
    "clock",
    "login of the server",
]


def trouble(ran: Ran, name: str) -> tuple[str, str]:
    """What is found and what to do about it, of the only check that fails."""
    assert (ran.code, ran.out.count("\n")) == (1, 1), ran
    report = json.loads(ran.out)
    assert list(report) == ["ok", "checks"]
    assert not report["ok"]
    failed = [(check["name"], check["found"], check["remedy"]) for check in report["checks"] if check["remedy"]]
    assert [each[0] for each in failed] == [name], ran
    return failed[0][1:]


# --- on a database of one's own -----------------------------------------------------------------------------------------


def test_where_nothing_is_wrong_it_says_so(run: Run) -> None:
    report = run("doctor", "--json").json
    assert report["ok"]
    assert [check["name"] for check in report["checks"]] == SOUND
    assert all(list(check) == ["name", "found", "remedy"] and not check["remedy"] for check in report["checks"])
    ran = run("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [f"ok    {name}" for name in SOUND]


def test_files_and_migrations_that_have_not_run(run: Run, database: Database) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("update core.sql_file set checksum = 'other' where name = (select min(name) from core.sql_file)")
    assert trouble(run("doctor", "--json"), "migrations") == ("1 to go", "run 'vingt migrate'")
    ran = run("doctor")
    assert ran.code == 1
    assert "FAIL  migrations: 1 to go\n      -> run 'vingt migrate'\n" in ran.out
    assert run("migrate").code == 0
    assert run("doctor").code == 0


def test_a_database_in_which_nothing_was_done_yet(empty_database: Database, cluster: Cluster) -> None:
    cluster.template()  # so that the roles are there: they belong to the whole server
    ran = vingt("doctor", settings={"VINGT_DATABASE_URL": empty_database.owner_dsn})
    assert ran.code == 1
    assert "FAIL  extensions: pg_trgm not installed, unaccent not installed\n      -> run 'vingt migrate'" in ran.out
    assert "FAIL  migrations: " in ran.out


def test_a_database_of_a_newer_program(run: Run, database: Database) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("insert into core.migration (name, checksum) values ('9999_later.sql', 'x')")
        found, remedy = trouble(run("doctor", "--json"), "migrations")
        owner.execute("delete from core.migration where name = '9999_later.sql'")
    assert "9999_later.sql" in found
    assert "Install the Vingt" in remedy


def test_a_server_that_is_away(run: Run) -> None:
    found, remedy = trouble(
        run("doctor", "--json", VINGT_DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/crm"), "connection"
    )
    assert "127.0.0.1" in found
    assert "hunter2" not in found
    assert "VINGT_DATABASE_URL" in remedy


def test_a_login_of_the_server_that_does_not_open(run: Run, database: Database) -> None:
    nobody = make_conninfo(database.owner_dsn, user="nobody_of_that_name")
    _, remedy = trouble(run("doctor", "--json", VINGT_API_DATABASE_URL=nobody), "login of the server")
    assert remedy == "correct VINGT_API_DATABASE_URL"
    found, remedy = trouble(run("doctor", "--json", VINGT_API_DATABASE_URL=database.owner_dsn), "login of the server")
    with psycopg.connect(database.owner_dsn) as owner:
        assert (found, remedy) == (owner.info.user, "VINGT_API_DATABASE_URL must log in as vingt_api")


def test_a_login_of_the_server_whose_password_is_kept_elsewhere(run: Run, database: Database) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        row = owner.execute("delete from core.login returning role, password").fetchone()
        found, remedy = trouble(run("doctor", "--json"), "login of the server")
        owner.execute("insert into core.login (role, password) values (%s, %s)", row)
    assert found == "The database holds no password for vingt_api"
    assert remedy == "Run 'vingt migrate'."


@pytest.mark.parametrize(
    ("constant", "value", "name", "remedy"),
    [
        ("OLDEST", 990000, "version", "upgrade to PostgreSQL 15 or newer"),
        (
            "EXTENSIONS",
            ("pg_trgm", "pg_nonsense"),
            "extensions",
            "install PostgreSQL's contrib package: the server has no pg_nonsense",
        ),
        ("_CLOCK_SECONDS", -1.0, "clock", "synchronise both clocks (NTP): tokens would expire too early or too late"),
    ],
)
def test_what_a_test_cannot_make_happen(
    settings: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    constant: str,
    value: object,
    name: str,
    remedy: str,
) -> None:
    """With another idea of what is right."""
    for variable, setting in settings.items():
        monkeypatch.setenv(variable, setting)
    monkeypatch.setattr(doctor, constant, value)
    code = main(["doctor", "--json"])
    assert trouble(Ran(code, capsys.readouterr().out, ""), name)[1] == remedy


# --- on the embedded server -------------------------------------------------------------------------------------------


@pytest.fixture
def postgres(home: Home) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The embedded server runs, and its superuser is connected."""
    with running(home.server), home.connect() as superuser:
        yield superuser


@pytest.fixture
def mended(home: Home, postgres: psycopg.Connection[tuple[Any, ...]]) -> Callable[[str, str], str]:
    """Breaks something with SQL, does what doctor says, and finds all well: gives what was found."""

    def mended(breaking: str, name: str) -> str:
        for statement in breaking.split(";"):
            postgres.execute(statement.encode())
        found, remedy = trouble(home.run("doctor", "--json"), name)
        assert remedy.startswith("run: ")
        for statement in remedy.removeprefix("run: ").split("; ")[: 1 + ("pg_reload_conf" in remedy)]:
            postgres.execute(statement.encode())
        assert home.run("doctor").code == 0
        return found

    return mended


def test_roles_and_durability(mended: Callable[[str, str], str]) -> None:
    assert mended("alter role vingt_owner login", "roles") == "vingt_owner is login"
    assert mended("alter role vingt_workspace bypassrls", "roles") == "vingt_workspace is bypassrls"
    assert mended("alter role vingt_api inherit", "roles") == "vingt_api is inherit"
    assert mended("alter system set fsync = off; select pg_reload_conf()", "durability").startswith("fsync off, ")


def test_a_login_that_gets_round_the_rules_of_rows(home: Home, postgres: psycopg.Connection[tuple[Any, ...]]) -> None:
    postgres.execute("alter role vingt_api bypassrls createdb")
    out = home.run("doctor").out
    postgres.execute("alter role vingt_api nobypassrls nocreatedb")
    assert (
        "FAIL  roles: vingt_api is bypassrls createdb\n      -> run: alter role vingt_api nobypassrls nocreatedb;\n"
        in out
    )
    assert "FAIL  rights of the installer: vingt_api can get round row-level security\n" in out


def test_a_role_that_is_missing(home: Home, postgres: psycopg.Connection[tuple[Any, ...]]) -> None:
    postgres.execute("alter role vingt_workspace rename to renamed")
    missing = trouble(home.run("doctor", "--json"), "roles")
    postgres.execute("alter role renamed rename to vingt_workspace")
    assert missing == ("vingt_workspace is missing", "run 'vingt migrate'")


def test_a_role_with_too_few_rights(home: Home, postgres: psycopg.Connection[tuple[Any, ...]]) -> None:
    postgres.execute("create role guest login password 'x'")
    settings = {"VINGT_DATABASE_URL": make_conninfo(home.server.dsn(), user="guest", password="x")}
    out = vingt("doctor", settings=settings).out
    postgres.execute("drop role guest")
    assert "FAIL  migrations: guest may not act as vingt_owner\n      -> Run 'vingt migrate', which says" in out
    assert (
        'FAIL  rights of the installer: "guest" may not act as vingt_owner\n      -> grant vingt_owner to "guest";'
        in out
    )


def test_a_folder_that_others_can_read(home: Home, postgres: psycopg.Connection[tuple[Any, ...]]) -> None:
    home.folder.chmod(0o755)
    found, remedy = trouble(home.run("doctor", "--json"), "privacy of the data")
    assert found == f"{home.folder} has mode 755"
    assert remedy.startswith(f"run 'chmod 700 {home.folder}'")
    home.folder.chmod(0o700)


def test_a_disk_that_is_full(
    home: Home,
    postgres: psycopg.Connection[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("VINGT_DATA_DIR", str(home.folder))
    monkeypatch.setattr(doctor, "_LEAST_SPACE", 1 << 60)
    code = main(["doctor", "--json"])
    assert "VINGT_DATA_DIR" in trouble(Ran(code, capsys.readouterr().out, ""), "disk")[1]


def test_a_folder_in_which_nothing_was_made_yet(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    ran = vingt("doctor", "--json", settings={"VINGT_DATA_DIR": str(folder)})
    assert trouble(ran, "data") == (f"nothing in {folder} yet", "run 'vingt serve': it makes the database")
    assert not folder.exists()


def test_data_of_another_major_version(home: Home) -> None:
    version = home.server.data / "PG_VERSION"
    before = version.read_text()
    version.write_text("14\n")
    try:
        found, remedy = trouble(home.run("doctor", "--json"), "PostgreSQL")
        home.run("serve").refused("was made by PostgreSQL 14", "pg_dumpall")
    finally:
        version.write_text(before)
    assert "was made by PostgreSQL 14, this Vingt brings 18" in found
    assert "pg_dumpall" in remedy
