"""From an operation and the shape of its variables to plans.

In charge of what each root field and each selection asks for; what arguments mean is `graphql.arguments`. The document
was validated and measured, so that every name exists and every fragment is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

from app.errors import ApiError, invalid
from app.graphql.arguments import Arguments, Planner, changed, new_record, new_records, required
from app.graphql.given import Given, Values, Variables
from app.graphql.literals import literal
from app.graphql.nodes import Fragments
from app.graphql.schema import PREVIEW, Root, RootKind, Schema
from app.graphql.values import full_form
from app.model.actions import Action
from app.model.types import Object
from app.query.plan import (
    And,
    Change,
    Compare,
    Composite,
    Connection,
    Constant,
    Cursor,
    Delete,
    Edges,
    Fact,
    FactGroup,
    Filter,
    Insert,
    Node,
    Output,
    Page,
    PageFact,
    Param,
    Plan,
    Preview,
    Selection,
    SelectMany,
    SelectOne,
    SubValue,
    ToMany,
    ToOne,
    Update,
    Value,
)

TYPENAME = "__typename"

Groups = Mapping[str, Sequence[FieldNode]]


@dataclass(frozen=True, slots=True)
class Planned:
    """The answer's root fields in order: a plan, a fixed text (`__typename`), or a field of introspection."""

    roots: tuple[tuple[str, Plan | str | FieldNode], ...]
    values: Values


def plan_operation(
    schema: Schema,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    variables: Variables,
) -> Planned:
    """The plans of an operation for all variables that have the shape of these. Raises InvalidInput, with the path of
    the root field, for what no shape of them can be run."""
    return _Planning(schema, fragments, variables).plan(operation)


