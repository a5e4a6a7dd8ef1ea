"""From a plan to statements.

In charge of choosing what writes which plan, and of a statement's text: once for all workspaces whose models are equal,
with the workspace's schema put in when it is known.
"""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from app.model.types import Model
from app.query.actions import change_statements, preview_statement
from app.query.bind import Derived, Parameters, Values, size_mark
from app.query.connections import list_query, write_list
from app.query.expressions import SCHEMA, subquery, table_of, to_sql
from app.query.filters import condition
from app.query.keyset import ordering, sort_keys
from app.query.plan import Change, Compare, Delete, Insert, Plan, Preview, SelectMany, SelectOne, Update
from app.query.recent import Recent
from app.query.scope import ID, Context, Scope, Written
from app.query.selection import Selector
from app.query.writes import delete_statements, insert_statements, update_statements

_SCHEMA_MARK = f'"{SCHEMA}"'.encode()
_SHOWN_SCHEMA = "schema"
# Texts of all statements with schema and page sizes put in, in bytes; making one anew takes microseconds.
_TEXTS = Recent[tuple[bytes, str, int, tuple[int, ...]], bytes](8 * 1024 * 1024)
# What an entry takes beside its text.
_TEXT_OVERHEAD = 400
_STATEMENT_BYTES = 1_000
_BIND_BYTES = 400


class Statement:
    """One SQL statement. In its `text` marks stand for the schema and for page sizes. `written` is the path by which
    errors name what it writes, "" where the plan's own tells it; `deleted` that of the ids that it deletes for good."""

    __slots__ = ("_binds", "_sizes", "deleted", "text", "written")

    def __init__(self, query: exp.Expr, parameters: Parameters, written: str = "", deleted: str = "") -> None:
        self.text = to_sql(query).encode()
        self.written = written
        self.deleted = deleted
        self._binds = tuple(parameters.binds)
        self._sizes = tuple(parameters.sizes)

    def text_for(self, schema: str, values: Values, version: int = 0) -> bytes:
        """The text for a workspace, the version of its model, and the page sizes of a request. Raises InvalidInput.

        Each version has a text of its own, so that it is prepared anew: Postgres remembers what a prepared statement
        cost before there was an index, and would keep to a plan for no values in particular.
        """
        sizes = tuple([size.read(values) for size in self._sizes]) if self._sizes else ()
        key = (self.text, schema, version, sizes)
        text = _TEXTS.get(key)
        if text is None:
            text = self._written(schema, sizes) + (b" /* model %d */" % version if version else b"")
            # The statement's own text, which the key holds, may be gone from everywhere else.
            _TEXTS.keep(key, text, len(text) + len(self.text) + _TEXT_OVERHEAD)
        return text

    @property
    def weight(self) -> int:
        """About how many bytes it takes, with what binds its values."""
        return _STATEMENT_BYTES + 2 * len(self.text) + _BIND_BYTES * len(self._binds)

    def _written(self, schema: str, sizes: Sequence[int]) -> bytes:
        quoted = '"' + schema.replace('"', '""') + '"'
        text = self.text.replace(_SCHEMA_MARK, quoted.encode())
        for number, size in enumerate(sizes):
            for extra in (0, 1):
                text = text.replace(size_mark(number, extra).encode(), b"%d" % (size + extra))
        return text

    def bind(self, values: Values, derived: Sequence[Any]) -> tuple[bytes | None, ...]:
        """The parameters of a request. Raises InvalidInput."""
        return tuple([bind(values, derived) for bind in self._binds])


def compile_plan(model: Model, plan: Plan, derived: Derived) -> tuple[Statement, ...]:
    """The statements of a plan, one of which gives the answer in its first row and column: the last, but the first of a
    removal, which reads what goes."""
    return tuple(
        Statement(query, context.parameters, context.written, context.deleted)
        for query, context in _written(model, plan, derived)
    )


def sql_of(model: Model, plan: Plan) -> str:
    """The text of a plan's statements, laid out to be read: for tests and for looking."""
    texts = [to_sql(query, pretty=True) for query, _ in _written(model, plan, Derived())]
    return ";\n\n".join(texts).replace(SCHEMA, _SHOWN_SCHEMA)


def _written(model: Model, plan: Plan, derived: Derived) -> list[Written]:
    match plan:
        case SelectMany(connection):
            context = Context.of(model, derived)
            return [(list_query(context, connection), context)]
        case SelectOne():
            context = Context.of(model, derived)
            return [(_one_query(context, plan), context)]
        case Insert():
            return insert_statements(model, plan, derived)
        case Update():
            return update_statements(model, plan, derived)
        case Delete():
            return delete_statements(model, plan, derived)
        case Change():
            return change_statements(model, plan, derived)
        case Preview():
            return [preview_statement(model, plan, derived)]


def _one_query(context: Context, plan: SelectOne) -> exp.Select:
    of = context.model.objects[plan.object]
    selector = Selector(context, write_list)
    is_by_id = isinstance(plan.filter, Compare) and (plan.filter.field, plan.filter.operator) == (ID, "eq")
    scope = Scope(of, context.alias(), is_table=is_by_id)
    items = selector.items(scope, plan.selection)
    if is_by_id:
        where = condition(context, scope, plan.filter)
        return selector.answer(scope, table_of(of, scope.alias), where, items)
    rows = Scope(of, context.alias())
    first = exp.Select(expressions=scope.columns_of(rows)).from_(table_of(of, rows.alias), copy=False)
    where = condition(context, rows, plan.filter)
    first = first.where(where, copy=False) if where is not None else first
    first = first.order_by(*ordering(rows, sort_keys(of, ()), is_reversed=False), copy=False).limit(
        exp.Literal.number(1), copy=False
    )
    return selector.answer(scope, subquery(first, scope.alias), None, items)
