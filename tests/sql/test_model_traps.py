"""Changes of a model that meet something unusual: settings of the caller's own, names that meet, indexes and views in the way, cycles of soft deletes."""

from collections.abc import Iterator

import pytest

from tests.cluster import Database
from tests.sql.model_changes import Changes
from tests.sql.model_world import as_owner, as_role, complains, refused, rows, value
from tests.workspaces import Workspace


@pytest.fixture
def model(database: Database, workspace: Workspace) -> Iterator[Changes]:
    """As the owner; nothing stays."""
    with as_owner(database) as owner:
        yield Changes(owner, workspace)


def house(model: Changes, **types: str) -> None:
    fields = [{"name": name, "type": kind} for name, kind in {"name": "TEXT", **types}.items()]
    model.make("house", "houses", fields=fields)


def test_no_setting_of_the_caller_makes_a_change_a_preview(database: Database, workspace: Workspace) -> None:
    with as_role(database, workspace, "admin") as admin:
        admin.execute("select set_config('vingt.preview', ' ', true)")
        model = Changes(admin, workspace)
        model.add("company.colour", "TEXT")
        admin.execute("select colour from company")
        model.delete("company.colour")
        assert "add column a text" in model.preview(
            "create_field", objectMetadataId=model.object("company"), name="a", type="TEXT"
        )
        # Nor does a preview before it.
        model.add("company.colour", "TEXT")
        admin.execute("select colour from company")


def test_what_previews_note_is_not_for_callers(database: Database, workspace: Workspace) -> None:
    for kind in ("admin", "member"):
        with as_role(database, workspace, kind) as caller:
            with refused(caller, "42501"):
                caller.execute("insert into metadata.noted_ddl (command) values ('')")
            with refused(caller, "42501"):
                caller.execute("select from metadata.noted_ddl")


def test_triggers_of_two_relations_whose_names_meet(model: Changes) -> None:
    """task + target_company_id and task_target + company_id."""
    query = "select count(*) from pg_trigger where tgrelid = '{}.company'::regclass and not tgisinternal and %s"
    before = model.sql(query, True)
    model.relate("MANY_TO_ONE", "task.targetCompany", "company.aimedTasks", onDelete="CASCADE")
    model.sql("insert into {}.company (name) values ('one')")
    model.sql("insert into {}.task (title, target_company_id) select 'aim', id from {}.company where name = 'one'")
    model.sql("update {}.company set deleted_at = now() where name = 'one'")
    assert model.sql("select deleted_at is null from {}.task where title = 'aim'") == [(False,)]
    model.delete("task.targetCompany", confirm="targetCompany")
    assert model.sql(query, True) == before


def test_the_junction_of_a_relation_of_an_object_to_itself_stays(model: Changes) -> None:
    model.make("link", "links")
    model.relate("MANY_TO_ONE", "link.one", "company.ones")
    model.relate("MANY_TO_ONE", "link.other", "company.others")
    model.relate(
        "MANY_TO_MANY", "company.partners", "company.partnersOf", junctionObjectMetadataId=model.object("link"),
        junctionFromFieldName="one", junctionToFieldName="other",
    )  # fmt: skip
    before = model.described()
    with complains(model.connection, "VG409", "id", "company.partners"):
        model.delete("link", confirm="link")
    assert model.described() == before
    model.delete("company.partners")
    model.delete("link")
    assert "ones" not in model.model().objects["company"].relations


def test_a_foreign_key_that_is_the_label_of_its_object_goes(model: Changes) -> None:
    house(model)
    model.relate("MANY_TO_ONE", "house.company", "company.houses")
    model.update("house", labelIdentifierFieldName="companyId")
    model.delete("house.company")
    assert model.model().objects["house"].label_field == "id"


