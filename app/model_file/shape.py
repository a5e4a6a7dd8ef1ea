"""What a model file may say of an object, a field, a relation and an index.

In charge of the keys, their defaults and what they mean; `reading` checks a file by it, `json_schema` tells editors,
`writing` leaves defaults out. The keys are those of metadata.create_object, create_field and create_index, with names
in the place of ids.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the value of a key is."""

    TEXT = "a text"
    FLAG = "true or false"
    ANY = "a value"
    NAMES = "a list of names of fields"
    OPTIONS = "a list of options, such as [{value: NEW, label: New}]"
    MAP = "a list of keys with values"


@dataclass(frozen=True, slots=True)
class Key:
    """A key: `default` is what it means to leave it out, `needed` that it cannot be left out."""

    kind: Kind
    meaning: str
    default: Any = None
    choices: tuple[str, ...] = ()
    needed: bool = False


VERSION = 1
RELATION_TYPES = ("MANY_TO_ONE", "ONE_TO_MANY", "ONE_TO_ONE", "MANY_TO_MANY")
# Every object has them; the file names one only where something else is said of it.
SYSTEM_FIELDS = ("id", "createdAt", "updatedAt", "deletedAt", "position", "createdBy")
# Types that no other field can have.
SYSTEM_TYPES = frozenset({"ACTOR", "POSITION"})

_ID = Key(Kind.TEXT, "The id in one workspace; where that workspace has it, it comes before the name.")
_WAS = Key(Kind.TEXT, "The name that it had: makes a rename of it. Means nothing once the rename is made.")
_ACTIVE = Key(Kind.FLAG, "false hides it from the API and keeps what is stored.", True)
_DESCRIPTION = Key(Kind.TEXT, "What it is, for people.", "")
_ICON = Key(Kind.TEXT, "The name of an icon, such as IconUser.")
_LABEL = Key(Kind.TEXT, "What people see; the name, where it is left out.")

OBJECT = {
    "id": _ID,
    "was": _WAS,
    "kind": Key(Kind.TEXT, "VIEW for a view, which is made in SQL.", "TABLE", ("TABLE", "VIEW")),
    "namePlural": Key(Kind.TEXT, "The name for several records, such as companies.", needed=True),
    "labelSingular": Key(Kind.TEXT, "What people see for one record; the name, where it is left out."),
    "labelPlural": Key(Kind.TEXT, "What people see for several records; namePlural, where it is left out."),
    "description": _DESCRIPTION,
    "icon": _ICON,
    "labelIdentifierFieldName": Key(
        Kind.TEXT, "The field that stands for a record. Left out: the first field of a new object, else as it is."
    ),
    "isSearchable": Key(Kind.FLAG, "Whether a search looks at its records; false for links, where it is left out."),
    "isSystem": Key(Kind.FLAG, "Links or people of the standard model, which cannot be made anew.", False),
    "isActive": _ACTIVE,
}

SYSTEM_FIELD = {
    "id": _ID,
    "label": Key(Kind.TEXT, "What people see."),
    "description": Key(Kind.TEXT, "What it is, for people."),
    "icon": _ICON,
    "isActive": _ACTIVE,
}

FIELD = {
    "id": _ID,
    "was": _WAS,
    "type": Key(Kind.TEXT, "The type, such as TEXT; RELATION relates records.", needed=True),
    "label": _LABEL,
    "description": _DESCRIPTION,
    "icon": _ICON,
    "isNullable": Key(Kind.FLAG, "Whether a record may have no value.", True),
    "isUnique": Key(Kind.FLAG, "Whether no two live records have the same value.", False),
    "isSearchable": Key(Kind.FLAG, "Whether a search looks at it; true for texts, where it is left out."),
    "defaultValue": Key(Kind.ANY, "The value of a new record where none is given."),
    "options": Key(Kind.OPTIONS, "The choices of a SELECT or MULTI_SELECT, in their order."),
    "settings": Key(Kind.MAP, "What else the type is told, such as {dataType: integer} of a NUMBER."),
    "isComputed": Key(Kind.FLAG, "true for a function of the record, which is made in SQL.", False),
    "isActive": _ACTIVE,
}

RELATION = {
    "id": _ID,
    "was": _WAS,
    "type": Key(Kind.TEXT, "RELATION.", choices=("RELATION",), needed=True),
    "relationType": Key(
        Kind.TEXT, "How many records stand at either end, this one's first.", "MANY_TO_ONE", RELATION_TYPES
    ),
    "target": Key(Kind.TEXT, "The nameSingular of the object that it relates to.", needed=True),
    "label": _LABEL,
    "description": _DESCRIPTION,
    "icon": _ICON,
    "isNullable": Key(Kind.FLAG, "Whether a record may be related to none.", True),
    "inverseName": Key(Kind.TEXT, "The relation's name at the target.", needed=True),
    "inverseLabel": Key(Kind.TEXT, "What people see at the target; inverseName, where it is left out."),
    "inverseDescription": Key(Kind.TEXT, "What it is, seen from the target.", ""),
    "inverseIcon": _ICON,
    "onDelete": Key(
        Kind.TEXT,
        "What a delete of the record pointed to does; left out: SET_NULL, or CASCADE where isNullable is false.",
        None,
        ("SET_NULL", "CASCADE", "RESTRICT"),
    ),
    "group": Key(Kind.TEXT, "A record has at most one of the object's relations of a group."),
    "junction": Key(Kind.TEXT, "The object whose records are the links of MANY_TO_MANY; a table of its own without."),
    "junctionFieldName": Key(Kind.TEXT, "The junction's relation to this object, where it has several."),
    "junctionInverseFieldName": Key(Kind.TEXT, "The junction's relation to the target, where it has several."),
    "key": Key(Kind.MAP, "What is said of the foreign key's own field."),
    "isActive": Key(Kind.FLAG, "false hides this end.", True),
    "inverseIsActive": Key(Kind.FLAG, "false hides the end at the target.", True),
}

FOREIGN_KEY = {
    "label": Key(Kind.TEXT, "What people see; the relation's label and 'id', where it is left out."),
    "description": Key(Kind.TEXT, "What it is, for people."),
    "icon": _ICON,
    "isActive": _ACTIVE,
}

INDEX = {
    "fields": Key(Kind.NAMES, "Names of fields, or of parts as name.lastName.", needed=True),
    "isUnique": Key(Kind.FLAG, "Whether no two records have the same values.", False),
    "isLiveOnly": Key(Kind.FLAG, "Whether it leaves deleted records out; a unique one does, where it is left out."),
    "name": Key(Kind.TEXT, "The name in Postgres, where one is wanted."),
}

OPTION = {
    "value": Key(Kind.TEXT, "What the API and the column hold, such as IN_PROGRESS.", needed=True),
    "label": Key(Kind.TEXT, "What people see; the value, where it is left out."),
    "color": Key(Kind.TEXT, "A colour's name, such as sky."),
    "was": Key(Kind.TEXT, "The value that it had: records that have it get the new one."),
}
