"""Lists of records with what is told of them: edges, nodes, page facts, counts.

In charge of pages. Each part of the answer is computed only where it is asked for: a page is read once, one row further
where it has to be known whether more follow; a count is a query of its own.
"""

from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from app.model.types import Object
from app.query.expressions import (
    all_of,
    answered,
    call,
    column,
    is_long,
    json_list,
    long_row,
    name,
    row,
    select,
    subquery,
    table_of,
    text,
)
from app.query.filters import condition
from app.query.keyset import Cursors, ordering, sort_keys
from app.query.plan import Connection, Constant, Cursor, Edges, Fact, FactGroup, Node, Nodes, PageFact
from app.query.scope import Context, Scope
from app.query.selection import Item, Joined, Selector, Source
from app.query.values import whole_number

_PLACE = "#n"


def write_list(
    selector: Selector, connection: Connection, of: Object, joined: Joined, parent: Scope, source: Source = table_of
) -> exp.Expr:
    """A list of the rows of a source that hangs on each row of `parent`."""
    written = _List(selector, connection, of, joined, source)
    items = written.items()
    if [key for key, _ in items] == [""]:
        return items[0][1]  # REST's lists inside of a record are nothing but lists
    if is_long(items) and not written.is_shared:
        return long_row(items)
    alias = selector.context.alias()
    if is_long(items):
        parent.join(written.query([("#", long_row(items))]), alias)
        return column(alias, "#")
    parent.join(written.query(items), alias)
    return row(alias)


def list_query(context: Context, connection: Connection) -> exp.Select:
    """The statement of a list at the root."""
    of = context.model.objects[connection.object]
    written = _List(Selector(context, write_list), connection, of, lambda scope: None)
    items = written.items()
    if is_long(items):
        return written.query([("#", answered(long_row(items)))])
    alias = context.alias()
    return exp.Select(expressions=[answered(call("row_to_json", row(alias)))]).from_(
        subquery(written.query(items), alias), copy=False
    )


