"""The OpenAPI document that a model gives."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.errors import ApiError
from app.model.load import read_model
from app.model.types import Model
from app.rest.openapi import build_document
from app.rest.openapi_answers import KINDS
from app.rest.parameters import read_parameters
from app.rest.plans import check_body, plan_list
from tests.openapi import Judge
from tests.standard_model import laid_out, sample_document, sample_model, standard_document, standard_model

GOLDEN = Path(__file__).parent.parent / "golden" / "openapi.json"
VERSION = "1.2.3"

MODELS = {"standard": standard_model, "sample": sample_model}


def judge(model: Model) -> Judge:
    # As a client gets it: through JSON, without objects that Python shares.
    return Judge(json.loads(json.dumps(build_document(model, VERSION))))


def object_like(like: str, singular: str, plural: str) -> dict[str, Any]:
    (found,) = [each for each in standard_document()["objects"] if each["nameSingular"] == like]
    return {**found, "nameSingular": singular, "namePlural": plural, "relations": []}


def model_with(*objects: dict[str, Any]) -> Model:
    document = standard_document("more")
    document["objects"] += objects
    return read_model(document)


def test_golden() -> None:
    document = json.loads(json.dumps(build_document(standard_model(), VERSION)))
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        GOLDEN.write_text(laid_out(document) + "\n")
    assert document == json.loads(GOLDEN.read_text())


@pytest.mark.parametrize("model", MODELS)
def test_it_is_a_sound_document(model: str) -> None:
    document = judge(MODELS[model]()).document
    assert [error.message for error in OpenAPIV30SpecValidator(document).iter_errors()] == []


def test_a_workspace_without_objects_has_a_sound_document_too() -> None:
    empty = read_model({**standard_document("empty"), "objects": []})
    document = judge(empty).document
    assert list(document["paths"]) == ["/rest/open-api/core"]
    assert [error.message for error in OpenAPIV30SpecValidator(document).iter_errors()] == []


@pytest.mark.parametrize("model", MODELS)
def test_every_object_has_its_five_calls_and_a_tag(model: str) -> None:
    given, document = MODELS[model](), judge(MODELS[model]()).document
    for of in given.objects.values():
        assert set(document["paths"][f"/rest/{of.name_plural}"]) == {"get", "post"}
        assert set(document["paths"][f"/rest/{of.name_plural}/{{id}}"]) == {"parameters", "get", "patch", "delete"}
    assert {tag["name"] for tag in document["tags"]} == {*given.by_plural, "open-api"}


@pytest.mark.parametrize("model", MODELS)
def test_everything_is_described(model: str) -> None:
    document = judge(MODELS[model]()).document
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"], name
        for key, value in schema.get("properties", {}).items():
            assert "$ref" in value or value.get("description") or key in ("data", "error"), f"{name}.{key}"
    for path, item in document["paths"].items():
        for parameter in item.get("get", {}).get("parameters", []):
            assert "$ref" in parameter or parameter["description"], f"{path} {parameter}"
    (company,) = [each for each in standard_document()["objects"] if each["nameSingular"] == "company"]
    described = document["components"]["schemas"]["Company"]
    assert described["description"].startswith(company["description"])
    assert described["properties"]["domainName"]["description"] == company["fields"][2]["description"]
    assert described["properties"]["people"]["description"].startswith("The people who work for the company.")


@pytest.mark.parametrize("model", MODELS)
def test_its_examples_are_what_it_describes(model: str) -> None:
    described = judge(MODELS[model]())
    for name, schema in described.schemas().items():
        if "example" in schema:
            assert described.wrong({"$ref": f"#/components/schemas/{name}"}, schema["example"]) == [], name
    for name, answer in described.document["components"]["responses"].items():
        content = answer["content"]["application/json"]
        assert described.wrong(content["schema"], content["example"]) == [], name


@pytest.mark.parametrize("model", MODELS)
def test_the_examples_of_bodies_are_taken(model: str) -> None:
    given, described = MODELS[model](), judge(MODELS[model]())
    for of in given.objects.values():
        for suffix, is_new in (("Create", True), ("Update", False)):
            check_body(given, of, described.schemas()[f"{of.type_name}{suffix}"]["example"], is_new=is_new)


@pytest.mark.parametrize("model", MODELS)
def test_every_filter_and_order_that_is_described_can_be_planned(model: str) -> None:
    """Each as a client writes it that serializes parameters as OpenAPI says: the name, and the property in brackets."""
    given, described = MODELS[model](), judge(MODELS[model]())
    count = 0
    for of in given.objects.values():
        for parameter in described.operation("get", f"/rest/{of.name_plural}")["parameters"]:
            if parameter.get("style") != "deepObject":
                continue
            for name, schema in described.resolved(parameter["schema"])["properties"].items():
                value = described.resolved(schema).get("enum", ["1"])[0]
                pairs = [(f"{parameter['name']}[{name}]", value)]
                assert plan_list(given, of, read_parameters(pairs)), pairs
                count += 1
    assert count > 1000


def test_no_column_and_no_operator_is_left_out() -> None:
    model, described = sample_model(), judge(sample_model())
    for of in model.objects.values():
        parameters = described.operation("get", f"/rest/{of.name_plural}")["parameters"]
        filters = {each["name"]: each for each in parameters if each.get("name", "").startswith("filter")}
        for field in of.fields.values():
            for part in field.parts:
                path = f"{field.name}.{part.name}" if part.name else field.name
                schema = described.resolved(filters[f"filter[{path}]"]["schema"])
                assert list(schema["properties"]) == [operator.name for operator in model.operators[part.type]]
        for relation in of.relations:
            assert f"filter[{relation}.id]" in filters


def test_types_formats_and_null() -> None:
    sample = judge(sample_model()).schemas()["Sample"]
    told = {
        name: {key: value for key, value in each.items() if key != "description"}
        for name, each in sample["properties"].items()
    }
    assert told["id"] == {"type": "string", "format": "uuid"}
    assert told["flag"] == {"type": "boolean", "nullable": True}
    assert told["whole"] == {"type": "integer", "format": "int32", "nullable": True}
    assert told["big"] == {"type": "integer", "format": "int64", "nullable": True}
    assert told["exact"] == {"type": "number", "format": "decimal", "nullable": True}
    assert told["double"] == {"type": "number", "format": "double", "nullable": True}
    assert told["moment"] == {"type": "string", "format": "date-time", "nullable": True}
    assert told["day"] == {"type": "string", "format": "date", "nullable": True}
    assert told["mail"] == {"type": "string", "format": "email", "maxLength": 320, "nullable": True}
    assert told["settings"] == {}
    assert told["tags"] == {"type": "array", "items": {"type": "string"}, "nullable": True}
    assert told["choice"] == {"allOf": [{"$ref": "#/components/schemas/SampleChoiceOrNull"}]}
    assert told["choices"]["items"] == {"$ref": "#/components/schemas/SampleChoices"}
    assert told["steps"] == {"type": "number", "format": "decimal"}
    assert "children" not in sample["required"]


def test_bodies_hold_what_can_be_written() -> None:
    schemas = judge(standard_model()).schemas()
    create, update = schemas["CompanyCreate"], schemas["CompanyUpdate"]
    assert create["required"] == ["name"]
    assert "required" not in update
    assert set(create["properties"]) - set(update["properties"]) == {"id"}
    assert not {"createdAt", "updatedAt", "deletedAt", "createdBy"} & set(create["properties"])
    assert create["additionalProperties"] is update["additionalProperties"] is False
    assert "required" not in schemas["PersonCreate"]


def test_options_with_their_labels() -> None:
    schemas = judge(standard_model()).schemas()
    assert schemas["TaskStatus"]["enum"] == ["TODO", "IN_PROGRESS", "DONE"]
    assert "IN_PROGRESS (In progress)" in schemas["TaskStatus"]["description"]
    assert schemas["TaskStatusFilter"]["properties"]["eq"]["allOf"] == [{"$ref": "#/components/schemas/TaskStatus"}]


def test_every_kind_of_error_is_told() -> None:
    assert {*KINDS} == {ApiError, *ApiError.__subclasses__()}
    described = judge(standard_model())
    error = described.schemas()["Error"]["properties"]["error"]["properties"]
    assert error["code"]["enum"] == [kind.code for kind in KINDS]
    update = described.operation("patch", "/rest/companies/{id}")["responses"]
    assert list(update) == ["200", "400", "401", "403", "404", "409", "413", "415", "503", "default"]
    assert list(described.operation("get", "/rest/companies")["responses"]) == [
        "200", "400", "401", "403", "404", "503", "default"
    ]  # fmt: skip
    unavailable = described.document["components"]["responses"]["Unavailable"]
    assert set(unavailable["headers"]) == {"X-Request-Id", "Retry-After"}


def test_names_make_way_for_those_of_objects() -> None:
    """An object may be called like the body of another, like the envelope of errors or like a type's filter."""
    model = model_with(
        object_like("note", "companyCreate", "companyCreates"),
        object_like("note", "error", "errors"),
        object_like("note", "textFilter", "textFilters"),
        object_like("note", "currency", "currencies"),
        object_like("note", "relatedCompany", "relatedCompanies"),
    )
    described = judge(model)
    assert [error.message for error in OpenAPIV30SpecValidator(described.document).iter_errors()] == []
    schemas = described.schemas()
    for of in model.objects.values():
        assert set(schemas[of.type_name]["required"]) == set(of.fields)
    body = described.operation("post", "/rest/companies")["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/CompanyCreate_"}
    example = described.document["components"]["responses"]["NotFound"]["content"]["application/json"]
    assert described.wrong(example["schema"], example["example"]) == []


def test_what_is_only_read_has_calls_that_read() -> None:
    described = judge(model_with({**object_like("note", "report", "reports"), "isWritable": False}))
    assert [error.message for error in OpenAPIV30SpecValidator(described.document).iter_errors()] == []
    assert set(described.document["paths"]["/rest/reports"]) == {"get"}
    assert set(described.document["paths"]["/rest/reports/{id}"]) == {"parameters", "get"}
    assert "ReportCreate" not in described.schemas()


def test_the_order_of_objects_does_not_matter_to_what_is_shared() -> None:
    document = sample_document()
    backwards = judge(read_model({**document, "objects": document["objects"][::-1]})).schemas()
    assert backwards == judge(sample_model()).schemas()


def test_a_large_model_has_a_document_that_can_be_read() -> None:
    (company,) = [each for each in standard_document()["objects"] if each["nameSingular"] == "company"]
    many = [{**company, "nameSingular": f"thing{number}", "namePlural": f"things{number}"} for number in range(100)]
    text = json.dumps(build_document(model_with(*many), VERSION))
    assert len(text) < 30_000 * 100
