"""What a record looks like in an answer.

In charge of the fields that are given: all of an object's own, and with depth 1 the records it is related to.
"""

from app.model.types import Field, Model, Object
from app.query.plan import Composite, Connection, Nodes, Output, Page, Selection, SubValue, ToMany, ToOne, Value

# The key under which the related records of a to-many relation would stand; a list without a name is the list itself.
_UNNAMED = ""


def select_record(model: Model, of: Object, depth: int) -> Selection:
    """All fields of an object; with `depth` 1 each relation too, as an object or a list of the first records."""
    selection: list[Output] = [_output(field) for field in of.fields.values()]
    if depth:
        for relation in of.relations.values():
            related = select_record(model, model.objects[relation.target], 0)
            if relation.is_to_one:
                selection.append(ToOne(relation.name, relation.name, related))
            else:
                connection = Connection(relation.target, None, (), Page(), (Nodes(_UNNAMED, related),))
                selection.append(ToMany(relation.name, relation.name, connection))
    return tuple(selection)


def _output(field: Field) -> Output:
    if field.is_composite:
        return Composite(field.name, field.name, tuple(SubValue(part.name, part.name) for part in field.parts))
    return Value(field.name, field.name)
