"""Sort keys and the cursors that are made of them.

In charge of the total order of a list, of the condition that a row stands behind a cursor in it, of what a cursor
holds, and of reading one again. A cursor is the sort values of its row as texts, so that neither an insertion nor a
deletion between two pages repeats or hides a row; it begins with a mark of the order that it was made with.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from sqlglot import exp

from app.errors import InvalidInput, invalid
from app.model.types import Object, Part
from app.query.bind import Derive, Parameters, Values
from app.query.expressions import as_text, call
from app.query.plan import Direction, Order, Param
from app.query.scope import ID, Scope
from app.query.url_text import UrlText
from app.query.values import BadValue, Convert, converter

_MARK_BYTES = 4
_MARK = re.compile(r"[0-9a-f]{8}")
# Values beyond those that requests give, and the types that have them.
_BEYOND = re.compile(r"NaN|-?[Ii]nfinity|[0-9]{4,}-[0-9:.+ -]{5,40} BC|[0-9]{5,}-[0-9:.+ -]{5,40}")
_UNBOUNDED = {"numeric", "real", "double precision", "date", "timestamptz"}
# Everything that base64 would part or pad with, in the letters of URLs instead.
_URL_LETTERS = ("+/=\n", "-_")


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key."""

    field: str
    part: Part
    is_descending: bool
    nulls_first: bool

    @property
    def says_nulls(self) -> bool:
        """Whether it puts nulls elsewhere than Postgres would. A column without nulls has none to put: saying
        nothing lets an index serve the order in both directions."""
        return self.part.is_nullable and self.nulls_first != self.is_descending


def sort_keys(of: Object, order: Sequence[Order]) -> tuple[Key, ...]:
    """The keys of a total order: those given, or the object's own where there are none, and the id, in the direction of
    the last one before it."""
    keys = []
    for each in order or [Order(name, "", Direction.ASC) for name in of.order]:
        part = of.fields[each.field].part(each.part)
        is_descending = each.direction.value.startswith("Desc")
        said = {Direction.ASC_NULLS_FIRST: True, Direction.DESC_NULLS_FIRST: True}
        nulls_first = said.get(each.direction, is_descending and each.direction is Direction.DESC)
        keys.append(Key(each.field, part, is_descending, nulls_first))
        if each.field == ID:
            return tuple(keys)  # nothing after it could decide anything
    id_part = of.fields[ID].part("")
    is_descending = bool(keys) and keys[-1].is_descending
    return (*keys, Key(ID, id_part, is_descending, is_descending))


def ordering(scope: Scope, keys: Sequence[Key], *, is_reversed: bool) -> list[exp.Ordered]:
    """The `order by` of a list, or of the same list from its end."""
    return [
        exp.Ordered(
            this=scope.column(key.part.column),
            desc=key.is_descending != is_reversed,
            nulls_first=key.nulls_first != is_reversed
            if key.says_nulls
            else _default(key.is_descending != is_reversed),
        )
        for key in keys
    ]


def _default(is_descending: bool) -> bool:
    """Where Postgres puts nulls by itself, which sqlglot then leaves unsaid."""
    return is_descending


