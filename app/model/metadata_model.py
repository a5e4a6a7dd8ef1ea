"""The model of the data model itself: objects, fields, relations and indexes as objects with records.

In charge of what the metadata API shows of a workspace's model, so that it is read with the same filters, orders, pages
and nested lists as records are. It is the same for all workspaces; whose rows are seen is the database's business. How
records of it are made and changed is `model.metadata_actions`.
"""

from collections.abc import Sequence
from hashlib import sha256

from app.model.types import Field, Model, Object, Operator, Option, Part, Relation, RelationKind

_SCHEMA = "metadata"
# What a client asks for here it wants whole as a rule.
_PAGE_SIZE = 1000

FIELD_TYPES: tuple[tuple[str, str], ...] = (
    ("TEXT", "Text of any length."),
    ("NUMBER", "A number; settings say which kind."),
    ("BOOLEAN", "True or false."),
    ("DATE_TIME", "A moment."),
    ("DATE", "A day."),
    ("EMAIL", "One e-mail address."),
    ("PHONE", "One phone number."),
    ("URL", "One web address."),
    ("CURRENCY", "An amount of money with its currency."),
    ("FULL_NAME", "A first and a last name."),
    ("ADDRESS", "A postal address, and where it is."),
    ("LINKS", "A web address with a label, and others."),
    ("EMAILS", "An e-mail address, and others."),
    ("PHONES", "A phone number, and others."),
    ("RICH_TEXT", "A text with its formatting."),
    ("SELECT", "One of the options."),
    ("MULTI_SELECT", "Any of the options."),
    ("RELATION", "One end of a relation to another object."),
    ("RATING", "One to five stars, or as many as its settings say."),
    ("JSON", "Any JSON value."),
    ("ARRAY", "A list of texts."),
    ("UUID", "A UUID, such as the id of a related record."),
    ("POSITION", "A place among other records."),
    ("ACTOR", "Who did something."),
)
RELATION_TYPES: tuple[tuple[str, str], ...] = (
    ("ONE_TO_MANY", "One record here, many there."),
    ("MANY_TO_ONE", "Many records here, one there."),
    ("ONE_TO_ONE", "One record at either end."),
    ("MANY_TO_MANY", "Many records at either end."),
)
ON_DELETE: tuple[tuple[str, str], ...] = (
    ("SET_NULL", "The records that refer to a deleted one no longer refer to any."),
    ("CASCADE", "They are deleted with it."),
    ("RESTRICT", "What is referred to cannot be deleted."),
)
_INDEX_KINDS: tuple[tuple[str, str], ...] = (
    ("PRIMARY_KEY", "The primary key."),
    ("UNIQUE", "No two records have the same values."),
    ("FOREIGN_KEY", "The values are those of a record elsewhere."),
    ("CHECK", "A rule for the values."),
    ("INDEX", "Makes searches quick and allows everything."),
)

_PG_TYPES = {
    "TEXT": "text",
    "UUID": "uuid",
    "BOOLEAN": "boolean",
    "NUMBER": "integer",
    "DATE_TIME": "timestamptz",
    "SELECT": "text",
    "JSON": "jsonb",
    "ARRAY": "text[]",
}
# As metadata.filter_operator has them: operator, function, operand.
_EQUALITY = (
    ("eq", "filter.eq", "self", "Equals this value."),
    ("neq", "filter.neq", "self", "Differs from this value; what has no value does not count as different."),
)
_IN = (("in", "filter.in_list", "self[]", "Equals one of these values."),)
_IS = (("is", "", "", "Has no value (NULL) or has one (NOT_NULL)."),)
_ORDER = (
    ("gt", "filter.gt", "self", "Greater than this value."),
    ("gte", "filter.gte", "self", "Greater than or equal to this value."),
    ("lt", "filter.lt", "self", "Less than this value."),
    ("lte", "filter.lte", "self", "Less than or equal to this value."),
)
_PATTERNS = (
    ("like", "filter.like", "text", "Matches this pattern: % stands for any text, _ for one character."),
    ("ilike", "filter.ilike", "text", "Matches this pattern whatever the case."),
)
_OPERATORS = {
    "TEXT": (*_EQUALITY, *_IN, *_IS, *_PATTERNS),
    "SELECT": (*_EQUALITY, *_IN, *_IS),
    "UUID": (*_EQUALITY, *_IN, *_IS),
    "BOOLEAN": (*_EQUALITY, *_IS),
    "NUMBER": (*_EQUALITY, *_IN, *_IS, *_ORDER),
    "DATE_TIME": (*_EQUALITY, *_IN, *_IS, *_ORDER),
    "JSON": _IS,
    "ARRAY": _IS,
}


