"""The schema of /metadata: a workspace's data model, how it is changed, and the rest of its administration.

In charge of putting together what comes from three places: the types of `model.metadata_model` and the root fields that
read them, those of `model.metadata_actions` that change them, and root fields with resolvers, such as API keys'.
"""

from collections.abc import Iterable

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
)

from app.graphql.api_keys import api_key_fields
from app.graphql.inputs import InputType
from app.graphql.scalars import JSON
from app.graphql.schema import PREVIEW, Root, RootKind, Schema, SchemaBuilder, query_roots
from app.model.actions import Action, ActionKind, Input, InputField, Kind
from app.model.metadata_actions import ACTIONS
from app.model.metadata_model import METADATA

# What every kind of input is in GraphQL, but for those that have types of their own.
_SCALARS: dict[Kind, InputType] = {
    Kind.TEXT: GraphQLString,
    Kind.BOOLEAN: GraphQLBoolean,
    Kind.ID: GraphQLID,
    Kind.JSON: JSON,
    Kind.TEXTS: GraphQLList(GraphQLNonNull(GraphQLString)),
}


def build_metadata_schema() -> Schema:
    """The schema. What is no root of a plan in it has a resolver, whose context is a `Context`."""
    builder = SchemaBuilder(METADATA)
    query, mutation = api_key_fields()
    roots: dict[str, Root] = {}
    for of in METADATA.objects.values():
        query |= builder.query_fields(of)
        roots |= dict(query_roots(of))
    actions = _Actions(builder)
    for action in ACTIONS:
        mutation[action.name] = actions.field(action)
        roots[action.name] = Root(RootKind.ACT, METADATA.objects[action.object], action)
    schema = GraphQLSchema(
        GraphQLObjectType("Query", query, description="Reading."),
        GraphQLObjectType(
            "Mutation",
            mutation,
            description="Changing, field by field in order. Changes of the data model that follow one another are one "
            "transaction; each other field is one of its own.",
        ),
        description="The administration of a workspace.",
        assume_valid=True,
    )
    return Schema(METADATA, schema, roots, builder.built)


class _Actions:
    """The root fields of actions and their inputs, each made once."""

    def __init__(self, builder: SchemaBuilder) -> None:
        self._builder = builder
        self._inputs: dict[str, GraphQLInputObjectType] = {}

    def field(self, action: Action) -> GraphQLField:
        """The root field of an action."""
        record = self._builder.record(METADATA.objects[action.object])
        several: GraphQLOutputType = GraphQLList(GraphQLNonNull(record))
        is_several = action.kind is ActionKind.CREATE_MANY
        return GraphQLField(
            several if is_several else record,
            dict(self._arguments(action)),
            description=f"{action.description} Null where it is only a preview.",
        )

    def _arguments(self, action: Action) -> Iterable[tuple[str, GraphQLArgument]]:
        if action.kind in (ActionKind.UPDATE_ONE, ActionKind.DELETE_ONE):
            yield "id", GraphQLArgument(GraphQLNonNull(GraphQLID), description=f"The id of the {action.object}.")
        if action.input is not None:
            one = GraphQLNonNull(self._input(action.input))
            data = GraphQLNonNull(GraphQLList(one)) if action.key else one
            yield "data", GraphQLArgument(data, description=action.input.description)
        if action.is_confirmed:
            yield (
                "confirm",
                GraphQLArgument(GraphQLString, description="The name of what goes. Needed where data goes with it."),
            )
        yield (
            PREVIEW,
            GraphQLArgument(
                GraphQLBoolean,
                description="True runs nothing: the SQL that would run is in the answer's extensions, under preview "
                "and this field's key.",
            ),
        )

    def _input(self, described: Input) -> GraphQLInputObjectType:
        made = self._inputs.get(described.name)
        if made is None:
            fields = {
                field.name: GraphQLInputField(
                    GraphQLNonNull(self._type(field)) if field.is_required else self._type(field),
                    description=field.description,
                )
                for field in described.fields
            }
            made = GraphQLInputObjectType(described.name, fields, description=described.description)
            self._inputs[described.name] = made
        return made

    def _type(self, field: InputField) -> InputType:
        if field.inner is not None:
            return GraphQLList(GraphQLNonNull(self._input(field.inner)))
        # An enum of what is answered as well: what is given is called the same.
        return self._builder.enum(field.choice_name) if field.options else _SCALARS[field.kind]
