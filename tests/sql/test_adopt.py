"""What a DBA makes by hand in a workspace's schema becomes part of its model, or is left out with a reason."""

import pytest

from app.graphql.schema import build_schema
from tests.cluster import Database
from tests.sql.adopting import actions, adopt, ddl, model_of
from tests.sql.model_world import as_owner, as_role, complains, rows, value
from tests.workspaces import Workspace

VISITS = """
    create table ws.company_visits (
        id uuid primary key default gen_random_uuid(),
        company_id uuid not null references ws.company on delete cascade,
        host uuid references ws.workspace_member on delete set null,
        "visit date" date not null default '2026-01-31',
        title varchar(40) not null,
        minutes integer check (minutes > 0),
        cost numeric(10, 2) default 0,
        share real,
        notes jsonb,
        labels text[],
        "order" smallint,
        code char(3) unique,
        created_at timestamptz not null default now(),
        deleted_at timestamptz,
        search_vector tsvector
    );
    create index company_visits_date on ws.company_visits ("visit date");
    comment on table ws.company_visits is 'Visits to companies: Who went where.';
    comment on column ws.company_visits.title is 'Subject: What it was about.';
    comment on column ws.company_visits.minutes is 'How long it took, in minutes.';
"""


def test_a_table_becomes_an_object(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, VISITS)
        said = adopt(owner, workspace)
        assert said["table", "company_visits"] == ("taken", "as companyVisit and companyVisits")
        assert said["column", "company_visits.order"] == ("taken", "as orderValue, NUMBER")
        assert said["relation", "company_visits.company_id"] == (
            "taken",
            "as company, and as companyVisits of company",
        )
        offered = said["column", "company_visits.updated_at"]
        assert offered == (
            "offered",
            f"alter table {workspace.schema}.company_visits add column updated_at timestamptz not null default now()",
        )
        model = model_of(owner, workspace)
        of = model.objects["companyVisit"]
        assert (of.name_plural, of.table, of.label_plural, of.description) == (
            "companyVisits",
            "company_visits",
            "Visits to companies",
            "Who went where.",
        )
        assert {name: (field.type, field.parts[0].pg_type) for name, field in of.fields.items()} == {
            "id": ("UUID", "uuid"),
            "companyId": ("UUID", "uuid"),
            "hostId": ("UUID", "uuid"),
            "visitDate": ("DATE", "date"),
            "title": ("TEXT", "text"),
            "minutes": ("NUMBER", "integer"),
            "cost": ("NUMBER", "numeric"),
            "share": ("NUMBER", "real"),
            "notes": ("JSON", "jsonb"),
            "labels": ("ARRAY", "text[]"),
            "orderValue": ("NUMBER", "smallint"),
            "code": ("TEXT", "text"),
            "createdAt": ("DATE_TIME", "timestamptz"),
            "deletedAt": ("DATE_TIME", "timestamptz"),
        }
        assert (of.deleted_at, of.is_writable, of.label_field) == ("deleted_at", True, "title")
        title = of.fields["title"]
        assert (title.label, title.description, title.is_required) == ("Subject", "What it was about.", True)
        assert title.settings == {"maxLength": 40}
        minutes = of.fields["minutes"]
        assert (minutes.label, minutes.description) == ("Minutes", "How long it took, in minutes.")
        assert of.fields["visitDate"].parts[0].default == "'2026-01-31'::date"
        assert not of.fields["visitDate"].is_required
        assert of.fields["code"].is_unique
        assert of.constraints["company_visits_minutes_check"] == ("minutes",)
        assert of.constraints["company_visits_pkey"] == ("id",)
        assert of.constraints["company_visits_code_key"] == ("code",)
        assert of.constraints["company_visits_host_fkey"] == ("hostId",)
        assert of.relations["host"].target == "workspaceMember"
        assert model.objects["company"].relations["companyVisits"].column == "company_id"
        build_schema(model)
        assert value(owner, "select max(f.default_value::text) from metadata.field f where f.name = 'visitDate'") == (
            '"2026-01-31"'
        )


