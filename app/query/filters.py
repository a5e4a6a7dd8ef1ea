"""Filters as conditions.

In charge of calling the operator functions of the model, of relations as sub-selects, and of leaving soft-deleted
records out unless the filter speaks of them. The operands' conversion follows the type that the operator takes.
"""

from sqlglot import exp

from app.model.types import Field, Operator, Part
from app.query.expressions import all_of, any_of, call
from app.query.plan import And, Compare, Filter, Not, NullTest, Or, Related
from app.query.relations import near_column, some_at_far_end
from app.query.scope import DELETED_AT, Context, Scope, is_live
from app.query.values import Convert, converter, is_quoted, list_of, one_of, to_pattern

_SELECTS = ("SELECT", "MULTI_SELECT")
_PATTERNS = ("like", "ilike")


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
    column, part = scope.part(given.field, given.part)
    operator = next(each for each in context.model.operators[part.type] if each.name == given.operator)
    pg_type, convert = _operand(scope.object.fields[given.field], part, operator)
    return call(operator.function, column, context.parameters.value(given.operand, convert, pg_type))


def _operand(field: Field, part: Part, operator: Operator) -> tuple[str, Convert]:
    pg_type = operator.argument_type.replace("self", part.pg_type)
    if field.options and part.type in _SELECTS and operator.argument_type in ("self", "self[]"):
        option = one_of(tuple(option.value for option in field.options))
        return pg_type, list_of(option, is_quoted=is_quoted("text")) if pg_type.endswith("[]") else option
    return pg_type, to_pattern if operator.name in _PATTERNS else converter(pg_type)


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
