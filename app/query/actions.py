"""Changes of a data model as statements: the call of a function, and reading what it is about.

In charge of the function's argument, one JSON value, and of checking it against the action's description, so that both
doors refuse the same in the same words. What a change means, and who may make it, is decided in SQL.
"""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from app.errors import invalid
from app.model.actions import Action, ActionKind, Input, InputField, Kind
from app.model.types import Model
from app.query.bind import Bind, Derived, Values
from app.query.expressions import as_text, call, text
from app.query.plan import Change, Param, Preview
from app.query.scope import ID, Context, Written
from app.query.values import BadValue, Convert, list_of, one_of, shown, to_boolean, to_json, to_text, to_uuid
from app.query.writes import read_by_id

_SCHEMA = "metadata"
# Where the ids stand that the function gave, until the end of the transaction.
_MADE = "vingt.made"

_CONFIRM = "confirm"
_UUID = exp.DataType.build("uuid", dialect="postgres")
_UUIDS = exp.DataType.build("uuid[]", dialect="postgres")

Given = Sequence[tuple[str, Param]]


def change_statements(model: Model, plan: Change, derived: Derived) -> list[Written]:
    """The statements of a change. The last one gives the answer; of a removal the first, which still finds it."""
    of, action = model.objects[plan.action.object], plan.action
    changing, reading = Context.of(model, derived), Context.of(model, derived)
    argument = changing.parameters.add(_argument(action, plan.given), "jsonb")
    made = call("set_config", text(_MADE), as_text(call(f"{_SCHEMA}.{action.function}", argument)), exp.true())
    change: Written = (exp.Select(expressions=[made]), changing)
    if action.kind is ActionKind.DELETE_ONE:
        removed = next(param for key, param in plan.given if key == ID)
        ids: exp.Expr = reading.parameters.value(removed, to_uuid, "uuid")
        return [(read_by_id(reading, of, ids, plan.selection, single=True), reading), change]
    single = action.kind is not ActionKind.CREATE_MANY
    ids = exp.Cast(this=call("current_setting", text(_MADE)), to=(_UUID if single else _UUIDS).copy())
    return [change, (read_by_id(reading, of, ids, plan.selection, single=single), reading)]


def preview_statement(model: Model, plan: Preview, derived: Derived) -> Written:
    """The statement that gives the SQL of a change."""
    context = Context.of(model, derived)
    argument = context.parameters.add(_argument(plan.action, plan.given), "jsonb")
    shown_sql = call("to_json", call(f"{_SCHEMA}.preview", text(plan.action.function), argument))
    return exp.Select(expressions=[shown_sql]), context


def label_of(given: Given, field: str) -> str:
    """What the request calls a field of the argument, by which SQL names it: `nameSingular` is `data.nameSingular`."""
    labels = {key: param.label for key, param in given if key}
    head, dot, rest = field.partition(".")
    if head in labels:
        return labels[head] + dot + rest
    # It is in the input, or of several in one of the inputs.
    inputs = [param.label for key, param in given if key not in (ID, _CONFIRM)]
    return ".".join([*inputs, field])


def _argument(action: Action, given: Given) -> Bind:
    """The function's argument. Raises InvalidInput naming what is wrong in it."""
    given = tuple(given)

    def bind(values: Values, derived: Sequence[Any]) -> bytes:
        argument: dict[str, Any] = {}
        for key, param in given:
            value = values[param.index]
            if key == "" and action.input is not None:
                _check(action.input, value, param.label)
                argument.update(value)
            elif key == action.key and action.input is not None:
                for number, item in enumerate(value):
                    _check(action.input, item, f"{param.label}.{number}")
                argument[key] = value
            else:
                _convert(to_uuid if key == ID else to_text, value, param.label)
                argument[key] = value
        return _convert(to_json, argument, given[0][1].label)

    return bind


def _check(described: Input, value: Any, label: str) -> None:
    if not isinstance(value, dict):
        raise invalid(label, f"{shown(value)} is not an object")
    known = {field.name: field for field in described.fields}
    for name, inner in value.items():
        if name not in known:
            raise invalid(f"{label}.{name[:80]}", f"unknown; known: {', '.join(known)}")
        if inner is not None:
            _check_field(known[name], inner, f"{label}.{name}")
    for name, field in known.items():
        if field.is_required and value.get(name) is None:
            raise invalid(f"{label}.{name}", "required")


def _check_field(field: InputField, value: Any, label: str) -> None:
    if field.inner is not None:
        if not isinstance(value, list):
            raise invalid(label, f"{shown(value)} is not a list")
        for number, item in enumerate(value):
            _check(field.inner, item, f"{label}.{number}")
        return
    convert: Convert
    match field.kind:
        case Kind.CHOICE:
            convert = one_of(tuple(option.value for option in field.options))
        case Kind.TEXTS:
            convert = list_of(to_text, is_quoted=True)
        case kind:
            convert = _CONVERTS[kind]
    _convert(convert, value, label)


_CONVERTS: dict[Kind, Convert] = {
    Kind.TEXT: to_text,
    Kind.BOOLEAN: to_boolean,
    Kind.ID: to_uuid,
    Kind.JSON: to_json,
}


def _convert(convert: Convert, value: Any, label: str) -> bytes:
    if value is None:
        raise invalid(label, "must not be null")
    try:
        return convert(value)
    except BadValue as bad:
        raise invalid(label, str(bad)) from None
