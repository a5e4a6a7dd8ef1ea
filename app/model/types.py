"""A workspace's data model as frozen dataclasses.

In charge of what an object, field, relation and operator are to the rest of the program. It knows neither SQL text
nor HTTP. Loading is `model.load`, keeping is `model.cache`. Nothing in here is particular to one workspace, so that
workspaces whose models are equal (same `fingerprint`) share one `Model` and everything compiled from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any

# How many records a list gives that asks for no number of them.
PAGE_SIZE = 60


class RelationKind(StrEnum):
    """How many records stand at either end, this one's first."""

    MANY_TO_ONE = "MANY_TO_ONE"
    ONE_TO_MANY = "ONE_TO_MANY"
    ONE_TO_ONE = "ONE_TO_ONE"
    MANY_TO_MANY = "MANY_TO_MANY"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a SELECT or MULTI_SELECT; `value` is what the API and the column hold."""

    value: str
    label: str
    position: int


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a field.

    `name` is `""` for the only part of a single-column field and the sub-field's name (`amountMicros`) in a
    composite. `type` is the field type that the part behaves as (filters, input, output): TEXT, NUMBER, ...
    `pg_type` is the column's type as Postgres writes it (`bigint`, `timestamp with time zone` is `timestamptz`),
    `default` the column's default as an SQL expression, "" where it has none.
    """

    name: str
    column: str
    type: str
    pg_type: str
    is_nullable: bool
    default: str = ""

    @property
    def is_sortable(self) -> bool:
        """Whether records are sorted by it. Of jsonb and lists Postgres has an order, but none that readers expect."""
        return self.pg_type != "jsonb" and not self.pg_type.endswith("[]")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: `type` is the specification's field type; a foreign key is a field of type UUID.

    `is_writable` is false for what the database fills in (createdAt, createdBy, ...). `is_required` means that a
    create without it fails: not nullable and no default. `settings` is what else the type was told. The only part of
    a computed field names, in place of a column, a function of the table's row in the workspace's schema.
    """

    name: str
    type: str
    label: str
    description: str
    is_nullable: bool
    is_unique: bool
    is_system: bool
    is_writable: bool
    is_required: bool
    has_default: bool
    parts: tuple[Part, ...]
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] = dataclass_field(default_factory=dict)
    is_computed: bool = False

    @property
    def is_composite(self) -> bool:
        """Whether the field is an object of sub-fields in the API."""
        return self.parts[0].name != ""

    def part(self, name: str) -> Part:
        """The part of that name. Raises KeyError."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Junction:
    """The table between the ends of a MANY_TO_MANY relation, seen from one of them.

    `source` is the column that points to this end's records, `target` the one that points to the far end's.
    `deleted_at` is the column of its soft delete, None where it knows none. `object` is the name of the object whose
    table it is, "" for a table of the relation's own, which has no other columns to fill.
    """

    table: str
    source: str
    target: str
    deleted_at: str | None
    object: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One end of a relation, seen from the object that has the name.

    `column` is the foreign key column: on this object's table where `holds_key` (MANY_TO_ONE, and one end of
    ONE_TO_ONE), else on the target's table (ONE_TO_MANY, and the other end of ONE_TO_ONE). `field` is the name of the
    foreign key's own field (`companyId`), on the same side as the column. Both are "" for MANY_TO_MANY, which has a
    `junction`. A relation that is computed is ONE_TO_MANY and has nothing but a `function`: one of the table's row, in
    the workspace's schema, that gives the rows at the far end; it has no `inverse`.
    """

    name: str
    kind: RelationKind
    target: str
    column: str
    field: str
    inverse: str
    label: str
    description: str
    holds_key: bool
    junction: Junction | None = None
    function: str = ""

    @property
    def is_to_one(self) -> bool:
        """Whether at most one record stands at the far end."""
        return self.kind in (RelationKind.MANY_TO_ONE, RelationKind.ONE_TO_ONE)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Object:
    """An object and its table. Models that have the same one share it, so that it is known by its identity.

    `constraints` maps a constraint or index name to the field names it is about. `schema` is "" for the workspace's
    own. `deleted_at` is the column of its soft delete; None where a delete is for good. An object that is not
    `is_writable` (a view) takes no mutations. Where a list says nothing of its own, `order` are the fields by which it
    is sorted, ascending, before the id, and `page_size` is how many records it gives.
    """

    name_singular: str
    name_plural: str
    label_singular: str
    label_plural: str
    description: str
    table: str
    label_field: str
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]
    constraints: Mapping[str, tuple[str, ...]]
    deleted_at: str | None
    is_writable: bool = True
    schema: str = ""
    order: tuple[str, ...] = ()
    page_size: int = PAGE_SIZE

    @property
    def type_name(self) -> str:
        """The GraphQL type's name: `workspaceMember` -> `WorkspaceMember`."""
        return self.name_singular[0].upper() + self.name_singular[1:]


@dataclass(frozen=True, slots=True)
class Operator:
    """What a field type understands in a filter.

    `function` is the schema-qualified SQL function (`filter.ilike`) called with the column and the operand.
    `argument_type` is the operand's Postgres type; `self` stands for the column's own type and `self[]` for an
    array of it. The operator `is` (NULL | NOT_NULL) takes no operand: its function is empty and SQL's own test is used.
    """

    name: str
    function: str
    argument_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Model:
    """All active objects of a workspace. `operators` is keyed by field type, in the order to show."""

    fingerprint: str
    # Not shown: asyncio writes out what a task gave, which took a fifth of a second for a large model.
    objects: Mapping[str, Object] = dataclass_field(repr=False)
    by_plural: Mapping[str, Object] = dataclass_field(repr=False)
    operators: Mapping[str, tuple[Operator, ...]] = dataclass_field(repr=False)
