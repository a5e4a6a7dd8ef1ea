"""A workspace made what a model file says: from a file to metadata and tables, and back."""

from pathlib import Path

import psycopg
import pytest

from app.model_file import FileError
from tests.sql.model_file_world import STANDARD, filed, other_filed
from tests.sql.model_world import as_role

__all__ = ["filed", "other_filed"]

ROOT = Path(__file__).parent.parent.parent

# An object of everything that a file can say.
DEALS = """
  deal:
    namePlural: deals
    labelSingular: Deal
    description: |
      Two lines,
      and "quotes": #1
    icon: IconX
    labelIdentifierFieldName: title
    isSearchable: false
    fields:
      title: {type: TEXT, isNullable: false, isUnique: true, settings: {maxLength: 80}}
      stage: {type: SELECT, options: [{value: A}, {value: B, label: Bee, color: sky}], defaultValue: A, isNullable: false}
      labels: {type: MULTI_SELECT, options: [{value: X}]}
      price: {type: NUMBER, settings: {dataType: double, max: 1.50}, defaultValue: 0.25}
      cost: {type: CURRENCY, defaultValue: {amountMicros: 12345678901234567, currencyCode: EUR}}
      hiddenOne: {type: TEXT, isActive: false, isSearchable: false, label: "no", description: "12:30"}
      createdBy: {label: Author}
      position: {isActive: false}
      company:
        {type: RELATION, target: company, inverseName: deals, isNullable: false, onDelete: RESTRICT, inverseIsActive: false,
         key: {label: Company key, description: "", icon: IconKey}}
      tags: {type: RELATION, relationType: MANY_TO_MANY, target: tag, inverseName: deals, inverseLabel: The deals}
      boss: {type: RELATION, relationType: ONE_TO_ONE, target: workspaceMember, inverseName: bossOf, icon: IconBoss, key: {isActive: false}}
      viaLinks: {type: RELATION, relationType: MANY_TO_MANY, target: tag, inverseName: viaDeals, junction: dealTag}
    indexes:
      - {fields: [stage, title]}
      - {fields: [price], isUnique: true, isLiveOnly: false}
  tag:
    namePlural: tags
    isActive: false
    labelIdentifierFieldName: createdAt
    fields:
      name: {type: FULL_NAME}
      parts: {type: RELATION, relationType: ONE_TO_MANY, target: tag, inverseName: parent, onDelete: CASCADE}
    indexes:
      - {fields: [name]}
      - {fields: [name.lastName, createdAt], name: by_last_name}
  dealTag:
    namePlural: dealTags
    labelIdentifierFieldName: dealId
    fields:
      deal: {type: RELATION, target: deal, inverseName: dealTags, group: either, isActive: false}
      tag: {type: RELATION, target: tag, inverseName: dealTags, group: either}
"""


def with_fields(*fields: str, name: str = "pet", also: str = "") -> str:
    """The standard model and an object with those fields."""
    listed = "".join(f"      {field}\n" for field in fields)
    return (
        f"{STANDARD}  {name}:\n    namePlural: {name}s\n    labelIdentifierFieldName: id\n    fields:\n{listed}{also}"
    )


def in_company(*fields: str) -> str:
    """The standard model with more fields of companies."""
    return STANDARD.replace(
        "      accountOwner:\n", "".join(f"      {field}\n" for field in fields) + "      accountOwner:\n"
    )


def test_a_new_workspace_is_the_standard_file(filed):
    assert filed.export() == STANDARD
    assert filed.changes(STANDARD) == []


def test_everything_that_a_file_can_say_comes_back(filed, other_filed):
    text = STANDARD + DEALS
    filed.apply(text)
    written = filed.export()
    assert filed.changes(written) == []
    other_filed.apply(written)
    assert other_filed.export() == written
    for said in (
        "max: 1.50", "amountMicros: 12345678901234567", "      Two lines,\n", "label: 'no'", "description: '12:30'",
        "- {value: B, label: Bee, color: sky}", "- {fields: [stage, title]}", "name: by_last_name", "onDelete: CASCADE",
        "inverseIsActive: false", "labelIdentifierFieldName: dealId", "junctionFieldName: deal", "group: either",
    ):  # fmt: skip
        assert said in written, said


