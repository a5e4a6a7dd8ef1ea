"""The OpenAPI document of REST for the data model."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import METADATA
from app.query.execution import compile_program
from app.query.plan import Param, Preview
from app.rest.openapi_metadata import build_metadata_document
from app.rest.parameters import read_parameters
from app.rest.plans import plan_list
from tests.openapi import Judge
from tests.standard_model import laid_out

GOLDEN = Path(__file__).parent.parent / "golden" / "openapi-metadata.json"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(json.loads(json.dumps(build_metadata_document("1.2.3"))))


def test_golden(judge: Judge) -> None:
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        GOLDEN.write_text(laid_out(judge.document) + "\n")
    assert judge.document == json.loads(GOLDEN.read_text())


def test_it_is_a_sound_document(judge: Judge) -> None:
    assert [error.message for error in OpenAPIV30SpecValidator(judge.document).iter_errors()] == []


def test_every_call_is_there(judge: Judge) -> None:
    calls = {path: set(item) - {"parameters"} for path, item in judge.document["paths"].items()}
    assert calls == {
        **{f"/rest/metadata/{plural}": {"get", "post"} for plural in METADATA.by_plural},
        **{f"/rest/metadata/{plural}/{{id}}": {"get", "patch", "delete"} for plural in METADATA.by_plural},
        "/rest/metadata/indexes/{id}": {"get", "delete"},
        "/rest/open-api/metadata": {"get"},
    }


def test_everything_is_described(judge: Judge) -> None:
    for name, schema in judge.schemas().items():
        assert schema["description"], name
        for key, value in schema.get("properties", {}).items():
            assert "$ref" in value or value.get("description") or key in ("data", "error"), f"{name}.{key}"
    for path, item in judge.document["paths"].items():
        for method in ("get", "post", "patch", "delete"):
            for parameter in item.get(method, {}).get("parameters", []):
                assert judge.resolved(parameter)["description"], f"{path} {parameter}"


def test_examples_are_what_is_described_and_taken(judge: Judge) -> None:
    for name, schema in judge.schemas().items():
        if "example" in schema:
            assert judge.wrong({"$ref": f"#/components/schemas/{name}"}, schema["example"]) == [], name
    for action in ACTIONS:
        if action.input is not None:
            example = judge.schemas()[action.input.name]["example"]
            given = ((action.key, Param(0, "data")),)
            program = compile_program([("x", Preview(action, given))], METADATA)
            assert program.bind("schema", [[example] if action.key else example])


def test_bodies_hold_what_can_be_given(judge: Judge) -> None:
    for action in ACTIONS:
        if action.input is None:
            continue
        schema = judge.schemas()[action.input.name]
        assert list(schema["properties"]) == [field.name for field in action.input.fields]
        assert schema.get("required", []) == [field.name for field in action.input.fields if field.is_required]
        assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("path", "body", "is_right"),
    [
        ("objects", {"nameSingular": "a", "namePlural": "b"}, True),
        ("objects", {"nameSingular": "a", "namePlural": "b", "fields": [{"name": "c", "type": "TEXT"}]}, True),
        ("objects", {"nameSingular": "a"}, False),
        ("objects", {"nameSingular": None, "namePlural": "b"}, False),
        ("objects", {"nameSingular": "a", "namePlural": "b", "description": None}, True),
        ("objects", [{"nameSingular": "a", "namePlural": "b"}], False),
        ("fields", {"objectMetadataId": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "c", "type": "TEXT"}, True),
        ("fields", [{"objectMetadataId": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "c", "type": "TEXT"}], True),
        ("fields", [], False),
        ("fields", {"objectMetadataId": "x", "name": "c", "type": "BLOB"}, False),
    ],
)
def test_bodies(judge: Judge, path: str, body: Any, is_right: bool) -> None:
    assert (judge.wrong_in_body("post", f"/rest/metadata/{path}", body) == []) is is_right


def test_options_are_told_with_what_they_mean(judge: Judge) -> None:
    types = judge.schemas()["FieldType"]
    assert "CURRENCY" in types["enum"]
    assert "CURRENCY (An amount of money with its currency.)" in types["description"]
    assert judge.schemas()["IndexKind"]["enum"] == ["PRIMARY_KEY", "UNIQUE", "FOREIGN_KEY", "CHECK", "INDEX"]


def test_every_filter_and_order_that_is_described_can_be_planned(judge: Judge) -> None:
    count = 0
    for of in METADATA.objects.values():
        for parameter in judge.operation("get", f"/rest/metadata/{of.name_plural}")["parameters"]:
            if parameter.get("style") != "deepObject":
                continue
            for name, schema in judge.resolved(parameter["schema"])["properties"].items():
                value = judge.resolved(schema).get("enum", ["1"])[0]
                pairs = [(f"{parameter['name']}[{name}]", value)]
                assert plan_list(METADATA, of, read_parameters(pairs)), pairs
                count += 1
    assert count > 200


def test_changes_say_what_can_go_wrong(judge: Judge) -> None:
    answers = judge.operation("patch", "/rest/metadata/objects/{id}")["responses"]
    assert list(answers) == ["200", "400", "401", "403", "404", "409", "413", "415", "503", "default"]
    assert judge.document["components"]["parameters"]["limit"]["schema"]["default"] == 1000
