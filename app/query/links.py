"""Connecting records and disconnecting them, as statements.

In charge of the three ways in which two records are connected: a key on the record that is written (it is written with
the record; here its new value is looked at), a key on the record at the far end, and a row in a table between the two.
A statement that is given ids refuses the first that no live record has, with its path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sqlglot import exp

from app.errors import invalid
from app.model.types import Junction, Model, Object, Relation
from app.query.bind import Derived
from app.query.expressions import all_of, call, column, name, subquery, table_of, text
from app.query.link_values import IDS, LABELS, NUMBERS, linked_ids, order_of
from app.query.plan import Link, LinkAction, Param
from app.query.relations import id_column, junction_table
from app.query.scope import Context, Scope, Written, is_live

_WRITTEN = "#w"
_LINK = "#l"
_GIVEN = "#c"
_OWN = "#p"


class Owners(Enum):
    """Whose connections are written: those of one record, of each record in a list its own, or of all the same."""

    ONE = auto()
    EACH = auto()
    ALL = auto()


class _Which(Enum):
    """Which of an owner's connections end."""

    GIVEN = auto()
    OTHERS = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Linking:
    """The connections of one write. `place` is where the ids of the owners were derived, `given` the value that holds
    what they are connected to. New records have no connections yet."""

    model: Model
    of: Object
    links: Sequence[Link]
    owners: Owners
    place: int
    given: Param
    derived: Derived
    is_new: bool

    def statements(self) -> tuple[list[Written], list[Written]]:
        """What goes before the write itself, and what comes after. Raises InvalidInput for what cannot be done to a
        relation, whichever the ids are."""
        if not self.links:
            return [], []
        makes = linked_ids(self.of, self.links, self.given, single=self.owners is not Owners.EACH)
        ids, order = self.derived.add(makes), order_of(self.links)
        before: list[Written] = []
        after: list[Written] = []
        for link in self.links:
            relation = self.of.relations[link.relation]
            for action in link.actions:
                one = _One(self, relation, action, ids, order[link.relation, action])
                if not relation.holds_key:
                    after += one.through_junction(relation.junction) if relation.junction else one.by_far_key()
                elif action is LinkAction.CONNECT:
                    before.append(one.look())
        return before, after