def test_and_goes_again(filed):
    filed.apply(STANDARD + DEALS)
    filed.run("insert into ws.company (name) values ('Acme')")
    filed.run("insert into ws.deal (title, company_id) select 'One', id from ws.company")
    filed.run("insert into ws.tag (name_first_name) values ('t')")
    filed.run("insert into ws.deal_tags (deal_id, tag_id) select d.id, t.id from ws.deal d, ws.tag t")
    drops = {each.about: each.lost for each in filed.changes(STANDARD) if each.drops}
    assert drops == {
        "deal": 1, "tag": 1, "dealTag": 0, "deal.company": 1, "deal.tags": 1, "deal.boss": 0, "deal.viaLinks": 0, "tag.parts": 0,
        "dealTag.deal": 0, "dealTag.tag": 0,
    }  # fmt: skip
    filed.apply(STANDARD)
    assert filed.export() == STANDARD
    assert filed.run("select to_regclass('ws.deal'), to_regclass('ws.deal_tags')") == [(None, None)]


def test_a_rename_keeps_what_is_stored(filed):
    filed.apply(with_fields("name: {type: TEXT}", "owner: {type: RELATION, target: person, inverseName: pets}"))
    filed.run("insert into ws.person (name_first_name) values ('Ann')")
    filed.run("insert into ws.pet (name, owner_id) select 'Rex', id from ws.person")
    renamed = with_fields(
        "callName: {type: TEXT, was: name, label: name}",
        "keeper: {type: RELATION, target: person, inverseName: animals, was: owner}",
        name="animal",
    ).replace("    namePlural: animals\n", "    namePlural: animals\n    was: pet\n")
    assert filed.lines(renamed) == [
        '~ object pet: renamed to animal, namePlural "pets" -> "animals", labelSingular "pet" -> "animal", '
        'labelPlural "pets" -> "animals"',
        "~ field animal.name: renamed to animal.callName",
        '~ field animal.owner: renamed to animal.keeper, label "owner" -> "keeper"',
        '~ field person.pets: renamed to person.animals, label "pets" -> "animals"',
        '~ foreign key of animal.keeper: label "owner id" -> "keeper id"',
    ]
    filed.apply(renamed)
    assert filed.run(
        "select a.call_name, p.name_first_name from ws.animal a join ws.person p on p.id = a.keeper_id"
    ) == [("Rex", "Ann")]
    # A file that goes on saying so changes nothing, and a new one by the old name is another one.
    both = renamed + "  pet: {namePlural: pets, fields: {name: {type: TEXT}}}\n"
    assert filed.lines(both) == ["+ object pet (pets)", "+ field pet.name: TEXT"]
    filed.apply(both)
    assert filed.run("select count(*) from ws.animal") == [(1,)]


def test_an_id_comes_before_the_name(filed):
    filed.apply(with_fields("name: {type: TEXT}"))
    with_ids = filed.export(with_ids=True)
    assert filed.changes(with_ids) == []
    assert filed.lines(with_ids.replace("  pet:\n", "  dog:\n")) == ["~ object pet: renamed to dog"]


def test_names_that_are_handed_on_are_renamed_in_turn(filed):
    filed.apply(with_fields("a: {type: TEXT, label: x}", "b: {type: TEXT, label: x}", "c: {type: TEXT, label: x}"))
    filed.run("insert into ws.pet (a, b, c) values ('a', 'b', 'c')")
    text = filed.export(with_ids=True)
    for old, new in (("c", "d"), ("b", "c"), ("a", "b")):
        text = text.replace(f"      {old}:\n        id", f"      {new}:\n        id")
    filed.apply(text)
    assert filed.run("select b, c, d from ws.pet") == [("a", "b", "c")]
    swapped = (
        filed.export(with_ids=True)
        .replace("      b:\n", "      x:\n")
        .replace("      c:\n", "      b:\n")
        .replace("      x:\n", "      c:\n")
    )
    with pytest.raises(FileError, match=r'These renames change round: "b" to "c", "c" to "b"'):
        filed.changes(swapped)


