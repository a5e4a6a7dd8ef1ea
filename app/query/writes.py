"""Inserts, updates and deletes as statements.

In charge of the write itself and of reading what was written. A statement does not see in the tables what it writes, so
the answer is read by a second one in the same transaction; where one record's own columns are all that is asked for,
RETURNING gives them and the second is saved.
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
from app.query.plan import Delete, Insert, Selection, ToMany, ToOne, Update
from app.query.scope import ID, Context, Scope, is_live
from app.query.selection import Selector
from app.query.values import Convert, is_quoted, list_of, to_uuid, written_as

_WRITTEN = "#w"
_GIVEN = "#i"
_PLACE = "#n"

Written = tuple[exp.Expr, Context]


def insert_statements(model: Model, plan: Insert, derived: Derived) -> list[Written]:
    """The statements of an insert; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    if plan.single:
        place = derived.add(id_of_record(plan.records, ID))
        insert = _insert_one(context, of, plan, place)
        if _is_plain(plan.selection):
            return [(_returning(context, insert, of, plan.selection), context)]
    else:
        place = derived.add(ids_of_records(plan.records, ID))
        insert = _insert_many(context, of, plan, place)
    return [(insert, context), _read_again(model, of, derived, place, plan.selection, single=plan.single)]


def update_statements(model: Model, plan: Update, derived: Derived) -> list[Written]:
    """The statements of an update; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    changes: list[exp.Expr] = []
    for field_name, parts in plan.fields:
        field = of.fields[field_name]
        for part in field.parts:
            if not part.name or part.name in parts:
                bind = part_of_record(plan.changes, field_name, part.name, _convert(field, part))
                changes.append(_assigned(part.column, context.parameters.add(bind, part.pg_type)))
    return _changed(model, context, of, plan, changes)


def delete_statements(model: Model, plan: Delete, derived: Derived) -> list[Written]:
    """The statements of a soft delete; the last one gives the answer."""
    of = model.objects[plan.object]
    context = Context.of(model, derived)
    return _changed(model, context, of, plan, [_assigned(of.deleted_at or "", call("now"))])


def _changed(
    model: Model, context: Context, of: Object, plan: Update | Delete, changes: Sequence[exp.Expr]
) -> list[Written]:
    """An update of live records by their ids, which fails where one of them is not there."""
    convert = to_uuid if plan.single else list_of(to_uuid, is_quoted=False)
    place = context.parameters.derived.add(converted(plan.ids, convert))
    ids = context.parameters.shared(place, "uuid" if plan.single else "uuid[]")
    scope = Scope(of, context.alias())
    own = scope.column(_id_column(of))
    live = is_live(scope)
    meant = exp.EQ(this=own, expression=ids if plan.single else exp.Any(this=exp.Paren(this=ids)))
    update = exp.Update(
        this=table_of(of, scope.alias),
        expressions=list(changes),
        where=exp.Where(this=meant if live is None else exp.and_(meant, live)),
    )
    object_name, label = text(of.name_singular), text(plan.ids.label)
    if plan.single and _is_plain(plan.selection):
        query = _returning(context, update, of, plan.selection)
        missing = call("core.no_such_record", object_name, ids.copy(), label)
        nobody = exp.Not(
            this=exp.Exists(this=exp.Select(expressions=[exp.Literal.number(1)]).from_(_written(), copy=False))
        )
        with_ = query.args["with_"]
        query.set("with_", None)
        union = exp.Union(
            this=query, expression=exp.Select(expressions=[missing]).where(nobody, copy=False), distinct=False
        )
        union.set("with_", with_)
        return [(union, context)]
    update.set("returning", exp.Returning(expressions=[exp.column(name(_id_column(of)), table=name(scope.alias))]))
    found = exp.Select(expressions=[exp.column(name(_id_column(of)))]).from_(_written(), copy=False)
    wanted = exp.Array(expressions=[ids.copy()]) if plan.single else ids.copy()
    check = call("core.require_found", object_name, wanted, exp.Array(expressions=[found]), label)
    write = exp.Select(expressions=[check]).with_(name(_WRITTEN), as_=update, copy=False)
    derived = context.parameters.derived
    return [(write, context), _read_again(model, of, derived, place, plan.selection, single=plan.single)]


def _insert_one(context: Context, of: Object, plan: Insert, place: int) -> exp.Insert:
    columns = [_id_column(of)]
    values = [context.parameters.shared(place, "uuid")]
    for field, part in _parts(of, plan):
        bind = part_of_record(plan.records, field.name, part.name, _convert(field, part))
        columns.append(part.column)
        values.append(context.parameters.add(bind, part.pg_type))
    return _insert(of, columns, exp.Values(expressions=[exp.Tuple(expressions=values)]))


def _insert_many(context: Context, of: Object, plan: Insert, place: int) -> exp.Insert:
    """All records out of one array a column; which of them lack a field comes in an array as well."""
    columns, arrays = [_id_column(of)], [context.parameters.shared(place, "uuid[]")]
    names = ["id"]
    selected: list[exp.Expr] = [column(_GIVEN, "id")]
    presences: dict[str, exp.Expr] = {}
    for number, (field, part) in enumerate(_parts(of, plan)):
        # What is an array itself comes as a text: unnest would take it apart as well.
        is_nested = part.pg_type.endswith("[]")
        bind = parts_of_records(plan.records, field.name, part.name, _convert(field, part), part.pg_type)
        names.append(f"c{number}")
        arrays.append(context.parameters.add(bind, "text[]" if is_nested else f"{part.pg_type}[]"))
        value: exp.Expr = column(_GIVEN, names[-1])
        if is_nested:
            value = exp.Cast(this=value, to=exp.Var(this=part.pg_type))
        if field.name in plan.partial:
            if field.name not in presences:
                names.append(f"p{number}")
                arrays.append(context.parameters.add(presence_in_records(plan.records, field.name), "boolean[]"))
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


def _returning(context: Context, write: exp.Insert | exp.Update, of: Object, selection: Selection) -> exp.Select:
    """A write of one record, and its own columns as the answer."""
    selector = Selector(context, write_list)
    written = Scope(of, _WRITTEN)
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
    page, rows = Scope(of, context.alias()), Scope(of, context.alias())
    items = selector.items(page, selection)
    given = exp.Unnest(
        expressions=[ids],
        alias=exp.TableAlias(this=name(_GIVEN), columns=[name("id")]),
        offset=name(_PLACE),
    )
    same = exp.EQ(this=rows.column(_id_column(of)), expression=column(_GIVEN, "id"))
    source = (
        exp.Select(expressions=page.columns_of(rows.alias))
        .from_(given, copy=False)
        .join(table_of(of, rows.alias), on=same, copy=False)
        .order_by(exp.Ordered(this=column(_GIVEN, _PLACE)), copy=False)
    )
    query, whole, alias = selector.objects(page, subquery(source, page.alias), None, items)
    return exp.Select(expressions=[answered(json_list(query, alias, whole))])


def _parts(of: Object, plan: Insert) -> list[tuple[Field, Part]]:
    return [(of.fields[each], part) for each in plan.fields if each != ID for part in of.fields[each].parts]


def _convert(field: Field, part: Part) -> Convert:
    options = tuple(option.value for option in field.options)
    convert = written_as(field.type, part.name, part.pg_type.removesuffix("[]"), options)
    return (
        list_of(convert, is_quoted=is_quoted(part.pg_type.removesuffix("[]")))
        if part.pg_type.endswith("[]")
        else convert
    )


def _is_plain(selection: Selection) -> bool:
    """Whether it asks for nothing but columns of the record itself."""
    return not any(isinstance(output, ToOne | ToMany) for output in selection)


def _assigned(column_name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.column(name(column_name)), expression=value)


def _id_column(of: Object) -> str:
    return of.fields[ID].parts[0].column


def _written() -> exp.Table:
    return exp.Table(this=name(_WRITTEN))