def test_types_that_an_index_of_its_own_does_not_go_with(model: Changes) -> None:
    house(model, mail="EMAIL", number="TEXT", code="TEXT")
    model.call("create_index", objectMetadataId=model.object("house"), fields=["mail", "number"], isUnique=True)
    model.call("create_index", objectMetadataId=model.object("house"), fields=["code"], isUnique=True)
    model.sql("insert into {}.house (code) values ('1'), ('1.0')")
    before = model.described()
    with complains(
        model.connection, "VG409", "type", "indexed by house_mail_number_key does not go with the type ARRAY"
    ):
        model.update("house.mail", type="ARRAY")
    with complains(model.connection, "VG409", "type", "indexed by house_code_key does not go with the type NUMBER"):
        model.update("house.code", type="NUMBER", settings={"dataType": "integer"})
    assert model.described() == before
    # Others follow, and so do names.
    model.update("house.number", type="NUMBER")
    model.update("house.mail", name="post")
    query = "select indexdef from pg_indexes where schemaname = %s and indexname = 'house_mail_number_key'"
    assert "(lower(post), number) WHERE" in value(model.connection, query, model.workspace.schema)
    assert model.model().objects["house"].constraints["house_mail_number_key"] == ("post", "number")
    model.delete("house.number")
    assert "house_mail_number_key" not in model.model().objects["house"].constraints
    assert rows(model.connection, query, model.workspace.schema) == []


def test_a_name_whose_column_somebody_made_by_hand(model: Changes) -> None:
    house(model, number="TEXT")
    model.sql("alter table {}.house add column colour tsvector")
    before = model.described()
    with complains(model.connection, "VG409", "name", "The table has a column of that name already"):
        model.update("house.number", name="colour")
    assert model.described() == before


def test_views_that_somebody_made_by_hand_are_not_broken(model: Changes) -> None:
    house(model, number="TEXT")
    model.sql("create view {}.numbers as select number from {}.house")
    before = model.described()
    for change in (
        lambda: model.delete("house.number"),
        lambda: model.update("house.number", type="NUMBER"),
        lambda: model.delete("house"),
    ):
        with complains(model.connection, "VG409", None, "Something else in the database relies on it"):
            change()
    assert model.described() == before
    model.update("house.number", name="code")
    model.update("house", nameSingular="home")
    model.sql("drop view {}.numbers")
    model.delete("home.code")


def test_settings_of_a_column_that_is_not_called_after_its_field(model: Changes) -> None:
    model.sql('alter table {}.company add column "Visit Place" text')
    model.connection.execute("select from metadata.adopt(%s)", [model.workspace.name])
    model.update("company.visitPlace", settings={"maxLength": 30})
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'company_visit_place_check' and %s"
    assert model.sql(query, True) == [('CHECK ((length("Visit Place") <= 30))',)]
    model.update("company.visitPlace", settings=None)
    assert model.sql(query, True) == []


def test_soft_deletes_that_come_back_to_where_they_began(model: Changes) -> None:
    house(model)
    model.relate("MANY_TO_ONE", "house.company", "company.houses", onDelete="CASCADE")
    model.relate("MANY_TO_ONE", "company.seat", "house.seatOf", onDelete="CASCADE")
    model.relate("MANY_TO_ONE", "house.wing", "house.wings", onDelete="CASCADE")
    model.sql("insert into {}.company (name) values ('one'), ('other')")
    model.sql(
        "insert into {}.house (name, company_id) select 'h' || n, c.id from {}.company c, generate_series(1, 1000) n where c.name = 'one'"
    )
    model.sql("insert into {}.house (name, wing_id) select 'wing', id from {}.house where name = 'h7'")
    model.sql("update {}.house set wing_id = id where name = 'wing'")
    model.sql("update {}.house set wing_id = (select id from {}.house where name = 'h7') where name = 'h8'")
    model.sql("insert into {}.house (name, wing_id) select 'wing 2', id from {}.house where name = 'h7'")
    model.sql("update {}.company set seat_id = (select id from {}.house where name = 'h1')")
    model.sql("update {}.company set deleted_at = now() where name = 'one'")
    # Of one house both companies have their seat; a wing that is its own is nobody's.
    assert model.sql("select name, deleted_at is null from {}.company order by name") == [
        ("one", False),
        ("other", False),
    ]
    assert model.sql("select name from {}.house where deleted_at is null") == [("wing",)]
    assert model.sql(
        "select count(distinct deleted_at) from (select deleted_at from {}.house union all select deleted_at from {}.company) x"
    ) == [(1,)]
    model.sql("update {}.company set deleted_at = null where name = 'one'")
    assert model.sql("select count(*) from {}.house where deleted_at is null") == [(1,)]