def test_taking_twice_takes_nothing_more(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, VISITS)
        adopt(owner, workspace)
        version = "select metadata_version from core.workspace where id = %s"
        before = value(owner, version, workspace.id)
        assert set(actions(adopt(owner, workspace)).values()) == {"offered"}
        assert value(owner, version, workspace.id) == before


def test_the_standard_model_needs_no_taking(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        assert adopt(owner, workspace) == {}


def test_the_workspace_reads_and_writes_what_was_taken(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(
            owner,
            workspace,
            "create table ws.room (id uuid primary key default gen_random_uuid(), number serial, name text)",
        )
        adopt(owner, workspace)
        for kind in ("member", "admin"):
            owner.execute(f"set local role {workspace.schema}_{kind}".encode())
            ddl(owner, workspace, "insert into ws.room (name) values ('Attic')")
        owner.execute("set local role vingt_owner")
        ddl(owner, workspace, "insert into ws.room (name) values ('Cellar')")
        table = f"{workspace.schema}.room"
        assert value(owner, "select array_agg(number order by number) from " + table) == [1, 2, 3]  # type: ignore[operator]
        assert value(owner, "select relrowsecurity from pg_class where oid = %s::regclass", table)


def test_who_made_policies_has_decided(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, """
            create table ws.diary (id uuid primary key, entry text);
            alter table ws.diary enable row level security;
        """)  # fmt: skip
        assert adopt(owner, workspace)["table", "diary"] == (
            "taken",
            "as diary and diaries; who may do what with it is as you have said",
        )
        assert rows(owner, "select 1 from pg_policy where polrelid = %s::regclass", f"{workspace.schema}.diary") == []


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        ("create table ws.odd (a integer, b text, primary key (a, b))", "its primary key is made of several columns"),
        ("create table ws.odd (a integer)", "it has no primary key"),
        ("create table ws.odd (id inet primary key)", "an id is a uuid, a whole number or a text, and not inet"),
        ('create table ws."123" (id uuid primary key)', "no name for the API"),
        ("create view ws.odd as select * from ws.company", "it shows what its owner may see"),
        ("create view ws.odd with (security_invoker = on) as select name from ws.company", "it has no column id"),
        (
            "create view ws.odd with (security_invoker = on) as select w.id, w.name from core.workspace w",
            "the roles of the workspace may not read what it is made of: core.workspace",
        ),
        ("create materialized view ws.odd as select id from ws.company", "a materialized view"),
    ],
)
def test_what_cannot_be_an_object_is_left(database: Database, workspace: Workspace, definition: str, why: str) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, definition)
        ((_, (action, said)),) = adopt(owner, workspace).items()
        assert action == "left"
        assert said is not None
        assert said.startswith(why)


