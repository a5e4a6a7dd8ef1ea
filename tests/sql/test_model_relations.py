"""Relations of every kind: their keys, tables between, what a delete does, soft and for good, and their end."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.graphql.schema import build_schema
from app.model.types import Junction, RelationKind
from tests.cluster import Database
from tests.sql.model_changes import Changes
from tests.sql.model_world import as_owner, complains, refused
from tests.workspaces import Workspace

ONE, OTHER = "01890000-0000-7000-8000-000000000001", "01890000-0000-7000-8000-000000000002"


@pytest.fixture
def model(database: Database, workspace: Workspace) -> Iterator[Changes]:
    """Nothing stays."""
    with as_owner(database) as owner:
        made = Changes(owner, workspace)
        made.make("house", "houses")
        made.make("tag", "tags")
        yield made


def fill(model: Changes, *tables: str) -> None:
    for table in tables:
        model.sql(f"insert into {{}}.{table} (id, name) values ('{ONE}', 'one'), ('{OTHER}', 'other')")


def test_one_to_one(model: Changes) -> None:
    model.relate("ONE_TO_ONE", "house.tag", "tag.house")
    document = model.model()
    near, far = document.objects["house"].relations["tag"], document.objects["tag"].relations["house"]
    assert (near.kind, near.holds_key, near.column, near.field) == (RelationKind.ONE_TO_ONE, True, "tag_id", "tagId")
    assert (far.kind, far.holds_key, far.column, far.field) == (RelationKind.ONE_TO_ONE, False, "tag_id", "tagId")
    assert document.objects["house"].fields["tagId"].is_unique
    fill(model, "tag", "house")
    model.sql("update {}.house set tag_id = %s where id = %s", ONE, ONE)
    with refused(model.connection, "23505", "house_tag_id_key"):
        model.sql("update {}.house set tag_id = %s where id = %s", ONE, OTHER)
    model.sql("update {}.house set deleted_at = now() where id = %s", ONE)
    model.sql("update {}.house set tag_id = %s where id = %s", ONE, OTHER)
    build_schema(document)


def test_many_to_many_through_a_table_of_its_own(model: Changes) -> None:
    model.relate("MANY_TO_MANY", "house.tags", "tag.houses", fromLabel="Tags")
    document = model.model()
    near, far = document.objects["house"].relations["tags"], document.objects["tag"].relations["houses"]
    assert near.junction == Junction("house_tags", "house_id", "tag_id", None, "")
    assert far.junction == Junction("house_tags", "tag_id", "house_id", None, "")
    assert (near.label, near.column, near.field, near.holds_key) == ("Tags", "", "", False)
    assert "houseTags" not in document.objects
    fill(model, "tag", "house")
    model.sql("insert into {}.house_tags values (%s, %s)", ONE, OTHER)
    with pytest.raises(psycopg.errors.UniqueViolation), model.connection.transaction():
        model.sql("insert into {}.house_tags values (%s, %s)", ONE, OTHER)
    model.sql("delete from {}.tag where id = %s", OTHER)
    assert model.sql("select * from {}.house_tags") == []
    build_schema(document)


def test_a_workspace_may_use_the_table_between(model: Changes, database: Database) -> None:
    model.relate("MANY_TO_MANY", "house.tags", "tag.houses")
    fill(model, "tag", "house")
    for kind in ("admin", "member"):
        with model.connection.transaction(force_rollback=True):
            model.connection.execute(f'set local role "{model.workspace.schema}_{kind}"'.encode())
            model.sql("insert into {}.house_tags values (%s, %s)", ONE, OTHER)
            assert len(model.sql("select * from {}.house_tags")) == 1


def test_many_to_many_through_an_object(model: Changes) -> None:
    model.make("tagging", "taggings")
    model.relate("MANY_TO_ONE", "tagging.house", "house.taggings")
    model.relate("MANY_TO_ONE", "tagging.tag", "tag.taggings")
    made = model.relate("MANY_TO_MANY", "house.tags", "tag.houses", junctionObjectMetadataId=model.object("tagging"))
    junction = model.model().objects["house"].relations["tags"].junction
    assert junction == Junction("tagging", "house_id", "tag_id", "deleted_at", "tagging")
    # What the relation goes by stays while it is there.
    with complains(model.connection, "VG409", "id", "one side of a junction"):
        model.delete("tagging.house")
    with complains(model.connection, "VG409", "id", "house.tags"):
        model.delete("tagging")
    model.update("tagging", nameSingular="label", namePlural="labels")
    assert model.model().objects["house"].relations["tags"].junction.table == "label"  # type: ignore[union-attr]
    model.update("label.house", name="building")
    assert model.model().objects["house"].relations["tags"].junction.source == "building_id"  # type: ignore[union-attr]
    model.call("delete_relation", id=made)
    assert model.sql("select count(*) from {}.label") == [(0,)]
    model.delete("label.building")
    build_schema(model.model())


def test_an_object_may_be_related_to_itself_in_every_way(model: Changes) -> None:
    model.relate("MANY_TO_ONE", "house.parent", "house.children")
    model.relate("ONE_TO_ONE", "house.twin", "house.twinOf")
    model.relate("MANY_TO_MANY", "house.near", "house.nearTo")
    model.relate("ONE_TO_MANY", "house.parts", "house.whole")
    relations = model.model().objects["house"].relations
    assert {name: (each.kind.value, each.holds_key) for name, each in relations.items()} == {
        "parent": ("MANY_TO_ONE", True),
        "children": ("ONE_TO_MANY", False),
        "twin": ("ONE_TO_ONE", True),
        "twinOf": ("ONE_TO_ONE", False),
        "near": ("MANY_TO_MANY", False),
        "nearTo": ("MANY_TO_MANY", False),
        "parts": ("ONE_TO_MANY", False),
        "whole": ("MANY_TO_ONE", True),
    }
    near, to = relations["near"].junction, relations["nearTo"].junction
    assert near is not None
    assert to is not None
    assert (near.source, near.target) == (to.target, to.source) == ("from_house_id", "to_house_id")
    build_schema(model.model())
    model.delete("house", confirm="house")
    assert model.sql("select to_regclass('{}.house_near')") == [(None,)]


def test_relations_in_a_group_exclude_one_another(model: Changes) -> None:
    model.make("remark", "remarks")
    for target in ("house", "tag"):
        model.relate("MANY_TO_ONE", f"remark.{target}", f"{target}.remarks", group="target")
    fill(model, "tag", "house")
    model.sql("insert into {}.remark (house_id) values (%s)", ONE)
    model.sql("insert into {}.remark (name) values ('about nothing')")
    with refused(model.connection, "23514", "remark_target_group_check"):
        model.sql("insert into {}.remark (house_id, tag_id) values (%s, %s)", ONE, ONE)
    document = model.model()
    assert document.objects["remark"].constraints["remark_target_group_check"] == ("houseId", "tagId")
    # One more joins them, and one goes.
    model.relate("ONE_TO_MANY", "person.remarks", "remark.person", group="target")
    assert model.model().objects["remark"].constraints["remark_target_group_check"] == ("houseId", "tagId", "personId")
    model.delete("remark.tag")
    assert model.model().objects["remark"].constraints["remark_target_group_check"] == ("houseId", "personId")
    model.delete("person.remarks")
    assert "remark_target_group_check" not in model.model().objects["remark"].constraints


SOFT, HARD = "update {}.house set deleted_at = '2026-01-02' where id = %s", "delete from {}.house where id = %s"


@pytest.mark.parametrize("how", [SOFT, HARD], ids=["soft", "for good"])
def test_a_delete_empties(model: Changes, how: str) -> None:
    model.relate("MANY_TO_ONE", "tag.house", "house.tags", onDelete="SET_NULL")
    fill(model, "house", "tag")
    model.sql("update {}.tag set house_id = %s", ONE)
    model.sql(how, ONE)
    assert model.sql("select house_id, deleted_at from {}.tag") == [(None, None)] * 2


@pytest.mark.parametrize("how", [SOFT, HARD], ids=["soft", "for good"])
def test_a_delete_takes_along(model: Changes, how: str) -> None:
    model.relate("MANY_TO_ONE", "tag.house", "house.tags", onDelete="CASCADE")
    model.relate("MANY_TO_ONE", "tag.parent", "tag.parts", onDelete="CASCADE")
    fill(model, "house", "tag")
    model.sql("update {}.tag set house_id = %s where id = %s", ONE, ONE)
    model.sql("update {}.tag set parent_id = %s where id = %s", ONE, OTHER)
    model.sql(how, ONE)
    left = model.sql("select distinct deleted_at::date::text from {}.tag")
    assert left == ([("2026-01-02",)] if how == SOFT else [])


@pytest.mark.parametrize("how", [SOFT, HARD], ids=["soft", "for good"])
def test_a_delete_is_refused(model: Changes, how: str) -> None:
    made = model.relate("MANY_TO_ONE", "tag.house", "house.tags", onDelete="RESTRICT")
    fill(model, "house", "tag")
    model.sql("update {}.tag set house_id = %s", ONE)
    # Other keys are nobody's business.
    model.sql(how, OTHER)
    # Before PostgreSQL 18 a key that restricts was told from one that is broken by words alone.
    for_good = "23001" if model.connection.info.server_version >= 180000 else "23503"
    with refused(model.connection, "VG409" if how == SOFT else for_good):
        model.sql(how, ONE)
    model.call("update_relation", id=made, onDelete="SET_NULL")
    model.sql(how, ONE)
    assert model.sql("select distinct house_id from {}.tag") == [(None,)]


def test_deleted_records_do_not_hold_others(model: Changes) -> None:
    model.relate("MANY_TO_ONE", "tag.house", "house.tags", onDelete="RESTRICT")
    fill(model, "house", "tag")
    model.sql("update {}.tag set house_id = %s", ONE)
    model.sql("update {}.tag set deleted_at = now()")
    model.sql(SOFT, ONE)


def test_a_soft_delete_reaches_what_the_role_may_not_change(model: Changes) -> None:
    """As a delete for good does."""
    model.relate("MANY_TO_ONE", "tag.house", "house.tags")
    fill(model, "house", "tag")
    model.sql("update {}.tag set house_id = %s", ONE)
    role = f"{model.workspace.schema}_member"
    model.sql(f'revoke all on {{}}.tag from "{role}"')
    with model.connection.transaction():
        model.connection.execute(f'set local role "{role}"'.encode())
        model.sql(SOFT, ONE)
    model.connection.execute("set role vingt_owner")
    assert model.sql("select distinct house_id from {}.tag") == [(None,)]


def test_the_end_of_relations(model: Changes) -> None:
    many = model.relate("MANY_TO_MANY", "house.tags", "tag.houses")
    key = model.relate("MANY_TO_ONE", "tag.house", "house.owned")
    fill(model, "house", "tag")
    model.sql("insert into {}.house_tags values (%s, %s)", ONE, ONE)
    model.sql("update {}.tag set house_id = %s", ONE)
    before = model.described()
    for made, name in ((many, "tags"), (key, "house")):
        with complains(model.connection, "VG400", "confirm", f'give confirm: "{name}"'):
            model.call("delete_relation", id=made)
    with complains(model.connection, "VG400", "confirm", 'give confirm: "owned"'):
        model.delete("house.owned", confirm="house")
    assert model.described() == before
    model.call("delete_relation", id=many, confirm="tags")
    model.delete("house.owned", confirm="owned")
    document = model.model()
    assert document.objects["house"].relations == document.objects["tag"].relations == {}
    assert model.sql("select to_regclass('{}.house_tags')") == [(None,)]
    assert "houseId" not in document.objects["tag"].fields
    triggers = "select tgname from pg_trigger where tgrelid = '{}.house'::regclass and tgname like '%%follow' and %s"
    assert model.sql(triggers, True) == []


@pytest.mark.parametrize(
    ("given", "sqlstate", "field", "says"),
    [
        ({"relationType": None}, "VG400", "relationType", "is one of"),
        ({"relationType": "SOME"}, "VG400", "relationType", "is one of"),
        ({"fromFieldMetadataName": None}, "VG400", "fromFieldMetadataName", "missing"),
        ({"toFieldMetadataName": "To"}, "VG400", "toFieldMetadataName", "small letter"),
        ({"fromFieldMetadataName": "name"}, "VG409", "fromFieldMetadataName", "already"),
        ({"toFieldMetadataName": "name"}, "VG409", "toFieldMetadataName", "already"),
        ({"relationType": "ONE_TO_MANY", "fromFieldMetadataName": "name"}, "VG409", "fromFieldMetadataName", "already"),
        ({"relationType": "ONE_TO_MANY", "toFieldMetadataName": "name"}, "VG409", "toFieldMetadataName", "already"),
        ({"relationType": "MANY_TO_MANY", "toFieldMetadataName": "name"}, "VG409", "toFieldMetadataName", "already"),
        ({"onDelete": "FORGET"}, "VG400", "onDelete", "is one of"),
        ({"onDelete": "SET_NULL", "isNullable": False}, "VG400", "onDelete", "cannot be emptied"),
        ({"toObjectMetadataId": "x"}, "VG400", "toObjectMetadataId", "UUID"),
        ({"toObjectMetadataId": ONE}, "VG404", "toObjectMetadataId", "no object"),
        ({"fromObjectMetadataId": ONE}, "VG404", "fromObjectMetadataId", "no object"),
        ({"relationType": "MANY_TO_MANY", "onDelete": "CASCADE"}, "VG400", "relationType", "belong to relations with a foreign key"),
        ({"relationType": "MANY_TO_MANY", "junctionObjectMetadataId": ONE}, "VG404", "junctionObjectMetadataId", "no object"),
        ({"colour": "red"}, "VG400", "colour", "means nothing"),
    ],
)  # fmt: skip
def test_relations_that_are_refused(
    model: Changes, given: dict[str, Any], sqlstate: str, field: str, says: str
) -> None:
    before = model.described()
    usual = {
        "relationType": "MANY_TO_ONE",
        "fromObjectMetadataId": model.object("tag"),
        "toObjectMetadataId": model.object("house"),
        "fromFieldMetadataName": "house",
        "toFieldMetadataName": "tags",
    }
    with complains(model.connection, sqlstate, field, says):
        model.call("create_relation", **{**usual, **given})
    assert model.described() == before


def test_junctions_that_are_refused(model: Changes) -> None:
    with complains(model.connection, "VG400", "junctionFromFieldName", 'no relation to "house"'):
        model.relate("MANY_TO_MANY", "house.tags", "tag.houses", junctionObjectMetadataId=model.object("note"))
    model.make("tagging", "taggings")
    model.relate("MANY_TO_ONE", "tagging.house", "house.taggings")
    model.relate("MANY_TO_ONE", "tagging.other", "house.otherTaggings")
    model.relate("MANY_TO_ONE", "tagging.tag", "tag.taggings")
    junction = model.object("tagging")
    with complains(model.connection, "VG400", "junctionFromFieldName", "in several ways: house, other"):
        model.relate("MANY_TO_MANY", "house.tags", "tag.houses", junctionObjectMetadataId=junction)
    model.relate(
        "MANY_TO_MANY", "house.tags", "tag.houses", junctionObjectMetadataId=junction, junctionFromFieldName="other"
    )
    assert model.model().objects["house"].relations["tags"].junction.source == "other_id"  # type: ignore[union-attr]
    with complains(model.connection, "VG400", "junctionFromFieldName", "Name two"):
        model.relate(
            "MANY_TO_MANY", "house.near", "house.nearTo",
            junctionObjectMetadataId=junction, junctionFromFieldName="other", junctionToFieldName="other",
        )  # fmt: skip


def test_an_object_to_itself_with_one_name_for_both_ends(model: Changes) -> None:
    for kind in RelationKind:
        with complains(model.connection, "VG400", "toFieldMetadataName", "need two names"):
            model.relate(kind.value, "house.same", "house.same")
