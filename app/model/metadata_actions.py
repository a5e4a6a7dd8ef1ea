"""How a workspace's data model is changed: each action of the metadata API with what it takes."""

from collections.abc import Sequence
from dataclasses import replace

from app.model.actions import Action, ActionKind, Input, InputField, Kind
from app.model.metadata_model import FIELD_TYPES, ON_DELETE, RELATION_TYPES, options_of


def _text(name: str, description: str, *, is_required: bool = False) -> InputField:
    return InputField(name, Kind.TEXT, description, is_required)


def _flag(name: str, description: str) -> InputField:
    return InputField(name, Kind.BOOLEAN, description)


def _id(name: str, description: str, *, is_required: bool = False) -> InputField:
    return InputField(name, Kind.ID, description, is_required)


def _choice(
    name: str, type_name: str, words: Sequence[tuple[str, str]], description: str, *, is_required: bool = False
) -> InputField:
    return InputField(name, Kind.CHOICE, description, is_required, options_of(words), type_name)


def _json(name: str, description: str) -> InputField:
    return InputField(name, Kind.JSON, description)


def _optional(fields: Sequence[InputField]) -> tuple[InputField, ...]:
    return tuple(replace(field, is_required=False) for field in fields)


_ICON = _text("icon", "The name of an icon, which a user interface knows.")
_IS_ACTIVE = _flag("isActive", "False hides it from the API and keeps its data; true shows it again.")

_OBJECT_NAMES = (
    _text("nameSingular", "The name of one record in the API, such as property.", is_required=True),
    _text("namePlural", "The name of several records in the API, such as properties.", is_required=True),
)
_OBJECT_FACTS = (
    _text("labelSingular", "What people call one record; its name, if left out."),
    _text("labelPlural", "What people call several records; their name, if left out."),
    _text("description", "What the object is for, in a sentence."),
    _ICON,
    _text("labelIdentifierFieldName", "The name of the field that stands for a record where a person picks one."),
    _flag("isSearchable", "Whether a search looks at its records."),
)
_FIELD_NAME = _text("name", "The name in the API, such as annualRevenue.", is_required=True)
_FIELD_TYPE = _choice("type", "FieldType", FIELD_TYPES, "What it holds.", is_required=True)
_FIELD_FACTS = (
    _text("label", "What people call it; its name, if left out."),
    _text("description", "What the field is for, in a sentence."),
    _ICON,
    _flag("isNullable", "Whether a record can be without a value."),
    _flag("isUnique", "Whether no two live records may have the same value."),
    _flag("isSearchable", "Whether a search looks at its texts."),
    _json("defaultValue", "The value of a record that is given none, as the API would give it."),
    _json("options", 'The choices of a SELECT or MULTI_SELECT: [{"value": "NEW", "label": "New", "color": "sky"}].'),
    _json("settings", 'What else the type can be told, such as {"dataType": "integer"} of a NUMBER.'),
)
_RELATION_TYPE = _choice("relationType", "RelationRelationType", RELATION_TYPES, "How many stand at either end.")
_ON_DELETE = _choice(
    "onDelete",
    "RelationOnDelete",
    ON_DELETE,
    "What a delete of a record does to those that refer to it; SET_NULL, if left out.",
)
_JUNCTION = (
    _id("junctionObjectMetadataId", "Of MANY_TO_MANY: the id of the object whose records link both ends."),
    _text("junctionFromFieldName", "The junction's field that refers to the first object."),
    _text("junctionToFieldName", "The junction's field that refers to the second object."),
)
_GROUP = _text("group", "A name shared by relations of one object, of which a record has at most one.")
_FIELD_RELATION = (
    replace(_RELATION_TYPE, description="Of a RELATION: how many stand at either end, this one's first."),
    _text("target", "Of a RELATION: the nameSingular of the object at the far end."),
    _id("targetObjectMetadataId", "Of a RELATION: the id of the object at the far end, instead of its name."),
    _text("inverseName", "Of a RELATION: the name of the field at the far end."),
    _text("inverseLabel", "Of a RELATION: what people call the field at the far end."),
    _text("inverseDescription", "Of a RELATION: what the field at the far end is for."),
    _text("inverseIcon", "Of a RELATION: the icon of the field at the far end."),
    _ON_DELETE,
    *_JUNCTION[:1],
    _text("junctionFieldName", "The junction's field that refers to this object."),
    _text("junctionInverseFieldName", "The junction's field that refers to the object at the far end."),
    _GROUP,
)
_FIELD = (_FIELD_NAME, _FIELD_TYPE, *_FIELD_FACTS, *_FIELD_RELATION)
_OBJECT_ID = _id("objectMetadataId", "The id of the object that gets it.", is_required=True)
_RELATION_FACTS = (
    _text("fromLabel", "What people call the field at the first object."),
    _text("toLabel", "What people call the field at the second object."),
    _text("fromDescription", "What the field at the first object is for."),
    _text("toDescription", "What the field at the second object is for."),
    _text("fromIcon", "The icon of the field at the first object."),
    _text("toIcon", "The icon of the field at the second object."),
)

