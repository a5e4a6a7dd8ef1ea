"""Inserts, updates and deletes as statements.

In charge of the write itself and of reading what was written; connections to other records are `query.links`'. A
statement does not see in the tables what it writes, so the answer is read by a second one in the same transaction;
where one record's own columns are all that is asked for, RETURNING gives them and the second is saved.
"""

from collections.abc import Sequence

from sqlglot import exp

from app.model.types import Field, Model, Object, Part
from app.query.bind import (
    Derived,
    converted,
    id_of_record,
    ids_of_records,
    part_of_record,
    parts_of_records,
    presence_in_records,
)
from app.query.connections import write_list
from app.query.expressions import answered, call, column, json_list, name, subquery, table_of, text
from app.query.links import Linking, Owners
from app.query.plan import Delete, Insert, Link, Selection, ToMany, ToOne, Update, Value
from app.query.scope import ID, Context, Scope, Written, is_live
from app.query.selection import Selector
from app.query.types import written_as
from app.query.values import list_of, to_uuid

_WRITTEN = "#w"
_GIVEN = "#i"
_PLACE = "#n"


def insert_statements(model: Model, plan: Insert, derived: Derived) -> list[Written]:
    """The statements of an insert; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    place = derived.add((id_of_record if plan.single else ids_of_records)(plan.records, ID))
    insert = (_insert_one if plan.single else _insert_many)(context, of, plan, place)
    if plan.single and not plan.links and _is_plain(of, plan.selection):
        return [(_returning(context, insert, of, plan.selection), context)]
    owners = Owners.ONE if plan.single else Owners.EACH
    linking = Linking(model, of, plan.links, owners, place, plan.records, derived, is_new=True)
    before, after = linking.statements()
    read = _read_again(model, of, derived, place, plan.selection, single=plan.single)
    return [*before, (insert, context), *after, read]


def update_statements(model: Model, plan: Update, derived: Derived) -> list[Written]:
    """The statements of an update; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    relations = _relations_of_keys(of, plan.links)
    changes: list[exp.Expr] = []
    for field_name, parts in plan.fields:
        field = of.fields[field_name]
        for part in field.parts:
            if not part.name or part.name in parts:
                convert = written_as(field, part)
                bind = part_of_record(plan.changes, field_name, part.name, convert, relations.get(field_name, ""))
                changes.append(_assigned(part.column, context.parameters.add(bind, part.pg_type)))
    place, ids = _ids_of(context, plan)
    scope = Scope(of, context.alias())
    update = exp.Update(
        this=table_of(of, scope.alias), expressions=changes, where=exp.Where(this=_meant(scope, ids, plan))
    )
    if not plan.links:
        return _changed(context, of, plan, update, scope, place, ids)
    owners = Owners.ONE if plan.single else Owners.ALL
    linking = Linking(model, of, plan.links, owners, place, plan.changes, derived, is_new=False)
    before, after = linking.statements()
    write = _checked(context, of, plan, update, scope, ids) if changes else _locked(context, of, plan, scope, ids)
    read = _read_again(model, of, derived, place, plan.selection, single=plan.single)
    return [*before, (write, context), *after, read]


def delete_statements(model: Model, plan: Delete, derived: Derived) -> list[Written]:
    """The statements of a delete; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    place, ids = _ids_of(context, plan)
    scope = Scope(of, context.alias())
    where = exp.Where(this=_meant(scope, ids, plan))
    if of.deleted_at is not None:
        changes = [_assigned(of.deleted_at, call("now"))]
        update = exp.Update(this=table_of(of, scope.alias), expressions=changes, where=where)
        return _changed(context, of, plan, update, scope, place, ids)
    context.deleted = plan.ids.label
    delete = exp.Delete(this=table_of(of, scope.alias), where=where)
    if plan.single and _is_plain(of, plan.selection):
        return [(_returned(context, of, plan, delete, ids), context)]
    # A statement reads what was there before it, also what goes with the record: so this one gives the answer as well.
    read = read_by_id(context, of, ids, plan.selection, single=plan.single)
    delete.set("returning", _its_id(of, scope))
    read = read.with_(name(_WRITTEN), as_=delete, copy=False)
    return [(_or_missing(context, of, plan, read, ids), context)]


def _ids_of(context: Context, plan: Update | Delete) -> tuple[int, exp.Expr]:
    """Where the ids of a plan are derived, and the same as a parameter."""
    convert = to_uuid if plan.single else list_of(to_uuid, is_quoted=False)
    place = context.parameters.derived.add(converted(plan.ids, convert))
    return place, context.parameters.shared(place, "uuid" if plan.single else "uuid[]")


def _meant(scope: Scope, ids: exp.Expr, plan: Update | Delete) -> exp.Expr:
    """The condition on the live records that are written."""
    own = scope.column(_id_column(scope.object))
    meant = exp.EQ(this=own, expression=ids if plan.single else exp.Any(this=exp.Paren(this=ids)))
    live = is_live(scope)
    return meant if live is None else exp.and_(meant, live)


def _changed(
    context: Context, of: Object, plan: Update | Delete, update: exp.Update, scope: Scope, place: int, ids: exp.Expr
) -> list[Written]:
    """An update of live records by their ids, which fails where one of them is not there."""
    if plan.single and _is_plain(of, plan.selection):
        return [(_returned(context, of, plan, update, ids), context)]
    write = _checked(context, of, plan, update, scope, ids)
    model, derived = context.model, context.parameters.derived
    return [(write, context), _read_again(model, of, derived, place, plan.selection, single=plan.single)]


def _returned(
    context: Context, of: Object, plan: Update | Delete, write: exp.Update | exp.Delete, ids: exp.Expr
) -> exp.Expr:
    """One record's own columns as the answer to what wrote them."""
    return _or_missing(context, of, plan, _returning(context, write, of, plan.selection), ids)