def test_what_is_standard_is_hidden_and_shown_again(filed):
    note, left = STANDARD.index("  note:\n"), STANDARD.index("  taskTarget:\n")
    without = (STANDARD[:note] + STANDARD[left : STANDARD.index("  noteTarget:\n")]).replace(
        "      domainName:\n        type: TEXT\n        label: Domain name\n"
        "        description: The domain of the company's website, such as acme.com.\n",
        "",
    )
    lines = ["~ object note: hidden", "~ object noteTarget: hidden", "~ field company.domainName: hidden"]
    assert sorted(filed.lines(without)) == sorted(lines)
    filed.apply(without)
    assert filed.export().count("isActive: false") == 3
    assert filed.run("select count(*) from ws.note") == [(0,)]
    assert sorted(filed.lines(STANDARD)) == sorted(line.replace("hidden", "shown again") for line in lines)
    filed.apply(STANDARD)
    assert filed.export() == STANDARD


def test_fields_change_and_keep_their_values(filed):
    filed.apply(
        with_fields(
            "size: {type: TEXT, defaultValue: '5'}", "state: {type: SELECT, options: [{value: OLD}, {value: B}]}",
            "code: {type: TEXT}", "note: {type: TEXT}", "number: {type: NUMBER, settings: {dataType: integer}}",
        )
    )  # fmt: skip
    filed.run("insert into ws.pet (size, state, code, number) values ('12', 'OLD', 'x', 3)")
    changed = with_fields(
        "size: {type: NUMBER, settings: {dataType: float}, defaultValue: 7}",
        "state: {type: SELECT, options: [{value: B}, {value: NEW, was: OLD}, {value: C}], defaultValue: NEW}",
        "code: {type: TEXT, isNullable: false, isUnique: true, defaultValue: y, isSearchable: false, settings: {maxLength: 9}}",
        "note: {type: TEXT, isActive: false, description: Old., icon: IconOld}", "number: {type: TEXT}",
    )  # fmt: skip
    filed.apply(changed)
    assert filed.run("select size, state, code, number from ws.pet") == [(12.0, "NEW", "x", "3")]
    # A record is found by what is a text now, and by nothing that is none any more.
    assert filed.run("select search_vector::text from ws.pet") == [("'3':1",)]
    filed.run("insert into ws.pet default values")
    assert filed.run("select size, state, code from ws.pet where number is null") == [(7.0, "NEW", "y")]
    assert "dataType: double" in filed.export()


def test_a_label_can_be_a_field_that_is_only_just_made(filed):
    filed.apply(
        with_fields("name: {type: TEXT}").replace(
            "FieldName: id\n    fields:\n      name: {", "FieldName: name\n    fields:\n      name: {"
        )
    )
    text = with_fields("title: {type: TEXT}", "owner: {type: RELATION, target: person, inverseName: pets}")
    filed.apply(
        text.replace("FieldName: id\n    fields:\n      title: {", "FieldName: title\n    fields:\n      title: {")
    )
    filed.apply(
        text.replace("FieldName: id\n    fields:\n      title: {", "FieldName: ownerId\n    fields:\n      title: {")
    )
    assert "labelIdentifierFieldName: ownerId" in filed.export()


