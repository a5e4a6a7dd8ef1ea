"""Where an expression stands: which rows it sees, and what it needs of them.

In charge of aliases, of the columns that a sub-select has to hand up, and of the joins that hang on a row. Only columns
that are used are named anywhere, so that a role needs rights on no others. What a function computes of a row is a
column to everybody else: it is called where the rows are those of the table itself, and handed up from there.
"""

from dataclasses import dataclass, field
from itertools import count

from sqlglot import exp

from app.model.types import Model, Object, Part
from app.query.bind import Derived, Parameters
from app.query.expressions import SCHEMA, call, column, lateral, name, row

ID = "id"
DELETED_AT = "deletedAt"
# Stands for the whole row among the columns.
ROW = "#row"


@dataclass(slots=True)
class Context:
    """What all parts of one statement share. `written` is the path by which errors name what it writes, where that is
    another than the whole plan's; `deleted` that of the ids of records that it deletes for good."""

    model: Model
    parameters: Parameters
    written: str = ""
    deleted: str = ""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @staticmethod
    def of(model: Model, derived: Derived) -> "Context":
        """The context of a new statement."""
        return Context(model, Parameters(derived))

    def alias(self) -> str:
        """A new alias, `#1`, `#2`, ..."""
        return f"#{next(self._numbers)}"


# A statement, and what its parts share.
Written = tuple[exp.Expr, Context]


class Scope:
    """Rows of `object`, seen through the alias of its table, or of a sub-select where they are not `is_table`."""

    def __init__(self, of: Object, alias: str, *, is_table: bool = True) -> None:
        self.object = of
        self.alias = alias
        self._is_table = is_table
        self._computed = {field.parts[0].column for field in of.fields.values() if field.is_computed}
        self.used: dict[str, None] = {}
        self.joins: list[exp.Join] = []

    def again(self) -> "Scope":
        """The same rows read once more: columns are handed up for both, each has its own joins."""
        other = Scope(self.object, self.alias, is_table=self._is_table)
        other.used = self.used
        return other

    def column(self, text: str) -> exp.Expr:
        """A column of the row, or what a function makes of it, or `ROW`; it is used from now on."""
        self.used[text] = None
        if self._is_table and text == ROW:
            return row(self.alias)
        if self._is_table and text in self._computed:
            return call(f"{SCHEMA}.{text}", row(self.alias))
        return column(self.alias, text)

    def part(self, field_name: str, part_name: str) -> tuple[exp.Expr, Part]:
        """The column of a field or of its part."""
        part = self.object.fields[field_name].part(part_name)
        return self.column(part.column), part

    def join(self, query: exp.Query, alias: str, *, is_optional: bool = False) -> None:
        """Hang a query on each row."""
        self.joins.append(lateral(query, alias, is_optional=is_optional))

    def columns_of(self, source: "Scope") -> list[exp.Expr]:
        """The used columns, as the rows that these come of have them; never none."""
        columns: list[exp.Expr] = [exp.alias_(source.column(text), name(text)) for text in list(self.used)]
        return columns or [exp.alias_(exp.Literal.number(1), name("#"))]


def is_live(scope: Scope) -> exp.Expr | None:
    """The condition that a record is not soft-deleted; None where the object knows no soft delete."""
    deleted_at = scope.object.deleted_at
    return None if deleted_at is None else exp.Is(this=scope.column(deleted_at), expression=exp.null())


def one_row(scope: Scope, source: exp.Expr, where: exp.Expr | None, items: exp.Select) -> exp.Select:
    """`items` of the rows of a source, with what hangs on each of them."""
    query = items.from_(source, copy=False)
    for join in scope.joins:
        query = query.join(join, copy=False)
    return query.where(where, copy=False) if where is not None else query