def _or_missing(context: Context, of: Object, plan: Update | Delete, query: exp.Select, ids: exp.Expr) -> exp.Expr:
    """A query that writes, and a failure where one of the ids was not among those written."""
    with_ = query.args["with_"]
    query.set("with_", None)
    label = text(plan.ids.label)
    written = exp.Select(expressions=[exp.Literal.number(1)]).from_(_written(), copy=False)
    if plan.single:
        missing = exp.Select(expressions=[call("core.no_such_record", text(of.name_singular), ids.copy(), label)])
        missing = missing.where(exp.Not(this=exp.Exists(this=written)), copy=False)
    else:
        given = exp.Unnest(
            expressions=[ids.copy()], alias=exp.TableAlias(this=name(_GIVEN), columns=[name("id")]), offset=name(_PLACE)
        )
        same = exp.EQ(this=exp.column(name(_id_column(of)), table=name(_WRITTEN)), expression=column(_GIVEN, "id"))
        first = (
            exp.Select(expressions=[column(_GIVEN, "id")])
            .from_(given, copy=False)
            .where(exp.Not(this=exp.Exists(this=written.where(same, copy=False))), copy=False)
            .order_by(exp.Ordered(this=column(_GIVEN, _PLACE)), copy=False)
            .limit(exp.Literal.number(1), copy=False)
        )
        alias = context.alias()
        called = call("core.no_such_record", text(of.name_singular), column(alias, "id"), label)
        missing = exp.Select(expressions=[called]).from_(subquery(first, alias), copy=False)
    union = exp.Union(this=query, expression=missing, distinct=False)
    union.set("with_", with_)
    return union


def _checked(
    context: Context, of: Object, plan: Update | Delete, update: exp.Update, scope: Scope, ids: exp.Expr
) -> exp.Select:
    """A write that fails where one of the ids is not there, and gives nothing."""
    update.set("returning", _its_id(of, scope))
    found = exp.Select(expressions=[exp.column(name(_id_column(of)))]).from_(_written(), copy=False)
    return exp.Select(expressions=[_found(of, plan, ids, found)]).with_(name(_WRITTEN), as_=update, copy=False)


def _locked(context: Context, of: Object, plan: Update, scope: Scope, ids: exp.Expr) -> exp.Select:
    """The same where no column of the records is written: whoever else changes them, or their connections, waits."""
    found = exp.Select(expressions=[scope.column(_id_column(of))]).from_(table_of(of, scope.alias), copy=False)
    found = found.where(_meant(scope, ids, plan), copy=False)
    found.set("locks", [exp.Lock(update=True, key=True)])
    return exp.Select(expressions=[_found(of, plan, ids, found)])


def _found(of: Object, plan: Update | Delete, ids: exp.Expr, found: exp.Select) -> exp.Expr:
    wanted = exp.Array(expressions=[ids.copy()]) if plan.single else ids.copy()
    label = text(plan.ids.label)
    return call("core.require_found", text(of.name_singular), wanted, exp.Array(expressions=[found]), label)


def _its_id(of: Object, scope: Scope) -> exp.Returning:
    return exp.Returning(expressions=[exp.column(name(_id_column(of)), table=name(scope.alias))])


def _insert_one(context: Context, of: Object, plan: Insert, place: int) -> exp.Insert:
    columns = [_id_column(of)]
    values = [context.parameters.shared(place, "uuid")]
    relations = _relations_of_keys(of, plan.links)
    for field, part in _parts(of, plan):
        convert = written_as(field, part)
        bind = part_of_record(plan.records, field.name, part.name, convert, relations.get(field.name, ""))
        columns.append(part.column)
        values.append(context.parameters.add(bind, part.pg_type))
    return _insert(of, columns, exp.Values(expressions=[exp.Tuple(expressions=values)]))