def test_relations_change_at_both_ends(filed):
    filed.apply(with_fields("owner: {type: RELATION, target: person, inverseName: pets}"))
    filed.apply(
        with_fields(
            "owner: {type: RELATION, target: person, inverseName: animals, inverseLabel: Animals, inverseIcon: IconPaw, onDelete: RESTRICT,"
            " isActive: false, key: {isActive: false}}"
        )
    )
    assert filed.run("select confdeltype::text from pg_constraint where conname = 'pet_owner_id_fkey'") == [("r",)]
    filed.run(
        "update metadata.relation r set is_active = false from metadata.field f where f.id = r.from_field_id and f.name = 'owner'"
    )
    assert "inverseIsActive: false" in filed.export()
    filed.apply(with_fields("owner: {type: RELATION, target: person, inverseName: animals, isActive: false}"))
    filed.apply(with_fields("owner: {type: RELATION, target: person, inverseName: animals}"))


def test_a_relation_may_be_described_at_its_other_end(filed):
    filed.apply(
        with_fields(
            "owner: {type: RELATION, target: person, inverseName: pets, label: Owner, inverseLabel: Pets, description: Whose.}",
            "friends: {type: RELATION, relationType: MANY_TO_MANY, target: person, inverseName: petFriends}",
        )
    )
    people = STANDARD.replace(
        "      company:\n        type: RELATION\n        target: company\n        label: Company\n        description: The company that the person",
        "      pets: {type: RELATION, relationType: ONE_TO_MANY, target: pet, inverseName: owner, inverseLabel: Owner, label: Pets, inverseDescription: Whose.}\n"
        "      petFriends: {type: RELATION, relationType: MANY_TO_MANY, target: pet, inverseName: friends}\n"
        "      company:\n        type: RELATION\n        target: company\n        label: Company\n        description: The company that the person",
    )
    text = people + "  pet: {namePlural: pets, labelIdentifierFieldName: id}\n"
    assert filed.lines(text) == []
    filed.apply(text.replace("label: Pets", "label: Animals"))
    assert "inverseLabel: Animals" in filed.export()


def test_indexes_come_and_go(filed):
    one = with_fields(
        "a: {type: TEXT}",
        "b: {type: FULL_NAME}",
        also="    indexes: [{fields: [a, b]}, {fields: [b.lastName], isUnique: true}]\n",
    )
    filed.apply(one)
    other = with_fields(
        "c: {type: TEXT, was: a}", "b: {type: FULL_NAME}",
        also="    indexes: [{fields: [c, b.firstName, b.lastName]}, {fields: [b.lastName], isUnique: true, name: mine}]\n",
    )  # fmt: skip
    assert filed.lines(other) == [
        "- index pet_b_last_name_key of pet (b.lastName)", '~ field pet.a: renamed to pet.c, label "a" -> "c"', "+ unique index pet (b.lastName)",
    ]  # fmt: skip
    filed.apply(other)
    assert "- {fields: [c, b], name: pet_a_b_idx}" in filed.export()


def test_it_is_published_once(filed):
    before = filed.version()
    filed.apply(STANDARD + DEALS)
    assert filed.version() == before + 1
    # And all documents are as they would be if each change had written its own.
    written = filed.run(
        "select name_singular, fingerprint from metadata.object where workspace_id = %s order by 1", filed.workspace.id
    )
    filed.run("select metadata.write_documents(%s, null)", filed.workspace.id)
    assert written == filed.run(
        "select name_singular, fingerprint from metadata.object where workspace_id = %s order by 1", filed.workspace.id
    )
    filed.changes(STANDARD + DEALS)
    assert filed.version() == before + 1


def test_nobody_but_the_owner_holds_publishing_back(filed, database, workspace):
    with as_role(database, workspace, "admin") as connection:
        connection.execute("select set_config('vingt.held', %s, true)", [workspace.id])
        connection.execute("""select metadata.create_object('{"nameSingular": "pet", "namePlural": "pets"}')""")
        (document,) = connection.execute(
            "select document is not null from metadata.object where name_singular = 'pet'"
        ).fetchone()
        assert document
    for function in ("hold_publishing(%s)", "release_publishing(%s)", "is_held(%s, null)"):
        with as_role(database, workspace, "admin") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select metadata.{function}", [workspace.id])


