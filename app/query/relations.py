"""Which records stand at the far end of a relation.

In charge of the conditions that join the two ends: by a key at either, or through a junction table. Whether a record at
the far end is live is for others to ask; of links through a junction only live ones count.
"""

from sqlglot import exp

from app.model.types import Junction, Object, Relation
from app.query.expressions import SCHEMA, column, name, subquery, table, table_of
from app.query.scope import ID, ROW, Context, Scope


def id_column(of: Object) -> str:
    """The column of an object's ids."""
    return of.fields[ID].parts[0].column


def near_column(of: Object, relation: Relation) -> str:
    """The column of an object's own table that a relation begins with; the whole row for a function of it."""
    if relation.function:
        return ROW
    return relation.column if relation.holds_key else id_column(of)


def rows_of_function(relation: Relation, near: exp.Expr, alias: str) -> exp.Table:
    """The rows that a relation's function gives for a row, in the place of a table."""
    called = exp.Anonymous(this=relation.function, expressions=[near])
    return exp.Table(this=called, db=name(SCHEMA), alias=exp.TableAlias(this=name(alias)))


def junction_table(context: Context, junction: Junction, alias: str) -> exp.Table:
    """The table that holds the links. Where it is an object's, that one may be hidden."""
    of = context.model.objects.get(junction.object)
    return table(junction.table, alias) if of is None else table_of(of, alias)


def is_at_far_end(context: Context, relation: Relation, near: exp.Expr, far: Scope) -> exp.Expr:
    """The condition that a row stands at the far end, for what `near_column` has at this one.

    Through a junction it asks whether there is a link, so that a row counts once, however many links lead to it.
    """
    if relation.junction is None:
        key = id_column(far.object) if relation.holds_key else relation.column
        return exp.EQ(this=far.column(key), expression=near)
    alias = context.alias()
    linked = exp.Select(expressions=[column(alias, relation.junction.target)]).from_(
        junction_table(context, relation.junction, alias), copy=False
    )
    linked = linked.where(_is_link(relation.junction, alias, near), copy=False)
    return exp.In(this=far.column(id_column(far.object)), query=subquery(linked))


def some_at_far_end(context: Context, relation: Relation, near: exp.Expr, far: Scope) -> exp.Select:
    """`select 1` of the rows at the far end, to ask whether there is one."""
    if relation.function:
        return exp.Select(expressions=[exp.Literal.number(1)]).from_(
            rows_of_function(relation, near, far.alias), copy=False
        )
    query = exp.Select(expressions=[exp.Literal.number(1)]).from_(table_of(far.object, far.alias), copy=False)
    if relation.junction is None:
        return query.where(is_at_far_end(context, relation, near, far), copy=False)
    # A join, and not the condition above: within another sub-select Postgres would not see through it.
    alias = context.alias()
    same = exp.EQ(this=column(alias, relation.junction.target), expression=far.column(id_column(far.object)))
    return query.join(junction_table(context, relation.junction, alias), on=same, copy=False).where(
        _is_link(relation.junction, alias, near), copy=False
    )


def _is_link(junction: Junction, alias: str, near: exp.Expr) -> exp.Expr:
    is_ours = exp.EQ(this=column(alias, junction.source), expression=near)
    if junction.deleted_at is None:
        return is_ours
    return exp.and_(is_ours, exp.Is(this=column(alias, junction.deleted_at), expression=exp.null()))
