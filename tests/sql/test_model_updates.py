"""Objects and fields that change: names with their tables, columns and records, what they take, whether they are seen."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.graphql.schema import build_schema
from tests.cluster import Database
from tests.sql.model_changes import Changes
from tests.sql.model_world import as_owner, complains, refused
from tests.workspaces import Workspace


@pytest.fixture
def model(database: Database, workspace: Workspace) -> Iterator[Changes]:
    """Nothing stays."""
    with as_owner(database) as owner:
        made = Changes(owner, workspace)
        made.make(
            "property", "properties",
            fields=[
                {"name": "title", "type": "TEXT", "isNullable": False},
                {"name": "rooms", "type": "NUMBER", "defaultValue": 2},
                {"name": "price", "type": "CURRENCY"},
                {"name": "status", "type": "SELECT", "options": [{"value": "A"}, {"value": "B"}], "defaultValue": "A"},
                {"name": "tags", "type": "MULTI_SELECT", "options": [{"value": "X"}, {"value": "Y"}, {"value": "Z"}]},
                {"name": "owner", "type": "RELATION", "target": "person", "inverseName": "properties"},
            ],
        )  # fmt: skip
        made.sql(
            "insert into {}.property (title, rooms, status, tags, price_amount_micros) values "
            "('one', 1, 'A', '{X,Y}', 5), ('two', 2, 'B', '{Z}', null)"
        )
        yield made


def test_a_renamed_field_keeps_its_values(model: Changes) -> None:
    model.update("property.price", name="askingPrice", label="Asking price")
    assert model.sql("select asking_price_amount_micros from {}.property order by title") == [(5,), (None,)]
    field = model.model().objects["property"].fields["askingPrice"]
    assert (field.label, [part.column for part in field.parts]) == (
        "Asking price",
        ["asking_price_amount_micros", "asking_price_currency_code"],
    )
    with refused(model.connection, "23514", "property_price_currency_code_check"):
        model.sql("update {}.property set asking_price_currency_code = 'x'")
    # The name of the check is the old one, the field that it is about the new one.
    assert model.model().objects["property"].constraints["property_price_currency_code_check"] == ("askingPrice",)
    comment = "select col_description('{}.property'::regclass, attnum) from pg_attribute where attrelid = '{}.property'::regclass and attname = 'asking_price_currency_code'"
    assert model.sql(comment) == [("Asking price (currencyCode)",)]


def test_the_old_name_of_a_field_is_free(model: Changes) -> None:
    model.update("property.rooms", name="bedrooms")
    model.add("property.rooms", "RATING", isUnique=True)
    model.update("property.price", name="askingPrice")
    model.add("property.price", "CURRENCY")
    model.update("property.title", name="heading")
    model.add("property.title", "TEXT")
    assert model.sql("select heading, title, bedrooms, rooms from {}.property order by heading limit 1") == [
        ("one", None, 1, None)
    ]
    build_schema(model.model())


def test_a_renamed_text_is_still_searched(model: Changes) -> None:
    model.update("property.title", name="heading")
    model.sql("insert into {}.property (heading) values ('three castles')")
    found = "select heading from {}.property where search_vector @@ to_tsquery('core.search', %s)"
    assert model.sql(found, "castles") == [("three castles",)]
    assert model.sql(found, "one") == [("one",)]


def test_a_renamed_relation_takes_its_key_along(model: Changes) -> None:
    model.sql("insert into {}.person (name_last_name) values ('Ann')")
    model.sql("update {}.property set owner_id = (select id from {}.person)")
    model.update("property.owner", name="landlord")
    of = model.model().objects["property"]
    assert "owner" not in of.relations
    assert (of.relations["landlord"].field, of.relations["landlord"].column) == ("landlordId", "landlord_id")
    assert model.model().objects["person"].relations["properties"].column == "landlord_id"
    model.update("person.properties", name="estates")
    assert model.model().objects["property"].relations["landlord"].inverse == "estates"
    # Its triggers know the new column.
    model.sql("update {}.person set deleted_at = now()")
    assert model.sql("select distinct landlord_id from {}.property") == [(None,)]


def test_a_renamed_object_takes_its_table_along(model: Changes) -> None:
    model.relate("MANY_TO_MANY", "property.tenants", "person.rents")
    model.update("property", nameSingular="estate", namePlural="estates", labelSingular="Estate")
    document = model.model()
    assert "property" not in document.objects
    assert (document.objects["estate"].table, document.objects["estate"].type_name) == ("estate", "Estate")
    assert document.objects["person"].relations["properties"].target == "estate"
    assert model.sql("select count(*) from {}.estate") == [(2,)]
    model.sql("insert into {}.person (name_last_name) values ('Ann')")
    model.sql("update {}.estate set owner_id = (select id from {}.person)")
    model.sql("update {}.person set deleted_at = now()")
    assert model.sql("select distinct owner_id from {}.estate") == [(None,)]
    # Nothing of the old one is in the way.
    model.make("property", "properties", fields=[{"name": "rooms", "type": "NUMBER", "isUnique": True}])
    build_schema(model.model())


@pytest.mark.parametrize(
    ("path", "change", "sqlstate", "field", "says"),
    [
        ("property.title", {"name": "rooms"}, "VG409", "name", 'There is a field or relation "rooms" already'),
        ("property.title", {"name": "OWNER"}, "VG400", "name", "small letter"),
        ("property.title", {"name": "oWNER"}, "VG409", "name", "already"),
        ("property.title", {"name": "ownerId"}, "VG409", "name", "already"),
        ("property.title", {"name": "select"}, "VG400", "name", "reserved"),
        ("property.title", {"name": "a" * 64}, "VG400", "name", "too long"),
        ("property.title", {"name": ""}, "VG400", "name", "missing"),
        ("property.title", {"name": None}, "VG400", "name", "missing"),
        ("property.title", {"name": 5}, "VG400", "name", "has to be a text"),
        ("property.title", {"label": "x" * 201}, "VG400", "label", "longer than 200"),
        ("property.title", {"columns": []}, "VG400", "columns", "means nothing here"),
        ("property.title", {"isNullable": "yes"}, "VG400", "isNullable", "true or false"),
        ("property.title", {"type": "PICTURE"}, "VG400", "type", "no field type"),
        ("property.title", {"type": "RELATION"}, "VG400", "type", "cannot become RELATION"),
        ("property.title", {"isActive": False}, "VG400", "isActive", "has to have a value"),
        ("property.title", {"type": "EMAIL"}, "VG400", "type", "are no EMAIL: one, two"),
        ("property.price", {"type": "NUMBER"}, "VG400", "type", "values would be lost"),
        ("property.tags", {"type": "TEXT"}, "VG400", "type", "values would be lost"),
        ("property.tags", {"isSearchable": True}, "VG400", "isSearchable", "no texts"),
        ("property.tags", {"options": [{"value": "X"}, {"value": "Y"}]}, "VG400", "options", "that would go"),
        ("property.status", {"options": []}, "VG400", "options", "needs options"),
        ("property.status", {"options": [{"value": "A"}, {"value": "C", "was": "Q"}]}, "VG400", "options", 'no option "Q"'),
        ("property.status", {"options": [{"value": "A"}, {"value": "B"}, {"value": "C", "was": "A"}]}, "VG400", "options", "stays as well"),
        ("property.status", {"options": [{"value": "C", "was": "A"}, {"value": "D", "was": "A"}]}, "VG400", "options", "Two options"),
        ("property.status", {"defaultValue": "C"}, "VG400", "defaultValue", "none of the options"),
        ("property.rooms", {"defaultValue": "many"}, "VG400", "defaultValue", "number"),
        ("property.rooms", {"settings": {"max": 1}, "defaultValue": None}, "VG400", "settings", "do not keep to the settings: 2"),
        ("property.rooms", {"settings": {"colour": 1}}, "VG400", "settings.colour", "means nothing"),
        ("property.ownerId", {"isUnique": True}, "VG400", "isUnique", "foreign key"),
        ("property.ownerId", {"name": "landlordId"}, "VG400", "name", "foreign key"),
        ("property.owner", {"type": "TEXT"}, "VG400", "type", "end of a relation"),
        ("property.createdAt", {"name": "madeAt"}, "VG400", "name", "Every object has"),
        ("property.createdAt", {"isNullable": True}, "VG400", "isNullable", "Every object has"),
        ("property.id", {"isActive": False}, "VG400", "isActive", "cannot be hidden"),
        ("company.domainName", {"name": "domain"}, "VG400", "name", "standard model"),
        ("company.employees", {"type": "TEXT"}, "VG400", "type", "standard model"),
        ("company", {"nameSingular": "firm"}, "VG400", "nameSingular", "standard model"),
        ("property", {"nameSingular": "properties"}, "VG400", "namePlural", "have to differ"),
        ("property", {"nameSingular": "company"}, "VG409", "nameSingular", "already"),
        ("property", {"namePlural": "people"}, "VG409", "namePlural", "already"),
        ("property", {"nameSingular": "Company"}, "VG400", "nameSingular", "small letter"),
        ("property", {"nameSingular": "taskTarget"}, "VG409", "nameSingular", "already"),
        ("property", {"nameSingular": "data"}, "VG400", "nameSingular", "meaning of its own"),
        ("property", {"namePlural": "metadata"}, "VG400", "namePlural", "meaning of its own"),
        ("property", {"labelIdentifierFieldName": "nothing"}, "VG400", "labelIdentifierFieldName", "no field"),
        ("property", {"isActive": 0}, "VG400", "isActive", "true or false"),
        ("property", {"fields": []}, "VG400", "fields", "means nothing here"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed(
    model: Changes, path: str, change: dict[str, Any], sqlstate: str, field: str, says: str
) -> None:
    before = model.described()
    with complains(model.connection, sqlstate, field, says):
        model.update(path, **change)
    assert model.described() == before


def test_a_hidden_field_keeps_its_values_and_its_name(model: Changes) -> None:
    model.update("property.rooms", isActive=False)
    assert "rooms" not in model.model().objects["property"].fields
    assert model.sql("select rooms from {}.property order by title") == [(1,), (2,)]
    with complains(model.connection, "VG409", "name", 'There is a hidden field or relation "rooms" already'):
        model.add("property.rooms", "TEXT")
    with complains(model.connection, "VG400", "isActive", "the label of its object"):
        model.update("property.title", isActive=False, isNullable=True)
    model.update("property.rooms", isActive=True)
    assert "rooms" in model.model().objects["property"].fields


def test_hidden_standard_fields(model: Changes) -> None:
    for name in ("createdBy", "position", "deletedAt"):
        model.update(f"property.{name}", isActive=False)
    of = model.model().objects["property"]
    assert set(of.fields).isdisjoint({"createdBy", "position", "deletedAt"})
    assert of.deleted_at == "deleted_at"
    model.update("company.address", isActive=False)
    assert "address" not in model.model().objects["company"].fields


def test_a_hidden_object_keeps_its_records_and_names(model: Changes) -> None:
    model.update("property", isActive=False)
    document = model.model()
    assert "property" not in document.objects
    assert "properties" not in document.objects["person"].relations
    with complains(model.connection, "VG409", "nameSingular", "already"):
        model.make("property", "estates")
    assert model.sql("select count(*) from {}.property") == [(2,)]
    model.update("company", isActive=False)
    assert "company" not in model.model().objects
    assert "company" not in model.model().objects["person"].relations
    build_schema(model.model())
    model.update("property", isActive=True)
    assert model.model().objects["person"].relations["properties"].target == "property"


def test_a_hidden_relation(model: Changes) -> None:
    model.call("update_relation", id=model.relation("property.owner"), isActive=False)
    assert "owner" not in model.model().objects["property"].relations
    assert "properties" not in model.model().objects["person"].relations
    assert "ownerId" in model.model().objects["property"].fields
    model.call("update_relation", id=model.relation("property.owner"), isActive=True)
    model.update("person.properties", isActive=False)
    assert "properties" not in model.model().objects["person"].relations
    assert "owner" in model.model().objects["property"].relations


def test_nullable_and_not(model: Changes) -> None:
    model.update("property.title", isNullable=True)
    model.sql("insert into {}.property (title) values (null)")
    with complains(model.connection, "VG400", "isNullable", '1 records have no value in "title"'):
        model.update("property.title", isNullable=False)
    model.sql("delete from {}.property where title is null")
    model.update("property.title", isNullable=False)
    with pytest.raises(psycopg.errors.NotNullViolation), model.connection.transaction():
        model.sql("insert into {}.property (title) values (null)")
    field = model.model().objects["property"].fields["title"]
    assert (field.is_nullable, field.is_required, field.parts[0].is_nullable) == (False, True, False)


def test_unique_and_not(model: Changes) -> None:
    model.sql("insert into {}.property (title) values ('two'), ('three'), ('three'), ('three')")
    with complains(model.connection, "VG400", "isUnique", "three; two"):
        model.update("property.title", isUnique=True)
    # Deleted records exclude nobody.
    model.sql("update {}.property set deleted_at = now() where title in ('two', 'three')")
    model.update("property.title", isUnique=True)
    model.sql("insert into {}.property (title) values ('two')")
    with refused(model.connection, "23505", "property_title_key"):
        model.sql("insert into {}.property (title) values ('one')")
    assert model.model().objects["property"].constraints["property_title_key"] == ("title",)
    model.update("property.title", isUnique=False)
    model.sql("insert into {}.property (title) values ('one')")
    assert "property_title_key" not in model.model().objects["property"].constraints


def test_the_first_ten_duplicates_are_told(model: Changes) -> None:
    model.sql("insert into {}.property (title) select 'd' || n % 12 from generate_series(0, 23) n")
    with complains(model.connection, "VG400", "isUnique", "d0; d1; d10; d11; d2; d3; d4; d5; d6; d7. Change"):
        model.update("property.title", isUnique=True)


def test_defaults(model: Changes) -> None:
    model.update("property.rooms", defaultValue=7)
    model.sql("insert into {}.property (title) values ('seven')")
    model.update("property.rooms", defaultValue=None)
    model.sql("insert into {}.property (title) values ('none')")
    assert model.sql("select title, rooms from {}.property where title in ('seven', 'none') order by 1") == [
        ("none", None),
        ("seven", 7),
    ]
    assert not model.model().objects["property"].fields["rooms"].has_default


def test_options_are_renamed_with_their_records(model: Changes) -> None:
    model.update(
        "property.status", options=[{"value": "OPEN", "was": "A", "label": "Open"}, {"value": "B"}, {"value": "C"}]
    )
    assert model.sql("select status from {}.property order by title") == [("OPEN",), ("B",)]
    field = model.model().objects["property"].fields["status"]
    assert [(option.value, option.label) for option in field.options] == [("OPEN", "Open"), ("B", "B"), ("C", "C")]
    model.sql("insert into {}.property (title) values ('by default')")
    assert model.sql("select status from {}.property where title = 'by default'") == [("OPEN",)]
    # They can change places, and an option that nothing has can go.
    model.update("property.status", options=[{"value": "B", "was": "OPEN"}, {"value": "OPEN", "was": "B"}])
    assert model.sql("select status from {}.property order by title") == [("B",), ("B",), ("OPEN",)]
    with refused(model.connection, "23514", "property_status_check"):
        model.sql("update {}.property set status = 'C'")
    model.update("property.tags", options=[{"value": "Q", "was": "X"}, {"value": "Z"}, {"value": "Y"}])
    assert model.sql("select tags from {}.property order by title") == [(None,), (["Q", "Y"],), (["Z"],)]


def test_types_change_where_nothing_is_lost(model: Changes) -> None:
    model.update("property.rooms", type="TEXT")
    assert model.sql("select rooms from {}.property order by title") == [("1",), ("2",)]
    assert model.sql("select default_value from metadata.field where id = %s", model.field("property.rooms")) == [
        ("2",)
    ]
    model.sql("insert into {}.property (title) values ('by default')")
    assert model.sql("select rooms from {}.property where title = 'by default'") == [("2",)]
    model.update("property.rooms", type="NUMBER", settings={"dataType": "integer"})
    assert model.sql("select rooms, pg_typeof(rooms)::text from {}.property where title = 'one'") == [(1, "integer")]
    model.update("property.rooms", settings={"dataType": "numeric", "decimals": 1, "max": 5})
    with refused(model.connection, "23514", "property_rooms_check"):
        model.sql("update {}.property set rooms = 6")
    with refused(model.connection, "23514", "property_rooms_check"):
        model.sql("update {}.property set rooms = 1.25")
    model.update("property.status", type="MULTI_SELECT")
    assert model.sql("select status from {}.property where title = 'one'") == [(["A"],)]
    build_schema(model.model())


def test_a_type_change_keeps_what_is_unique_so(model: Changes) -> None:
    model.add("property.mail", "TEXT", isUnique=True)
    model.sql("update {}.property set mail = title || '@example.com'")
    model.update("property.mail", type="EMAIL")
    with refused(model.connection, "23505"):
        model.sql("insert into {}.property (title, mail) values ('x', 'ONE@example.com')")
    with refused(model.connection, "23514", "property_mail_check"):
        model.sql("update {}.property set mail = 'nobody'")
    assert model.model().objects["property"].fields["mail"].is_unique


def test_the_first_ten_values_that_do_not_fit_are_told(model: Changes) -> None:
    model.sql("insert into {}.property (title) select 'v' || lpad(n::text, 2, '0') from generate_series(1, 20) n")
    told = ", ".join(["one", "two", *(f"v{n:02}" for n in range(1, 9))])
    with complains(model.connection, "VG400", "type", f"are no NUMBER: {told}. Change"):
        model.update("property.title", type="NUMBER")
