"""The five calls of REST as plans.

In charge of what each call asks the query layer for, and of checking a body's names. Values are checked where they are
bound, by the types of their columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Detail, InvalidInput, invalid
from app.model.types import Field, Model, Object, Relation
from app.query.link_values import actions_of, example, is_linkable
from app.query.plan import (
    Compare,
    Connection,
    Delete,
    Fact,
    FactGroup,
    Insert,
    Link,
    Nodes,
    Order,
    Page,
    PageFact,
    Param,
    SelectMany,
    SelectOne,
    Update,
    Value,
)
from app.rest.filters import plan_filter
from app.rest.names import BODY, find_part, unknown_in_body
from app.rest.parameters import Parameters
from app.rest.selection import select_record

# How the query layer names the id of a path.
ID = "id"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body writes: each field, sorted, with the parts that it gives of it (none for a field of one column), and
    what becomes of relations. A key that is written by its relation is among the fields."""

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    links: tuple[Link, ...]


_META = FactGroup("meta", (Fact("totalCount", PageFact.TOTAL_COUNT), Fact("hasMore", PageFact.HAS_NEXT)))


def plan_list(model: Model, of: Object, given: Parameters) -> SelectMany:
    """`{"data": [...], "meta": {"totalCount", "hasMore"}}`. The values are the operands, the limit, the offset."""
    filter_ = plan_filter(model, of, given.filters)
    index = sum(parameter.operator != "is" for parameter in given.filters)
    limit = offset = None
    if given.limit is not None:
        limit, index = Param(index, "limit"), index + 1
    if given.offset is not None:
        offset = Param(index, "offset")
    order = []
    for parameter in given.order:
        if parameter.path.partition(".")[0] in of.relations:
            raise invalid(parameter.name, "records are ordered by their own fields, not by those of a relation")
        field, part = find_part(of, parameter.path, parameter.name)
        if not part.is_sortable:
            raise invalid(parameter.name, "a list or a JSON value; records cannot be ordered by it")
        order.append(Order(field.name, part.name, parameter.direction))
    items = (Nodes("data", select_record(model, of, given.depth)), _META)
    return SelectMany(Connection(of.name_singular, filter_, tuple(order), Page(limit, offset=offset), items))


def plan_get(model: Model, of: Object, depth: int) -> SelectOne:
    """One record. The value is the id."""
    return SelectOne(of.name_singular, Compare(ID, "", "eq", Param(0, ID)), select_record(model, of, depth))


def plan_create(model: Model, of: Object, shape: Shape, depth: int) -> Insert:
    """A new record. The value is the body."""
    fields = tuple(name for name, _ in shape.fields)
    return Insert(of.name_singular, True, Param(0, BODY), fields, (), select_record(model, of, depth), shape.links)


def plan_update(model: Model, of: Object, shape: Shape, depth: int) -> Update:
    """Changes of a record. The values are the id and the body."""
    selection = select_record(model, of, depth)
    return Update(of.name_singular, True, Param(0, ID), Param(1, BODY), shape.fields, selection, shape.links)


def plan_delete(of: Object) -> Delete:
    """Delete a record. The value is the id."""
    return Delete(of.name_singular, True, Param(0, ID), (Value(ID, ID),))


def check_body(model: Model, of: Object, body: Mapping[str, object], *, is_new: bool) -> Shape:
    """The shape of a body whose names are right. Raises InvalidInput naming each field that is not."""
    problems: list[InvalidInput] = []
    fields: dict[str, tuple[str, ...]] = {}
    links = []
    for name, value in sorted(body.items()):
        try:
            relation = of.relations.get(name)
            if relation is None or name in of.fields:
                fields[name] = _check_field(of, name, value, is_new=is_new)
            else:
                links.append(_check_relation(model, of, relation, value))
                if relation.holds_key:
                    fields.setdefault(relation.field, ())
        except InvalidInput as problem:
            problems.append(problem)
    if is_new:
        problems += [
            invalid(field.name, "required")
            for field in of.fields.values()
            if field.is_required and field.name not in body and field.name not in fields
        ]
    elif not body:
        problems.append(invalid("body", "names no field to change"))
    if problems:
        details: list[Detail] = [detail for problem in problems for detail in problem.details]
        raise InvalidInput(problems[0].message, details)
    return Shape(tuple(sorted(fields.items())), tuple(links))


def _check_relation(model: Model, of: Object, relation: Relation, value: object) -> Link:
    if not is_linkable(model, of, relation):
        raise invalid(relation.name, "a relation to what cannot be written; leave it out")
    if not isinstance(value, dict):
        by_id = f"set by its id, {relation.field}, or by " if relation.holds_key else ""
        raise invalid(relation.name, f"a relation: {by_id}{example(relation)}")
    return Link(relation.name, tuple(sorted(action for action in actions_of(relation) if action in value)))


def _check_field(of: Object, name: str, value: object, *, is_new: bool) -> tuple[str, ...]:
    field = of.fields.get(name)
    if field is None:
        raise unknown_in_body(of, name, name[:80])
    if name == ID and not is_new:
        raise invalid(name, "a record keeps its id, a uuid; leave it out")
    if not field.is_writable:
        raise invalid(name, "set by the database; leave it out")
    if not field.is_composite:
        return ()
    parts = _check_parts(field, value)
    if not parts and not is_new:
        raise invalid(name, "names no part to change")
    return parts


def _check_parts(field: Field, value: object) -> tuple[str, ...]:
    known = [part.name for part in field.parts]
    if value is None:
        return tuple(sorted(known))
    if not isinstance(value, dict):
        raise invalid(field.name, f"an object with {', '.join(known)}")
    for name in value:
        if name not in known:
            raise invalid(f"{field.name}.{name[:80]}", f"unknown; {field.name} has {', '.join(known)}")
    return tuple(sorted(value))
