"""The input types by which records are connected: `{connect: [{id: "…"}]}`.

In charge of the three types that all relations share, and of which relations have one. What they do is
`query.links`' business.
"""

from graphql import GraphQLBoolean, GraphQLID, GraphQLInputField, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from app.graphql.leaves import TypeNames
from app.model.types import Model, Object, Relation
from app.query.link_values import MOST_OF_RECORD, is_linkable


class RecordIdInput(GraphQLInputObjectType):
    """A record that is there, by its id."""


class RelationInput(GraphQLInputObjectType):
    """What becomes of the records at the far end of a relation."""


class RelationInputs:
    """The types of one schema. Their names are taken when it is made; those that no relation has are left out."""

    def __init__(self, model: Model, names: TypeNames) -> None:
        self._model = model
        linkable = [relation for of in model.objects.values() if of.is_writable for relation in self.of(of)]
        self._record = RecordIdInput(
            names.claim("RecordIdInput"),
            {"id": GraphQLInputField(GraphQLNonNull(GraphQLID), description="The id of the record.")},
            description="A record that is there already.",
        )
        self._to_one = RelationInput(
            names.claim("ToOneRelationInput"),
            {
                "connect": GraphQLInputField(self._record, description="Connect this record."),
                "disconnect": GraphQLInputField(GraphQLBoolean, description="true: connect none."),
            },
            description="Which record is at the far end of a relation to one.",
        )
        several = GraphQLList(GraphQLNonNull(self._record))
        self._to_many = RelationInput(
            names.claim("ToManyRelationInput"),
            {
                "connect": GraphQLInputField(several, description="Connect these as well."),
                "disconnect": GraphQLInputField(several, description="Connect these no longer."),
                "set": GraphQLInputField(several, description="Connect these and no others; goes alone."),
            },
            description="Which records are at the far end of a relation to many, at most "
            f"{MOST_OF_RECORD:,} in all lists of a record.",
        )
        kinds = {relation.is_to_one for relation in linkable}
        used = [self._to_one] if True in kinds else []
        used += [self._to_many] if False in kinds else []
        self.types: list[GraphQLInputObjectType] = [*used, self._record] if used else []

    def of(self, of: Object) -> list[Relation]:
        """The relations of an object that can be written."""
        return [relation for relation in of.relations.values() if is_linkable(self._model, of, relation)]

    def fields(self, of: Object) -> dict[str, GraphQLInputField]:
        """The input fields of those."""
        return {
            relation.name: GraphQLInputField(
                self._to_one if relation.is_to_one else self._to_many,
                description=relation.description or relation.label or relation.name,
            )
            for relation in self.of(of)
        }
