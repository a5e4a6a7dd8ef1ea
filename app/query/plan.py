"""What is asked, in frozen dataclasses: the one language between the two front doors and SQL.

No SQL, no GraphQL and no HTTP in here. Objects, fields, relations and operators are named as in the model; a door has
checked every name before it makes a plan. Values never stand in a plan: a `Param` points into the list of values that
belong to one request, so that equal plans have equal SQL whatever the values are.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.model.actions import Action


@dataclass(frozen=True, slots=True)
class Param:
    """The `index`-th value of the request. `label` is the path that errors name: `filter.industry.eq`, `first`."""

    index: int
    label: str


class Direction(StrEnum):
    """Sort directions of the specification; without a word on nulls they stand where Postgres puts them."""

    ASC = "Asc"
    DESC = "Desc"
    ASC_NULLS_FIRST = "AscNullsFirst"
    ASC_NULLS_LAST = "AscNullsLast"
    DESC_NULLS_FIRST = "DescNullsFirst"
    DESC_NULLS_LAST = "DescNullsLast"


# --- filters -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """`field` (and `part` of a composite, else "") against an operand by an operator of the model."""

    field: str
    part: str
    operator: str
    operand: Param


@dataclass(frozen=True, slots=True)
class NullTest:
    """The operator `is`."""

    field: str
    part: str
    is_null: bool


@dataclass(frozen=True, slots=True)
class Related:
    """A filter on the record at the far end of a relation; through a to-many: at least one such record."""

    relation: str
    filter: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """All of them; true when empty."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; false when empty."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """SQL's three-valued not: a comparison with a null stays unknown."""

    item: "Filter"


Filter = Compare | NullTest | Related | And | Or | Not


# --- order and page ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key. The planner appends `id` as the last one where the door did not."""

    field: str
    part: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the list. `limit` None is the default page size. With `backward` the page is the last before
    `cursor` (or of the list), given in the list's own order. `offset` excludes `cursor`."""

    limit: Param | None = None
    cursor: Param | None = None
    backward: bool = False
    offset: Param | None = None


# --- what comes back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed string under `key` (`__typename`)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Value:
    """A single-column field under `key`."""

    key: str
    field: str


@dataclass(frozen=True, slots=True)
class SubValue:
    """One part of a composite under `key`."""

    key: str
    part: str


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite field as an object under `key`; null when every column is null."""

    key: str
    field: str
    items: tuple[SubValue | Constant, ...]


@dataclass(frozen=True, slots=True)
class ToOne:
    """The live record at the far end of a MANY_TO_ONE or ONE_TO_ONE relation as an object under `key`, or null."""

    key: str
    relation: str
    selection: "Selection"


@dataclass(frozen=True, slots=True)
class ToMany:
    """A ONE_TO_MANY or MANY_TO_MANY relation under `key`, as the answer that `connection` describes."""

    key: str
    relation: str
    connection: "Connection"


Output = Constant | Value | Composite | ToOne | ToMany
Selection = tuple[Output, ...]


class PageFact(StrEnum):
    """What can be said of a page; computed only where asked for."""

    HAS_NEXT = "hasNextPage"
    HAS_PREVIOUS = "hasPreviousPage"
    START_CURSOR = "startCursor"
    END_CURSOR = "endCursor"
    TOTAL_COUNT = "totalCount"


@dataclass(frozen=True, slots=True)
class Fact:
    """One page fact under `key`."""

    key: str
    fact: PageFact


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Page facts as an object under `key`: GraphQL's `pageInfo`, REST's `meta`."""

    key: str
    items: tuple[Fact | Constant, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """The record of an edge under `key`."""

    key: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Cursor:
    """The keyset cursor of an edge under `key`."""

    key: str


@dataclass(frozen=True, slots=True)
class Edges:
    """The page as a list of edges under `key`."""

    key: str
    items: tuple[Node | Cursor | Constant, ...]


@dataclass(frozen=True, slots=True)
class Nodes:
    """The page as a plain list of records under `key` (REST)."""

    key: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Connection:
    """A list of records of `object` and what is told about it. The same thing can be asked twice under two keys.

    Soft-deleted records are left out unless the filter itself speaks of `deletedAt`.
    """

    object: str
    filter: Filter | None
    order: tuple[Order, ...]
    page: Page
    items: tuple[Edges | Nodes | FactGroup | Fact | Constant, ...]


# --- plans: one a root field -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SelectMany:
    """A connection at the root. The answer is one JSON object."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class SelectOne:
    """The first live record that matches (`id` is a filter like any other), as one JSON object, or no row."""

    object: str
    filter: Filter
    selection: Selection


class LinkAction(StrEnum):
    """What becomes of the records at the far end of a relation; `SET` means these and no others."""

    CONNECT = "connect"
    DISCONNECT = "disconnect"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Link:
    """Records to connect to what is written, or to disconnect from it. Their ids are in the value that is written,
    under the relation's name; `actions` are those that stand there, in any record of several, sorted."""

    relation: str
    actions: tuple[LinkAction, ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """Create records. The value of `records` is one mapping (when `single`) or a list of mappings of input field
    names to JSON values. `fields` are the input fields that any record has, sorted; `partial` those of them that some
    record lacks (it then takes the column's default). The answer is an object or a list, in the order given."""

    object: str
    single: bool
    records: Param
    fields: tuple[str, ...]
    partial: tuple[str, ...]
    selection: Selection
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Change live records by id. `ids` is one id (when `single`) or a list. `changes` is a mapping of input field
    names to JSON values that holds exactly `fields` (of a composite: exactly the parts named) and `links`, of which
    those that write a field of the object are in both. Raises VG404 in SQL if one is not there. The answer is an object
    or a list, in the order given."""

    object: str
    single: bool
    ids: Param
    changes: Param
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    selection: Selection
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete live records by id; as `Update` otherwise. Where the object knows no soft delete the records are gone, and
    the answer is what they were."""

    object: str
    single: bool
    ids: Param
    selection: Selection


@dataclass(frozen=True, slots=True)
class Change:
    """Change a data model by the function of an action. `given` are the values that its one argument is made of: each
    stands under its key, the keys of the one under "" are the argument's own. The answer is an object or a list of
    what was made or changed as it is then, in the order given; of what was removed, as it was before."""

    action: Action
    given: tuple[tuple[str, Param], ...]
    selection: Selection


@dataclass(frozen=True, slots=True)
class Preview:
    """The SQL that a `Change` with the same values would run, as one JSON text. Nothing is run."""

    action: Action
    given: tuple[tuple[str, Param], ...]


Plan = SelectMany | SelectOne | Insert | Update | Delete | Change | Preview


def is_write(plan: Plan) -> bool:
    """Whether the plan changes data, and so takes the write line."""
    return isinstance(plan, Insert | Update | Delete)


def is_change(plan: Plan) -> bool:
    """Whether the plan is about a change of a data model, which takes long and is not tried twice."""
    return isinstance(plan, Change | Preview)
