"""The GraphQL schema that a model gives."""

import os
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, print_schema, validate_schema

from app.graphql.schema import build_schema
from app.model.load import read_model
from tests.standard_model import sample_document, standard_document, standard_model

GOLDEN = Path(__file__).parent.parent / "golden" / "schema.graphql"


def field(name: str, like: str, **more: Any) -> dict[str, Any]:
    """A field like one of the samples'."""
    (sample,) = [each for each in sample_document()["objects"] if each["nameSingular"] == "sample"]
    (found,) = [each for each in sample["fields"] if each["name"] == like]
    return {**found, "name": name, "label": name, "description": f"The {name}.", **more}


def make_object(singular: str, plural: str) -> dict[str, Any]:
    """An object that has nothing but an id and a name."""
    note = next(each for each in standard_document()["objects"] if each["nameSingular"] == "note")
    fields = [field("id", "id"), field("name", "name")]
    return {**note, "nameSingular": singular, "namePlural": plural, "fields": fields, "relations": []}


def types_of(document: dict[str, Any]) -> dict[str, Any]:
    schema = build_schema(read_model(document)).graphql
    schema._validation_errors = None
    schema.assume_valid = False
    assert validate_schema(schema) == []
    return schema.type_map


def test_golden() -> None:
    text = print_schema(build_schema(standard_model()).graphql) + "\n"
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


def test_everything_is_described() -> None:
    for name, type_ in types_of(standard_document()).items():
        assert type_.description, name
        if name.startswith("__"):
            continue
        for key, each in getattr(type_, "fields", {}).items():
            assert each.description, f"{name}.{key}"
            for argument, given in getattr(each, "args", {}).items():
                assert given.description, f"{name}.{key}({argument}:)"
        for key, value in getattr(type_, "values", {}).items():
            assert value.description, f"{name}.{key}"


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("id", "ID!"),
        ("name", "String!"),
        ("employees", "Int"),
        ("idealCustomerProfile", "Boolean"),
        ("createdAt", "DateTime!"),
        ("deletedAt", "DateTime"),
        ("position", "Float!"),
        ("annualRecurringRevenue", "Currency"),
        ("people", "PersonConnection!"),
        ("accountOwner", "WorkspaceMember"),
        ("accountOwnerId", "ID"),
    ],
)
def test_output_types(name: str, type_: str) -> None:
    company = types_of(standard_document())["Company"]
    assert isinstance(company, GraphQLObjectType)
    assert str(company.fields[name].type) == type_


def test_scalars_by_column() -> None:
    types = types_of(standard_document())
    assert str(types["Currency"].fields["amountMicros"].type) == "BigInt"
    assert str(types["Opportunity"].fields["probability"].type) == "Decimal"
    assert str(types["Opportunity"].fields["closeDate"].type) == "Date"
    assert str(types["Opportunity"].fields["stage"].type) == "OpportunityStage!"
    assert list(types["OpportunityStage"].values) == ["NEW", "QUALIFICATION", "MEETING", "PROPOSAL", "CUSTOMER"]
    sample = types_of(sample_document())["Sample"].fields
    assert str(sample["tags"].type) == "[String!]"
    assert str(sample["choices"].type) == "[SampleChoices!]"
    assert str(sample["settings"].type) == "JSON"
    assert str(sample["stars"].type) == "Int"
    assert str(sample["big"].type) == "BigInt"


def test_inputs_hold_what_can_be_written() -> None:
    types = types_of(standard_document())
    create, update = types["CompanyCreateInput"], types["CompanyUpdateInput"]
    assert isinstance(create, GraphQLInputObjectType)
    assert str(create.fields["name"].type) == "String!"
    assert str(create.fields["id"].type) == "ID"
    assert "createdAt" not in create.fields
    assert "createdBy" not in create.fields
    assert str(create.fields["people"].type) == str(update.fields["people"].type) == "ToManyRelationInput"
    assert str(create.fields["accountOwner"].type) == "ToOneRelationInput"
    assert str(update.fields["name"].type) == "String"
    assert "id" not in update.fields


def test_filters_follow_the_operators_of_the_model() -> None:
    document = sample_document()
    document["operators"].append(
        {
            "fieldType": "EMAIL",
            "operator": "domain",
            "function": "filter.domain",
            "argumentType": "text",
            "description": "The part behind the @.",
        }
    )
    types = types_of(document)
    assert list(types["BooleanFilterInput"].fields) == ["eq", "neq", "is"]
    assert str(types["PersonFilterInput"].fields["email"].type) == "EmailFilterInput"
    assert str(types["PersonFilterInput"].fields["city"].type) == "StringFilterInput"
    assert str(types["EmailFilterInput"].fields["domain"].type) == "String"
    assert str(types["StringFilterInput"].fields["in"].type) == "[String!]"
    assert str(types["CompanyFilterInput"].fields["people"].type) == "PersonFilterInput"
    assert list(types["SampleFilterInput"].fields["settings"].type.fields) == [
        "is",
        "contains",
        "hasKey",
        "path",
        "isEmpty",
    ]  # type: ignore[union-attr]
    assert "settings" not in types["SampleOrderByInput"].fields
    assert "tags" not in types["SampleOrderByInput"].fields
    # Field types without operators cannot be filtered by.
    document["operators"] = [each for each in document["operators"] if each["fieldType"] != "JSON"]
    assert "settings" not in types_of(document)["SampleFilterInput"].fields


def test_names_that_would_collide_are_kept_apart() -> None:
    document = standard_document()
    for singular, plural in (("currency", "currencies"), ("opportunityStage", "opportunityStages")):
        document["objects"].append(make_object(singular, plural))
    types = types_of(document)
    assert "name" in types["Currency"].fields
    assert "amountMicros" in types["Currency_"].fields
    assert str(types["Company"].fields["annualRecurringRevenue"].type) == "Currency_"
    assert "PROPOSAL" in types["OpportunityStage_"].values


def test_options_that_graphql_cannot_spell_leave_a_string() -> None:
    document = standard_document()
    sizes = [{"value": value, "label": value, "position": place} for place, value in enumerate(("1-10", "11-50"))]
    document["objects"][0]["fields"].append(field("size", "choice", options=sizes))
    types = types_of(document)
    assert str(types["Company"].fields["size"].type) == "String"
    assert "CompanySize" not in types


def test_a_field_named_like_a_combination_gives_way_in_filters() -> None:
    document = standard_document()
    document["objects"][0]["fields"].append(field("not", "name"))
    types = types_of(document)
    assert str(types["CompanyFilterInput"].fields["not"].type) == "CompanyFilterInput"
    assert str(types["Company"].fields["not"].type) == "String"
