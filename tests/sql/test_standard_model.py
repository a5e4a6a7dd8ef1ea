"""The tables of the standard model, as psql sees them: columns, comments, defaults, checks, rights."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.cluster import Database
from tests.sql.model_world import TABLES, as_owner, as_role, refused, rows, value
from tests.workspaces import Workspace

ABSENT = "01890000-0000-7000-8000-000000000000"

# Own columns of each table; ! is not null.
COLUMNS = {
    "company": """
        name text!, domain_name text, address text, employees integer, industry text, linkedin_link text, x_link text,
        annual_recurring_revenue_amount_micros bigint, annual_recurring_revenue_currency_code text,
        ideal_customer_profile boolean, account_owner_id uuid""",
    "person": """
        name_first_name text, name_last_name text, email text, phone text, city text, job_title text,
        linkedin_link text, x_link text, avatar_url text, company_id uuid""",
    "opportunity": """
        name text!, amount_amount_micros bigint, amount_currency_code text, stage text!, probability numeric,
        close_date date, company_id uuid, point_of_contact_id uuid""",
    "task": "title text!, body text, status text!, due_at timestamp with time zone, assignee_id uuid",
    "note": "title text!, body text",
    "workspace_member": "name_first_name text, name_last_name text, email text, avatar_url text",
    "task_target": "task_id uuid!, company_id uuid, person_id uuid, opportunity_id uuid",
    "note_target": "note_id uuid!, company_id uuid, person_id uuid, opportunity_id uuid",
}
EVERY = """
    created_at timestamp with time zone!, updated_at timestamp with time zone!, deleted_at timestamp with time zone,
    position double precision!, created_by_source text!, created_by_workspace_member_id uuid, created_by_name text!,
    search_vector tsvector"""


def listed(text: str) -> list[str]:
    return [" ".join(each.split()) for each in text.split(",")]


@pytest.mark.parametrize("table", TABLES)
def test_columns(database: Database, workspace: Workspace, table: str) -> None:
    query = """
        select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then '!' else '' end
          from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0 order by a.attnum"""
    with as_owner(database) as owner:
        found = [row[0] for row in rows(owner, query, f"{workspace.schema}.{table}")]
    assert found == listed(f"id uuid!, {COLUMNS[table]}, {EVERY}")


def test_there_are_no_other_tables(database: Database, workspace: Workspace) -> None:
    query = "select relname::text from pg_class where relnamespace = %s::regnamespace and relkind not in ('i', 'I')"
    with as_owner(database) as owner:
        assert {row[0] for row in rows(owner, query, workspace.schema)} == set(TABLES)


def test_comments(database: Database, workspace: Workspace) -> None:
    query = """
        select c.relname::text, a.attname::text, coalesce(col_description(c.oid, a.attnum), '')
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
         where c.relnamespace = %s::regnamespace and c.relkind = 'r'"""
    with as_owner(database) as owner:
        comments = {(table, column): comment for table, column, comment in rows(owner, query, workspace.schema)}
        table_comment = value(owner, "select obj_description(%s::regclass)", f"{workspace.schema}.company")
    assert [name for name, comment in comments.items() if not comment] == []
    assert comments["company", "domain_name"] == ("Domain name: The domain of the company's website, such as acme.com.")
    assert comments["company", "annual_recurring_revenue_currency_code"] == (
        "Annual recurring revenue (currencyCode): What the company pays per year."
    )
    assert comments["person", "company_id"] == "Company id: The company that the person works for, by its id."
    assert table_comment == "Companies: Organisations that the workspace does business with, or would like to."


def test_indexes(database: Database, workspace: Workspace) -> None:
    """Few, each for a reason, and none twice."""
    query = """
        select c.relname::text, pg_get_indexdef(i.indexrelid)
          from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = %s::regnamespace"""
    with as_owner(database) as owner:
        found: dict[str, list[str]] = {table: [] for table in TABLES}
        for table, definition in rows(owner, query, workspace.schema):
            found[table].append(definition.partition(" USING ")[2])
    for indexes in found.values():
        assert len(indexes) == len(set(indexes))
    unique_email = "btree (lower(email)) WHERE (deleted_at IS NULL)"
    assert sorted(found["person"]) == sorted(
        ["btree (id)", "btree (created_at, id)", "btree (company_id, id)", "gin (search_vector)", unique_email]
    )
    assert sorted(found["workspace_member"]) == sorted(["btree (id)", "gin (search_vector)", unique_email])
    keys = ("task_id", "company_id", "person_id", "opportunity_id")
    assert sorted(found["task_target"]) == sorted(["btree (id)", *(f"btree ({key}, id)" for key in keys)])


def test_a_new_record_has_its_defaults(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        owner.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(workspace.schema)))
        before = datetime.now(UTC)
        made = owner.execute(
            "insert into opportunity (name) values ('x') returning id, created_at, updated_at, deleted_at, position, "
            "created_by_source, created_by_workspace_member_id, created_by_name, stage, session_user"
        ).fetchone()
        assert made is not None
        id_, created_at, updated_at, deleted_at, position, source, member, name, stage, session_user = made
        assert (id_.version, created_at, deleted_at) == (7, updated_at, None)
        assert before - timedelta(seconds=5) < created_at
        assert abs(position - before.timestamp()) < 60
        assert (source, member, name, stage) == ("SQL", None, session_user, "NEW")
        assert value(owner, "insert into task (title) values ('x') returning status") == "TODO"
        first, second = rows(owner, "insert into note (title) values ('1'), ('2') returning position, id")
        assert first < second


def test_created_by_follows_the_claims(database: Database, workspace: Workspace) -> None:
    query = """
        insert into company (name) values ('x')
        returning created_by_source, created_by_workspace_member_id::text, created_by_name"""
    member = {"workspaceId": workspace.id, "memberId": ABSENT, "source": "USER", "name": "Olga Owner"}
    with as_role(database, workspace, claims=member) as connection:
        assert rows(connection, query) == [("USER", ABSENT, "Olga Owner")]
    key = {"workspaceId": workspace.id, "memberId": None, "source": "API", "name": "tests"}
    with as_role(database, workspace, claims=key) as connection:
        assert rows(connection, query) == [("API", None, "tests")]
    with as_role(database, workspace) as connection:
        assert rows(connection, query) == [("SQL", None, "vingt_api")]


FAR = "01890000-0000-7000-8000-00000000dead"
BAD: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("company", {}, "23502", None),
    ("company", {"name": None}, "23502", None),
    ("opportunity", {}, "23502", None),
    ("task", {}, "23502", None),
    ("note", {}, "23502", None),
    ("task_target", {}, "23502", None),
    ("opportunity", {"name": "x", "stage": None}, "23502", None),
    ("opportunity", {"name": "x", "stage": "WON"}, "23514", "opportunity_stage_check"),
    ("opportunity", {"name": "x", "stage": "new"}, "23514", "opportunity_stage_check"),
    ("task", {"title": "x", "status": "DOING"}, "23514", "task_status_check"),
    ("company", {"name": "x", "annual_recurring_revenue_currency_code": "usd"}, "23514", "company_annual_recurring_revenue_currency_code_check"),
    ("company", {"name": "x", "annual_recurring_revenue_currency_code": "USDX"}, "23514", "company_annual_recurring_revenue_currency_code_check"),
    ("company", {"name": "x", "annual_recurring_revenue_currency_code": "USD\n"}, "23514", "company_annual_recurring_revenue_currency_code_check"),
    ("opportunity", {"name": "x", "probability": "NaN"}, "23514", "opportunity_probability_check"),
    ("opportunity", {"name": "x", "probability": "-Infinity"}, "23514", "opportunity_probability_check"),
    ("opportunity", {"name": "x", "close_date": "infinity"}, "23514", "opportunity_close_date_check"),
    ("opportunity", {"name": "x", "close_date": "10000-01-01"}, "23514", "opportunity_close_date_check"),
    ("opportunity", {"name": "x", "close_date": "0001-12-31 BC"}, "23514", "opportunity_close_date_check"),
    ("task", {"title": "x", "due_at": "-infinity"}, "23514", "task_due_at_check"),
    ("task", {"title": "x", "due_at": "10000-01-01 00:00:00+00"}, "23514", "task_due_at_check"),
    ("note", {"title": "x", "created_at": "infinity"}, "23514", "note_times_check"),
    ("note", {"title": "x", "updated_at": "0001-12-31 00:00:00+00 BC"}, "23514", "note_times_check"),
    ("note", {"title": "x", "deleted_at": "10000-01-01 00:00:00+00"}, "23514", "note_times_check"),
    ("note", {"title": "x", "position": "NaN"}, "23514", "note_position_check"),
    ("note", {"title": "x", "position": "Infinity"}, "23514", "note_position_check"),
    ("person", {"phone": "1" * 101}, "23514", "person_phone_check"),
    ("person", {"company_id": FAR}, "23503", "person_company_id_fkey"),
    ("company", {"name": "x", "account_owner_id": FAR}, "23503", "company_account_owner_id_fkey"),
    ("company", {"name": "x", "annual_recurring_revenue_amount_micros": "1.5"}, "22P02", None),
    ("company", {"name": "x", "annual_recurring_revenue_amount_micros": str(2**63)}, "22003", None),
    ("company", {"name": "x", "employees": str(2**31)}, "22003", None),
]  # fmt: skip


@pytest.mark.parametrize(("table", "record", "sqlstate", "constraint"), BAD, ids=lambda each: str(each)[:40])
def test_values_that_are_refused(
    database: Database, workspace: Workspace, table: str, record: dict[str, Any], sqlstate: str, constraint: str | None
) -> None:
    with as_role(database, workspace) as connection, refused(connection, sqlstate, constraint):
        insert(connection, table, record)


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("company", {"name": "", "domain_name": "acme.com", "linkedin_link": "https://linkedin.com/company/acme"}),
    ("company", {"name": "x", "annual_recurring_revenue_amount_micros": 2**63 - 1, "annual_recurring_revenue_currency_code": "EUR"}),
    ("person", {"phone": "+1-555-0123", "avatar_url": "example.com/a.png"}),
    ("person", {}),
    ("opportunity", {"name": "x", "close_date": date(1, 1, 1), "probability": "0.33333333333333333333"}),
    ("opportunity", {"name": "x", "close_date": date(9999, 12, 31), "stage": "PROPOSAL"}),
    ("task", {"title": "x", "due_at": "0001-01-01 00:00:00+00", "status": "IN_PROGRESS"}),
    ("task", {"title": "x", "due_at": "9999-12-31 23:59:59.999999+00"}),
    ("note", {"title": "x", "position": -1.5}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "record"), GOOD, ids=lambda each: str(each)[:40])
def test_values_that_are_taken(database: Database, workspace: Workspace, table: str, record: dict[str, Any]) -> None:
    with as_role(database, workspace) as connection:
        insert(connection, table, record)


def insert(connection: "psycopg.Connection[tuple[Any, ...]]", table: str, record: dict[str, Any]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, record))
    query = sql.SQL("insert into {} ({}) values ({})") if record else sql.SQL("insert into {} default values")
    places = sql.SQL(", ").join(sql.Placeholder() * len(record))
    connection.execute(query.format(sql.Identifier(table), columns, places), list(record.values()))


@pytest.mark.parametrize(
    "address",
    ["ann@acme.com", "Ann.O'Neil+tag@mail.acme.co.uk", "a@b", "ann@bücher.example", "дмитрий@почта.рф", "x_y-z@1.2", "a@" + "b" * 318],
)  # fmt: skip
def test_addresses_that_are_taken(database: Database, workspace: Workspace, address: str) -> None:
    with as_role(database, workspace) as connection:
        insert(connection, "person", {"email": address})
        insert(connection, "workspace_member", {"email": address})


@pytest.mark.parametrize(
    "address",
    ["", " ", "ann", "@acme.com", "ann@", "a@b@c", "ann @acme.com", "ann@acme .com", "ann@acme.com ", "\nann@acme.com",
     "ann@acme.com\n", "ann@.com", "ann@acme..com", "ann@acme.", "ann@-acme.com", "ann@acme-.com", "Ann <ann@acme.com>",
     "ann@acme.com,bob@acme.com", "a\u00a0b@acme.com", "a\u2003b@acme.com", "a\x01b@acme.com", "a\x7fb@acme.com", "a@" + "b" * 319],
)  # fmt: skip
def test_addresses_that_are_refused(database: Database, workspace: Workspace, address: str) -> None:
    with as_role(database, workspace) as connection:
        with refused(connection, "23514", "person_email_check"):
            insert(connection, "person", {"email": address})
        with refused(connection, "23514", "workspace_member_email_check"):
            insert(connection, "workspace_member", {"email": address})


@pytest.mark.parametrize("table", ["person", "workspace_member"])
def test_addresses_are_unique_among_the_living_whatever_their_case(
    database: Database, workspace: Workspace, other_workspace: Workspace, table: str
) -> None:
    with as_role(database, workspace) as connection:
        insert(connection, table, {"email": "Ann@Acme.com"})
        for again in ("Ann@Acme.com", "ann@acme.com", "ANN@ACME.COM"):
            with refused(connection, "23505", f"{table}_email_key"):
                insert(connection, table, {"email": again})
        insert(connection, table, {"email": None})
        insert(connection, table, {"email": None})
        connection.execute(
            sql.SQL("update {} set deleted_at = now() where email = 'Ann@Acme.com'").format(sql.Identifier(table))
        )
        insert(connection, table, {"email": "ann@acme.com"})
        with refused(connection, "23505", f"{table}_email_key"):
            connection.execute(sql.SQL("update {} set deleted_at = null").format(sql.Identifier(table)))
    with as_role(database, other_workspace) as connection:
        insert(connection, table, {"email": "ann@acme.com"})


def test_updated_at(database: Database, workspace: Workspace) -> None:
    """It differs after every change, never goes back, and stands still where nothing changed."""
    with as_role(database, workspace) as connection:
        made = value(connection, "insert into company (name) values ('x') returning updated_at")

        def update(change: str) -> datetime:
            query = sql.SQL("update company set {} returning updated_at").format(sql.SQL(change))  # type: ignore[arg-type]
            row = connection.execute(query).fetchone()
            assert row is not None
            at: datetime = row[0]
            return at

        first = update("employees = 1")
        second = update("employees = 2")
        assert made < first < second
        assert update("employees = 2") == second
        assert update("updated_at = '2000-01-01'") == second
        assert update("name = name, employees = 2, search_vector = default") == second
        assert update("employees = null") > second
    with as_owner(database) as owner:
        owner.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(workspace.schema)))
        ahead = datetime(2999, 1, 1, tzinfo=UTC)
        owner.execute("insert into note (title, updated_at) values ('x', %s)", [ahead])
        after = value(owner, "update note set body = 'y' where updated_at = %s returning updated_at", ahead)
        assert after == ahead + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("company", "annual_recurring_revenue_currency_code = 'EUR'"),
        ("person", "name_last_name = 'x'"),
        ("task", "deleted_at = now()"),
        ("note", "position = 7"),
        ("task_target", "created_by_name = 'x'"),
        ("note_target", "position = 7"),
        ("opportunity", "amount_amount_micros = 7"),
        ("workspace_member", "avatar_url = 'x.example'"),
    ],
)
def test_updated_at_is_kept_in_every_table(database: Database, workspace: Workspace, table: str, change: str) -> None:
    with as_role(database, workspace) as connection:
        task = value(connection, "insert into task (title) values ('x') returning id")
        note = value(connection, "insert into note (title) values ('x') returning id")
        keys = {"task_target": {"task_id": task}, "note_target": {"note_id": note}}
        names = {"company": {"name": "x"}, "opportunity": {"name": "x"}, "task": {"title": "y"}, "note": {"title": "y"}}
        insert(connection, table, {**keys.get(table, {}), **names.get(table, {})})
        query = sql.SQL("update {} set {} returning updated_at > created_at").format(
            sql.Identifier(table),
            sql.SQL(change),  # type: ignore[arg-type]
        )
        assert {row[0] for row in connection.execute(query).fetchall()} == {True}


def test_what_a_delete_for_good_does(database: Database, workspace: Workspace) -> None:
    """Links go with their task or note; everything else stays and points nowhere."""
    with as_role(database, workspace) as connection:
        member = value(connection, "insert into workspace_member default values returning id")
        company = value(
            connection, "insert into company (name, account_owner_id) values ('x', %s) returning id", member
        )
        person = value(connection, "insert into person (company_id) values (%s) returning id", company)
        deal = value(
            connection,
            "insert into opportunity (name, company_id, point_of_contact_id) values ('x', %s, %s) returning id",
            company,
            person,
        )
        task = value(connection, "insert into task (title, assignee_id) values ('x', %s) returning id", member)
        connection.execute(
            "insert into task_target (task_id, company_id, person_id, opportunity_id) values (%s, %s, %s, %s)",
            [task, company, person, deal],
        )
        connection.execute("delete from company where id = %s", [company])
        connection.execute("delete from person where id = %s", [person])
        connection.execute("delete from workspace_member where id = %s", [member])
        assert rows(connection, "select company_id, point_of_contact_id from opportunity where id = %s", deal) == [
            (None, None)
        ]
        assert rows(connection, "select assignee_id from task where id = %s", task) == [(None,)]
        assert rows(connection, "select company_id, opportunity_id from task_target") == [(None, deal)]
        connection.execute("delete from task where id = %s", [task])
        assert rows(connection, "select id from task_target") == []


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("zoe", True),
        ("Zoë", True),
        ("ZOE", True),
        ("muller", True),
        ("acme", False),
        ("lead engineer", True),
        ("zo", False),
    ],
)
def test_search(database: Database, workspace: Workspace, words: str, finds: bool) -> None:
    with as_role(database, workspace) as connection:
        insert(
            connection, "person", {"name_first_name": "Zoë", "name_last_name": "Müller", "job_title": "Lead Engineer"}
        )
        query = "select exists (select from person where search_vector @@ plainto_tsquery('core.search', %s))"
        assert value(connection, query, words) is finds


def test_long_texts_are_kept_whole_and_searched_at_their_beginning(database: Database, workspace: Workspace) -> None:
    """Postgres takes a megabyte of words in a tsvector; these are more."""
    text = " ".join(chr(0x20000 + number) + "字" for number in range(40_000)) + " " + "long " * 300_000
    with as_role(database, workspace) as connection:
        insert(connection, "note", {"title": "begin", "body": text})
        assert value(connection, "select body from note where search_vector @@ 'begin'") == text


def test_privileges(database: Database, workspace: Workspace) -> None:
    query = """
        select c.relname::text, a.grantee::regrole::text, string_agg(a.privilege_type, ' ' order by a.privilege_type)
          from pg_class c, aclexplode(c.relacl) a
         where c.relnamespace = %s::regnamespace and c.relkind = 'r' and a.grantee <> c.relowner group by 1, 2"""
    owners = "select distinct relowner::regrole::text from pg_class where relnamespace = %s::regnamespace"
    secured = "select bool_and(relrowsecurity) from pg_class where relnamespace = %s::regnamespace and relkind = 'r'"
    policies = """
        select tablename::text, array_to_string(roles, ' '), cmd, qual, with_check, permissive
          from pg_policies where schemaname = %s"""
    roles = [f"{workspace.schema}_{kind}" for kind in ("admin", "member")]
    with as_owner(database) as owner:
        granted = set(rows(owner, query, workspace.schema))
        assert granted == {(table, role, "DELETE INSERT SELECT UPDATE") for table in TABLES for role in roles}
        assert rows(owner, owners, workspace.schema) == [("vingt_owner",)]
        assert value(owner, secured, workspace.schema) is True
        found = set(rows(owner, policies, workspace.schema))
        assert found == {(table, role, "ALL", "true", "true", "PERMISSIVE") for table in TABLES for role in roles}


@pytest.mark.parametrize("kind", ["admin", "member"])
def test_a_workspace_does_not_see_another(
    database: Database, workspace: Workspace, other_workspace: Workspace, kind: str
) -> None:
    with as_role(database, workspace, kind) as connection:
        for table in TABLES:
            other = sql.Identifier(other_workspace.schema, table)
            for query in (
                "select from {}",
                "delete from {}",
                "insert into {} default values",
                "update {} set position = 1",
            ):
                with refused(connection, "42501"):
                    connection.execute(sql.SQL(query).format(other))
        with refused(connection, "42501"):
            connection.execute("truncate company")
        with refused(connection, "42501"):
            connection.execute("create table mine ()")
        with refused(connection, "42501"):
            connection.execute("alter table company add column mine text")


def test_the_login_alone_sees_nothing(database: Database, workspace: Workspace) -> None:
    with psycopg.connect(database.api_dsn) as connection:
        for table in TABLES:
            with refused(connection, "42501"):
                connection.execute(sql.SQL("select from {}").format(sql.Identifier(workspace.schema, table)))
        for described in ("object", "field", "relation", "index", "filter_operator"):
            with refused(connection, "42501"):
                connection.execute(sql.SQL("select from {}").format(sql.Identifier("metadata", described)))


def test_an_analyst_has_what_the_role_has(database: Database, workspace: Workspace) -> None:
    """Someone who was granted the member role reads and writes the tables as it does, defaults and checks included."""
    analyst = sql.Identifier(f"analyst_{workspace.schema}")
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute(sql.SQL("create role {}").format(analyst))
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(f"{workspace.schema}_member"), analyst))
        connection.execute(sql.SQL("set local role {}").format(analyst))
        connection.execute(sql.SQL("set local search_path = {}").format(sql.Identifier(workspace.schema)))
        insert(connection, "person", {"email": "ann@acme.com", "name_first_name": "Ann"})
        query = "update person set city = 'Oslo' where filter.ilike(email, 'ANN@%') returning created_by_source"
        assert rows(connection, query) == [("SQL",)]
        connection.rollback()


def test_descriptions_are_seen_by_their_workspace_alone(
    database: Database, workspace: Workspace, other_workspace: Workspace
) -> None:
    with as_role(database, workspace) as connection:
        for described in ("object", "field", "relation", "index"):
            query = sql.SQL("select distinct workspace_id::text from metadata.{}").format(sql.Identifier(described))
            assert connection.execute(query).fetchall() == [(workspace.id,)]
            for change in ("delete from metadata.{}", "update metadata.{} set id = id"):
                with refused(connection, "42501"):
                    connection.execute(sql.SQL(change).format(sql.Identifier(described)))  # type: ignore[arg-type]
        assert value(connection, "select count(*) > 50 from metadata.filter_operator") is True
        with refused(connection, "42501"):
            connection.execute("delete from metadata.filter_operator")
        for function in ("publish(null, null)", "add_columns(null, null, null)", "run_ddl('select 1')"):
            with refused(connection, "42501"):
                connection.execute(f"select metadata.{function}".encode())


def test_records_that_are_not_there(database: Database, workspace: Workspace) -> None:
    here = ["01890000-0000-7000-8000-000000000001", "01890000-0000-7000-8000-000000000002"]
    check = "select core.require_found('workspaceMember', %s::uuid[], %s::uuid[], 'ids')"
    with as_role(database, workspace) as connection:
        for wanted, found in (
            (here, here),
            (here, here[::-1]),
            ([], []),
            (here[:1] * 2, here),
            (here, [*here, ABSENT]),
        ):
            connection.execute(check, [wanted, found])
        for wanted, found in (
            ([here[0], ABSENT, FAR], here[:1]),
            ([ABSENT], None),
            ([ABSENT], []),
            ([ABSENT, here[0]], here),
        ):
            with pytest.raises(psycopg.Error) as raised, connection.transaction():
                connection.execute(check, [wanted, found])
            assert raised.value.sqlstate == "VG404"
            assert raised.value.diag.message_primary == f"There is no workspace member with the id {ABSENT}."
            assert json.loads(raised.value.diag.message_detail or "") == {"field": "ids"}
        with pytest.raises(psycopg.Error, match=f"There is no company with the id {ABSENT}"), connection.transaction():
            connection.execute("select core.no_such_record('company', %s::uuid, 'id')", [ABSENT])
        # It only raises where it is reached: a planner must not call it beforehand.
        query = (
            "select core.no_such_record('company', %s::uuid, 'id') where not exists (select from pg_catalog.pg_class)"
        )
        assert rows(connection, query, ABSENT) == []