class Cursors:
    """The cursors of one list."""

    def __init__(self, of: Object, keys: Sequence[Key]) -> None:
        self._keys = tuple(keys)
        described = [of.name_singular, *(f"{k.field}.{k.part.name} {k.is_descending} {k.nulls_first}" for k in keys)]
        self._mark = blake2b("\n".join(described).encode(), digest_size=_MARK_BYTES).hexdigest()

    def of_row(self, scope: Scope) -> exp.Expr:
        """The cursor of a row."""
        values = [_text(scope.column(key.part.column)) for key in self._keys]
        listed = as_text(call("json_build_array", *values))
        joined = exp.DPipe(this=exp.Literal.string(self._mark), expression=listed, safe=True)
        encoded = call("encode", call("convert_to", joined, exp.Literal.string("UTF8")), exp.Literal.string("base64"))
        return call("translate", encoded, *map(_escaped, _URL_LETTERS))

    def read(self, param: Param) -> Derive:
        """Takes a cursor apart into the values of the keys, as parameters. Raises InvalidInput."""
        converts = [_reader(key.part.pg_type) for key in self._keys]

        def derive(values: Values) -> list[bytes | None]:
            texts = self._texts(values[param.index], param.label)
            try:
                return [
                    None if text is None else convert(UrlText(text))
                    for convert, text in zip(converts, texts, strict=True)
                ]
            except BadValue:
                raise _not_a_cursor(param.label) from None

        return derive

    def _texts(self, cursor: Any, label: str) -> list[str | None]:
        try:
            if not isinstance(cursor, str):
                raise ValueError
            decoded = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", True).decode()
            mark, texts = decoded[: 2 * _MARK_BYTES], orjson.loads(decoded[2 * _MARK_BYTES :])
            if not _MARK.fullmatch(mark) or not isinstance(texts, list):
                raise ValueError
        except (ValueError, binascii.Error):
            raise _not_a_cursor(label) from None
        if mark != self._mark:
            raise invalid(label, "the cursor was made with another order: send the orderBy that it was given with")
        if len(texts) != len(self._keys) or not all(isinstance(text, str | None) for text in texts):
            raise _not_a_cursor(label)
        if any(text is None and not key.part.is_nullable for key, text in zip(self._keys, texts, strict=True)):
            raise _not_a_cursor(label)
        return texts

    def behind(
        self, scope: Scope, parameters: Parameters, place: int, *, is_reversed: bool, or_at: bool = False
    ) -> exp.Expr:
        """The condition that a row stands behind the cursor that was taken apart at `place`; `is_reversed` for before
        it, `or_at` for the row of the cursor itself as well."""
        bounds = [parameters.item(place, number, key.part.pg_type) for number, key in enumerate(self._keys)]
        columns = [scope.column(key.part.column) for key in self._keys]
        directions = {key.is_descending for key in self._keys}
        if len(directions) == 1 and not any(key.part.is_nullable for key in self._keys):
            # One comparison of rows, which an index in this order answers.
            is_greater = directions.pop() == is_reversed
            kind: type[exp.Binary] = {
                (True, False): exp.GT,
                (True, True): exp.GTE,
                (False, False): exp.LT,
                (False, True): exp.LTE,
            }[is_greater, or_at]
            if len(columns) == 1:
                return kind(this=columns[0], expression=bounds[0])
            return kind(this=exp.Tuple(expressions=columns), expression=exp.Tuple(expressions=bounds))
        ways: list[exp.Expr] = []
        same: list[exp.Expr] = []
        for key, column, bound in zip(self._keys, columns, bounds, strict=True):
            further = _further(key, column.copy(), bound, is_reversed)
            ways.append(exp.and_(*[each.copy() for each in same], further))
            same.append(_same(key, column.copy(), bound))
        if or_at:
            ways.append(exp.and_(*same))
        whole: exp.Expr = exp.Paren(this=exp.or_(*ways))
        first = self._keys[0]
        if not first.part.is_nullable and len(self._keys) > 1:
            # Implied by the rest, and what an index on the first key can begin with.
            kind = exp.GTE if first.is_descending == is_reversed else exp.LTE
            whole = exp.and_(kind(this=columns[0].copy(), expression=bounds[0].copy()), whole)
        return whole

    def is_own(self, scope: Scope, parameters: Parameters, place: int) -> exp.Expr:
        """The condition that a row is the one that the cursor was made of."""
        last = self._keys[-1]
        bound = parameters.item(place, len(self._keys) - 1, last.part.pg_type)
        return exp.EQ(this=scope.column(last.part.column), expression=bound)


def _further(key: Key, column: exp.Expr, bound: exp.Expr, is_reversed: bool) -> exp.Expr:
    kind = exp.GT if key.is_descending == is_reversed else exp.LT
    beyond = kind(this=column, expression=bound.copy())
    if not key.part.is_nullable:
        return beyond
    column_is_null = exp.Is(this=column.copy(), expression=exp.null())
    bound_is_null = exp.Is(this=bound.copy(), expression=exp.null())
    if key.nulls_first != is_reversed:
        return exp.Paren(this=exp.or_(beyond, exp.and_(bound_is_null, exp.Not(this=column_is_null))))
    return exp.Paren(this=exp.or_(beyond, exp.and_(column_is_null, exp.Not(this=bound_is_null))))


def _same(key: Key, column: exp.Expr, bound: exp.Expr) -> exp.Expr:
    if key.part.is_nullable:
        return exp.NullSafeEQ(this=column, expression=bound.copy())
    return exp.EQ(this=column, expression=bound.copy())


def _text(column: exp.Expr) -> exp.Expr:
    """A sort value as a text from which the very same value can be read again."""
    return as_text(column)


def _reader(pg_type: str) -> Convert:
    """Reads such a text. Tables that were made by hand hold what no request can give: NaN, infinities, years before
    the first; it is for the database to say whether they are of the column's type."""
    convert = converter(pg_type)
    if pg_type not in _UNBOUNDED:
        return convert
    # Postgres writes the offset of UTC, in which its session is, by its hours alone.
    return lambda value: (
        str(value).encode() if _BEYOND.fullmatch(value) else convert(UrlText(re.sub(r"\+00$", "Z", value)))
    )


def _escaped(letters: str) -> exp.Expr:
    if "\n" not in letters:
        return exp.Literal.string(letters)
    head, _, tail = letters.partition("\n")
    return exp.DPipe(
        this=exp.DPipe(this=exp.Literal.string(head), expression=call("chr", exp.Literal.number(10)), safe=True),
        expression=exp.Literal.string(tail),
        safe=True,
    )


def _not_a_cursor(label: str) -> InvalidInput:
    return invalid(label, "not a cursor of this list: use one that its edges or pageInfo gave")
