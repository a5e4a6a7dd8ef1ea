"""Filters as conditions.

In charge of calling the operator functions of the model, of relations as sub-selects, and of leaving soft-deleted
records out unless the filter speaks of them. The operands' conversion follows the type that the operator takes.
"""

from sqlglot import exp

from app.model.types import Field, Model, Operator, Part
from app.query.expressions import all_of, any_of, call, text
from app.query.plan import And, Compare, Filter, Not, NullTest, Or, Param, Related
from app.query.relations import near_column, some_at_far_end
from app.query.scope import DELETED_AT, ID, Context, Scope, is_live
from app.query.url_text import UrlText
from app.query.values import Convert, converter, list_of, one_of, to_pattern

_SELECTS = ("SELECT", "MULTI_SELECT")
_PATTERNS = ("filter.like", "filter.ilike")
# A type whose values are read by a function of ours, which says what is wrong with one and where it was given.
_READ_BY = {"jsonpath": "core.json_path"}


def condition(context: Context, scope: Scope, given: Filter | None) -> exp.Expr | None:
    """The condition of a filter on the rows of a scope, with that on soft-deleted ones; None where all rows pass."""
    conditions = [] if given is None else [_condition(context, scope, given)]
    live = None if given is not None and _speaks_of_deletion(given) else is_live(scope)
    return all_of([*conditions, live] if live is not None else conditions)


def _condition(context: Context, scope: Scope, given: Filter) -> exp.Expr:
    match given:
        case Compare():
            return _compare(context, scope, given)
        case NullTest(field, part, is_null):
            tested = exp.Is(this=scope.part(field, part)[0], expression=exp.null())
            return tested if is_null else exp.Not(this=tested)
        case Related():
            return _related(context, scope, given)
        case And(items):
            joined = all_of(_condition(context, scope, item) for item in items)
            return joined if joined is not None else exp.true()
        case Or(items):
            return any_of(_condition(context, scope, item) for item in items)
        case Not(item):
            return exp.Not(this=exp.Paren(this=_condition(context, scope, item)))


def _compare(context: Context, scope: Scope, given: Compare) -> exp.Expr:
    field = scope.object.fields[given.field]
    if field.is_composite and not given.part:
        # The function of an operator on the whole takes all columns, in the order of the parts.
        operator = _operator(context, field.type, given.operator)
        columns = [scope.column(part.column) for part in field.parts]
        operand = _operand(context, given.operand, operator.argument_type, converter(operator.argument_type))
        return call(operator.function, *columns, operand)
    column, part = scope.part(given.field, given.part)
    operator = _operator(context, part.type, given.operator)
    pg_type = operator_type(operator, part)
    return call(operator.function, column, _operand(context, given.operand, pg_type, _convert(field, part, operator)))


def whole_operators(model: Model, field: Field) -> list[Operator]:
    """The operators that a composite understands as a whole, beside those of its parts, whose names come first. None
    takes an operand of the type of the column, since there are several."""
    if not field.is_composite:
        return []
    parts = {part.name for part in field.parts}
    known = model.operators.get(field.type, ())
    return [each for each in known if each.function and "self" not in each.argument_type and each.name not in parts]


def _operator(context: Context, type_: str, name: str) -> Operator:
    return next(each for each in context.model.operators[type_] if each.name == name)


def operator_type(operator: Operator, part: Part) -> str:
    """The Postgres type of an operator's operand on a column."""
    return operator.argument_type.replace("self", part.pg_type)


def _convert(field: Field, part: Part, operator: Operator) -> Convert:
    pg_type = operator_type(operator, part)
    if field.options and part.type in _SELECTS and operator.argument_type in ("self", "self[]"):
        option = one_of(tuple(option.value for option in field.options))
        return list_of(option, is_quoted=True) if pg_type.endswith("[]") else option
    convert = to_pattern if operator.function in _PATTERNS else converter(pg_type)
    return (
        _from_text(convert) if field.name == ID and part.pg_type != "uuid" and not pg_type.endswith("[]") else convert
    )


def _from_text(convert: Convert) -> Convert:
    """Reads a value also from its text: an id comes as one from every door, whatever its type is."""
    return lambda value: convert(UrlText(value) if isinstance(value, str) else value)


def _operand(context: Context, param: Param, pg_type: str, convert: Convert) -> exp.Expr:
    reader = _READ_BY.get(pg_type)
    if reader is None:
        return context.parameters.value(param, convert, pg_type)
    # A sub-select is read once, before any row.
    read = call(reader, context.parameters.value(param, convert, "text"), text(param.label))
    return exp.Subquery(this=exp.Select(expressions=[read]))


def _related(context: Context, scope: Scope, given: Related) -> exp.Expr:
    relation = scope.object.relations[given.relation]
    target = context.model.objects[relation.target]
    far = Scope(target, context.alias())
    near = scope.column(near_column(scope.object, relation))
    query = some_at_far_end(context, relation, near, far)
    inner = condition(context, far, given.filter)
    return exp.Exists(this=query.where(inner, copy=False) if inner is not None else query)


def _speaks_of_deletion(given: Filter) -> bool:
    match given:
        case Compare(field) | NullTest(field):
            return field == DELETED_AT
        case And(items) | Or(items):
            return any(map(_speaks_of_deletion, items))
        case Not(item):
            return _speaks_of_deletion(item)
    return False
