"""Installing with fewer rights than a superuser has, and the password of the server's login."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.db import login
from app.db.migrations import MigrationError, migrate, pending
from tests.sql.conftest import BareServer


def quiet(sentence: str) -> None:
    """Nobody listens."""


def installer(server: BareServer, name: str = "installer", database: str = "crm", *, rights: bool = True) -> str:
    """A database and a role that may install in it; gives how it logs in."""
    server.run(f"create role {name} login noinherit password 'x'", f"create database {database}")
    if rights:
        server.run(f"alter role {name} createrole", f"grant create on database {database} to {name} with grant option")
    return server.dsn_of(database, name, "x")


def password_in(server: BareServer, database: str) -> str:
    ((password,),) = server.ask("select password from core.login where role = 'vingt_api'", database)
    return str(password)


def logs_in(server: BareServer, password: str, database: str = "crm") -> bool:
    try:
        psycopg.connect(server.dsn_of(database, "vingt_api", password)).close()
    except psycopg.OperationalError:
        return False
    return True


def test_all_that_is_missing_is_said_at_once_and_nothing_is_changed(bare_server: BareServer) -> None:
    dsn = installer(bare_server, rights=False)
    bare_server.run("revoke connect on database crm from public", "grant connect on database crm to installer")
    with pytest.raises(MigrationError) as refused:
        migrate(dsn, say=quiet)
    remedies = [
        'alter role "installer" createrole;',
        'grant create on database "crm" to "installer" with grant option;',
        'grant connect on database "crm" to "installer" with grant option;',
    ]
    for remedy in remedies:
        assert remedy in str(refused.value)
    assert bare_server.ask("select 1 from pg_roles where rolname like 'vingt%'") == []
    assert bare_server.ask("select 1 from pg_namespace where oid >= 16384", "crm") == []
    bare_server.run(*remedies)
    migrate(dsn, say=quiet)
    assert logs_in(bare_server, password_in(bare_server, "crm"))


def test_without_being_superuser(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    report = migrate(dsn, say=quiet)
    assert report["migrations"][0] == "0001_core.sql"
    assert migrate(dsn, say=quiet) == {"migrations": [], "files": []}
    assert pending(dsn) == []
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        row = connection.execute(
            "select core.create_workspace('acme', 'ann@acme.example', 'hash', 'Ann', '')"
        ).fetchone()
    assert row is not None
    assert row[0]["schema"] == "ws_acme"
    api = server_login(bare_server)
    with psycopg.connect(api, autocommit=True) as connection, connection.transaction():
        connection.execute("set local role ws_acme_admin")
        connection.execute("insert into ws_acme.company (name) values ('Acme')")
    # Nothing belongs to whoever happened to install it.
    assert bare_server.ask(
        "select distinct r.rolname from (select relowner as owner, relnamespace as schema from pg_class "
        "union select proowner, pronamespace from pg_proc union select nspowner, oid from pg_namespace) as made "
        "join pg_roles r on r.oid = made.owner join pg_namespace n on n.oid = made.schema "
        "where n.nspname in ('core', 'metadata', 'filter', 'webhook', 'ws_acme')",
        "crm",
    ) == [("vingt_owner",)]


def server_login(server: BareServer, database: str = "crm") -> str:
    return server.dsn_of(database, "vingt_api", password_in(server, database))


def test_the_owner_of_a_database_who_may_make_roles_needs_nothing_else(bare_server: BareServer) -> None:
    bare_server.run("create role landlord login createrole password 'x'", "create database crm owner landlord")
    migrate(bare_server.dsn_of("crm", "landlord", "x"), say=quiet)
    assert logs_in(bare_server, password_in(bare_server, "crm"))


def test_another_installer_must_be_let_in_by_the_first(bare_server: BareServer) -> None:
    migrate(installer(bare_server), say=quiet)
    second = installer(bare_server, "second", "crm_two")
    with pytest.raises(MigrationError, match=r'grant vingt_owner to "second";'):
        migrate(second, say=quiet)
    bare_server.run('grant vingt_owner to "second"')
    migrate(second, say=quiet)
    assert pending(second) == []


def test_whoever_may_not_act_as_the_owner_is_told_so(bare_server: BareServer) -> None:
    migrate(installer(bare_server), say=quiet)
    bare_server.run("create role guest login password 'x'")
    with pytest.raises(MigrationError, match="vingt migrate"):
        pending(bare_server.dsn_of("crm", "guest", "x"))


def test_the_login_has_a_password_that_only_the_owner_can_read(bare_server: BareServer) -> None:
    migrate(installer(bare_server), say=quiet)
    password = password_in(bare_server, "crm")
    assert len(password) >= 40
    with psycopg.connect(server_login(bare_server), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select password from core.login")
        (settings,) = connection.execute(
            "select array_agg(name || '=' || setting) from pg_settings where source = 'user'"
        ).fetchone() or ([],)
    assert set(settings) >= {"jit=off", "TimeZone=UTC", "search_path=pg_catalog", "statement_timeout=30000"}


def test_what_a_dba_has_set_stays_but_for_what_the_server_relies_on(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    bare_server.run(
        "alter role vingt_api set statement_timeout = '5min'",
        "alter role vingt_api set timezone = 'Europe/Paris'",
        "alter role vingt_api inherit",
    )
    migrate(dsn, say=quiet)
    with psycopg.connect(server_login(bare_server)) as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("5min",)
        assert connection.execute("show timezone").fetchone() == ("UTC",)
    assert bare_server.ask("select rolinherit from pg_roles where rolname = 'vingt_api'") == [(False,)]


def test_a_given_password_is_taken(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    migrate(dsn, api_password="first 'of' them", say=quiet)
    assert password_in(bare_server, "crm") == "first 'of' them"
    migrate(dsn, api_password="second", say=quiet)
    assert logs_in(bare_server, "second")
    assert not logs_in(bare_server, "first 'of' them")
    migrate(dsn, say=quiet)
    assert logs_in(bare_server, "second")


def test_a_password_that_no_longer_opens_is_mended(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    before = password_in(bare_server, "crm")
    bare_server.run("alter role vingt_api password 'changed by hand'")
    migrate(dsn, say=quiet)
    assert password_in(bare_server, "crm") == before
    assert logs_in(bare_server, before)


def test_a_password_kept_elsewhere_is_nobody_elses_business(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    migrate(dsn, makes_login=False, say=quiet)
    assert bare_server.ask("select * from core.login", "crm") == []
    bare_server.run("alter role vingt_api password 'mine'")
    migrate(dsn, makes_login=False, say=quiet)
    assert logs_in(bare_server, "mine")


def test_databases_of_one_server_share_the_login(bare_server: BareServer) -> None:
    migrate(installer(bare_server), say=quiet)
    first = password_in(bare_server, "crm")
    bare_server.run("create database crm_two")
    migrate(bare_server.dsn_of("crm_two"), say=quiet)
    assert password_in(bare_server, "crm_two") == first
    assert logs_in(bare_server, first)


def test_databases_that_are_made_at_once_share_the_login(bare_server: BareServer) -> None:
    databases = [f"crm_{number}" for number in range(4)]
    bare_server.run(*(f"create database {name}" for name in databases))
    with ThreadPoolExecutor(len(databases)) as pool:
        list(pool.map(lambda name: migrate(bare_server.dsn_of(name), say=quiet), databases))
    passwords = {password_in(bare_server, name) for name in databases}
    assert len(passwords) == 1
    assert logs_in(bare_server, passwords.pop(), databases[0])


def test_a_login_that_another_database_uses_is_not_changed_under_its_feet(
    bare_server: BareServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "_PATIENCE_SECONDS", 0.0)
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    bare_server.run("revoke connect on database crm from public", "grant connect on database crm to vingt_api")
    second = installer(bare_server, "second", "crm_two")
    bare_server.run("grant vingt_owner to second")
    with pytest.raises(MigrationError, match=r"another database of this server \(crm\).*VINGT_API_DATABASE_URL"):
        migrate(second, say=quiet)
    assert logs_in(bare_server, password_in(bare_server, "crm"))
    bare_server.run("grant connect on database crm to second")
    migrate(second, say=quiet)
    assert password_in(bare_server, "crm_two") == password_in(bare_server, "crm")


def test_a_login_left_by_a_database_that_is_gone_gets_a_new_password(bare_server: BareServer) -> None:
    migrate(installer(bare_server), say=quiet)
    before = password_in(bare_server, "crm")
    bare_server.run("drop database crm with (force)", "create database crm")
    migrate(bare_server.dsn_of("crm"), say=quiet)
    assert password_in(bare_server, "crm") != before
    assert logs_in(bare_server, password_in(bare_server, "crm"))


def test_a_login_that_gets_round_row_level_security_is_refused(bare_server: BareServer) -> None:
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    bare_server.run("alter role vingt_api bypassrls")
    with pytest.raises(MigrationError, match="alter role vingt_api nosuperuser nobypassrls"):
        migrate(dsn, say=quiet)


def test_roles_of_a_workspace_whose_database_is_gone_are_made_anew(bare_server: BareServer) -> None:
    create = "select core.create_workspace('acme', 'ann@acme.example', 'hash', 'Ann', '')"
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    bare_server.run(create, "create role analyst", "grant ws_acme_member to analyst", database="crm")
    bare_server.run("create database crm_two")
    migrate(bare_server.dsn_of("crm_two"), say=quiet)
    with pytest.raises(psycopg.Error, match="in use by another database") as refused:
        bare_server.run(create, database="crm_two")
    assert refused.value.sqlstate == "VG409"
    bare_server.run("drop database crm with (force)")
    bare_server.run(create, database="crm_two")
    assert bare_server.ask("select pg_has_role('analyst', 'ws_acme_member', 'member')") == [(False,)]


def test_a_restored_database_gets_its_rights_back(bare_server: BareServer) -> None:
    """Neither a copy nor a dump of a database holds the rights on the database itself."""
    bare_server.run("create database crm")
    migrate(bare_server.dsn_of("crm"), say=quiet)
    bare_server.run("create database copy template crm")
    migrate(bare_server.dsn_of("copy"), say=quiet)
    with psycopg.connect(make_conninfo(bare_server.dsn, dbname="copy")) as connection:
        connection.execute("set role vingt_owner")
        connection.execute("select core.create_workspace('beta', 'ann@acme.example', 'hash', 'Ann', '')")


def test_without_event_triggers_what_is_made_by_hand_is_taken_when_asked(bare_server: BareServer) -> None:
    """Only a superuser can make them."""
    dsn = installer(bare_server)
    migrate(dsn, say=quiet)
    assert bare_server.ask("select evtname from pg_event_trigger", "crm") == []
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set role vingt_owner")
        connection.execute("select core.create_workspace('acme', 'ann@acme.example', 'hash', 'Ann', '')")
        connection.execute("create table ws_acme.visit (id uuid primary key, day date)")
        known = "select count(*) from metadata.object where table_name = 'visit'"
        assert connection.execute(known).fetchone() == (0,)
        said = connection.execute("select kind, name, action from metadata.adopt('acme')").fetchall()
        assert ("table", "visit", "taken") in said
        assert connection.execute(known).fetchone() == (1,)
