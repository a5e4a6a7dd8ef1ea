"""The pieces of SQL that everything else is put together from, as sqlglot expressions.

In charge of how names are quoted, of rows as JSON objects, and of the text in the end. Names that are ours begin with
`#`, which no field, column or response key does, so that they can never be taken for one.
"""

from collections.abc import Iterable, Sequence

from sqlglot import exp

from app.model.types import Object

# Stands for the workspace's schema in a statement's text, which is the same for all workspaces of equal models. No text
# of Postgres holds a NUL, and so no default of a column that is written out in a statement.
SCHEMA = "\0"

# Postgres cuts an alias at 63 bytes.
_LONGEST_ALIAS = 63
# What Postgres writes for a moment in UTC, to the microsecond (ISO 8601).
_MOMENT = """YYYY-MM-DD"T"HH24:MI:SS.US"Z\""""

Items = Sequence[tuple[str, exp.Expr]]


def name(text: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.to_identifier(text, quoted=True)


def column(table: str, text: str) -> exp.Column:
    """A column of a table or sub-select by its alias."""
    return exp.Column(this=name(text), table=name(table))


def row(table: str) -> exp.Column:
    """A whole row of a sub-select."""
    return exp.Column(this=name(table))


def table(text: str, alias: str, schema: str = SCHEMA) -> exp.Table:
    """A table, of the workspace where no schema is named."""
    return exp.Table(this=name(text), db=name(schema), alias=exp.TableAlias(this=name(alias)))


def table_of(of: Object, alias: str) -> exp.Table:
    """The table of an object."""
    return table(of.table, alias, of.schema or SCHEMA)


def call(function: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function; its name may have a schema in front."""
    schema, _, bare = function.rpartition(".")
    called = exp.Anonymous(this=bare, expressions=list(arguments))
    return exp.Dot(this=name(schema), expression=called) if schema else called


def text(value: str) -> exp.Expr:
    """A text that is a constant of the model or of a document."""
    return exp.Cast(this=exp.Literal.string(value), to=exp.DataType.build("text"))


def number(value: int) -> exp.Expr:
    """A whole number that is a constant."""
    return exp.Literal.number(value)


def select(items: Items = ()) -> exp.Select:
    """`select item as "key", ...`"""
    return exp.Select(expressions=[exp.Alias(this=item, alias=name(key)) for key, item in items])


def all_of(conditions: Iterable[exp.Expr]) -> exp.Expr | None:
    """The conjunction, None of none."""
    listed = list(conditions)
    # Not copied, since each is made for its place: measured, a long filter takes half the time.
    return exp.and_(*listed, copy=False) if listed else None


def any_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """The disjunction, false of none."""
    listed = list(conditions)
    return exp.or_(*listed, copy=False) if listed else exp.false()


def subquery(query: exp.Query, alias: str = "") -> exp.Subquery:
    """A query in parentheses."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=name(alias)) if alias else None)


def lateral(query: exp.Query, alias: str, *, is_optional: bool) -> exp.Join:
    """A join with a query that sees what stands before it. `is_optional` keeps rows for which it gives none."""
    joined = exp.Lateral(this=exp.Subquery(this=query), alias=exp.TableAlias(this=name(alias)))
    if is_optional:
        return exp.Join(this=joined, side="LEFT", on=exp.true())
    return exp.Join(this=joined, kind="CROSS")


def is_long(items: Items) -> bool:
    """Whether a key of the row would be cut as an alias."""
    return any(len(key.encode()) > _LONGEST_ALIAS for key, _ in items)


def long_row(items: Items) -> exp.Expr:
    """A JSON object with keys of any length, and of any number."""
    pieces: list[exp.Expr] = []
    for place, (key, item) in enumerate(items):
        pieces.append(exp.Literal.string(f'{"," if place else "{"}"{key}":'))
        pieces.append(exp.Coalesce(this=as_text(call("to_json", item)), expressions=[exp.Literal.string("null")]))
    pieces.append(exp.Literal.string("}" if pieces else "{}"))
    # Joined at once: each || would copy all that stands before it.
    joined = call("array_to_string", exp.Array(expressions=pieces), exp.Literal.string(""))
    return exp.Cast(this=joined, to=exp.DataType.build("json"))


def answered(item: exp.Expr) -> exp.Expr:
    """The JSON of a whole answer, which the database refuses to give beyond a size that a worker can hold."""
    return call("core.answer", item)


def as_text(item: exp.Expr) -> exp.Expr:
    """`item::text`"""
    return exp.Cast(this=item, to=exp.DataType.build("text"))


def shown(item: exp.Expr, pg_type: str) -> exp.Expr:
    """A column's value as an answer has it."""
    if pg_type == "timestamptz":
        utc = exp.AtTimeZone(this=item, zone=exp.Literal.string("UTC"))
        return call("to_char", utc, exp.Literal.string(_MOMENT))
    return item


def json_list(query: exp.Query, alias: str, item: exp.Expr | None = None) -> exp.Expr:
    """The rows of a query as a JSON list, in their order; of each row the whole or `item`."""
    empty = exp.Cast(this=exp.Literal.string("[]"), to=exp.DataType.build("json"))
    listed = exp.Coalesce(this=call("json_agg", item or row(alias)), expressions=[empty])
    return exp.Subquery(this=exp.Select(expressions=[listed]).from_(subquery(query, alias), copy=False))


def to_sql(query: exp.Expr, *, pretty: bool = False) -> str:
    """The text."""
    return query.sql(
        dialect="postgres", identify=True, normalize_functions=False, pretty=pretty, comments=False, copy=False
    )