def test_a_soft_delete_that_one_relation_forbids_does_nothing(model: Changes) -> None:
    house(model)
    model.relate("MANY_TO_ONE", "house.company", "company.houses", onDelete="CASCADE")
    model.relate("MANY_TO_ONE", "task.house", "house.tasks", onDelete="RESTRICT")
    model.sql("insert into {}.company (name) values ('one')")
    model.sql("insert into {}.house (name, company_id) select 'h', id from {}.company")
    model.sql("insert into {}.task (title, house_id) select 't', id from {}.house")
    with complains(model.connection, "VG409", "id", "records of task refer to it by house_id"):
        model.sql("update {}.company set deleted_at = now()")
    assert model.sql("select deleted_at from {}.house union all select deleted_at from {}.company") == [
        (None,),
        (None,),
    ]
    # One that is out of sight forbids nothing.
    model.sql("update {}.task set deleted_at = now()")
    model.sql("update {}.company set deleted_at = now()")
    assert model.sql("select count(*) from {}.house where deleted_at is null") == [(0,)]


def test_names_that_are_as_long_as_can_be(model: Changes) -> None:
    """What differs in the last letter alone is told apart; constraints, indexes, triggers and tables of links too."""
    one, other, key = "a" * 63, "a" * 62 + "b", "k" * 59
    for singular, plural in ((one, "ones"), (other, "others")):
        model.make(singular, plural)
    model.relate("MANY_TO_ONE", f"{one}.{key}k", f"{other}.one")
    model.relate("MANY_TO_ONE", f"{one}.{key}l", f"{other}.two")
    model.relate("MANY_TO_MANY", f"{one}.{key}m", f"{other}.three")
    model.relate("MANY_TO_MANY", f"{one}.{key}n", f"{one}.three")
    model.add(f"{one}.{key}o", "TEXT", isUnique=True)
    model.add(f"{one}.{key}p", "TEXT", isUnique=True)
    model.update(one, nameSingular="short")
    model.update(other, nameSingular=one)
    model.add(f"{one}.{key}o", "TEXT", isUnique=True)
    model.delete(f"short.{key}k")
    # All that is described is there, by that very name.
    query = """
        select i.name from metadata.index i
         where i.workspace_id = %s and i.name not in (
            select relname from pg_class where relnamespace = %s::regnamespace
            union all select conname from pg_constraint where connamespace = %s::regnamespace
         )
    """
    assert rows(model.connection, query, model.workspace.id, *[model.workspace.schema] * 2) == []
    tables = {
        each.junction.table for each in model.model().objects["short"].relations.values() if each.junction is not None
    }
    assert len(tables) == 2
    for table in tables:
        assert (
            value(model.connection, "select to_regclass(%s) is not null", f"{model.workspace.schema}.{table}") is True
        )


def test_a_group_named_in_another_alphabet(model: Changes) -> None:
    model.relate("MANY_TO_ONE", "task.oneCompany", "company.oneTasks", group="ж" * 60)
    model.relate("MANY_TO_ONE", "task.onePerson", "person.oneTasks", group="ж" * 60)
    query = """
        select count(*) from metadata.index i join pg_constraint c on c.conname = i.name
         where i.fields = '{oneCompanyId,onePersonId}' and c.conrelid = %s::regclass
    """
    assert value(model.connection, query, f"{model.workspace.schema}.task") == 1