def test_a_table_of_somebody_else_is_left_until_it_is_handed_over(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        owner.execute("reset role")
        ddl(owner, workspace, "create table ws.alien (id uuid primary key)")
        action, why = adopt(owner, workspace)["table", "alien"]
        me = value(owner, "select current_user")
        remedy = f"alter table {workspace.schema}.alien owner to vingt_owner"
        assert (action, why) == ("left", f"it belongs to {me}; {remedy}")
        ddl(owner, workspace, remedy)
        assert adopt(owner, workspace)["table", "alien"][0] == "taken"


ZOO = '''
    create type ws.mood as enum ('happy', 'so-so', 'SAD');
    create domain ws.positive as integer default 7 check (value > 0);
    create domain ws.named as varchar(20) not null;
    create table ws."Zoo Animals" (
        "ID" bigint generated by default as identity primary key,
        mood ws.mood default 'so-so',
        age ws.positive,
        name ws.named,
        twice integer generated always as (age * 2) stored,
        number integer generated always as identity,
        "and" text,
        "Ünïcode" text,
        "!?" text,
        "#n" text,
        "say ""hi""" text,
        ctid_ text,
        born timestamp,
        raw json,
        picture bytea,
        spot point,
        price money,
        span interval,
        moods ws.mood[],
        id text,
        deleted_at timestamp,
        mother bigint references ws."Zoo Animals"
    );
'''


def test_odd_columns_are_taken_or_left(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, ZOO)
        said = adopt(owner, workspace)
        columns = {name.partition(".")[2]: said[kind, name] for kind, name in said if kind == "column"}
        left = {name: why for name, (action, why) in columns.items() if action == "left"}
        assert left == {
            "!?": "no name for the API can be made of its own",
            "#n": "a name like this is used in statements of the API",
            "raw": "json cannot be compared; jsonb is taken",
            "picture": "the API has nothing for the type bytea",
            "spot": "the API has nothing for the type point",
            "price": "the API has nothing for the type money",
            "span": "the API has nothing for the type interval",
            "moods": f"the API has nothing for the type {workspace.schema}.mood[]",
        }
        assert columns["born"] == (
            "offered",
            f"alter table {workspace.schema}.\"Zoo Animals\" alter column born type timestamptz using born at time zone 'UTC'",
        )
        of = model_of(owner, workspace).objects["zooAnimal"]
        assert not of.is_writable
        assert of.deleted_at is None
        found = {name: (field.type, field.parts[0].column, field.is_nullable) for name, field in of.fields.items()}
        assert found == {
            "id": ("NUMBER", "ID", False),
            "mood": ("SELECT", "mood", True),
            "age": ("NUMBER", "age", True),
            "name": ("TEXT", "name", False),
            "twice": ("NUMBER", "twice", True),
            "number": ("NUMBER", "number", False),
            "andValue": ("TEXT", "and", True),
            "nCode": ("TEXT", "Ünïcode", True),
            "sayHi": ("TEXT", 'say "hi"', True),
            "ctidValue": ("TEXT", "ctid_", True),
            "idValue": ("TEXT", "id", True),
            "motherId": ("NUMBER", "mother", True),
        }
        assert [option.value for option in of.fields["mood"].options] == ["happy", "so-so", "SAD"]
        assert of.fields["mood"].parts[0].pg_type == f"{workspace.schema}.mood"
        assert of.fields["age"].parts[0].default == "7"
        assert of.fields["id"].parts[0].default.startswith("nextval(")
        assert {name for name, field in of.fields.items() if not field.is_writable} == {"twice", "number"}
        assert of.relations["mother"].target == "zooAnimal"
        assert of.relations["zooAnimals"].column == "mother"
        build_schema(model_of(owner, workspace))


def test_changes_by_hand_are_followed(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, VISITS)
        adopt(owner, workspace)
        ddl(owner, workspace, """
            alter table ws.company_visits
                add column rating smallint, alter column minutes type numeric, alter column title drop not null,
                alter column cost set default 5, drop column notes, drop constraint company_visits_host_fkey,
                drop constraint company_visits_code_key, alter column share set not null;
            comment on column ws.company_visits.cost is 'Expenses: In euros.';
            create unique index once on ws.company_visits (company_id) where deleted_at is null;
            alter table ws.company add column vat_number text;
            alter table ws.company drop column address cascade;
            comment on column ws.company.industry is 'Line of business: What they do.';
        """)  # fmt: skip
        said = adopt(owner, workspace)
        assert said["column", "company_visits.rating"] == ("taken", "as rating, NUMBER")
        assert said["column", "company_visits.minutes"] == ("changed", "it is numeric")
        assert said["column", "company_visits.title"] == ("changed", "it may be null")
        assert said["column", "company_visits.cost"] == ("changed", "its default is 5; its comment")
        assert said["column", "company_visits.share"] == ("changed", "it may not be null")
        assert said["column", "company_visits.notes"] == ("gone", "the field notes goes with it")
        assert said["relation", "company_visits.host"] == ("gone", "the foreign key is gone")
        assert said["index", "company_visits.company_visits_code_key"] == ("gone", None)
        assert said["index", "company_visits.once"] == ("taken", "unique")
        assert said["column", "company.vat_number"] == ("taken", "as vatNumber, TEXT")
        assert said["column", "company.address"] == ("gone", "the field address goes with it")
        assert said["column", "company.industry"] == ("changed", "its comment")
        model = model_of(owner, workspace)
        visit, company = model.objects["companyVisit"], model.objects["company"]
        assert "notes" not in visit.fields
        assert "host" not in visit.relations
        assert visit.fields["hostId"].type == "UUID"
        assert visit.fields["cost"].label == "Expenses"
        assert not visit.fields["code"].is_unique
        assert visit.constraints["once"] == ("companyId",)
        assert not any(relation.inverse == "host" for relation in model.objects["workspaceMember"].relations.values())
        assert company.fields["vatNumber"].is_writable
        assert "address" not in company.fields
        assert company.fields["industry"].label == "Line of business"
        assert set(actions(adopt(owner, workspace)).values()) == {"offered"}
        ddl(owner, workspace, "insert into ws.company (name) values ('Smiths')")
        words = f"select count(*) from {workspace.schema}.company where search_vector @@ 'smiths'"
        assert value(owner, words) == 1  # type: ignore[arg-type]


def test_a_dropped_table_is_gone_with_its_relations(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, VISITS)
        adopt(owner, workspace)
        ddl(owner, workspace, "drop table ws.company_visits")
        assert adopt(owner, workspace) == {
            ("table", "company_visits"): ("gone", "the object companyVisit goes with it")
        }
        model = model_of(owner, workspace)
        assert "companyVisit" not in model.objects
        assert "companyVisits" not in model.objects["company"].relations
        ends = "select count(*) from metadata.field f where f.type = 'RELATION' and not exists "
        orphans = "(select from metadata.relation r where f.id in (r.from_field_id, r.to_field_id))"
        assert value(owner, ends + orphans) == 0


def test_partitions_and_children_of_tables(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, """
            create table ws.event (id uuid primary key, at timestamptz) partition by hash (id);
            create table ws.event_0 partition of ws.event for values with (modulus 2, remainder 0);
            create table ws.event_1 partition of ws.event for values with (modulus 2, remainder 1);
            create table ws.birthday (id uuid primary key, who text);
            create table ws.party (primary key (id), guests integer) inherits (ws.birthday);
        """)  # fmt: skip
        said = actions(adopt(owner, workspace))
        assert [said[f"table {name}"] for name in ("event", "birthday", "party")] == 3 * ["taken"]
        assert not any(name.startswith(("table event_", "column event_")) for name in said)


def test_an_enum_that_grows(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(
            owner,
            workspace,
            "create type ws.size as enum ('S', 'L'); create table ws.shirt (id uuid primary key, size ws.size)",
        )
        adopt(owner, workspace)
        ddl(owner, workspace, "alter type ws.size add value 'M' before 'L'")
        assert adopt(owner, workspace)["column", "shirt.size"] == ("changed", "its options")
        options = model_of(owner, workspace).objects["shirt"].fields["size"].options
        assert [option.value for option in options] == ["S", "M", "L"]


def test_a_view_is_read_only(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, """
            create view ws.big_companies with (security_invoker = on) as
                select c.id, c.name, c.employees, length(c.name) as name_length from ws.company c where c.employees > 1000;
        """)  # fmt: skip
        assert adopt(owner, workspace)["view", "big_companies"] == ("taken", "as bigCompany and bigCompanies")
        of = model_of(owner, workspace).objects["bigCompany"]
        assert not of.is_writable
        assert list(of.fields) == ["id", "name", "employees", "nameLength"]
        assert not of.fields["id"].is_nullable
        build_schema(model_of(owner, workspace))
        ddl(
            owner,
            workspace,
            "drop view ws.big_companies; create view ws.big_companies with (security_invoker = on) as select id from ws.company",
        )
        assert actions(adopt(owner, workspace))["column big_companies.name"] == "gone"
        ddl(owner, workspace, "drop view ws.big_companies")
        assert actions(adopt(owner, workspace)) == {"view big_companies": "gone"}


def test_links_of_relations_are_no_objects(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ids = dict(rows(owner, "select name_singular, id from metadata.object where workspace_id = %s", workspace.id))
        owner.execute(
            "select metadata.create_relation(jsonb_build_object('relationType', 'MANY_TO_MANY', "
            "'fromObjectMetadataId', %s::text, 'toObjectMetadataId', %s::text, "
            "'fromFieldMetadataName', 'partners', 'toFieldMetadataName', 'partnerOf'))",
            [str(ids["company"]), str(ids["person"])],
        )
        assert adopt(owner, workspace) == {}
        ddl(owner, workspace, "drop table ws.company_partners")
        assert adopt(owner, workspace) == {
            ("relation", "company_partners"): ("gone", "the table that holds its links is gone")
        }
        assert "partners" not in model_of(owner, workspace).objects["company"].relations


def test_who_may_take(database: Database, workspace: Workspace, other_workspace: Workspace) -> None:
    with as_role(database, workspace, "admin") as admin:
        assert adopt(admin, workspace) == {}
        with complains(admin, "VG404", "workspace", "There is no workspace"):
            adopt(admin, other_workspace)
    with as_role(database, workspace) as member, complains(member, "VG403", None, "Only an admin"):
        adopt(member, workspace)
    with as_owner(database) as owner, complains(owner, "VG404", "workspace", "nowhere"):
        rows(owner, "select * from metadata.adopt('nowhere')")


FUNCTIONS = """
    create function ws.full_address(ws.company) returns text language sql stable
        return concat_ws(', ', $1.name, $1.address);
    comment on function ws.full_address(ws.company) is 'Full address: As it stands on a letter.';
    create function ws.rivals(c ws.company) returns setof ws.company language sql stable as
        $$ select o.* from ws.company o where o.industry = c.industry and o.id <> c.id $$;
    create function ws.dice(ws.company) returns integer language sql volatile return 4;
    create function ws.secret(ws.company) returns integer language sql stable security definer return 4;
    create function ws.name(ws.company) returns text language sql stable return 'x';
    create function ws.spot(ws.company) returns point language sql stable return point(1, 2);
    create function ws.numbers(ws.company) returns setof integer language sql stable as $$ select 1 $$;
    create function ws."Odd"(ws.company) returns text language sql stable return 'x';
    create function ws.two(ws.company, integer) returns text language sql stable return 'x';
"""


def test_functions_of_a_row(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, FUNCTIONS)
        assert adopt(owner, workspace) == {
            ("function", "full_address(company)"): ("taken", "as fullAddress, TEXT"),
            ("function", "rivals(company)"): ("taken", "as rivals, a relation to companies"),
            ("function", "dice(company)"): ("left", "it is volatile; what is shown of a row is stable or immutable"),
            ("function", "secret(company)"): ("left", "it runs with the rights of its owner, whoever asks"),
            ("function", "name(company)"): ("left", "a column has the same name"),
            ("function", "spot(company)"): ("left", "the API has nothing for the type point"),
            ("function", "numbers(company)"): ("left", "it gives rows of no object of the workspace"),
            ("function", "Odd(company)"): ("left", "its name needs quotes"),
        }
        company = model_of(owner, workspace).objects["company"]
        field = company.fields["fullAddress"]
        assert (field.label, field.description) == ("Full address", "As it stands on a letter.")
        assert (field.is_computed, field.is_writable, field.parts[0].column) == (True, False, "full_address")
        assert company.relations["rivals"].function == "rivals"
        build_schema(model_of(owner, workspace))
        assert set(actions(adopt(owner, workspace)).values()) == {"left"}
        ddl(owner, workspace, """
            drop function ws.rivals; drop function ws.full_address;
            create function ws.full_address(ws.company) returns integer language sql stable return 1;
        """)  # fmt: skip
        said = adopt(owner, workspace)
        assert said["function", "full_address(company)"][0] == "changed"
        assert said["function", "rivals(company)"] == ("gone", "the field rivals goes with it")
        company = model_of(owner, workspace).objects["company"]
        assert company.fields["fullAddress"].type == "NUMBER"
        assert "rivals" not in company.relations


def test_a_computed_field_can_be_hidden_and_forgotten(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        ddl(owner, workspace, FUNCTIONS)
        adopt(owner, workspace)
        for name in ("fullAddress", "rivals"):
            given = "(select id from metadata.field where name = %s and workspace_id = %s)"
            owner.execute(
                f"select metadata.update_field(jsonb_build_object('id', {given}, 'label', 'Other'))".encode(),
                [name, workspace.id],
            )
            owner.execute(
                f"select metadata.delete_field(jsonb_build_object('id', {given}))".encode(), [name, workspace.id]
            )
        assert "fullAddress" not in model_of(owner, workspace).objects["company"].fields
        assert actions(adopt(owner, workspace))["function full_address(company)"] == "taken"