@dataclass(frozen=True, slots=True)
class _One:
    """One action on one relation."""

    linking: Linking
    relation: Relation
    action: LinkAction
    ids_at: int
    item: int

    def look(self) -> Written:
        """Only see whether the records are there."""
        context = self._context()
        return exp.Select(expressions=[self._required(context, self._live(context))]), context

    def by_far_key(self) -> list[Written]:
        """Write the key of records at the far end."""
        linking, relation, action = self.linking, self.relation, self.action
        target = linking.model.objects[relation.target]
        key = target.fields[relation.field].parts[0]
        may_clear = key.is_nullable and not linking.is_new
        if not key.is_nullable and not linking.is_new and action is not LinkAction.CONNECT:
            remedy = f"connect it to another {relation.inverse}, or delete it"
            raise self._refused(f"a {target.name_singular} cannot be without {relation.field}: {remedy}")
        if action is LinkAction.DISCONNECT:
            if relation.is_to_one:
                return [self._cleared(target, _Which.ALL)] if may_clear else []
            return [self._cleared(target, _Which.GIVEN)] if may_clear else [self.look()]
        if linking.owners is Owners.ALL:
            raise self._refused(
                f"one record at the far end has one {relation.inverse} only: write one record at a time"
            )
        connect = self._connected(target)
        return [self._cleared(target, _Which.OTHERS), connect] if may_clear and self._replaces() else [connect]

    def through_junction(self, junction: Junction) -> list[Written]:
        """Write rows of the table between the two."""
        if self.action is not LinkAction.DISCONNECT:
            self._require_no_more_fields(junction)
        if self.action is LinkAction.DISCONNECT:
            return [self.look()] if self.linking.is_new else [self._unlinked(junction, _Which.GIVEN)]
        connect = self._linked(junction)
        if self.action is LinkAction.CONNECT or self.linking.is_new:
            return [connect]
        return [self._unlinked(junction, _Which.OTHERS), connect]

    # --- a key at the far end ------------------------------------------------------------------------------------

    def _replaces(self) -> bool:
        """Whether what was connected before does not stay so."""
        return self.action is LinkAction.SET or self.relation.is_to_one

    def _connected(self, target: Object) -> Written:
        context = self._context()
        far = Scope(target, context.alias())
        here = exp.EQ(this=far.column(id_column(target)), expression=column(_LINK, "target"))
        key = far.column(self.relation.column)
        moves = exp.NullSafeNEQ(this=key, expression=column(_LINK, "source"))
        update = exp.Update(
            this=table_of(target, far.alias),
            expressions=[exp.EQ(this=exp.column(name(self.relation.column)), expression=column(_LINK, "source"))],
            from_=exp.From(this=self._pairs(context)),
            where=exp.Where(this=_and_live(far, here, moves)),
            returning=exp.Returning(expressions=[far.column(id_column(target))]),
        )
        # Not only those that are there: also those that were changed, or had nothing to be changed.
        again = Scope(target, context.alias())
        same = exp.and_(
            exp.EQ(this=again.column(id_column(target)), expression=column(_LINK, "target")),
            exp.EQ(this=again.column(self.relation.column), expression=column(_LINK, "source")),
        )
        unmoved = (
            exp.Select(expressions=[again.column(id_column(target))])
            .from_(table_of(target, again.alias), copy=False)
            .join(self._pairs(context), on=same, copy=False)
        )
        live = is_live(again)
        if live is not None:
            unmoved = unmoved.where(live, copy=False)
        moved = exp.Select(expressions=[exp.column(name(id_column(target)))]).from_(_written(), copy=False)
        found = exp.Union(this=moved, expression=unmoved, distinct=False)
        return self._checked(context, update, found)

    def _cleared(self, target: Object, which: _Which) -> Written:
        """Take the key away: from the records given, from all others, or from all."""
        context = self._context()
        far = Scope(target, context.alias())
        mine = self._is_mine(context, far.column(self.relation.column))
        meant = self._meant(context, far.column(id_column(target)), which)
        update = exp.Update(
            this=table_of(target, far.alias),
            expressions=[exp.EQ(this=exp.column(name(self.relation.column)), expression=exp.null())],
            where=exp.Where(this=_and_live(far, mine, *meant)),
        )
        return self._or_checked(context, update, which)

    # --- a table between -----------------------------------------------------------------------------------------

    def _linked(self, junction: Junction) -> Written:
        context = self._context()
        alias = context.alias()
        there = [
            exp.EQ(this=column(alias, junction.source), expression=column(_LINK, "source")),
            exp.EQ(this=column(alias, junction.target), expression=column(_LINK, "target")),
            *_live_link(junction, alias),
        ]
        known = exp.Select(expressions=[exp.Literal.number(1)]).from_(
            junction_table(context, junction, alias), copy=False
        )
        pairs = (
            exp.Select(expressions=[column(_LINK, "source"), column(_LINK, "target")])
            .from_(self._pairs(context), copy=False)
            .where(exp.Not(this=exp.Exists(this=known.where(all_of(there), copy=False))), copy=False)
            .distinct(copy=False)
        )
        table = junction_table(context, junction, "")
        table.set("alias", None)
        insert = exp.Insert(
            this=exp.Schema(this=table, expressions=[name(junction.source), name(junction.target)]), expression=pairs
        )
        if not junction.object:
            # Somebody else may have made the same link meanwhile. In an object's table that is for its constraints.
            insert.set("conflict", exp.OnConflict(action=exp.Var(this="DO NOTHING")))
        return self._checked(context, insert, self._live(context))

    def _unlinked(self, junction: Junction, which: _Which) -> Written:
        context = self._context()
        alias = context.alias()
        mine = self._is_mine(context, column(alias, junction.source))
        meant = self._meant(context, column(alias, junction.target), which)
        where = exp.Where(this=all_of([mine, *meant, *_live_link(junction, alias)]))
        table = junction_table(context, junction, alias)
        change: exp.Expr
        if junction.deleted_at is None:
            change = exp.Delete(this=table, where=where)
        else:
            gone = exp.EQ(this=exp.column(name(junction.deleted_at)), expression=call("now"))
            change = exp.Update(this=table, expressions=[gone], where=where)
        return self._or_checked(context, change, which)

    def _require_no_more_fields(self, junction: Junction) -> None:
        through = self.linking.model.objects.get(junction.object)
        if through is None:
            return
        keys = (junction.source, junction.target)
        more = [each.name for each in through.fields.values() if each.is_required and each.parts[0].column not in keys]
        if more:
            remedy = f"create a {through.name_singular} instead"
            raise self._refused(f"a {through.name_singular} needs {', '.join(more)} as well: {remedy}")

    # --- what they share -----------------------------------------------------------------------------------------

    def _context(self) -> Context:
        context = Context.of(self.linking.model, self.linking.derived)
        context.written = f"{self.linking.given.label}.{self.relation.name}"
        return context

    def _refused(self, message: str) -> Exception:
        return invalid(f"{self.linking.given.label}.{self.relation.name}.{self.action}", message)

    def _ids(self, context: Context) -> exp.Expr:
        return context.parameters.item(self.ids_at, self.item + IDS, "uuid[]")

    def _pairs(self, context: Context) -> exp.Subquery:
        """Who is to be connected to whom."""
        given, columns = [self._ids(context)], ["target"]
        owner: exp.Expr = column(_OWN, "id")
        if self.linking.owners is Owners.EACH:
            given.append(context.parameters.item(self.ids_at, self.item + NUMBERS, "integer[]"))
            columns.append("number")
        elif self.linking.owners is Owners.ONE:
            owner = context.parameters.shared(self.linking.place, "uuid")
        query = exp.Select(
            expressions=[exp.alias_(owner, name("source")), exp.alias_(column(_GIVEN, "target"), name("target"))]
        ).from_(_unnest(given, _GIVEN, columns), copy=False)
        if self.linking.owners is not Owners.ONE:
            owners = _unnest([context.parameters.shared(self.linking.place, "uuid[]")], _OWN, ["id"])
            if self.linking.owners is Owners.EACH:
                owners.set("offset", name("number"))
                same = exp.EQ(this=column(_OWN, "number"), expression=column(_GIVEN, "number"))
                query = query.join(owners, on=same, copy=False)
            else:
                query = query.join(owners, join_type="cross", copy=False)
        return subquery(query, _LINK)

    def _is_mine(self, context: Context, key: exp.Expr) -> exp.Expr:
        """The condition that a key is that of an owner."""
        if self.linking.owners is Owners.ONE:
            return exp.EQ(this=key, expression=context.parameters.shared(self.linking.place, "uuid"))
        ids = context.parameters.shared(self.linking.place, "uuid[]")
        return exp.EQ(this=key, expression=exp.Any(this=exp.Paren(this=ids)))

    def _meant(self, context: Context, far: exp.Expr, which: _Which) -> list[exp.Expr]:
        if which is _Which.ALL:
            return []
        ids = exp.Paren(this=self._ids(context))
        if which is _Which.GIVEN:
            return [exp.EQ(this=far, expression=exp.Any(this=ids))]
        return [exp.NEQ(this=far, expression=exp.All(this=ids))]

    def _live(self, context: Context) -> exp.Select:
        """The ids of those given that a live record has."""
        target = self.linking.model.objects[self.relation.target]
        far = Scope(target, context.alias())
        own = far.column(id_column(target))
        meant = exp.EQ(this=own, expression=exp.Any(this=exp.Paren(this=self._ids(context))))
        return (
            exp.Select(expressions=[own.copy()])
            .from_(table_of(target, far.alias), copy=False)
            .where(_and_live(far, meant), copy=False)
        )

    def _required(self, context: Context, found: exp.Query) -> exp.Expr:
        labels = context.parameters.item(self.ids_at, self.item + LABELS, "text[]")
        found_ids = exp.Array(expressions=[found])
        return call("core.require_linked", text(self.relation.target), self._ids(context), found_ids, labels)

    def _checked(self, context: Context, change: exp.Expr, found: exp.Query) -> Written:
        query = exp.Select(expressions=[self._required(context, found)])
        return query.with_(name(_WRITTEN), as_=change, copy=False), context

    def _or_checked(self, context: Context, change: exp.Expr, which: _Which) -> Written:
        """Of a change that is followed by another for the same ids, that one looks at them."""
        if which is _Which.GIVEN:
            return self._checked(context, change, self._live(context))
        return change, context


def _unnest(arrays: list[exp.Expr], alias: str, columns: list[str]) -> exp.Unnest:
    return exp.Unnest(
        expressions=arrays, alias=exp.TableAlias(this=name(alias), columns=[name(each) for each in columns])
    )


def _and_live(scope: Scope, *conditions: exp.Expr) -> exp.Expr:
    live = is_live(scope)
    joined = all_of([*conditions] if live is None else [*conditions, live])
    return joined if joined is not None else exp.true()


def _live_link(junction: Junction, alias: str) -> list[exp.Expr]:
    if junction.deleted_at is None:
        return []
    return [exp.Is(this=column(alias, junction.deleted_at), expression=exp.null())]


def _written() -> exp.Table:
    return exp.Table(this=name(_WRITTEN))
