"""What is selected of a record, as columns of a row that becomes a JSON object.

In charge of fields, composites and relations. Rows are put into one another as they are, not as JSON in JSON: only the
outermost one is written, which measured a tenth faster.
"""

from collections.abc import Callable, Sequence

from sqlglot import exp

from app.model.types import Object, Relation
from app.query.expressions import (
    answered,
    call,
    column,
    is_long,
    long_row,
    row,
    select,
    shown,
    subquery,
    table_of,
    text,
)
from app.query.plan import Composite, Connection, Constant, Output, Selection, SubValue, ToMany, ToOne, Value
from app.query.relations import is_at_far_end, near_column, rows_of_function
from app.query.scope import Context, Scope, is_live, one_row

# The column of an object that had to be written as JSON already.
_WHOLE = "#"

Item = tuple[str, exp.Expr]
# The condition that a row of the list belongs to the record at hand.
Joined = Callable[[Scope], exp.Expr | None]
# Writes a nested list; it is `query.connections`', which needs this module itself.
WriteList = Callable[["Selector", Connection, Object, Joined, Scope, "Source"], exp.Expr]
# Where the rows of an object come from, under an alias: its table, or a function.
Source = Callable[[Object, str], exp.Expr]


class Selector:
    """Selects from records of one statement."""

    def __init__(self, context: Context, write_list: WriteList) -> None:
        self.context = context
        self._write_list = write_list

    def items(self, scope: Scope, selection: Selection) -> list[Item]:
        """A row's columns under their keys."""
        return [(output.key, self._output(scope, output)) for output in selection]

    def row_of(self, scope: Scope, items: Sequence[Item], where: exp.Expr | None = None) -> exp.Expr:
        """An object that hangs on each row of a scope, null where the condition does not hold."""
        alias = self.context.alias()
        if is_long(items):
            value = long_row(items)
            return value if where is None else exp.Case(ifs=[exp.If(this=where, true=value)])
        query = select(items)
        scope.join(query if where is None else query.where(where, copy=False), alias, is_optional=where is not None)
        return row(alias)

    def objects(
        self, scope: Scope, source: exp.Expr, where: exp.Expr | None, items: Sequence[Item]
    ) -> tuple[exp.Select, exp.Expr, str]:
        """A query with an object a row: the query, its object, and the alias that the query must have for that."""
        alias = self.context.alias()
        if is_long(items):
            return one_row(scope, source, where, select([(_WHOLE, long_row(items))])), column(alias, _WHOLE), alias
        return one_row(scope, source, where, select(items)), row(alias), alias

    def answer(self, scope: Scope, source: exp.Expr, where: exp.Expr | None, items: Sequence[Item]) -> exp.Select:
        """A query that gives an object a row as JSON."""
        if is_long(items):
            return one_row(scope, source, where, exp.Select(expressions=[answered(long_row(items))]))
        query, whole, alias = self.objects(scope, source, where, items)
        return exp.Select(expressions=[answered(call("row_to_json", whole))]).from_(subquery(query, alias), copy=False)

    def single(self, scope: Scope, source: exp.Expr, where: exp.Expr | None, items: Sequence[Item]) -> exp.Expr:
        """The object of the only row of a source, null where there is none."""
        query, whole, alias = self.objects(scope, source, where, items)
        return exp.Subquery(this=exp.Select(expressions=[whole]).from_(subquery(query, alias), copy=False))

    def _output(self, scope: Scope, output: Output) -> exp.Expr:
        match output:
            case Constant(_, value):
                return text(value)
            case Value(_, field):
                value_column, part = scope.part(field, "")
                return shown(value_column, part.pg_type)
            case Composite():
                return self._composite(scope, output)
            case ToOne(_, relation, selection):
                return self._to_one(scope, scope.object.relations[relation], selection)
            case ToMany(_, relation, connection):
                return self._to_many(scope, scope.object.relations[relation], connection)

    def _composite(self, scope: Scope, output: Composite) -> exp.Expr:
        field = scope.object.fields[output.field]
        items: list[Item] = []
        for item in output.items:
            if isinstance(item, SubValue):
                part_column, part = scope.part(output.field, item.part)
                items.append((item.key, shown(part_column, part.pg_type)))
            else:
                items.append((item.key, text(item.value)))
        if not all(part.is_nullable for part in field.parts):
            return self.row_of(scope, items)
        # Null is no object of nulls.
        nulls = [exp.Is(this=scope.column(part.column), expression=exp.null()) for part in field.parts]
        return self.row_of(scope, items, exp.Not(this=exp.Paren(this=exp.and_(*nulls))))

    def _to_one(self, scope: Scope, relation: Relation, selection: Selection) -> exp.Expr:
        # A sub-select and not a join: a join may be turned round, and with it the order of the list.
        target = self.context.model.objects[relation.target]
        far = Scope(target, self.context.alias())
        near = scope.column(near_column(scope.object, relation))
        joined = is_at_far_end(self.context, relation, near, far)
        live = is_live(far)
        if live is not None:
            joined = exp.and_(joined, live)
        items = self.items(far, selection)
        return self.single(far, table_of(target, far.alias), joined, items)

    def _to_many(self, scope: Scope, relation: Relation, connection: Connection) -> exp.Expr:
        target = self.context.model.objects[relation.target]
        near = scope.column(near_column(scope.object, relation))
        if relation.function:

            def source(of: Object, alias: str) -> exp.Expr:
                return rows_of_function(relation, near.copy(), alias)

            return self._write_list(self, connection, target, lambda far: None, scope, source)

        def joined(far: Scope) -> exp.Expr:
            return is_at_far_end(self.context, relation, near.copy(), far)

        return self._write_list(self, connection, target, joined, scope, table_of)