def options_of(words: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Choices in the order given, each with what it means."""
    return tuple(Option(value, meaning, place) for place, (value, meaning) in enumerate(words))


def _field(
    name: str,
    type_: str,
    column: str,
    description: str,
    *,
    is_nullable: bool = False,
    options: Sequence[tuple[str, str]] = (),
) -> Field:
    return Field(
        name=name,
        type=type_,
        label="",
        description=description,
        is_nullable=is_nullable,
        is_unique=name == "id",
        is_system=False,
        is_writable=False,
        is_required=False,
        has_default=False,
        parts=(Part("", column, type_, _PG_TYPES[type_], is_nullable),),
        options=options_of(options),
    )


def _to_one(name: str, target: str, column: str, field: str, inverse: str, description: str) -> Relation:
    return Relation(name, RelationKind.MANY_TO_ONE, target, column, field, inverse, "", description, holds_key=True)


def _to_many(name: str, target: str, column: str, field: str, inverse: str, description: str) -> Relation:
    return Relation(name, RelationKind.ONE_TO_MANY, target, column, field, inverse, "", description, holds_key=False)


def _object(
    singular: str,
    plural: str,
    description: str,
    table: str,
    label_field: str,
    order: tuple[str, ...],
    fields: Sequence[Field],
    relations: Sequence[Relation],
) -> Object:
    return Object(
        name_singular=singular,
        name_plural=plural,
        label_singular=singular,
        label_plural=plural,
        description=description,
        table=table,
        label_field=label_field,
        fields={each.name: each for each in fields},
        relations={each.name: each for each in relations},
        constraints={},
        deleted_at=None,
        is_writable=False,
        schema=_SCHEMA,
        order=order,
        page_size=_PAGE_SIZE,
    )


_ID = _field("id", "UUID", "id", "The id, which never changes.")
_DESCRIPTION = _field("description", "TEXT", "description", "What it is for, in a sentence.")
_ICON = _field("icon", "TEXT", "icon", "The name of an icon, which a user interface knows.", is_nullable=True)
_IS_CUSTOM = _field("isCustom", "BOOLEAN", "is_custom", "Made by the workspace itself; false for the standard model.")
_IS_ACTIVE = _field("isActive", "BOOLEAN", "is_active", "Whether the API shows it. What is hidden keeps its data.")
_IS_READ_ONLY = _field("isReadOnly", "BOOLEAN", "is_read_only", "Whether the API only reads it.")
_CREATED_AT = _field("createdAt", "DATE_TIME", "created_at", "When it was made.")
_UPDATED_AT = _field("updatedAt", "DATE_TIME", "updated_at", "When it was changed last.")
_OF_OBJECT = _field("objectMetadataId", "UUID", "object_id", "The id of its object.")

_OBJECTS = (
    _object(
        "object",
        "objects",
        "A kind of record that the workspace holds: a table, with a column or several for each field.",
        "described_object",
        "nameSingular",
        ("position",),
        [
            _ID,
            _field("nameSingular", "TEXT", "name_singular", "The name of one record in the API: company."),
            _field("namePlural", "TEXT", "name_plural", "The name of several records in the API: companies."),
            _field("labelSingular", "TEXT", "label_singular", "What people call one record."),
            _field("labelPlural", "TEXT", "label_plural", "What people call several records."),
            _DESCRIPTION,
            _ICON,
            _field(
                "labelIdentifierFieldName",
                "TEXT",
                "label_field",
                "The name of the field that stands for a record where a person picks one.",
            ),
            _IS_ACTIVE,
            _IS_CUSTOM,
            _field("isSystem", "BOOLEAN", "is_system", "It links other objects, and people do not see it by itself."),
            _field("isSearchable", "BOOLEAN", "is_searchable", "Whether a search looks at its records."),
            _IS_READ_ONLY,
            _field("position", "NUMBER", "position", "Its place among the objects."),
            _CREATED_AT,
            _UPDATED_AT,
        ],
        [
            _to_many("fields", "field", "object_id", "objectMetadataId", "object", "The fields of the object."),
            _to_many("indexes", "index", "object_id", "objectMetadataId", "object", "The indexes of its table."),
        ],
    ),
    _object(
        "field",
        "fields",
        "What is kept of each record of an object. Each end of a relation is a field too.",
        "described_field",
        "name",
        ("position", "name"),
        [
            _ID,
            _OF_OBJECT,
            _field("name", "TEXT", "name", "The name in the API: annualRevenue."),
            _field("label", "TEXT", "label", "What people call it."),
            _field("type", "SELECT", "type", "What it holds.", options=FIELD_TYPES),
            _DESCRIPTION,
            _ICON,
            _IS_CUSTOM,
            _IS_ACTIVE,
            _field("isSystem", "BOOLEAN", "is_system", "Every object has it."),
            _field("isNullable", "BOOLEAN", "is_nullable", "Whether a record can be without a value."),
            _field("isUnique", "BOOLEAN", "is_unique", "Whether no two live records have the same value."),
            _field("isSearchable", "BOOLEAN", "is_searchable", "Whether a search looks at its texts."),
            _IS_READ_ONLY,
            _field(
                "defaultValue", "JSON", "default_value", "The value of a record that is given none.", is_nullable=True
            ),
            _field(
                "options",
                "JSON",
                "options",
                'The choices of a SELECT or MULTI_SELECT: [{"value", "label", "position", "color"}].',
                is_nullable=True,
            ),
            _field("settings", "JSON", "settings", "What else its type was told.", is_nullable=True),
            _field("position", "NUMBER", "position", "Its place among the fields."),
            _field(
                "relationMetadataId",
                "UUID",
                "relation_id",
                "The id of the relation that it is an end or the foreign key of.",
                is_nullable=True,
            ),
            _CREATED_AT,
            _UPDATED_AT,
        ],
        [
            _to_one("object", "object", "object_id", "objectMetadataId", "fields", "Its object."),
            _to_one(
                "relation",
                "relation",
                "relation_id",
                "relationMetadataId",
                "fields",
                "The relation that it is an end or the foreign key of.",
            ),
        ],
    ),
    _object(
        "relation",
        "relations",
        "How records of two objects, or of one, belong together.",
        "described_relation",
        "fromFieldMetadataName",
        ("createdAt",),
        [
            _ID,
            _field(
                "relationType",
                "SELECT",
                "relation_type",
                "How many records stand at either end.",
                options=RELATION_TYPES,
            ),
            _field("fromObjectMetadataId", "UUID", "from_object_id", "The id of the first object."),
            _field("toObjectMetadataId", "UUID", "to_object_id", "The id of the second object."),
            _field("fromFieldMetadataId", "UUID", "from_field_id", "The id of the field at the first object."),
            _field("toFieldMetadataId", "UUID", "to_field_id", "The id of the field at the second object."),
            _field("fromFieldMetadataName", "TEXT", "from_field_name", "The name of the field at the first object."),
            _field("toFieldMetadataName", "TEXT", "to_field_name", "The name of the field at the second object."),
            _field(
                "keyFieldMetadataId",
                "UUID",
                "key_field_id",
                "The id of the foreign key's field; null of MANY_TO_MANY.",
                is_nullable=True,
            ),
            _field(
                "junctionObjectMetadataId",
                "UUID",
                "junction_object_id",
                "The id of the object whose records link the ends of MANY_TO_MANY; null where a table of the "
                "relation's own does.",
                is_nullable=True,
            ),
            _field(
                "group",
                "TEXT",
                "group_name",
                "Of the relations of one object in a group, a record has at most one.",
                is_nullable=True,
            ),
            _field(
                "onDelete",
                "SELECT",
                "on_delete",
                "What a delete of a record does to those that refer to it.",
                options=ON_DELETE,
            ),
            _IS_CUSTOM,
            _IS_ACTIVE,
            _CREATED_AT,
            _UPDATED_AT,
        ],
        [
            _to_one("fromObject", "object", "from_object_id", "fromObjectMetadataId", "", "The first object."),
            _to_one("toObject", "object", "to_object_id", "toObjectMetadataId", "", "The second object."),
            _to_one("fromField", "field", "from_field_id", "fromFieldMetadataId", "", "The field at the first object."),
            _to_one("toField", "field", "to_field_id", "toFieldMetadataId", "", "The field at the second object."),
        ],
    ),
    _object(
        "index",
        "indexes",
        "An index or a constraint of an object's table.",
        "described_index",
        "name",
        ("name",),
        [
            _ID,
            _OF_OBJECT,
            _field("name", "TEXT", "name", "Its name in Postgres."),
            _field("kind", "SELECT", "kind", "What it is.", options=_INDEX_KINDS),
            _field("fields", "ARRAY", "fields", "The names of the fields that it is about."),
            _field("isUnique", "BOOLEAN", "is_unique", "Whether no two records have the same values."),
            _field("isLiveOnly", "BOOLEAN", "is_live_only", "Whether it leaves soft-deleted records out."),
            _field("isCustom", "BOOLEAN", "is_custom", "Asked for by itself, and not part of a field."),
            _field("isReady", "BOOLEAN", "is_ready", "Whether it is built; until then it does nothing."),
            _field("error", "TEXT", "error", "Why it could not be built.", is_nullable=True),
            _CREATED_AT,
        ],
        [_to_one("object", "object", "object_id", "objectMetadataId", "indexes", "Its object.")],
    ),
)


def _model() -> Model:
    operators = {
        type_: tuple(Operator(name, function, operand, said) for name, function, operand, said in known)
        for type_, known in _OPERATORS.items()
    }
    return Model(
        fingerprint=sha256(repr((_OBJECTS, operators)).encode()).hexdigest(),
        objects={each.name_singular: each for each in _OBJECTS},
        by_plural={each.name_plural: each for each in _OBJECTS},
        operators=operators,
    )


METADATA = _model()