def test_it_is_told_which_sql_ran(filed):
    commands = filed.apply(with_fields("a: {type: TEXT}"))
    assert sum(f"create table {filed.workspace.schema}.pet (" in command for command in commands) == 1
    commands = filed.apply(with_fields("b: {type: TEXT, was: a}"))
    assert f"alter table {filed.workspace.schema}.pet rename column a to b" in commands


WRONG = {
    "an unknown type": (with_fields("a: {type: TEXT}", "b: {type: TXT}"), "b: {type: ", 'There is no field type "TXT". Known: A'),
    "a word of SQL": (with_fields("a: {type: TEXT}", "select: {type: TEXT}"), "      select", 'pet.select: The name "select" is a reserved word'),
    "settings": (with_fields("a: {type: TEXT}", "b: {type: TEXT, settings: {maxLength: 0}}"), "b: {type: TEXT, settings: ", "pet.b: maxLength is a whole number from 1"),
    "a default": (with_fields("a: {type: TEXT}", "b: {type: DATE, defaultValue: soon}"), "b: {type: DATE, defaultValue: ", "pet.b: The default value of a DATE is a day such as"),
    "a field more": (in_company("size: {type: NUMBER, defaultValue: big}"), "size: {type: NUMBER, defaultValue: ", "company.size: The default value has to be of the JSON type number."),
    "a relation": (with_fields("a: {type: RELATION, target: person, inverseName: name}"), "a: {type: RELATION, target: person, inverseName: ", '"person" has a field or relation "name" already, line'),
    "a name of the API": (with_fields("a: {type: TEXT}", name="query"), "  query:", 'query: The name "query" has a meaning of its own'),
    "a label": (with_fields("a: {type: TEXT}").replace("FieldName: id\n    fields:\n      a", "FieldName: b\n    fields:\n      a"), "labelIdentifierFieldName: b", 'There is no field "b" to be the label.'),
    "an index": (with_fields("a: {type: TEXT}", also="    indexes: [{fields: [b]}]\n"), "indexes: [{fields: ", 'pet: There is no field "b" with columns to index.'),
    "a rename of what is standard": (STANDARD.replace("      domainName:\n", "      domain:\n        was: domainName\n"), "      domain:", "is part of the standard model and keeps its name and type."),
    "another relation": (STANDARD.replace("        target: workspaceMember\n        label: Account", "        relationType: ONE_TO_ONE\n        target: workspaceMember\n        label: Account"), "relationType: ", 'The relationType of the relation "company.accountOwner" cannot be changed: it is "MANY_TO_ONE".'),
    "a relation elsewhere": (STANDARD.replace("target: workspaceMember\n        label: Account", "target: person\n        label: Account"), "accountOwner:\n        type: RELATION\n        target: ", 'The target of the relation "company.accountOwner" cannot be changed'),
    "a relation that was a field": (STANDARD.replace("domainName:\n        type: TEXT", "domainName: {type: RELATION, target: person, inverseName: x}\n      other:\n        type: TEXT"), "domainName: {type: ", '"company.domainName" is no relation in the workspace'),
    "a view": (STANDARD + "  sight: {namePlural: sights, kind: VIEW}\n", "sight: {namePlural: sights, kind: ", 'There is no view "sight" in this workspace.'),
    "a computed field": (in_company("size: {type: NUMBER, isComputed: true}"), "size: {type: NUMBER, isComputed: ", 'There is no computed field "company.size"'),
    "a system object": (STANDARD + "  link: {namePlural: links, isSystem: true}\n", "link: {namePlural: links, isSystem: ", "isSystem cannot be said of a new one."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "up_to", "says"), WRONG.values(), ids=WRONG)
def test_what_the_database_refuses_is_told_with_its_place(filed, text, up_to, says):
    before, version = filed.export(), filed.version()
    with pytest.raises(FileError) as raised, filed.connection.transaction():
        filed.apply(text)
    assert says in raised.value.message
    at = text.index(up_to) + (0 if up_to.startswith("label") else len(up_to))
    line = text.count("\n", 0, at) + 1
    assert raised.value.place.line == line, str(raised.value)
    if up_to.endswith(": "):
        assert raised.value.place.column == at - text.rfind("\n", 0, at), str(raised.value)
    # All or nothing.
    assert (filed.export(), filed.version()) == (before, version)


