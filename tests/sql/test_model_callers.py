"""Who may change a model, what is deleted only when it is asked for by name, what a preview shows, and changes that meet."""

import json
import secrets
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.cluster import Database
from tests.sql.model_changes import Changes
from tests.sql.model_world import as_owner, as_role, complains, rows, value
from tests.workspaces import Workspace, make_workspace


@pytest.fixture
def model(database: Database, workspace: Workspace) -> Iterator[Changes]:
    """As the owner; nothing stays."""
    with as_owner(database) as owner:
        yield Changes(owner, workspace)


@pytest.fixture
def analyst(database: Database, workspace: Workspace) -> Iterator[str]:
    """A login of its own that an admin's role was granted to: its connection string."""
    name, password = f"analyst_{secrets.token_hex(4)}", secrets.token_hex(16)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        make = sql.SQL("create role {} login password {}")
        owner.execute(make.format(sql.Identifier(name), sql.Literal(password)))
        grant = sql.SQL("grant {} to {}")
        owner.execute(grant.format(sql.Identifier(f"{workspace.schema}_admin"), sql.Identifier(name)))
        yield make_conninfo(database.owner_dsn, user=name, password=password)
        owner.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


def test_an_admin_changes_the_model_of_the_own_workspace(database: Database, workspace: Workspace) -> None:
    with as_role(database, workspace, "admin") as admin:
        model = Changes(admin, workspace)
        # Without saying which workspace: there is one.
        admin.execute(
            "select metadata.create_object(%s)", [json.dumps({"nameSingular": "house", "namePlural": "houses"})]
        )
        model.add("house.rooms", "NUMBER")
        model.update("house.rooms", name="bedrooms")
        model.relate("MANY_TO_MANY", "house.people", "person.houses")
        model.call("create_index", objectMetadataId=model.object("house"), fields=["bedrooms"])
        admin.execute("insert into house (bedrooms) values (3)")
        owners = "select distinct tableowner::text from pg_tables where schemaname = %s"
        assert rows(admin, owners, workspace.schema) == [("vingt_owner",)]
        model.delete("person.houses")
        model.delete("house", confirm="house")


def test_a_member_may_look_and_not_touch(database: Database, workspace: Workspace) -> None:
    with as_role(database, workspace, "member") as member:
        model = Changes(member, workspace)
        with complains(member, "VG403", None, "Only an admin"):
            model.make("house", "houses")
        with complains(member, "VG403", None, "Only an admin"):
            model.add("company.colour", "TEXT")
        with complains(member, "VG403", None, "Only an admin"):
            model.update("company", labelSingular="Firm")
        with complains(member, "VG403", None, "Only an admin"):
            model.delete("company.name")
        with complains(member, "VG403", None, "Only an admin"):
            model.preview("delete_field", id=model.field("company.name"))


def test_others_are_not_there(database: Database, workspace: Workspace, other_workspace: Workspace) -> None:
    with as_owner(database) as owner:
        theirs = Changes(owner, other_workspace)
        company, name = theirs.object("company"), theirs.field("company.name")
        relation = theirs.relation("person.company")
        index = value(owner, "select id::text from metadata.index where object_id = %s limit 1", company)
    with as_role(database, workspace, "admin") as admin:
        ours = Changes(admin, workspace)
        with complains(admin, "VG404", "objectMetadataId", f"no object with the id {company}"):
            ours.call("create_field", objectMetadataId=company, name="x", type="TEXT")
        for operation, key, given in (
            ("update_object", "object", company),
            ("delete_object", "object", company),
            ("update_field", "field", name),
            ("delete_field", "field", name),
            ("update_relation", "relation", relation),
            ("delete_relation", "relation", relation),
            ("delete_index", "index", index),
        ):
            with complains(admin, "VG404", "id", f"no {key} with the id {given}"):
                ours.call(operation, id=given)
        with complains(admin, "VG404", "workspaceId", "no workspace"):
            ours.call("create_object", workspaceId=other_workspace.id, nameSingular="x", namePlural="xs")
        with complains(admin, "VG404", "toObjectMetadataId", "no object"):
            ours.call(
                "create_relation", relationType="MANY_TO_ONE", fromObjectMetadataId=ours.object("company"),
                toObjectMetadataId=company, fromFieldMetadataName="x", toFieldMetadataName="y",
            )  # fmt: skip