def _insert_many(context: Context, of: Object, plan: Insert, place: int) -> exp.Insert:
    """All records out of one array a column; which of them lack a field comes in an array as well."""
    columns, arrays = [_id_column(of)], [context.parameters.shared(place, "uuid[]")]
    names = ["id"]
    selected: list[exp.Expr] = [column(_GIVEN, "id")]
    presences: dict[str, exp.Expr] = {}
    relations = _relations_of_keys(of, plan.links)
    for number, (field, part) in enumerate(_parts(of, plan)):
        # What is an array itself comes as a text: unnest would take it apart as well.
        is_nested = part.pg_type.endswith("[]")
        convert, relation = written_as(field, part), relations.get(field.name, "")
        bind = parts_of_records(plan.records, field.name, part.name, convert, part.pg_type, relation)
        names.append(f"c{number}")
        arrays.append(context.parameters.add(bind, "text[]" if is_nested else f"{part.pg_type}[]"))
        value: exp.Expr = column(_GIVEN, names[-1])
        if is_nested:
            value = exp.Cast(this=value, to=exp.Var(this=part.pg_type))
        if field.name in plan.partial:
            if field.name not in presences:
                names.append(f"p{number}")
                presence = presence_in_records(plan.records, field.name, relation)
                arrays.append(context.parameters.add(presence, "boolean[]"))
                presences[field.name] = column(_GIVEN, names[-1])
            default = exp.Var(this=part.default) if part.default else exp.null()
            value = exp.Case(ifs=[exp.If(this=presences[field.name].copy(), true=value)], default=default)
        columns.append(part.column)
        selected.append(value)
    given = exp.Unnest(
        expressions=arrays,
        alias=exp.TableAlias(this=name(_GIVEN), columns=[name(each) for each in names]),
        offset=name(_PLACE),
    )
    in_order = exp.Ordered(this=column(_GIVEN, _PLACE))
    return _insert(
        of, columns, exp.Select(expressions=selected).from_(given, copy=False).order_by(in_order, copy=False)
    )


def _insert(of: Object, columns: Sequence[str], source: exp.Expr) -> exp.Insert:
    target = table_of(of, "")
    target.set("alias", None)
    return exp.Insert(this=exp.Schema(this=target, expressions=[name(each) for each in columns]), expression=source)


def _returning(
    context: Context, write: exp.Insert | exp.Update | exp.Delete, of: Object, selection: Selection
) -> exp.Select:
    """A write of one record, and its own columns as the answer."""
    selector = Selector(context, write_list)
    written = Scope(of, _WRITTEN, is_table=False)
    items = selector.items(written, selection)
    answer = selector.answer(written, _written(), None, items)
    returned = written.used or {_id_column(of): None}
    write.set("returning", exp.Returning(expressions=[exp.column(name(each)) for each in returned]))
    return answer.with_(name(_WRITTEN), as_=write, copy=False)


def _read_again(
    model: Model, of: Object, derived: Derived, place: int, selection: Selection, *, single: bool
) -> Written:
    """The records of the ids that were derived at `place`."""
    context = Context.of(model, derived)
    ids = context.parameters.shared(place, "uuid" if single else "uuid[]")
    return read_by_id(context, of, ids, selection, single=single), context


def read_by_id(context: Context, of: Object, ids: exp.Expr, selection: Selection, *, single: bool) -> exp.Select:
    """The records of one id or of an array of them, whether soft-deleted by now or not, in that order."""
    selector = Selector(context, write_list)
    if single:
        scope = Scope(of, context.alias())
        items = selector.items(scope, selection)
        meant = exp.EQ(this=scope.column(_id_column(of)), expression=ids)
        return selector.answer(scope, table_of(of, scope.alias), meant, items)
    page, rows = Scope(of, context.alias(), is_table=False), Scope(of, context.alias())
    items = selector.items(page, selection)
    given = exp.Unnest(
        expressions=[ids],
        alias=exp.TableAlias(this=name(_GIVEN), columns=[name("id")]),
        offset=name(_PLACE),
    )
    same = exp.EQ(this=rows.column(_id_column(of)), expression=column(_GIVEN, "id"))
    source = (
        exp.Select(expressions=page.columns_of(rows))
        .from_(given, copy=False)
        .join(table_of(of, rows.alias), on=same, copy=False)
        .order_by(exp.Ordered(this=column(_GIVEN, _PLACE)), copy=False)
    )
    query, whole, alias = selector.objects(page, subquery(source, page.alias), None, items)
    return exp.Select(expressions=[answered(json_list(query, alias, whole))])


def _relations_of_keys(of: Object, links: Sequence[Link]) -> dict[str, str]:
    """The relations by which fields of keys are written."""
    relations = [of.relations[link.relation] for link in links]
    return {relation.field: relation.name for relation in relations if relation.holds_key}


def _parts(of: Object, plan: Insert) -> list[tuple[Field, Part]]:
    return [(of.fields[each], part) for each in plan.fields if each != ID for part in of.fields[each].parts]


def _is_plain(of: Object, selection: Selection) -> bool:
    """Whether it asks for nothing but columns of the record itself."""
    return not any(
        isinstance(output, ToOne | ToMany) or (isinstance(output, Value) and of.fields[output.field].is_computed)
        for output in selection
    )


def _assigned(column_name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.column(name(column_name)), expression=value)


def _id_column(of: Object) -> str:
    return of.fields[ID].parts[0].column


def _written() -> exp.Table:
    return exp.Table(this=name(_WRITTEN))