@dataclass
class _List:
    selector: Selector
    connection: Connection
    of: Object
    joined: Joined
    source: Source = table_of

    def __post_init__(self) -> None:
        self._context = self.selector.context
        self._keys = sort_keys(self.of, self.connection.order)
        self._cursors = Cursors(self.of, self._keys)
        self._page = Scope(self.of, self._context.alias(), is_table=False)
        page = self.connection.page
        self._cursor = None
        if page.cursor is not None:
            self._cursor = self._context.parameters.derived.add(self._cursors.read(page.cursor))
        if page.limit is not None:
            # Known from here on, so that it is checked even where no row of the page is asked for.
            self._context.parameters.limit(page.limit)
        facts = {fact for item in self.connection.items for fact in _facts(item)}
        self._looks_further = (PageFact.HAS_PREVIOUS if page.backward else PageFact.HAS_NEXT) in facts
        is_numbered = page.backward or self._looks_further
        self._is_numbered = is_numbered or not facts.isdisjoint((PageFact.START_CURSOR, PageFact.END_CURSOR))
        lists = sum(isinstance(item, Edges | Nodes) for item in self.connection.items)
        self.is_shared = self._is_numbered or lists > 1

    def items(self) -> list[Item]:
        """What is told, under its keys."""
        return [(item.key, self._item(item)) for item in self.connection.items]

    def query(self, items: list[Item]) -> exp.Select:
        """The items as a row, with the page that several of them read."""
        query = select(items)
        if not self.is_shared:
            return query
        return query.with_(name(self._page.alias), as_=self._page_query(), materialized=True, copy=False)

    def _item(self, item: Edges | Nodes | FactGroup | Fact | Constant) -> exp.Expr:
        match item:
            case Edges(_, inner):
                scope = self._page.again()
                return self._listed(scope, [(each.key, self._of_edge(scope, each)) for each in inner])
            case Nodes(_, selection):
                scope = self._page.again()
                return self._listed(scope, self.selector.items(scope, selection))
            case FactGroup(_, inner):
                told = [(each.key, self._fact(each)) for each in inner]
                if is_long(told):
                    return long_row(told)
                alias = self._context.alias()
                return exp.Subquery(
                    this=exp.Select(expressions=[row(alias)]).from_(subquery(select(told), alias), copy=False)
                )
        return self._fact(item)

    def _of_edge(self, scope: Scope, item: Node | Cursor | Constant) -> exp.Expr:
        match item:
            case Node(_, selection):
                return self.selector.row_of(scope, self.selector.items(scope, selection))
            case Cursor():
                return self._cursors.of_row(scope)
        return text(item.value)

    def _fact(self, item: Fact | Constant) -> exp.Expr:
        if isinstance(item, Constant):
            return text(item.value)
        page = self.connection.page
        match item.fact:
            case PageFact.TOTAL_COUNT:
                scope = Scope(self.of, self._context.alias())
                return self._of_table(scope, exp.Count(this=exp.Star()), self._where(scope))
            case PageFact.HAS_NEXT:
                return self._lies_behind() if page.backward else self._goes_on()
            case PageFact.HAS_PREVIOUS:
                return self._goes_on() if page.backward else self._lies_behind()
            case PageFact.START_CURSOR:
                return self._cursor_at_end(is_last=page.backward)
            case PageFact.END_CURSOR:
                return self._cursor_at_end(is_last=not page.backward)

    # --- the page ------------------------------------------------------------------------------------------------

    @cached_property
    def _limit(self) -> exp.Expr:
        limit = self.connection.page.limit
        return exp.Literal.number(self.of.page_size) if limit is None else self._context.parameters.limit(limit)

    def _page_query(self) -> exp.Select:
        """The rows of the page from the end where it begins, and one more where it has to be known whether there is."""
        page = self.connection.page
        scope = Scope(self.of, self._context.alias())
        beyond = None
        if self._cursor is not None:
            beyond = self._cursors.behind(scope, self._context.parameters, self._cursor, is_reversed=page.backward)
        query = exp.Select(expressions=self._page.columns_of(scope)).from_(
            self.source(self.of, scope.alias), copy=False
        )
        where = self._where(scope, beyond)
        if where is not None:
            query = query.where(where, copy=False)
        query = query.order_by(*ordering(scope, self._keys, is_reversed=page.backward), copy=False).limit(
            self._with_one_more(), copy=False
        )
        if page.offset is not None:
            query = query.offset(self._context.parameters.value(page.offset, whole_number(64), "bigint"), copy=False)
        if not self._is_numbered:
            return query
        inner = self._context.alias()
        counted = exp.alias_(exp.Window(this=exp.RowNumber()), name(_PLACE))
        return exp.Select(expressions=[counted, *self._page.columns_of(Scope(self.of, inner, is_table=False))]).from_(
            subquery(query, inner), copy=False
        )

    def _with_one_more(self) -> exp.Expr:
        if not self._looks_further:
            return self._limit.copy()
        limit = self.connection.page.limit
        if limit is None:
            return exp.Literal.number(self.of.page_size + 1)
        return self._context.parameters.limit(limit, extra=1)

    def _listed(self, scope: Scope, items: list[Item]) -> exp.Expr:
        """The rows of the page as a JSON list, in the list's own order."""
        source = exp.Table(this=name(scope.alias)) if self.is_shared else subquery(self._page_query(), scope.alias)
        query, whole, alias = self.selector.objects(scope, source, self._on_page(), items)
        if self.connection.page.backward:
            query = query.order_by(_by_place(scope, is_last=True), copy=False)
        return json_list(query, alias, whole)

    def _on_page(self) -> exp.Expr | None:
        """That a row is no more than looked at."""
        if not self._looks_further:
            return None
        return exp.LTE(this=column(self._page.alias, _PLACE), expression=self._limit.copy())

    # --- facts ---------------------------------------------------------------------------------------------------

    def _goes_on(self) -> exp.Expr:
        """Whether there is a row after the page's last, seen in the direction of paging."""
        place = column(self._page.alias, _PLACE)
        beyond = exp.GT(this=place, expression=self._limit.copy())
        return exp.Exists(
            this=_one().from_(exp.Table(this=name(self._page.alias)), copy=False).where(beyond, copy=False)
        )

    def _lies_behind(self) -> exp.Expr:
        """Whether there is a row on the other side of the cursor, or before the offset."""
        page = self.connection.page
        if self._cursor is not None:
            # As a rule it is the cursor's own row, which is found at once; any other may be at the end of the table.
            return exp.Paren(this=exp.or_(self._row_behind(self._cursor, is_own=True), self._row_behind(self._cursor)))
        if page.offset is not None:
            offset = self._context.parameters.value(page.offset, whole_number(64), "bigint")
            return exp.Paren(this=exp.GT(this=offset, expression=exp.Literal.number(0)))
        return exp.false()

    def _row_behind(self, cursor: int, *, is_own: bool = False) -> exp.Expr:
        """Whether there is a row at the cursor or on the other side of it; `is_own` for the one it was made of."""
        parameters, is_reversed = self._context.parameters, not self.connection.page.backward
        scope = Scope(self.of, self._context.alias())
        behind = self._cursors.behind(scope, parameters, cursor, is_reversed=is_reversed, or_at=True)
        own = self._cursors.is_own(scope, parameters, cursor) if is_own else None
        query = _one().from_(self.source(self.of, scope.alias), copy=False)
        return exp.Exists(this=query.where(self._where(scope, own, behind), copy=False))

    def _cursor_at_end(self, *, is_last: bool) -> exp.Expr:
        scope = self._page.again()
        query = exp.Select(expressions=[self._cursors.of_row(scope)]).from_(
            exp.Table(this=name(scope.alias)), copy=False
        )
        on_page = self._on_page()
        if on_page is not None:
            query = query.where(on_page, copy=False)
        return exp.Subquery(
            this=query.order_by(_by_place(scope, is_last=is_last), copy=False).limit(exp.Literal.number(1), copy=False)
        )

    def _where(self, scope: Scope, *more: exp.Expr | None) -> exp.Expr | None:
        conditions = (self.joined(scope), condition(self._context, scope, self.connection.filter), *more)
        return all_of(each for each in conditions if each is not None)

    def _of_table(self, scope: Scope, item: exp.Expr, where: exp.Expr | None) -> exp.Expr:
        query = exp.Select(expressions=[item]).from_(self.source(self.of, scope.alias), copy=False)
        return exp.Subquery(this=query.where(where, copy=False) if where is not None else query)


def _by_place(scope: Scope, *, is_last: bool) -> exp.Ordered:
    return exp.Ordered(this=column(scope.alias, _PLACE), desc=is_last, nulls_first=is_last)


def _one() -> exp.Select:
    return exp.Select(expressions=[exp.Literal.number(1)])


def _facts(item: Edges | Nodes | FactGroup | Fact | Constant) -> set[PageFact]:
    if isinstance(item, FactGroup):
        return {each.fact for each in item.items if isinstance(each, Fact)}
    return {item.fact} if isinstance(item, Fact) else set()