def test_the_server_before_it_enters_changes_nothing(database: Database, workspace: Workspace) -> None:
    """vingt_api may become every workspace's admin, and is none before it does."""
    with psycopg.connect(database.api_dsn, autocommit=True) as api:
        for function in ("create_object", "create_field", "update_field", "delete_object"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                api.execute(sql.SQL("select metadata.{}('{{}}')").format(sql.Identifier(function)))


def test_a_login_that_the_admin_role_was_granted_to(database: Database, workspace: Workspace, analyst: str) -> None:
    with psycopg.connect(analyst) as connection:
        model = Changes(connection, workspace)
        model.make("house", "houses")
        connection.execute(f'set role "{workspace.schema}_admin"'.encode())
        model.add("house.rooms", "NUMBER")
        connection.rollback()


def test_a_role_cannot_be_pretended(database: Database, workspace: Workspace, other_workspace: Workspace) -> None:
    """Claims and settings that a login may set for itself are no role."""
    with as_role(database, workspace, "member", {"workspaceId": other_workspace.id, "source": "API"}) as member:
        for setting in ("vingt.role", "vingt.claims"):
            with complains(member, "VG403", None, "Only an admin"):
                member.execute("select set_config(%s, %s, true)", [setting, f"{workspace.schema}_admin"])
                Changes(member, workspace).make("house", "houses")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), member.transaction():
            member.execute("select set_config('session_authorization', %s, true)", [f"{workspace.schema}_admin"])


def test_what_has_records_is_deleted_by_its_name_only(model: Changes) -> None:
    model.make("house", "houses", fields=[{"name": "name", "type": "TEXT"}, {"name": "rooms", "type": "NUMBER"}])
    model.sql("insert into {}.house (name, rooms, deleted_at) values ('gone', 1, now())")
    before = model.described()
    for confirm in ({}, {"confirm": "Rooms"}, {"confirm": None}):
        with complains(model.connection, "VG400", "confirm", 'give confirm: "rooms"'):
            model.delete("house.rooms", **confirm)
        with complains(model.connection, "VG400", "confirm", 'give confirm: "house"'):
            model.delete("house", **confirm)
    assert model.described() == before
    model.delete("house.rooms", confirm="rooms")
    model.delete("house", confirm="house")
    assert "house" not in model.model().objects
    assert model.sql("select to_regclass('{}.house')") == [(None,)]


def test_what_is_empty_is_deleted_at_once(model: Changes) -> None:
    model.make("house", "houses", fields=[{"name": "name", "type": "TEXT"}, {"name": "rooms", "type": "CURRENCY"}])
    model.sql("insert into {}.house (name) values ('one')")
    model.delete("house.rooms")
    assert [
        name
        for (name,) in model.sql(
            "select attname from pg_attribute where attrelid = '{}.house'::regclass and attname like 'rooms%%' and %s",
            True,
        )
    ] == []
    model.sql("delete from {}.house")
    model.delete("house")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("company", "part of the standard model and cannot be deleted. Hide it instead: isActive false"),
        ("company.name", "part of the standard model and cannot be deleted. Hide it instead"),
        ("company.createdAt", "Every object has"),
        ("company.id", "Every object has"),
        ("person.companyId", "part of the standard model and cannot be deleted"),
        ("person.company", "part of the standard model and cannot be deleted"),
    ],
)
def test_what_cannot_be_deleted(model: Changes, path: str, says: str) -> None:
    before = model.described()
    with complains(model.connection, "VG400", "id", says):
        model.delete(path, confirm=path.rpartition(".")[2])
    assert model.described() == before


def test_the_label_of_an_object_stays(model: Changes) -> None:
    model.make("house", "houses")
    model.add("house.street", "TEXT")
    with complains(model.connection, "VG400", "id", "Make another field the label first"):
        model.delete("house.name")
    model.update("house", labelIdentifierFieldName="street")
    model.delete("house.name")
    assert model.model().objects["house"].label_field == "street"


def test_what_others_refer_to_stays(model: Changes) -> None:
    model.make("house", "houses")
    model.relate("MANY_TO_ONE", "person.house", "house.people")
    model.relate("MANY_TO_MANY", "house.tasks", "task.houses")
    with complains(model.connection, "VG409", "id", 'refer to the object "house": person.house, task.houses'):
        model.delete("house", confirm="house")
    model.delete("task.houses")
    model.delete("house.people")
    model.delete("house")


def test_indexes(model: Changes) -> None:
    made = model.call("create_index", objectMetadataId=model.object("person"), fields=["city", "name.lastName"])
    query = "select indexdef from pg_indexes where schemaname = %s and indexname = 'person_city_name_last_name_idx'"
    assert value(model.connection, query, model.workspace.schema).endswith("USING btree (city, name_last_name)")
    model.call("create_index", objectMetadataId=model.object("person"), fields=["city"], isLiveOnly=True, name="live")
    live = "select indexdef from pg_indexes where schemaname = %s and indexname = 'live'"
    assert value(model.connection, live, model.workspace.schema).endswith("(city) WHERE (deleted_at IS NULL)")
    model.add("person.tags", "ARRAY")
    model.call("create_index", objectMetadataId=model.object("person"), fields=["tags"])
    unique = model.call(
        "create_index", objectMetadataId=model.object("person"), fields=["city", "email"], isUnique=True
    )
    assert model.model().objects["person"].constraints["person_city_email_key"] in (
        ("city", "email"),
        ("email", "city"),
    )
    model.call("delete_index", id=made)
    model.call("delete_index", id=unique)
    assert rows(model.connection, query, model.workspace.schema) == []