def test_a_field_that_has_to_have_a_value_is_told_of_records_without_one(filed):
    filed.apply(with_fields("a: {type: TEXT}"))
    filed.run("insert into ws.pet default values")
    with pytest.raises(FileError, match="1 records have no value"), filed.connection.transaction():
        filed.apply(with_fields("a: {type: TEXT, isNullable: false}"))


def test_what_was_made_by_hand_is_in_the_file_as_well(filed, other_filed):
    for statement in (
        "create table ws.visit (id bigint primary key, at date not null default current_date, note text unique, place point)",
        "alter table ws.visit add column company_id uuid references ws.company, add column twice integer generated always as (id * 2) stored",
        "create index by_hand on ws.visit (at desc, lower(note))",
        "create index by_hand_too on ws.visit (at, note)",
        "create view ws.company_visits with (security_invoker = on) as select id, at, company_id from ws.visit",
        # Before PostgreSQL 16 a table whose row type a function's parsed body uses takes no column with a default.
        'alter table ws.company add column "Shoe size" numeric(3, 1) not null default 40',
        "create function ws.age(ws.company) returns integer language sql stable return 7",
        "create function ws.motto(ws.company) returns text language sql stable return 'x'",
        "create function ws.namesakes(c ws.company) returns setof ws.company language sql stable begin atomic select n.* from ws.company n where n.name = c.name; end",
        'alter table ws.person add column "Fee (net" numeric',
        """select metadata.create_index(jsonb_build_object('objectMetadataId', o.id, 'fields', '["email"]'::jsonb, 'isUnique', true, 'name', 'mine'))
             from metadata.object o join core.workspace w on w.id = o.workspace_id where o.name_singular = 'person' and w.schema_name || '.' = 'ws.'""",
        "select metadata.adopt((select w.name from core.workspace w where w.schema_name || '.' = 'ws.'))",
    ):
        filed.run(statement)
    written = filed.export()
    assert filed.changes(written) == []
    assert "    kind: VIEW\n" in written
    assert "    - {fields: [email], isUnique: true, name: mine}\n" in written
    assert "      namesakes:\n        type: RELATION\n        label: Namesakes\n        isComputed: true\n" in written
    filed.apply(
        written.replace("label: Namesakes", "label: Others").replace(
            "label: Motto", "isActive: false\n        label: Motto"
        )
    )
    for wrong in (
        written.replace("label: Age", "isNullable: false\n        label: Age"),
        written.replace("      age:\n        type: NUMBER", "      age:\n        type: TEXT"),
    ):
        with (
            pytest.raises(FileError, match=r"is given by a function|what the function gives: NUMBER"),
            filed.connection.transaction(),
        ):
            filed.apply(wrong)
    filed.apply(written.replace("label: Note", "label: Remark").replace("kind: VIEW", "kind: VIEW\n    icon: IconEye"))
    with pytest.raises(FileError, match=r"There is no (view|computed field)"):
        other_filed.changes(written)
    filed.apply(STANDARD)
    assert filed.run("select to_regclass('ws.visit'), to_regclass('ws.company_visits')") == [(None, None)]
    left = filed.export()
    assert "visit" not in left
    assert filed.changes(left) == []


def test_the_examples_of_the_documentation(filed):
    first, second = (
        each.partition("```")[0] for each in (ROOT / "docs" / "model-file.md").read_text().split("```yaml\n")[1:]
    )
    filed.apply(STANDARD + first.partition("objects:\n")[2])
    filed.run("insert into ws.company (name) values ('Acme')")
    filed.run("insert into ws.project (title, state, company_id) select 'One', 'DONE', id from ws.company")
    filed.apply(STANDARD + second)
    assert filed.run("select heading, state, company_id is not null from ws.venture") == [("One", "FINISHED", True)]
