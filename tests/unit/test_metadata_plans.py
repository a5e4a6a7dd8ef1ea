"""Documents of /metadata and the SQL they become: `tests/golden/metadata/NAME.graphql` with its variables in NAME.json
gives NAME.sql, statements and parameters. VINGT_UPDATE_GOLDEN=1 writes it anew; read the difference."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import FieldNode

from app.db.wire import Line
from app.errors import InvalidInput
from app.graphql.documents import read_again, read_operation
from app.graphql.measure import DocumentLimits
from app.graphql.metadata_schema import build_metadata_schema
from app.graphql.shapes import Shapes
from app.graphql.to_plan import plan_operation
from app.model.actions import ActionKind, Kind
from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import METADATA
from app.query.actions import label_of
from app.query.compile import sql_of
from app.query.execution import Program, compile_program
from app.query.plan import Change, Param, Plan, Preview
from tests.unit.planning import GOLDEN, check

SCHEMA = build_metadata_schema()
SHAPES = Shapes()
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
BY_NAME = {action.name: action for action in ACTIONS}


def planned(text: str, variables: dict[str, Any]) -> tuple[list[tuple[str, Plan]], list[object], tuple[object, ...]]:
    operation = read_operation(SCHEMA.graphql, SHAPES, text, None, DocumentLimits())
    complete = operation.complete(variables)
    shape = operation.shape(complete)
    plan = plan_operation(SCHEMA, *read_again(operation), complete)
    roots = [(key, root) for key, root in plan.roots if not isinstance(root, str | FieldNode)]
    return roots, list(plan.values.bind(complete)), shape


def argument(action: str, *values: object, keys: tuple[str, ...]) -> Any:
    """What the function of an action is given."""
    given = tuple((key, Param(place, "data" if key in ("", "fields") else key)) for place, key in enumerate(keys))
    program = compile_program([("x", Preview(BY_NAME[action], given))], METADATA)
    ((call,),) = [program.bind("schema", values)]
    assert call.params[0] is not None
    return json.loads(call.params[0])


@pytest.mark.parametrize("path", sorted((GOLDEN / "metadata").glob("*.graphql")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    roots, values, _ = planned(path.read_text(), json.loads(path.with_suffix(".json").read_text()))
    pieces = []
    for key, root in roots:
        params = [call.params for call in compile_program([(key, root)], METADATA).bind("schema", values)]
        told = "\n".join(f"-- {[None if each is None else each.decode() for each in some]}" for some in params)
        pieces.append(f"-- {key}\n{sql_of(METADATA, root)};\n{told}")
    check("\n\n".join(pieces), path.with_suffix(".sql"))


def test_changes_wait_where_slow_work_does_and_are_not_run_twice() -> None:
    program = compile_program([("x", Change(BY_NAME["deleteOneIndex"], (("id", Param(0, "id")),), ()))], METADATA)
    assert program.line is Line.CHANGE
    assert not Line.CHANGE.only_reads


class Result:
    """Stands in for a result of Postgres."""

    def __init__(self, value: bytes) -> None:
        self.value = value

    def get_value(self, row: int, column: int) -> bytes:
        return self.value


def test_what_is_removed_is_answered_as_it_was_and_what_is_made_as_it_is() -> None:
    given = (("id", Param(0, "id")),)
    steps: list[tuple[str, Plan]] = [
        ("gone", Change(BY_NAME["deleteOneField"], given, ())),
        ("kept", Change(BY_NAME["updateOneField"], (*given, ("", Param(1, "data"))), ())),
        ("sql", Preview(BY_NAME["deleteOneField"], given)),
    ]
    program = compile_program(steps, METADATA)
    results: Any = [Result(b"%d" % number) for number in range(6)]
    assert program.answers(results) == [b"1", b"4", b"5"]


def test_whether_it_is_a_preview_is_part_of_the_shape() -> None:
    text = "mutation ($p: Boolean) { deleteOneIndex(id: 1, preview: $p) { id } }".replace("1", f'"{ID}"')
    shapes = []
    for variables, kind in (({"p": True}, Preview), ({"p": False}, Change), ({"p": None}, Change), ({}, Change)):
        ((_, root),), _, shape = planned(text, variables)
        assert isinstance(root, kind)
        shapes.append(shape)
    assert len(set(shapes)) == len(shapes)


def test_a_preview_whose_variable_has_a_default() -> None:
    text = f'mutation ($p: Boolean = true) {{ deleteOneIndex(id: "{ID}", preview: $p) {{ id }} }}'
    assert isinstance(planned(text, {})[0][0][1], Preview)
    assert isinstance(planned(text, {"p": False})[0][0][1], Change)


def test_the_argument_of_a_function() -> None:
    assert argument("updateOneObject", ID, {"labelSingular": "House", "isActive": None}, keys=("id", "")) == {
        "id": ID,
        "labelSingular": "House",
        "isActive": None,
    }
    assert argument("deleteOneObject", ID, "house", keys=("id", "confirm")) == {"id": ID, "confirm": "house"}
    field = {"objectMetadataId": ID, "name": "price", "type": "CURRENCY", "defaultValue": {"amountMicros": 10**15}}
    assert argument("createManyFields", [field, field], keys=("fields",)) == {"fields": [field, field]}
    assert argument("createOneField", {**field, "defaultValue": None}, keys=("",))["defaultValue"] is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"nameSingular": 5, "namePlural": "as"}, "data.nameSingular"),
        ({"nameSingular": "a\0", "namePlural": "as"}, "data.nameSingular"),
        ({"nameSingular": "a"}, "data.namePlural"),
        ({"nameSingular": None, "namePlural": "as"}, "data.nameSingular"),
        ({"nameSingular": "a", "namePlural": "as", "isSearchable": "yes"}, "data.isSearchable"),
        ({"nameSingular": "a", "namePlural": "as", "colour": "red"}, "data.colour"),
        ({"nameSingular": "a", "namePlural": "as", "x" * 500: 1}, "data." + "x" * 80),
        ({"nameSingular": "a", "namePlural": "as", "fields": {}}, "data.fields"),
        ({"nameSingular": "a", "namePlural": "as", "fields": [5]}, "data.fields.0"),
        ({"nameSingular": "a", "namePlural": "as", "fields": [{"name": "b"}]}, "data.fields.0.type"),
        ({"nameSingular": "a", "namePlural": "as", "fields": [{"name": "b", "type": "BLOB"}]}, "data.fields.0.type"),
        (
            {"nameSingular": "a", "namePlural": "as", "fields": [{"name": "b", "type": "TEXT", "options": ["\0"]}]},
            "data.fields.0.options",
        ),
        ([], "data"),
        ("object", "data"),
        (None, "data"),
    ],
)
def test_a_wrong_input_is_refused_by_the_name_of_what_is_wrong(data: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        argument("createOneObject", data, keys=("",))
    assert raised.value.details[0].field == field


@pytest.mark.parametrize(
    ("action", "data", "field"),
    [
        ("createOneIndex", {"objectMetadataId": ID, "fields": "name"}, "data.fields"),
        ("createOneIndex", {"objectMetadataId": ID, "fields": [1]}, "data.fields"),
        ("createOneIndex", {"objectMetadataId": ID, "fields": [None]}, "data.fields"),
        ("createOneIndex", {"objectMetadataId": "x", "fields": ["name"]}, "data.objectMetadataId"),
        ("createOneIndex", {"objectMetadataId": ID, "fields": ["name"], "isLiveOnly": "yes"}, "data.isLiveOnly"),
        ("createOneRelation", {"relationType": "MANY"}, "data.relationType"),
    ],
)
def test_wrong_inputs_of_other_actions(action: str, data: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        argument(action, data, keys=("",))
    assert raised.value.details[0].field == field


@pytest.mark.parametrize(("key", "value"), [("id", "x"), ("id", None), ("id", 5), ("confirm", 5), ("confirm", "a\0")])
def test_a_wrong_id_or_confirmation(key: str, value: object) -> None:
    values = {"id": ID, "confirm": "a"} | {key: value}
    with pytest.raises(InvalidInput) as raised:
        argument("deleteOneField", *values.values(), keys=("id", "confirm"))
    assert raised.value.details[0].field == key


def test_the_number_of_several_that_is_wrong_is_told() -> None:
    good = {"objectMetadataId": ID, "name": "price", "type": "CURRENCY"}
    with pytest.raises(InvalidInput) as raised:
        argument("createManyFields", [good, {**good, "name": 1}], keys=("fields",))
    assert raised.value.details[0].field == "data.1.name"


@pytest.mark.parametrize(
    ("given", "field", "label"),
    [
        ((("", Param(0, "data")),), "nameSingular", "data.nameSingular"),
        ((("id", Param(0, "id")), ("", Param(1, "data"))), "id", "id"),
        ((("id", Param(0, "id")), ("", Param(1, "data"))), "label", "data.label"),
        ((("id", Param(0, "id")), ("confirm", Param(1, "confirm"))), "confirm", "confirm"),
        ((("id", Param(0, "id")),), "confirm", "confirm"),
        ((("fields", Param(0, "data")),), "fields.1.name", "data.1.name"),
        ((("fields", Param(0, "data")),), "name", "data.name"),
        ((("", Param(0, "data")),), "fields.1.name", "data.fields.1.name"),
    ],
)
def test_fields_that_sql_names_are_told_as_the_request_has_them(given: Any, field: str, label: str) -> None:
    assert label_of(given, field) == label


def test_the_actions_are_described_soundly() -> None:
    assert len(BY_NAME) == len(ACTIONS)
    assert len({(action.object, action.kind) for action in ACTIONS}) == len(ACTIONS)
    for action in ACTIONS:
        assert action.object in METADATA.objects
        assert (action.input is None) == (action.kind is ActionKind.DELETE_ONE)
        assert (action.key != "") == (action.kind is ActionKind.CREATE_MANY)
        for field in action.input.fields if action.input else ():
            assert (field.kind is Kind.CHOICE) == bool(field.options)
            assert (field.kind is Kind.INPUTS) == (field.inner is not None)


def test_a_program_of_reads_is_no_change() -> None:
    roots, _, _ = planned("{ objects { totalCount } }", {})
    program = compile_program(roots, METADATA)
    assert isinstance(program, Program)
    assert program.line is Line.READ