@pytest.mark.parametrize(
    ("given", "sqlstate", "field", "says"),
    [
        ({"fields": []}, "VG400", "fields", "a list of 1 to 32"),
        ({"fields": "city"}, "VG400", "fields", "a list of 1 to 32"),
        ({"fields": ["nothing"]}, "VG400", "fields", 'no field "nothing"'),
        ({"fields": ["company"]}, "VG400", "fields", 'no field "company" with columns'),
        ({"fields": ["name.middleName"]}, "VG400", "fields", "no field"),
        ({"fields": ["city", "city"]}, "VG400", "fields", "stands twice"),
        ({"fields": ["city"], "name": "Bad Name"}, "VG400", "name", "made of a-z"),
        ({"fields": ["city"], "name": "company"}, "VG409", "name", "already"),
        ({"fields": ["city"], "name": 'x"; drop table company; --'}, "VG400", "name", "made of a-z"),
        ({"fields": ["city"], "colour": 1}, "VG400", "colour", "means nothing"),
    ],
)
def test_indexes_that_are_refused(
    model: Changes, given: dict[str, object], sqlstate: str, field: str, says: str
) -> None:
    before = model.described()
    with complains(model.connection, sqlstate, field, says):
        model.call("create_index", objectMetadataId=model.object("person"), **given)
    assert model.described() == before


def test_a_unique_index_over_duplicates(model: Changes) -> None:
    model.sql("insert into {}.person (city, job_title) values ('Bonn', 'cook'), ('Bonn', 'cook'), ('Bonn', null)")
    with complains(model.connection, "VG400", "isUnique", "same value: Bonn, cook. Change"):
        model.call("create_index", objectMetadataId=model.object("person"), fields=["city", "jobTitle"], isUnique=True)


def test_a_preview_shows_the_sql_and_runs_none(model: Changes) -> None:
    before = model.described()
    shown = model.preview(
        "create_field", objectMetadataId=model.object("company"), name="rooms", type="RATING", isUnique=True
    )
    schema = model.workspace.schema
    assert f"alter table {schema}.company\n    add column rooms smallint" in shown
    assert f"create unique index company_rooms_key on {schema}.company (rooms) where deleted_at is null;" in shown
    assert "create table" in model.preview(
        "create_object", workspaceId=model.workspace.id, nameSingular="x", namePlural="xs"
    )
    assert model.described() == before
    with complains(model.connection, "VG409", "nameSingular", "already"):
        model.preview("create_object", workspaceId=model.workspace.id, nameSingular="company", namePlural="xs")
    with complains(model.connection, "VG400", "operation", "nothing to preview"):
        model.preview("publish", x=1)
    with complains(model.connection, "VG400", "operation", "nothing to preview"):
        model.preview("run_ddl'); drop table x; --")
    # What is shown is what does it.
    model.connection.execute(shown.encode())
    assert model.sql("select count(rooms) from {}.company") == [(0,)]
    # And it is shown no more once the preview is over.
    model.add("company.later", "TEXT")
    assert model.sql("select count(later) from {}.company") == [(0,)]


def test_several_fields_are_made_or_none(model: Changes) -> None:
    company = model.object("company")
    before = model.described()
    with complains(model.connection, "VG409", "fields.1.name", "already"):
        model.call(
            "create_fields",
            fields=[
                {"objectMetadataId": company, "name": "first", "type": "TEXT"},
                {"objectMetadataId": model.object("person"), "name": "city", "type": "TEXT"},
            ],
        )
    for fields, says in (([], "at least one"), (None, "at least one"), ({}, "at least one")):
        with complains(model.connection, "VG400", "fields", says):
            model.call("create_fields", fields=fields)
    assert model.described() == before
    made = model.call(
        "create_fields",
        fields=[
            {"objectMetadataId": company, "name": "first", "type": "TEXT"},
            {"objectMetadataId": model.object("person"), "name": "second", "type": "NUMBER"},
            {"objectMetadataId": company, "name": "third", "type": "BOOLEAN"},
        ],
    )
    assert made == [model.field("company.first"), model.field("person.second"), model.field("company.third")]


