"""The GraphQL schema of /metadata."""

import os
from pathlib import Path

from graphql import GraphQLInputObjectType, GraphQLObjectType, print_schema, validate_schema

from app.graphql.metadata_schema import build_metadata_schema
from app.model.metadata_actions import ACTIONS

GOLDEN = Path(__file__).parent.parent / "golden" / "metadata.graphql"


def test_golden() -> None:
    text = print_schema(build_metadata_schema().graphql) + "\n"
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


def test_it_is_sound_and_everything_is_described() -> None:
    schema = build_metadata_schema().graphql
    schema._validation_errors, schema.assume_valid = None, False
    assert validate_schema(schema) == []
    for name, type_ in schema.type_map.items():
        assert type_.description, name
        if name.startswith("__"):
            continue
        for key, each in getattr(type_, "fields", {}).items():
            assert each.description, f"{name}.{key}"
            for argument, given in getattr(each, "args", {}).items():
                assert given.description, f"{name}.{key}({argument}:)"
        for key, value in getattr(type_, "values", {}).items():
            assert value.description, f"{name}.{key}"


def test_every_action_is_a_mutation_and_can_be_previewed() -> None:
    mutation = build_metadata_schema().graphql.mutation_type
    assert mutation is not None
    for action in ACTIONS:
        arguments = mutation.fields[action.name].args
        assert str(arguments["preview"].type) == "Boolean"
        assert ("confirm" in arguments) == action.is_confirmed


def test_what_is_given_has_the_types_of_what_is_answered() -> None:
    types = build_metadata_schema().graphql.type_map
    field, create = types["Field"], types["CreateFieldInput"]
    assert isinstance(field, GraphQLObjectType)
    assert isinstance(create, GraphQLInputObjectType)
    assert str(field.fields["type"].type) == str(create.fields["type"].type) == "FieldType!"
    relation, create_relation = types["Relation"], types["CreateRelationInput"]
    assert isinstance(relation, GraphQLObjectType)
    assert isinstance(create_relation, GraphQLInputObjectType)
    assert str(relation.fields["onDelete"].type) == "RelationOnDelete!"
    assert str(create_relation.fields["onDelete"].type) == "RelationOnDelete"
    nested = types["CreateObjectInput"]
    assert isinstance(nested, GraphQLInputObjectType)
    assert str(nested.fields["fields"].type) == "[CreateObjectFieldInput!]"
    assert "objectMetadataId" not in getattr(types["CreateObjectFieldInput"], "fields", {})
