"""Model files without a database: what is read, and that each mistake is told with its line and column. The JSON Schema
and the SQL of the standard model are golden files: VINGT_UPDATE_GOLDEN=1 writes them anew; read the difference."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from app.model_file import FileError, json_schema, read_model, shape, standard
from app.model_file.document import same
from app.model_file.running import to_json
from app.model_file.tree import MOST_BYTES, read_tree
from app.model_file.writing import _node

ROOT = Path(__file__).parent.parent.parent

HEAD = "vingt: 1\nobjects:\n  pet:\n    namePlural: pets\n"


def refusal(text: str | bytes) -> str:
    with pytest.raises(FileError) as raised:
        read_model(text if isinstance(text, bytes) else text.encode())
    return str(raised.value.of("m.yaml"))


BAD = {
    "empty": ("", "m.yaml: The file is empty."),
    "only a comment": ("# a model\n", "m.yaml: The file is empty."),
    "null": ("~", "m.yaml: The file is empty."),
    "a text": ("hello", 'm.yaml:1:1: A model is described by keys with values, not by the text "hello".'),
    "a list": ("- vingt: 1", "m.yaml:1:1: A model is described by keys with values, not by a list."),
    "no version": ("objects: {}", "m.yaml:1:1: 'vingt: 1' is missing"),
    "another version": ("vingt: 2\nobjects: {}", "m.yaml:1:8: This Vingt reads model files of the version 1, not the number 2."),
    "a version as a text": ('vingt: "1"\nobjects: {}', 'm.yaml:1:8: This Vingt reads model files of the version 1, not the text "1".'),
    "a version that is true": ("vingt: true\nobjects: {}", "m.yaml:1:8: This Vingt reads"),
    "no objects": ("vingt: 1", "m.yaml:1:1: 'objects:' is missing."),
    "objects as a list": ("vingt: 1\nobjects: [pet]", "m.yaml:2:10: objects is a list of names, each with a colon, not a list."),
    "a key that means nothing": (
        HEAD + "    labelSinglar: Pet\n",
        'm.yaml:5:5: "labelSinglar" means nothing of the object "pet". Is "labelSingular" meant? Known: id, was,',
    ),
    "a key of the whole": ("vingt: 1\nobjects: {}\nobject: {}", 'm.yaml:3:1: "object" means nothing of a model. Is "objects" meant?'),
    "no plural": ("vingt: 1\nobjects:\n  pet: {}\n", 'm.yaml:3:3: namePlural of the object "pet" is missing.'),
    "an object that is nothing": ("vingt: 1\nobjects:\n  pet:\n", 'm.yaml:3:7: The object "pet" is described by keys with values, not by nothing.'),
    "a name twice": (HEAD + "  dog: {namePlural: dogs}\n  pet: {namePlural: petz}\n", 'm.yaml:6:3: "pet" stands here twice, first in line 3.'),
    "a key twice": (HEAD + "    icon: a\n    icon: b\n", 'm.yaml:6:5: "icon" stands here twice, first in line 5.'),
    "a number for a text": (HEAD + "    labelSingular: 1.10\n", "m.yaml:5:20: labelSingular is a text, not the number 1.10. Quote it"),
    "true for a text": (HEAD + "    labelSingular: true\n", "m.yaml:5:20: labelSingular is a text, not true. Quote it"),
    "a text for true": (HEAD + "    isActive: no\n", 'm.yaml:5:15: isActive is true or false, not the text "no".'),
    "a list for a text": (HEAD + "    icon: [a]\n", "m.yaml:5:11: icon is a text, not a list."),
    "another kind": (HEAD + "    kind: TABEL\n", 'm.yaml:5:11: kind is one of TABLE, VIEW, not the text "TABEL".'),
    "no type": (HEAD + "    fields:\n      name: {}\n", 'm.yaml:6:7: The type of the field "name" is missing'),
    "a field that is its type": (HEAD + "    fields:\n      name: TEXT\n", 'm.yaml:6:13: The field "name" is described by keys with values'),
    "a key of relations": (
        HEAD + "    fields:\n      name: {type: TEXT, target: pet}\n",
        "m.yaml:6:26: target belongs to fields of the type RELATION.",
    ),
    "a key of fields": (
        HEAD + "    fields:\n      mate: {type: RELATION, target: pet, inverseName: a, isUnique: true}\n",
        "m.yaml:6:59: isUnique does not belong to a field of the type RELATION.",
    ),
    "a key of nothing": (HEAD + "    fields:\n      name: {type: TEXT, nullable: true}\n", 'm.yaml:6:26: "nullable" means nothing of the field "name".'),
    "no target": (HEAD + "    fields:\n      mate: {type: RELATION, inverseName: a}\n", 'm.yaml:6:7: target of the field "mate" is missing.'),
    "no inverse": (HEAD + "    fields:\n      mate: {type: RELATION, target: pet}\n", 'm.yaml:6:7: inverseName of the field "mate" is missing.'),
    "a target that is not there": (
        HEAD + "    fields:\n      mate: {type: RELATION, target: pett, inverseName: a}\n",
        'm.yaml:6:38: There is no object "pett" to relate to. Is "pet" meant?',
    ),
    "a junction that is not there": (
        HEAD + "    fields:\n      mate: {type: RELATION, relationType: MANY_TO_MANY, target: pet, inverseName: a, junction: x}\n",
        'm.yaml:6:97: There is no object "x" to be the junction.',
    ),
    "another relation type": (
        HEAD + "    fields:\n      mate: {type: RELATION, relationType: MANY, target: pet, inverseName: a}\n",
        "m.yaml:6:44: relationType is one of MANY_TO_ONE, ONE_TO_MANY, ONE_TO_ONE, MANY_TO_MANY",
    ),
    "a relation at both ends": (
        HEAD
        + "    fields:\n      mate: {type: RELATION, target: pet, inverseName: mates}\n"
        + "      mates: {type: RELATION, relationType: ONE_TO_MANY, target: pet, inverseName: mate}\n",
        'm.yaml:6:56: "pet" has a field or relation "mates" already, line 7.',
    ),
    "two inverses of one name": (
        HEAD
        + "    fields:\n      a: {type: RELATION, target: pet, inverseName: c}\n"
        + "      b: {type: RELATION, target: pet, inverseName: c}\n",
        'm.yaml:7:53: "pet" has a field or relation "c" already, line 6.',
    ),
    "something else of a system field": (
        HEAD + "    fields:\n      createdAt: {isNullable: true}\n",
        'm.yaml:6:19: Every object has the field "createdAt": its isNullable cannot be changed. What can be is label, description, icon, isActive.',
    ),
    "nonsense of a system field": (HEAD + "    fields:\n      createdAt: {lable: x}\n", 'm.yaml:6:19: "lable" means nothing'),
    "two that were one": (
        HEAD + "    fields:\n      a: {type: TEXT, was: c}\n      b: {type: TEXT, was: c}\n",
        'm.yaml:7:28: "b" and "a" both say was: c.',
    ),
    "two with one id": (
        HEAD + "    id: 1a\n  dog: {namePlural: dogs, id: 1a}\n",
        'm.yaml:6:31: "dog" and "pet" both say id: 1a.',
    ),
    "options as names": (HEAD + "    fields:\n      a: {type: SELECT, options: [A]}\n", "m.yaml:6:35: An option is described by keys with values"),
    "an option without a value": (HEAD + "    fields:\n      a: {type: SELECT, options: [{label: A}]}\n", "m.yaml:6:35: value of an option is missing."),
    "a key of an option": (HEAD + "    fields:\n      a: {type: SELECT, options: [{value: A, colour: red}]}\n", 'm.yaml:6:46: "colour" means nothing of an option. Is "color" meant?'),
    "settings as a text": (HEAD + "    fields:\n      a: {type: NUMBER, settings: integer}\n", "m.yaml:6:35: settings is a list of keys with values"),
    "a foreign key's type": (
        HEAD + "    fields:\n      a: {type: RELATION, target: pet, inverseName: c, key: {type: TEXT}}\n",
        'm.yaml:6:62: "type" means nothing of the key of the field "a".',
    ),
    "indexes by name": (HEAD + "    indexes: {a: b}\n", "m.yaml:5:14: indexes is a list"),
    "an index of nothing": (HEAD + "    indexes: [{fields: []}]\n", "m.yaml:5:24: An index has at least one field."),
    "an index of a number": (HEAD + "    indexes: [{fields: [1]}]\n", "m.yaml:5:24: fields is a list of names of fields, not a list."),
    "an index without fields": (HEAD + "    indexes: [{isUnique: true}]\n", "m.yaml:5:15: fields of an index is missing."),
    "a tab": (HEAD + "\tfields: {}\n", "m.yaml:5:1: This is no YAML: while scanning a plain scalar, found a tab character"),
    "a bracket that stays open": ("vingt: 1\nobjects: {pet: [", "m.yaml:3:1: This is no YAML: while parsing a flow node"),
    "an indent that fits nothing": (HEAD + "   icon: a\n", "m.yaml:5:4: This is no YAML: while parsing a block mapping"),
    "two documents": ("vingt: 1\nobjects: {}\n---\nvingt: 1\nobjects: {}\n", "m.yaml:3:1: A second document begins here"),
    "an anchor": ("vingt: 1\nobjects: &a {}\n", "m.yaml:2:10: Anchors (&) and aliases (*) are not read."),
    "an alias": (HEAD + "    icon: *a\n", "m.yaml:5:11: Anchors (&) and aliases (*) are not read."),
    "a tag": (HEAD + "    icon: !!python/name:os.system x\n", "m.yaml:5:11: The tag tag:yaml.org,2002:python/name:os.system is not read."),
    "a harmless tag": (HEAD + "    icon: !!str 1\n", "m.yaml:5:11: The tag tag:yaml.org,2002:str is not read."),
    "a key that is a list": ("vingt: 1\nobjects: {[a]: b}\n", "m.yaml:2:11: A name is expected here."),
    "too deep": ("vingt: 1\nobjects: " + "[" * 40 + "]" * 40, "m.yaml:2:40: This is nested more than 30 deep."),
    "a NUL": (HEAD.encode() + b"    icon: a\0b\n", "m.yaml:5:12: There is a NUL character."),
    "an escaped NUL": (HEAD + '    icon: "a\\0b"\n', "m.yaml:5:11: This text has a character that no database holds."),
    "not UTF-8": (HEAD.encode() + b"    icon: \xff\n", "m.yaml:5:11: The file is not UTF-8."),
    "a control character": (HEAD + "    icon: a\x07\n", "m.yaml:5:12: This is no YAML: "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BAD.values(), ids=BAD)
def test_a_mistake_is_told_with_its_line_and_column(text, says):
    assert refusal(text).startswith(says)


def test_a_file_has_a_size():
    assert refusal(b"#" * (MOST_BYTES + 1)).startswith("m.yaml: The file has 5000001 bytes; at most 5000000 are read.")


def test_a_bomb_of_aliases_is_refused_at_its_fuse():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)}, *{chr(97 + at)}]\n" for at in range(20)
    )
    assert refusal(bomb).startswith("m.yaml:1:4: Anchors (&)")


def test_no_word_is_taken_for_something_else():
    """YAML 1.1 reads the first three as false, 750 and a date."""
    node = read_tree(b"[no, 12:30, 2024-01-01, 0o17, 1_000, .inf, yes, On, 007, 1.10, 1e3, '5', ~, true, -0]")
    expected = [
        "no",
        "12:30",
        "2024-01-01",
        "0o17",
        "1_000",
        ".inf",
        "yes",
        "On",
        7,
        Decimal("1.10"),
        Decimal("1e3"),
        "5",
        None,
        True,
        0,
    ]
    assert same(node.plain(), expected)


@pytest.mark.parametrize(
    "value",
    ["no", "~", "", " a ", "a: b", "- a", "12:30", "1.5", "0o17", "1e3", "null", "true", "# a", "a #b", "a\nb", "a\nb\n", "\n", " \n", "a\n  b", "é😀", "'", '"', "\\", "=", "<<", "!a", "&a", "*a", "{", "%a", "\t", "a\tb", "\x85", "\u2028", "x" * 500, "-", "?", ":", "0x1F", "1_0", "2024-01-01"],
)  # fmt: skip
def test_what_is_written_is_read_again(value):
    text = yaml.serialize(
        _node({"a": value, value: 1, "flow": [{"options": value}], "n": [1, Decimal("1.50"), None, True]}),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        width=1_000_000,
    )
    assert same(
        read_tree(text.encode()).plain(),
        {"a": value, value: 1, "flow": [{"options": value}], "n": [1, Decimal("1.50"), None, True]},
    )


def test_numbers_keep_their_digits():
    text = b"[12345678901234567890123.0001, 1e400, 3, 99999999999999999999]"
    assert to_json(read_tree(text).plain()) == "[12345678901234567890123.0001, 1E+400, 3, 99999999999999999999]"


def test_defaults_are_filled_in():
    model = read_model(
        b"vingt: 1\nobjects:\n  pet:\n    namePlural: pets\n    fields:\n      name: {type: TEXT}\n"
        b"      owner: {type: RELATION, target: pet, inverseName: pets, isNullable: false, description: Whose it is.}\n"
    )
    pet = model.objects["pet"]
    assert (pet.values["labelSingular"], pet.values["labelPlural"], pet.values["isSearchable"]) == ("pet", "pets", True)
    assert pet.fields["name"].values["label"] == "name"
    owner = pet.fields["owner"].values
    assert (owner["relationType"], owner["onDelete"], owner["inverseLabel"]) == ("MANY_TO_ONE", "CASCADE", "pets")
    assert owner["key"] == {
        "label": "owner id",
        "description": "Whose it is, by its id.",
        "icon": None,
        "isActive": True,
    }
    assert (pet.fields["owner"].place.line, pet.fields["owner"].where("target").column) == (7, 39)


def test_the_json_schema_is_what_the_shape_says():
    made = json_schema.make_json_schema()
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        json_schema.FILE.write_text(made)
    assert json_schema.json_schema() == made


def test_the_sql_of_the_standard_model_is_made_from_its_file():
    golden = ROOT / "sql" / "metadata" / "80_standard_model.sql"
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        golden.write_text(standard.standard_sql())
    assert golden.read_text() == standard.standard_sql()


def validates(schema: dict[str, Any], document: Any) -> bool:
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema).is_valid(document)


def test_the_json_schema_takes_the_standard_model():
    assert validates(json.loads(json_schema.json_schema()), yaml.safe_load(standard.FILE.read_text()))


@pytest.mark.parametrize(
    "case", ["a key that means nothing", "no plural", "another kind", "no type", "a key of relations", "a key of fields", "no target", "another relation type", "something else of a system field", "an option without a value", "a key of an option", "settings as a text", "a foreign key's type", "an index of nothing", "another version", "a list for a text", "a version as a text"]
)  # fmt: skip
def test_the_json_schema_refuses_what_is_refused(case):
    document = yaml.safe_load(BAD[case][0])
    assert not validates(json.loads(json_schema.json_schema()), document)


@pytest.mark.parametrize("key", ["isActive", "indexes"])
def test_the_standard_model_says_nothing_that_its_making_would_leave_out(key, tmp_path, monkeypatch):
    text = HEAD + {"isActive": "    isActive: false\n", "indexes": "    indexes: [{fields: [id]}]\n"}[key]
    (tmp_path / "standard.yaml").write_text(text)
    monkeypatch.setattr(standard, "FILE", tmp_path / "standard.yaml")
    with pytest.raises(FileError):
        standard.standard_sql()


def test_every_key_says_what_it_is_for():
    for keys in (
        shape.OBJECT,
        shape.FIELD,
        shape.RELATION,
        shape.SYSTEM_FIELD,
        shape.FOREIGN_KEY,
        shape.INDEX,
        shape.OPTION,
    ):
        for name, key in keys.items():
            assert key.meaning.endswith("."), name