def test_limits_on_the_size_of_a_model(model: Changes) -> None:
    model.sql(
        "insert into metadata.field (workspace_id, object_id, name, label, type, is_nullable, is_unique, is_system, is_writable, columns, position) "
        "select %s, %s, 'f' || n, '', 'TEXT', true, false, false, true, '[]', n from generate_series(1, 480) n",
        model.workspace.id, model.object("note"),
    )  # fmt: skip
    with complains(model.connection, "VG400", "name", "at most 500 fields"):
        model.call(
            "create_fields",
            fields=[{"objectMetadataId": model.object("note"), "name": f"g{n}", "type": "TEXT"} for n in range(20)],
        )
    model.sql(
        "insert into metadata.object (workspace_id, name_singular, name_plural, label_singular, label_plural, table_name, label_field, position) "
        "select %s, 'o' || n, 'os' || n, '', '', 'o' || n, 'id', n from generate_series(1, 492) n",
        model.workspace.id,
    )  # fmt: skip
    with complains(model.connection, "VG400", "nameSingular", "at most 500 objects"):
        model.make("house", "houses")


def test_texts_that_would_be_sql_are_texts(model: Changes) -> None:
    bad = "'; drop table company; -- \" \\ %s %I {}"
    model.make("house", "houses", labelSingular=bad, labelPlural=bad, description=bad, icon=bad)
    model.add("house.rooms", "SELECT", label=bad, description=bad, options=[{"value": "A", "label": bad}])
    model.add("house.text", "TEXT", defaultValue=bad)
    model.update("house.rooms", label=bad + "x")
    model.relate("MANY_TO_MANY", "house.people", "person.houses", fromLabel=bad, toDescription=bad)
    comment = "select obj_description('{}.house'::regclass)"
    assert model.sql(comment) == [(f"{bad}: {bad}",)]
    model.sql("insert into {}.house default values")
    assert model.sql("select text from {}.house") == [(bad,)]
    assert model.model().objects["house"].fields["rooms"].options[0].label == bad


def test_two_changes_at_once_of_one_object(database: Database, handle: Callable[[str], str]) -> None:
    """The second waits for the first and builds on what it finds then."""
    ours = make_workspace(database, handle("two"))
    ended: list[BaseException | str] = []
    with psycopg.connect(database.owner_dsn) as first, psycopg.connect(database.owner_dsn, autocommit=True) as second:
        one, other = Changes(first, ours), Changes(second, ours)
        one.add("note.colour", "TEXT")

        def add() -> None:
            try:
                ended.append(other.add("note.colour", "NUMBER"))
            except psycopg.Error as error:
                ended.append(error)

        waiting = threading.Thread(target=add)
        waiting.start()
        blocked = "select count(*) from pg_stat_activity where pid = %s and wait_event_type = 'Lock'"
        with psycopg.connect(database.owner_dsn, autocommit=True) as watching:
            while not value(watching, blocked, second.info.backend_pid):
                assert waiting.is_alive()
        first.commit()
        waiting.join()
        (error,) = ended
        assert isinstance(error, psycopg.Error)
        assert error.sqlstate == "VG409"
        assert model_columns(other) == [("colour", "text")]


def model_columns(model: Changes) -> list[tuple[str, ...]]:
    query = "select attname, format_type(atttypid, null) from pg_attribute where attrelid = '{}.note'::regclass and attname = %s"
    return model.sql(query, "colour")


def test_a_connection_that_is_cut_in_the_middle_of_a_change(database: Database, handle: Callable[[str], str]) -> None:
    ours = make_workspace(database, handle("cut"))
    with (
        psycopg.connect(database.owner_dsn) as reader,
        psycopg.connect(database.owner_dsn, autocommit=True) as watching,
    ):
        before = Changes(watching, ours).described()
        # The change is made in part, and waits for a table that somebody uses.
        reader.execute(f"select from {ours.schema}.note".encode())
        changing = psycopg.connect(database.owner_dsn)
        failed: list[BaseException] = []

        def change() -> None:
            model = Changes(changing, ours)
            try:
                model.make("house", "houses")
                model.add("note.colour", "TEXT")
            except psycopg.Error as error:
                failed.append(error)

        waiting = threading.Thread(target=change)
        waiting.start()
        waits = "select count(*) from pg_stat_activity where pid = %s and wait_event_type = 'Lock' and query like '%%create_field%%'"
        while not value(watching, waits, changing.info.backend_pid):
            assert waiting.is_alive()
        watching.execute("select pg_terminate_backend(%s)", [changing.info.backend_pid])
        waiting.join()
        assert len(failed) == 1
        assert isinstance(failed[0], psycopg.OperationalError)
        reader.rollback()
        assert Changes(watching, ours).described() == before
        Changes(watching, ours).add("note.colour", "TEXT")