class _Planning:
    def __init__(self, schema: Schema, fragments: Fragments, variables: Variables) -> None:
        self._schema = schema
        self._model = schema.model
        self._fragments = fragments
        self._variables = variables
        self._values = Values()
        self._planner = Planner(schema.model, self._values)

    def plan(self, operation: OperationDefinitionNode) -> Planned:
        type_ = cast(GraphQLObjectType, self._schema.graphql.get_root_type(operation.operation))
        roots: list[tuple[str, Plan | str | FieldNode]] = []
        for key, fields in self._grouped([operation.selection_set]).items():
            name = fields[0].name.value
            root = self._schema.roots.get(name)
            if root is not None:
                self._values.root = key
                try:
                    roots.append((key, self._root(root, type_, fields)))
                except ApiError as error:
                    error.path = error.path or (key,)
                    raise
            elif name == TYPENAME:
                roots.append((key, type_.name))
            else:
                roots.append((key, _merged(fields)))
        return Planned(tuple(roots), self._values)

    def _root(self, root: Root, type_: GraphQLObjectType, fields: Sequence[FieldNode]) -> Plan:
        of, name = root.object, root.object.name_singular
        arguments = self._arguments(type_, fields[0])
        if root.kind is RootKind.MANY:
            return SelectMany(self._connection(of, arguments, fields, ""))
        if root.kind is RootKind.ONE:
            filter_ = self._one(of, arguments)
            return SelectOne(name, filter_, self._record(of, fields, ""))
        if root.action is not None:
            return self._action(root.action, of, arguments, fields)
        add, add_batch = self._values.add, self._values.add_batch
        match root.kind:
            case RootKind.CREATE_ONE:
                data = required(arguments, "data")
                records, new = add(data, "data"), new_record(of, data)
                return Insert(name, True, records, new.fields, (), self._record(of, fields, ""), new.links)
            case RootKind.CREATE_MANY:
                data = required(arguments, "data")
                records, new = add_batch(data, "data"), new_records(of, data)
                return Insert(name, False, records, new.fields, new.partial, self._record(of, fields, ""), new.links)
            case RootKind.UPDATE_ONE | RootKind.UPDATE_MANY:
                single = root.kind is RootKind.UPDATE_ONE
                ids = add(required(arguments, "id"), "id") if single else add_batch(required(arguments, "ids"), "ids")
                data = required(arguments, "data")
                changes, (written, links) = add(data, "data"), changed(of, data, "data")
                return Update(name, single, ids, changes, written, self._record(of, fields, ""), links)
            case RootKind.DELETE_ONE:
                return Delete(name, True, add(required(arguments, "id"), "id"), self._record(of, fields, ""))
            case RootKind.DELETE_MANY:
                return Delete(name, False, add_batch(required(arguments, "ids"), "ids"), self._record(of, fields, ""))
        raise TypeError(root.kind)

    def _action(
        self, action: Action, of: Object, arguments: Arguments, fields: Sequence[FieldNode]
    ) -> Change | Preview:
        given: list[tuple[str, Param]] = []
        if "id" in arguments:
            given.append(("id", self._values.add(required(arguments, "id"), "id")))
        confirm = arguments.get("confirm")
        if confirm is not None and not confirm.is_null:
            given.append(("confirm", self._values.add(confirm, "confirm")))
        if action.input is not None:
            add = self._values.add_batch if action.key else self._values.add
            given.append((action.key, add(required(arguments, "data"), "data")))
        preview = arguments.get(PREVIEW)
        if preview is not None and preview.value is True:
            return Preview(action, tuple(given))
        return Change(action, tuple(given), self._record(of, fields, ""))

    def _one(self, of: Object, arguments: Arguments) -> Filter:
        conditions: list[Filter] = []
        id_, filter_ = arguments.get("id"), arguments.get("filter")
        if id_ is not None and not id_.is_null:
            conditions.append(Compare("id", "", "eq", self._values.add(id_, "id")))
        if filter_ is not None and not filter_.is_null:
            conditions.append(self._planner.filter(of, filter_, "filter") or And(()))
        if not conditions:
            raise invalid("id", "give an id or a filter")
        return conditions[0] if len(conditions) == 1 else And(tuple(conditions))

    def _connection(self, of: Object, arguments: Arguments, fields: Sequence[FieldNode], at: str) -> Connection:
        filter_, order = arguments.get("filter"), arguments.get("orderBy")
        planned_filter = None
        if filter_ is not None and not filter_.is_null:
            planned_filter = self._planner.filter(of, filter_, f"{at}filter")
        planned_order = () if order is None or order.is_null else self._planner.order(of, order, f"{at}orderBy")
        page: Page = self._planner.page(arguments, at)
        items: list[Edges | FactGroup | Fact | Constant] = []
        for key, inner in self._selected(fields).items():
            match inner[0].name.value:
                case "edges":
                    items.append(Edges(key, self._edge(of, inner, at)))
                case "pageInfo":
                    items.append(FactGroup(key, self._page_info(inner)))
                case "totalCount":
                    items.append(Fact(key, PageFact.TOTAL_COUNT))
                case _:
                    items.append(Constant(key, f"{of.type_name}Connection"))
        return Connection(of.name_singular, planned_filter, planned_order, page, tuple(items))

    def _edge(self, of: Object, fields: Sequence[FieldNode], at: str) -> tuple[Node | Cursor | Constant, ...]:
        items: list[Node | Cursor | Constant] = []
        for key, inner in self._selected(fields).items():
            match inner[0].name.value:
                case "node":
                    items.append(Node(key, self._record(of, inner, at)))
                case "cursor":
                    items.append(Cursor(key))
                case _:
                    items.append(Constant(key, f"{of.type_name}Edge"))
        return tuple(items)

    def _page_info(self, fields: Sequence[FieldNode]) -> tuple[Fact | Constant, ...]:
        names = [(key, inner[0].name.value) for key, inner in self._selected(fields).items()]
        return tuple(
            Constant(key, "PageInfo") if name == TYPENAME else Fact(key, PageFact(name)) for key, name in names
        )

    def _record(self, of: Object, fields: Sequence[FieldNode], at: str) -> Selection:
        """What is selected of a record. `at` begins the labels of what lists inside of it are given."""
        return tuple(self._output(of, key, inner, at) for key, inner in self._selected(fields).items())

    def _output(self, of: Object, key: str, fields: Sequence[FieldNode], at: str) -> Output:
        name = fields[0].name.value
        if name == TYPENAME:
            return Constant(key, of.type_name)
        field = of.fields.get(name)
        if field is not None:
            return Composite(key, name, self._parts(of, name, fields)) if field.is_composite else Value(key, name)
        relation = of.relations[name]
        target, inside = self._model.objects[relation.target], f"{at}{key}."
        if relation.is_to_one:
            return ToOne(key, name, self._record(target, fields, inside))
        arguments = self._arguments(self._schema.record_type(of), fields[0])
        return ToMany(key, name, self._connection(target, arguments, fields, inside))

    def _parts(self, of: Object, name: str, fields: Sequence[FieldNode]) -> tuple[SubValue | Constant, ...]:
        parts = [(key, inner[0].name.value) for key, inner in self._selected(fields).items()]
        return tuple(
            Constant(key, self._schema.composite_name(of, name)) if part == TYPENAME else SubValue(key, part)
            for key, part in parts
        )

    def _arguments(self, type_: GraphQLObjectType, field: FieldNode) -> Arguments:
        """The arguments that the request gives, null ones included."""
        known = type_.fields[field.name.value].args
        given = {}
        for argument in field.arguments or ():
            name = argument.name.value
            value = Given.read(full_form(known[name].type, literal(argument.value)), self._variables)
            if value is not None:
                given[name] = value
        return given

    def _selected(self, fields: Sequence[FieldNode]) -> Groups:
        return self._grouped([field.selection_set for field in fields if field.selection_set is not None])

    def _grouped(self, selection_sets: Iterable[SelectionSetNode]) -> Groups:
        """The selected fields by response key, with fragments put in and without what is skipped."""
        groups: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()

        def collect(selections: Iterable[SelectionNode]) -> None:
            for selection in selections:
                if not self._is_included(selection):
                    continue
                if isinstance(selection, FieldNode):
                    groups.setdefault((selection.alias or selection.name).value, []).append(selection)
                elif isinstance(selection, InlineFragmentNode):
                    collect(selection.selection_set.selections)
                elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                    seen.add(selection.name.value)
                    collect(self._fragments[selection.name.value].selection_set.selections)

        for selection_set in selection_sets:
            collect(selection_set.selections)
        return groups

    def _is_included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            condition = (directive.arguments or ())[0].value
            if isinstance(condition, VariableNode):
                holds = bool(self._variables[condition.name.value])
            else:
                holds = cast(BooleanValueNode, condition).value
            if holds == (directive.name.value == "skip"):
                return False
        return True


def _merged(fields: Sequence[FieldNode]) -> FieldNode:
    """One field with the selections of all."""
    if len(fields) == 1:
        return fields[0]
    first = fields[0]
    selections = [selection for field in fields if field.selection_set for selection in field.selection_set.selections]
    return FieldNode(
        name=first.name,
        alias=first.alias,
        arguments=first.arguments,
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )
