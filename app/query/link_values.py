"""Connections to other records as a request writes them: `{"tags": {"connect": [{"id": "…"}]}}`.

In charge of what may stand there, whichever door it came by, and of taking the ids out of one record or of many as
arrays, so that a statement's text does not depend on how many there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import invalid
from app.model.types import Model, Object, Relation
from app.query.bind import Derive, Values
from app.query.plan import Link, LinkAction, Param
from app.query.values import BadValue, array, shown, to_uuid

MOST_OF_RECORD = 1_000
MOST = 10_000
_ID = "id"

# What one (relation, action) has in what is derived: ids, the numbers of the records (from 1) that they are for, and
# the paths by which errors name them.
IDS, NUMBERS, LABELS = range(3)
ITEMS = 3


def actions_of(relation: Relation) -> tuple[LinkAction, ...]:
    """What can be done to a relation."""
    return (LinkAction.CONNECT, LinkAction.DISCONNECT) if relation.is_to_one else tuple(LinkAction)


def is_linkable(model: Model, of: Object, relation: Relation) -> bool:
    """Whether the relation can be written: by the field of its key, or in the table of its links. Records are connected
    by their uuids; of tables with ids of another type the key itself is written."""
    if relation.function or any(
        each.fields[_ID].parts[0].pg_type != "uuid" for each in (of, model.objects[relation.target])
    ):
        return False
    if relation.junction is not None:
        if not relation.junction.object:
            return True
        through = model.objects.get(relation.junction.object)
        return through is not None and through.is_writable
    owner = of if relation.holds_key else model.objects[relation.target]
    key = owner.fields.get(relation.field)
    return owner.is_writable and key is not None and key.is_writable


def order_of(links: Sequence[Link]) -> dict[tuple[str, LinkAction], int]:
    """The place of each relation and action in what `linked_ids` derives, the first of its `ITEMS`."""
    pairs = [(link.relation, action) for link in links for action in link.actions]
    return {pair: number * ITEMS for number, pair in enumerate(pairs)}


def linked_ids(of: Object, links: Sequence[Link], param: Param, *, single: bool) -> Derive:
    """The ids that one record, or each of a list of them, connects and disconnects, as arrays in Postgres's form.
    Raises InvalidInput for what is no such thing, with the path of it."""
    relations = [of.relations[link.relation] for link in links]
    places = order_of(links)

    def derive(values: Values) -> list[bytes]:
        found = {pair: _Found() for pair in places}
        records = [values[param.index]] if single else values[param.index]
        for number, record in enumerate(records, 1):
            label = param.label if single else f"{param.label}.{number - 1}"
            count = 0
            for relation in relations:
                if relation.name in record:
                    count += _take(relation, record, label, number, found)
            if count > MOST_OF_RECORD:
                raise invalid(label, f"connects and disconnects {count:,} records; at most {MOST_OF_RECORD:,} at once")
        if sum(len(each.ids) for each in found.values()) > MOST:
            raise invalid(param.label, f"connects and disconnects over {MOST:,} records, the limit; send fewer at once")
        for relation in relations:
            if not single and not relation.holds_key and relation.junction is None:
                _require_one_each(relation, [found[pair] for pair in places if pair[0] == relation.name])
        return [item for each in found.values() for item in each.arrays()]

    return derive


@dataclass(slots=True)
class _Found:
    """The ids of one relation and action in all records."""

    ids: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def arrays(self) -> tuple[bytes, bytes, bytes]:
        return (
            array(self.ids, is_quoted=False),
            array([b"%d" % number for number in self.numbers], is_quoted=False),
            array([label.encode() for label in self.labels], is_quoted=True),
        )


def _take(
    relation: Relation,
    record: Mapping[str, Any],
    label: str,
    number: int,
    found: Mapping[tuple[str, LinkAction], _Found],
) -> int:
    """Take the ids of one relation out of a record, and give how many there are."""
    value, at = record[relation.name], f"{label}.{relation.name}"
    if relation.holds_key and relation.field in record:
        raise invalid(at, f"{relation.field} is given as well: leave out one of them")
    given = _checked(relation, value, at)
    count = 0
    seen: dict[bytes, LinkAction] = {}
    for action in given:
        into = found[relation.name, action]
        for path, id_ in _ids(relation, action, given[action], f"{at}.{action}"):
            first = seen.setdefault(_same(id_), action)
            if first is not action:
                raise invalid(path, f"the same record is in {first} as well: leave out one of them")
            into.ids.append(id_)
            into.numbers.append(number)
            into.labels.append(path)
            count += 1
    return count


def _checked(relation: Relation, value: Any, label: str) -> Mapping[LinkAction, Any]:
    """What a relation is given, by action."""
    known = actions_of(relation)
    if not isinstance(value, Mapping):
        raise invalid(label, f"{shown(value)} is not {example(relation)}")
    for name in value:
        if name not in known:
            more = f"; or set {relation.field}" if relation.holds_key else ""
            raise invalid(f"{label}.{name[:80]}", f"unknown; {relation.name} takes {' or '.join(known)}{more}")
    given = {action: value[action] for action in known if action in value}
    if not given:
        raise invalid(label, f"says nothing to do; it takes {' or '.join(known)}")
    if len(given) > 1 and relation.is_to_one:
        raise invalid(label, "connect and disconnect exclude one another")
    if len(given) > 1 and LinkAction.SET in given:
        raise invalid(f"{label}.set", "goes alone: it means these records and no others")
    return given


def _ids(relation: Relation, action: LinkAction, value: Any, label: str) -> Iterator[tuple[str, bytes]]:
    """The ids of one action, with their paths."""
    if not relation.is_to_one:
        if not isinstance(value, list):
            raise invalid(label, f'{shown(value)} is not a list such as [{{"id": "…"}}]')
        for number, item in enumerate(value):
            yield _id(item, f"{label}.{number}")
    elif action is LinkAction.CONNECT:
        yield _id(value, label)
    elif value is not True:
        raise invalid(label, f"true, or leave it out; not {shown(value)}")


def _id(value: Any, label: str) -> tuple[str, bytes]:
    if not isinstance(value, Mapping):
        raise invalid(label, f'{shown(value)} is not a record\'s id such as {{"id": "…"}}')
    for name in value:
        if name != _ID:
            raise invalid(f"{label}.{name[:80]}", "unknown; a record is named by its id")
    path = f"{label}.{_ID}"
    try:
        return path, to_uuid(value.get(_ID))
    except BadValue as bad:
        raise invalid(path, str(bad)) from None


def example(relation: Relation) -> str:
    """What a relation takes, in an error's words."""
    if relation.is_to_one:
        return 'an object such as {"connect": {"id": "…"}} or {"disconnect": true}'
    return 'an object such as {"connect": [{"id": "…"}]}, with connect and disconnect, or set'


def _require_one_each(relation: Relation, found: Sequence[_Found]) -> None:
    """Raises InvalidInput where two records of a batch connect one that can be connected to a single record."""
    first: dict[bytes, tuple[int, str]] = {}
    for each in found:
        for id_, number, label in zip(each.ids, each.numbers, each.labels, strict=True):
            other, path = first.setdefault(_same(id_), (number, label))
            if other != number:
                raise invalid(label, f"the same record is in {path} as well, and it has one {relation.inverse} only")


def _same(id_: bytes) -> bytes:
    """An id as it compares: it may be written with capitals, and without dashes."""
    return id_.replace(b"-", b"").lower()