_CREATE_OBJECT_FIELD = Input("CreateObjectFieldInput", "A field of a new object.", _FIELD)
_CREATE_OBJECT = Input(
    "CreateObjectInput",
    "A new object. It has the fields of every object, and those given.",
    (
        *_OBJECT_NAMES,
        *_OBJECT_FACTS,
        InputField("fields", Kind.INPUTS, "The fields of its own.", inner=_CREATE_OBJECT_FIELD),
    ),
)
_UPDATE_OBJECT = Input(
    "UpdateObjectInput",
    "Changes of an object: what is left out stays as it is.",
    (*_optional(_OBJECT_NAMES), *_OBJECT_FACTS, _IS_ACTIVE),
)
_CREATE_FIELD = Input("CreateFieldInput", "A new field.", (_OBJECT_ID, *_FIELD))
_UPDATE_FIELD = Input(
    "UpdateFieldInput",
    "Changes of a field: what is left out stays as it is.",
    (*_optional((_FIELD_NAME, _FIELD_TYPE)), *_FIELD_FACTS, _IS_ACTIVE),
)
_CREATE_RELATION = Input(
    "CreateRelationInput",
    "A new relation between two objects, or of an object with itself.",
    (
        replace(_RELATION_TYPE, is_required=True),
        _id("fromObjectMetadataId", "The id of the first object.", is_required=True),
        _id("toObjectMetadataId", "The id of the second object.", is_required=True),
        _text("fromFieldMetadataName", "The name of the field at the first object.", is_required=True),
        _text("toFieldMetadataName", "The name of the field at the second object.", is_required=True),
        *_RELATION_FACTS,
        _flag("isNullable", "Whether a record can be without a related one."),
        _ON_DELETE,
        *_JUNCTION,
        _GROUP,
    ),
)
_UPDATE_RELATION = Input(
    "UpdateRelationInput",
    "Changes of a relation: what is left out stays as it is. Names and labels are those of the fields at its ends.",
    (replace(_ON_DELETE, description="What a delete of a record does to those that refer to it."), _IS_ACTIVE),
)
_CREATE_INDEX = Input(
    "CreateIndexInput",
    "A new index.",
    (
        _OBJECT_ID,
        InputField("fields", Kind.TEXTS, "The names of the fields, the first counts most.", is_required=True),
        _flag("isUnique", "Whether no two records may have the same values."),
        _flag("isLiveOnly", "Whether soft-deleted records are left out; of a unique one true, if left out."),
        _text("name", "The name in Postgres; made of the table and the fields, if left out."),
    ),
)

_SEVERAL_FIELDS = "Make several fields, all or none: one change of the model."

ACTIONS: tuple[Action, ...] = (
    Action("createOneObject", ActionKind.CREATE_ONE, "object", "create_object", "Make an object.", _CREATE_OBJECT),
    Action("updateOneObject", ActionKind.UPDATE_ONE, "object", "update_object", "Change an object.", _UPDATE_OBJECT),
    Action(
        "deleteOneObject",
        ActionKind.DELETE_ONE,
        "object",
        "delete_object",
        "Delete an object with its table and all its records, for good.",
        is_confirmed=True,
    ),
    Action("createOneField", ActionKind.CREATE_ONE, "field", "create_field", "Make a field.", _CREATE_FIELD),
    Action(
        "createManyFields", ActionKind.CREATE_MANY, "field", "create_fields", _SEVERAL_FIELDS, _CREATE_FIELD, "fields"
    ),
    Action("updateOneField", ActionKind.UPDATE_ONE, "field", "update_field", "Change a field.", _UPDATE_FIELD),
    Action(
        "deleteOneField",
        ActionKind.DELETE_ONE,
        "field",
        "delete_field",
        "Delete a field with all its values, for good.",
        is_confirmed=True,
    ),
    Action(
        "createOneRelation",
        ActionKind.CREATE_ONE,
        "relation",
        "create_relation",
        "Relate two objects.",
        _CREATE_RELATION,
    ),
    Action(
        "updateOneRelation",
        ActionKind.UPDATE_ONE,
        "relation",
        "update_relation",
        "Change a relation.",
        _UPDATE_RELATION,
    ),
    Action(
        "deleteOneRelation",
        ActionKind.DELETE_ONE,
        "relation",
        "delete_relation",
        "Delete a relation, for good: its fields at both ends, and what they hold.",
        is_confirmed=True,
    ),
    Action("createOneIndex", ActionKind.CREATE_ONE, "index", "create_index", "Make an index.", _CREATE_INDEX),
    Action("deleteOneIndex", ActionKind.DELETE_ONE, "index", "delete_index", "Delete an index."),
)
