"""Arguments as parts of plans: filters, orders, pages, and what is written.

In charge of what their input objects mean. Names are known to be right: a literal was validated with its document, a
variable by its shape. Labels are the dotted paths by which errors name a value, the same as at the other door.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.errors import InvalidInput, invalid
from app.graphql.given import Given, Values
from app.model.types import Field, Model, Object
from app.query.plan import And, Compare, Direction, Filter, Link, LinkAction, Not, NullTest, Or, Order, Page, Related

# Levels of and, or, not and relations inside one another.
FILTER_DEPTH = 20
# Conditions, and items of and, or and orderBy, in one request. Each takes its time to plan, and nothing else bounds how
# many a variable has: a body of the largest size held up a worker for minutes.
MOST_CONDITIONS = 2_500
# Relations that filters of a request reach through: each is a sub-select, and planning many takes Postgres seconds.
MOST_RELATIONS = 50

Arguments = Mapping[str, Given]


class Planner:
    """Makes parts of plans out of arguments; their values go into `values`."""

    def __init__(self, model: Model, values: Values) -> None:
        self._model = model
        self._values = values
        self._left = MOST_CONDITIONS
        self._relations_left = MOST_RELATIONS

    def filter(self, of: Object, given: Given, label: str) -> Filter | None:
        """The conditions of a filter argument, None without any."""
        items = tuple(self._conditions(of, given, label, FILTER_DEPTH))
        return _joined(items) if items else None

    def order(self, of: Object, given: Given, label: str) -> tuple[Order, ...]:
        """The sort keys in the order written; a key that comes again decides nothing and is left out."""
        keys: dict[tuple[str, str], Order] = {}
        for index, item in enumerate(given.items()):
            self._count(label)
            for name, inner in item.fields():
                at = f"{label}.{index}.{name}"
                if not of.fields[name].is_composite:
                    keys.setdefault((name, ""), Order(name, "", _direction(inner, at)))
                    continue
                if inner.is_null:
                    raise invalid(at, "name a part and its direction")
                for part, direction in inner.fields():
                    keys.setdefault((name, part), Order(name, part, _direction(direction, f"{at}.{part}")))
        return tuple(keys.values())

    def page(self, arguments: Arguments, prefix: str) -> Page:
        """first with after, or last with before. Raises InvalidInput for any other combination."""
        first, after, last, before = (_present(arguments, name) for name in ("first", "after", "last", "before"))
        if first and last:
            raise invalid(f"{prefix}last", "cannot be used with first: ask for the start of the list or for its end")
        if after and before:
            raise invalid(f"{prefix}before", "cannot be used with after: page forward or backward")
        if after and last:
            raise invalid(f"{prefix}after", "goes with first; with last use before")
        if before and first:
            raise invalid(f"{prefix}before", "goes with last; with first use after")
        size, cursor = first or last, after or before
        return Page(
            limit=None if size is None else self._values.add(size, prefix + ("first" if first else "last")),
            cursor=None if cursor is None else self._values.add(cursor, prefix + ("after" if after else "before")),
            backward=bool(last or before),
        )

    def _conditions(self, of: Object, given: Given, label: str, depth: int) -> Iterator[Filter]:
        if not depth:
            raise invalid(label, f"the filter is nested more than {FILTER_DEPTH} levels deep, the limit")
        for name, inner in given.fields():
            at = f"{label}.{name}"
            if inner.is_null:
                raise _null(at)
            if name in ("and", "or"):
                items = tuple(self._items(of, inner, at, depth - 1))
                yield And(items) if name == "and" else Or(items)
            elif name == "not":
                yield Not(_joined(tuple(self._conditions(of, inner, at, depth - 1))))
            elif name in of.fields:
                yield from self._field_conditions(of.fields[name], inner, at)
            else:
                self._relations_left -= 1
                if self._relations_left < 0:
                    raise invalid(at, f"the request's filters reach through over {MOST_RELATIONS} relations, the limit")
                target = self._model.objects[of.relations[name].target]
                yield Related(name, _joined(tuple(self._conditions(target, inner, at, depth - 1))))

    def _items(self, of: Object, given: Given, label: str, depth: int) -> Iterator[Filter]:
        for index, item in enumerate(given.items()):
            self._count(label)
            yield _joined(tuple(self._conditions(of, item, f"{label}.{index}", depth)))

    def _count(self, label: str) -> None:
        self._left -= 1
        if self._left < 0:
            raise invalid(
                label, f"the request has over {MOST_CONDITIONS:,} conditions, the limit; {{in: [...]}} is one"
            )

    def _field_conditions(self, field: Field, given: Given, label: str) -> Iterator[Filter]:
        if not field.is_composite:
            yield from self._comparisons(field, "", given, label)
            return
        parts = {part.name for part in field.parts}
        for name, inner in given.fields():
            at = f"{label}.{name}"
            if inner.is_null:
                raise _null(at)
            if name in parts:
                yield from self._comparisons(field, name, inner, at)
            else:
                self._count(at)
                yield Compare(field.name, "", name, self._values.add(inner, at))

    def _comparisons(self, field: Field, part: str, given: Given, label: str) -> Iterator[Filter]:
        for operator, operand in given.fields():
            at = f"{label}.{operator}"
            self._count(at)
            if operand.is_null:
                raise invalid(at, "null compares with nothing; write {is: NULL} or {is: NOT_NULL}")
            if operator == "is":
                yield NullTest(field.name, part, operand.value == "NULL")
            else:
                yield Compare(field.name, part, operator, self._values.add(operand, at))


@dataclass(frozen=True, slots=True)
class Written:
    """What is written: the fields, sorted, those of them that some record of a batch lacks, and what becomes of
    relations. A key that is written by its relation is among the fields."""

    fields: tuple[str, ...]
    partial: tuple[str, ...]
    links: tuple[Link, ...]


def new_record(of: Object, given: Given) -> Written:
    """What a new record has."""
    return _written(of, [given])


def new_records(of: Object, given: Given) -> Written:
    """What the records of a batch have."""
    return _written(of, list(given.items()))


def changed(of: Object, given: Given, label: str) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[Link, ...]]:
    """The fields of an update, sorted, each with the parts of it that change (a composite that is null means all), and
    what becomes of relations."""
    fields = dict[str, tuple[str, ...]]()
    for name, inner in given.fields():
        if name in of.relations:
            continue
        field, parts = of.fields[name], tuple[str, ...]()
        if field.is_composite:
            named = [part.name for part in field.parts] if inner.is_null else [part for part, _ in inner.fields()]
            parts = tuple(sorted(named))
            if not parts:
                continue  # all of its parts are variables that were left out
        fields[name] = parts
    written = _written(of, [given])
    # The keys that are written by their relations.
    fields |= {name: () for name in written.fields if name not in fields and not of.fields[name].is_composite}
    if not fields and not written.links:
        raise invalid(label, "names no field to change")
    return tuple(sorted(fields.items())), written.links


def _written(of: Object, records: Sequence[Given]) -> Written:
    names: set[frozenset[str]] = set()
    actions: dict[str, set[LinkAction]] = {}
    for record in records:
        given = dict(record.fields())
        names.add(frozenset(given))
        for name, inner in given.items():
            if name in of.relations:
                done = () if inner.is_null else inner.fields()
                actions.setdefault(name, set()).update(LinkAction(action) for action, _ in done)
    every = frozenset[str]().union(*names)
    common = frozenset.intersection(*names) if names else every
    # By which names each field is given: its own, and that of a relation whose key it is.
    sources = {name: {name} for name in every if name in of.fields}
    for relation in (of.relations[name] for name in actions):
        if relation.holds_key:
            sources.setdefault(relation.field, set()).add(relation.name)
    partial = [name for name, given_by in sources.items() if common.isdisjoint(given_by)]
    links = tuple(Link(name, tuple(sorted(done))) for name, done in sorted(actions.items()))
    return Written(tuple(sorted(sources)), tuple(sorted(partial)), links)


def required(arguments: Arguments, name: str) -> Given:
    """An argument that must not be null. Raises InvalidInput."""
    given = arguments.get(name)
    if given is None or given.is_null:
        raise invalid(name, "is required")
    return given


def _present(arguments: Arguments, name: str) -> Given | None:
    given = arguments.get(name)
    return None if given is None or given.is_null else given


def _joined(items: tuple[Filter, ...]) -> Filter:
    return items[0] if len(items) == 1 else And(items)


def _direction(given: Given, label: str) -> Direction:
    if given.is_null:
        raise invalid(label, f"a direction is required: {', '.join(Direction)}")
    return Direction(given.value)


def _null(label: str) -> InvalidInput:
    return invalid(label, "null is no filter; leave it out, or ask for records without a value by {is: NULL}")
