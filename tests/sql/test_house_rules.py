"""What every schema, table and function of the database keeps to, and what may differ by name only."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cluster import Database
from tests.sql.catalog import structure
from tests.workspaces import Workspace

GOLDEN = Path(__file__).parent.parent / "golden" / "schema.sql"
SCHEMAS = ["core", "metadata", "filter", "webhook"]

# What an admin of a workspace may do to its model; each asks who calls.
CHANGES_OF_A_MODEL = {
    "metadata.adopt(text)",
    "metadata.create_reports(text)",
    "metadata.drop_reports(text)",
    "metadata.create_field(jsonb)",
    "metadata.create_fields(jsonb)",
    "metadata.create_index(jsonb)",
    "metadata.create_object(jsonb)",
    "metadata.create_relation(jsonb)",
    "metadata.delete_field(jsonb)",
    "metadata.delete_index(jsonb)",
    "metadata.delete_object(jsonb)",
    "metadata.delete_relation(jsonb)",
    "metadata.preview(text,jsonb)",
    "metadata.update_field(jsonb)",
    "metadata.update_object(jsonb)",
    "metadata.update_relation(jsonb)",
}

# Each runs with the rights of vingt_owner whoever calls it: each is to be read twice.
SECURITY_DEFINERS = {
    "core.backend_memory()",
    "core.close_session(uuid)",
    "core.create_api_key(text,uuid,bytea,uuid,bytea,text,timestamptz)",
    "core.create_workspace(text,text,text,text,text)",
    "core.enter(text,uuid,bytea)",
    "core.list_api_keys(text,uuid,bytea)",
    "core.login_lookup(text)",
    "core.model(uuid)",
    "core.model_version(uuid)",
    "core.open_session(uuid,uuid,uuid,uuid,bytea,timestamptz)",
    "core.revoke_api_key(text,uuid,bytea,uuid)",
    "core.role_workspace(name)",
    "core.rotate_refresh(uuid,bytea,uuid,bytea,timestamptz)",
    "core.rotate_signing_key(interval)",
    "core.signing_keys()",
    "core.follow_soft_delete()",
    "metadata.create_standard_objects(uuid)",
    "metadata.publish_operators()",
    "metadata.publish_own_operators()",
    "metadata.see_ddl()",
    *CHANGES_OF_A_MODEL,
}

# Called for each record or answer, so that a search_path of their own would be felt, and a procedure that commits, which
# can have none; every name in their bodies has its schema.
WITHOUT_SEARCH_PATH = {
    "core.search_vector(text[])",
    "core.set_search_vector()",
    "core.answer(json)",
    "metadata.fill_search_vectors(uuid)",
}

# What the server may do before it has entered a workspace.
REACHED_BY_THE_SERVER = {
    "core.backend_memory()",
    "core.close_session(uuid)",
    "core.create_api_key(text,uuid,bytea,uuid,bytea,text,timestamptz)",
    "core.enter(text,uuid,bytea)",
    "core.list_api_keys(text,uuid,bytea)",
    "core.login_lookup(text)",
    "core.model(uuid)",
    "core.model_version(uuid)",
    "core.open_session(uuid,uuid,uuid,uuid,bytea,timestamptz)",
    "core.revoke_api_key(text,uuid,bytea,uuid)",
    "core.rotate_refresh(uuid,bytea,uuid,bytea,timestamptz)",
    "core.rotate_signing_key(interval)",
    "core.signing_keys()",
}

# What the roles of a workspace may do outside its own schema.
REACHED_BY_A_WORKSPACE = {
    "core.answer(json)",
    "core.claim(text)",
    "core.creator_member_id()",
    "core.creator_name()",
    "core.creator_source()",
    "core.is_email(text)",
    "core.is_email_list(jsonb)",
    "core.is_link_list(jsonb)",
    "core.is_list(text[])",
    "core.is_phone(text)",
    "core.is_phone_list(jsonb)",
    "core.is_url(text)",
    "core.json_path(text,text)",
    "core.new_position()",
    "core.no_such_record(text,uuid,text)",
    "core.require_found(text,uuid[],uuid[],text)",
    "core.require_linked(text,uuid[],uuid[],text[])",
    "core.role_workspace(name)",
    "core.search_vector(text[])",
    "core.uuid7()",
    "metadata.caller()",
    *CHANGES_OF_A_MODEL,
}
READ_BY_A_WORKSPACE = {
    "metadata.described_field",
    "metadata.described_index",
    "metadata.described_object",
    "metadata.described_relation",
    "metadata.field",
    "metadata.filter_operator",
    "metadata.index",
    "metadata.object",
    "metadata.relation",
    "metadata.work",
    "metadata.workspace_operator",
}


@pytest.fixture(scope="module")
def catalog(database: Database, workspace: Workspace) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("set search_path = ''")
        yield connection


def names(connection: "psycopg.Connection[Any]", query: str, **values: object) -> set[str]:
    """The first column of a query over the schemas of Vingt, with types as we write them."""
    rows = connection.execute(query.encode(), {"schemas": SCHEMAS, **values}).fetchall()
    return {str(name).replace("timestamp with time zone", "timestamptz") for (name,) in rows}


def test_every_function_fixes_its_search_path(catalog: "psycopg.Connection[Any]") -> None:
    """But for those of `filter`, which must be inlined, and for bodies that were parsed when they were made.

    With pg_temp last: an empty path looks for types and tables among the caller's temporary ones first.
    """
    loose = names(
        catalog,
        "select oid::regprocedure::text from pg_proc where pronamespace::regnamespace::text = any(%(schemas)s) "
        "and pronamespace::regnamespace::text <> 'filter' and prosqlbody is null "
        """and not 'search_path=pg_catalog, pg_temp' = any(coalesce(proconfig, '{}'))""",
    )
    assert loose == WITHOUT_SEARCH_PATH


def test_filter_functions_can_be_inlined(catalog: "psycopg.Connection[Any]") -> None:
    opaque = names(
        catalog,
        "select p.oid::regprocedure::text from pg_proc p join pg_language l on l.oid = p.prolang "
        "where p.pronamespace = 'filter'::regnamespace "
        "and (l.lanname <> 'sql' or p.provolatile = 'v' or p.prosecdef or p.proconfig is not null or p.proisstrict)",
    )
    assert opaque == set()


def test_everything_says_what_it_is_for(catalog: "psycopg.Connection[Any]", workspace: Workspace) -> None:
    silent = names(
        catalog,
        "select nspname from pg_namespace where nspname = any(%(schemas)s) and obj_description(oid, 'pg_namespace') is null "
        "union all select oid::regprocedure::text from pg_proc "
        "where pronamespace::regnamespace::text = any(%(schemas)s) and obj_description(oid, 'pg_proc') is null "
        "union all select oid::regclass::text from pg_class where relkind in ('r', 'v', 'm', 'p') "
        "and relnamespace::regnamespace::text = any(%(schemas)s) and obj_description(oid, 'pg_class') is null",
    )
    assert silent == set()


def test_every_table_has_row_level_security_and_a_primary_key(
    catalog: "psycopg.Connection[Any]", workspace: Workspace
) -> None:
    tables = (
        "select oid::regclass::text from pg_class c where relkind in ('r', 'p') "
        "and relnamespace::regnamespace::text = any(%(all)s) and "
    )
    everywhere = [*SCHEMAS, workspace.schema]
    assert names(catalog, tables + "not relrowsecurity", all=everywhere) == set()
    without_key = "not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)"
    assert names(catalog, tables + without_key, all=everywhere) == set()


def test_every_foreign_key_has_an_index(catalog: "psycopg.Connection[Any]", workspace: Workspace) -> None:
    """Otherwise the deletion of a row reads a whole table for each that refers to it."""
    bare = names(
        catalog,
        "select k.conrelid::regclass || '.' || k.conname from pg_constraint k where k.contype = 'f' "
        "and k.connamespace::regnamespace::text = any(%(all)s) and not exists "
        "(select from pg_index i where i.indrelid = k.conrelid and i.indpred is null "
        "and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)",
        all=[*SCHEMAS, workspace.schema],
    )
    assert bare == set()


def test_everything_belongs_to_the_owner(catalog: "psycopg.Connection[Any]", workspace: Workspace) -> None:
    owners = names(
        catalog,
        "select relowner::regrole::text from pg_class where relnamespace::regnamespace::text = any(%(all)s) "
        "union select proowner::regrole::text from pg_proc where pronamespace::regnamespace::text = any(%(all)s) "
        "union select nspowner::regrole::text from pg_namespace where nspname = any(%(all)s)",
        all=[*SCHEMAS, "extensions", workspace.schema],
    )
    # The functions of an extension belong to whom its scripts are run as.
    assert owners - {"postgres"} == {"vingt_owner"}
    assert names(catalog, "select nspowner::regrole::text from pg_namespace where nspname = any(%(schemas)s)") == {
        "vingt_owner"
    }


def test_nothing_in_core_and_metadata_is_for_everybody(catalog: "psycopg.Connection[Any]") -> None:
    public = names(
        catalog,
        "select p.oid::regprocedure::text from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
        "where p.pronamespace::regnamespace::text in ('core', 'metadata', 'webhook') and a.grantee = 0 "
        "union all select c.oid::regclass::text from pg_class c, aclexplode(c.relacl) a "
        "where c.relnamespace::regnamespace::text = any(%(schemas)s) and a.grantee = 0",
    )
    assert public == set()


def test_who_runs_with_the_owners_rights_is_known_by_name(catalog: "psycopg.Connection[Any]") -> None:
    found = names(
        catalog,
        "select oid::regprocedure::text from pg_proc where prosecdef "
        "and pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')",
    )
    assert found == SECURITY_DEFINERS


def reached(connection: "psycopg.Connection[Any]", role: str) -> tuple[set[str], set[str]]:
    """The functions that a role can call and the tables that it can do anything with, wherever they are; without what
    everybody may: PostgreSQL's own, its extensions' and the filters."""
    functions = names(
        connection,
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname not in ('pg_catalog', 'information_schema', 'extensions', 'filter') "
        "and has_schema_privilege(%(role)s, n.oid, 'usage') and has_function_privilege(%(role)s, p.oid, 'execute')",
        role=role,
    )
    tables = names(
        connection,
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' "
        "and c.relkind in ('r', 'v', 'm', 'p', 'f', 'S') and has_schema_privilege(%(role)s, n.oid, 'usage') "
        "and (has_any_column_privilege(%(role)s, c.oid, 'select, insert, update, references') "
        "or has_table_privilege(%(role)s, c.oid, 'delete, truncate, trigger'))",
        role=role,
    )
    return functions, tables


def test_what_the_server_reaches_by_itself(catalog: "psycopg.Connection[Any]") -> None:
    assert reached(catalog, "vingt_api") == (REACHED_BY_THE_SERVER, set())


@pytest.mark.parametrize("kind", ["admin", "member"])
def test_what_a_workspace_reaches(catalog: "psycopg.Connection[Any]", workspace: Workspace, kind: str) -> None:
    functions, tables = reached(catalog, f"{workspace.schema}_{kind}")
    assert functions == REACHED_BY_A_WORKSPACE
    own = {table for table in tables if table.startswith(f"{workspace.schema}.")}
    assert f"{workspace.schema}.company" in own
    assert tables - own == READ_BY_A_WORKSPACE


def test_what_the_server_may_be(catalog: "psycopg.Connection[Any]") -> None:
    row = catalog.execute(
        "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, "
        "pg_has_role('vingt_api', 'vingt_owner', 'member'), "
        "exists (select from pg_shdepend where refobjid = r.oid and deptype = 'o') "
        "from pg_roles r where rolname = 'vingt_api'"
    ).fetchone()
    assert row == (False, False, False, False, True, False, False, False, False)


def test_roles_of_workspaces_cannot_log_in(catalog: "psycopg.Connection[Any]", workspace: Workspace) -> None:
    rows = catalog.execute(
        "select rolcanlogin, rolsuper, rolcreaterole, rolbypassrls, pg_has_role(rolname, 'vingt_workspace', 'usage'), "
        "pg_has_role(rolname, 'vingt_owner', 'member') from pg_roles where rolname like %s",
        [f"{workspace.schema}\\_%"],
    ).fetchall()
    assert set(rows) == {(False, False, False, False, True, False)}


def test_rows_of_core_are_hidden_even_from_whoever_is_let_at_its_tables(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    """A grant by mistake shows a workspace its own rows and nobody else any."""
    with psycopg.connect(database.owner_dsn) as connection, connection.transaction(force_rollback=True):
        tables = [
            (table, key)
            for table, key in connection.execute(
                "select c.oid::regclass::text, (select a.attname from pg_attribute a where a.attrelid = c.oid "
                "and a.attname = case c.relname when 'workspace' then 'id' else 'workspace_id' end) "
                "from pg_class c where c.relnamespace in ('core'::regnamespace, 'metadata'::regnamespace) "
                "and c.relkind = 'r'"
            ).fetchall()
        ]
        role = f"{workspace.schema}_member"
        connection.execute("create role stranger_of_core")
        for grantee in (role, "stranger_of_core"):
            connection.execute(
                f"grant usage on schema core, metadata to {grantee};"
                f"grant select on all tables in schema core, metadata to {grantee}".encode()
            )
        seen = set()
        for table, key in tables:
            connection.execute("set local role stranger_of_core")
            assert connection.execute(f"select count(*) from {table}".encode()).fetchone() == (0,), table
            connection.execute(f"set local role {role}".encode())
            if key is None:
                shown = connection.execute(f"select count(*) from {table}".encode()).fetchone()
                assert shown == (0,) or table == "metadata.filter_operator", table
            else:
                rows = connection.execute(f"select distinct {key}::text from {table}".encode()).fetchall()
                assert rows in ([], [(workspace.id,)]), table
                seen |= {table} if rows else set()
        assert seen >= {"core.workspace", "core.workspace_role", "core.membership", "core.api_key", "metadata.object"}


def test_the_golden_schema(catalog: "psycopg.Connection[Any]", workspace: Workspace) -> None:
    """VINGT_UPDATE_GOLDEN=1 writes it anew; read the difference."""
    found = structure(catalog, [*SCHEMAS, workspace.schema]).replace(workspace.schema, "ws_acme")
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        GOLDEN.write_text(found)
    difference = difflib.unified_diff(
        GOLDEN.read_text().splitlines(), found.splitlines(), "golden", "found", lineterm=""
    )
    assert "\n".join(difference) == ""
