"""The metadata requests of the specification, pasted, in the order in which somebody would send them."""

import json
from typing import Any

import pytest

from tests.api import spec_metadata as spec
from tests.api.client import Api

AT = "/metadata"


@pytest.fixture(scope="module")
def listed(api: Api) -> dict[str, Any]:
    """The objects of the workspace before anything is changed, by their names."""
    edges = api.data(spec.LIST_OBJECTS, at=AT)["objects"]["edges"]
    return {edge["node"]["nameSingular"]: edge["node"] for edge in edges}


@pytest.fixture(scope="module")
def made(api: Api, listed: dict[str, Any]) -> dict[str, Any]:
    variables = json.loads(spec.CREATE_OBJECT_VARIABLES)
    answer: dict[str, Any] = api.data(spec.CREATE_OBJECT, variables, at=AT)["createOneObject"]
    return answer


@pytest.fixture(scope="module")
def price(api: Api, made: dict[str, Any]) -> dict[str, Any]:
    variables = json.loads(spec.CREATE_FIELD_VARIABLES.replace("object-id-here", made["id"]))
    answer: dict[str, Any] = api.data(spec.CREATE_FIELD, variables, at=AT)["createOneField"]
    return answer


@pytest.fixture(scope="module")
def record(api: Api, price: dict[str, Any]) -> dict[str, Any]:
    """The first record of the new object, sent as soon as it has its field."""
    data = {"price": {"amountMicros": 250_000_000_000, "currencyCode": "EUR"}}
    query = "mutation ($data: PropertyCreateInput!) { createProperty(data: $data) { id price { amountMicros } } }"
    answer: dict[str, Any] = api.data(query, {"data": data})["createProperty"]
    return answer


def test_list_objects(listed: dict[str, Any]) -> None:
    assert {"company", "person", "opportunity", "task", "note"} <= set(listed)
    company = listed["company"]
    assert (company["namePlural"], company["isCustom"], company["isActive"]) == ("companies", False, True)
    fields = {edge["node"]["name"]: edge["node"] for edge in company["fields"]["edges"]}
    assert {"id", "name", "domainName", "employees", "annualRecurringRevenue", "createdAt"} <= set(fields)
    assert list(fields["name"]) == [
        "id", "name", "label", "type", "description", "icon", "isCustom", "isActive", "isNullable", "defaultValue"
    ]  # fmt: skip
    assert (fields["annualRecurringRevenue"]["type"], fields["people"]["type"]) == ("CURRENCY", "RELATION")


def test_create_object(made: dict[str, Any]) -> None:
    assert made["id"]
    assert {key: value for key, value in made.items() if key != "id"} == {
        "nameSingular": "property",
        "namePlural": "properties",
        "labelSingular": "Property",
        "labelPlural": "Properties",
        "icon": "IconBuilding",
    }


def test_create_field(price: dict[str, Any]) -> None:
    assert price["id"]
    assert (price["name"], price["label"], price["type"]) == ("price", "Price", "CURRENCY")
    assert price["description"] == "Property listing price"


def test_records_of_the_new_object_are_served_at_once(api: Api, record: dict[str, Any]) -> None:
    assert record["price"] == {"amountMicros": 250_000_000_000}
    assert api.listed("properties?limit=10")[0]["price"] == {"amountMicros": 250_000_000_000, "currencyCode": "EUR"}


def test_update_object(api: Api, made: dict[str, Any], listed: dict[str, Any], price: dict[str, Any]) -> None:
    object_id = one_object(api, "property")["id"]
    changed = {"labelSingular": "Estate", "description": "Houses and land"}
    answer = api.data(spec.UPDATE_OBJECT, {"id": object_id, "input": changed}, at=AT)["updateOneObject"]
    assert list(answer) == ["id", "labelSingular", "description", "updatedAt"]
    assert answer | changed == answer


def test_update_field(api: Api, price: dict[str, Any]) -> None:
    changed = {"label": "Asking price", "description": "What the seller asks"}
    answer = api.data(spec.UPDATE_FIELD, {"id": price["id"], "input": changed}, at=AT)["updateOneField"]
    assert answer | changed == answer


def test_create_relation(api: Api, record: dict[str, Any]) -> None:
    company, estate = one_object(api, "company")["id"], one_object(api, "property")["id"]
    text = spec.CREATE_RELATION_VARIABLES.replace("company-object-id", company).replace("property-object-id", estate)
    answer = api.data(spec.CREATE_RELATION, json.loads(text), at=AT)["createOneRelation"]
    assert answer.pop("id")
    assert answer == {
        "relationType": "ONE_TO_MANY",
        "fromObjectMetadataId": company,
        "toObjectMetadataId": estate,
    }
    nested = "{ companies { edges { node { properties { totalCount } } } } properties { edges { node { company { id } } } } }"
    assert api.data(nested)["properties"]["edges"][0]["node"] == {"company": None}


def test_delete_field_and_object(api: Api, price: dict[str, Any], record: dict[str, Any]) -> None:
    """What has data wants the name of it, which the specification's requests do not give."""
    error = api.error(spec.DELETE_FIELD, {"id": price["id"]}, at=AT)
    assert (error.code, error.fields, error.path) == ("VALIDATION_ERROR", ("confirm",), ("deleteOneField",))
    api.rest("PATCH", f"properties/{record['id']}", {"price": None})
    answer = api.data(spec.DELETE_FIELD, {"id": price["id"]}, at=AT)
    assert answer == {"deleteOneField": {"id": price["id"]}}
    made = api.data(spec.CREATE_OBJECT, {"input": {"nameSingular": "shed", "namePlural": "sheds"}}, at=AT)
    object_id = made["createOneObject"]["id"]
    answer = api.data(spec.DELETE_OBJECT, {"id": object_id}, at=AT)
    assert answer == {"deleteOneObject": {"id": object_id}}
    assert api.rest("GET", "sheds").status_code == 404


def one_object(api: Api, name: str) -> dict[str, Any]:
    """An object by its name."""
    query = "query ($name: String!) { object(filter: { nameSingular: { eq: $name } }) { id } }"
    found: dict[str, Any] = api.data(query, {"name": name}, at=AT)["object"]
    return found
