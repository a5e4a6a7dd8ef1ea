"""A model file read and checked: text to `document.Model`, or an error that names line and column.

In charge of what can be told from the file alone. Whether a type is known or a change possible is for the database.
"""

import difflib
from collections.abc import Mapping
from typing import Any

from app.model_file import shape
from app.model_file.document import Entry, FileError, Model, Object, Place
from app.model_file.shape import Key, Kind
from app.model_file.tree import Node, read_tree

_MOST_SHOWN = 60


def read_model(content: bytes) -> Model:
    """The model that a file describes. Raises FileError."""
    root = read_tree(content)
    if root.value is None:
        raise FileError("The file is empty. A model begins with 'vingt: 1' and has 'objects:'.")
    _map(root, "A model")
    _known(root, ("vingt", "objects"), "a model")
    if "vingt" not in root.value:
        raise FileError("'vingt: 1' is missing: the version of the form of this file.", root.place)
    version = root.value["vingt"]
    if version.value is True or version.value != shape.VERSION or isinstance(version.value, str):
        raise FileError(
            f"This Vingt reads model files of the version {shape.VERSION}, not {_shown(version)}.", version.place
        )
    if "objects" not in root.value:
        raise FileError("'objects:' is missing.", root.place)
    objects = {
        name: _object(name, node, root.value["objects"].keys[name])
        for name, node in _entries(root.value["objects"], "objects").items()
    }
    model = Model(objects)
    _check_names(model)
    return model


def _object(name: str, node: Node, place: Place) -> Object:
    _map(node, f'The object "{name}"')
    _known(node, (*shape.OBJECT, "fields", "indexes"), f'the object "{name}"')
    values, places = _values(node, shape.OBJECT, place, f'the object "{name}"')
    fields: dict[str, Entry] = {}
    if "fields" in node.value:
        listed = node.value["fields"]
        fields = {key: _field(key, each, listed.keys[key]) for key, each in _entries(listed, "fields").items()}
    indexes = node.value.get("indexes")
    if indexes is not None and not isinstance(indexes.value, list | None):
        raise FileError("indexes is a list, such as [{fields: [city]}].", indexes.place)
    values["labelSingular"] = values["labelSingular"] or name
    values["labelPlural"] = values["labelPlural"] or values["namePlural"]
    if values["isSearchable"] is None:
        values["isSearchable"] = not values["isSystem"]
    return Object(
        name, values, place, places, fields, tuple(_index(each) for each in (indexes and indexes.value) or ())
    )


def _field(name: str, node: Node, place: Place) -> Entry:
    _map(node, f'The field "{name}"')
    what = f'the field "{name}"'
    # A table that was made by hand may have one of those names for something else.
    if name in shape.SYSTEM_FIELDS and "type" not in node.value:
        for key in node.value:
            if key not in shape.SYSTEM_FIELD and (key in shape.FIELD or key in shape.RELATION):
                raise FileError(
                    f"Every object has {what}: its {key} cannot be changed. "
                    f"What can be is {', '.join(list(shape.SYSTEM_FIELD)[1:])}.",
                    node.keys[key],
                )
        _known(node, tuple(shape.SYSTEM_FIELD), what)
        return Entry(name, *_rest(_values(node, shape.SYSTEM_FIELD, place, what), place))
    kind = node.value.get("type")
    if kind is None:
        raise FileError(f"The type of {what} is missing, such as type: TEXT.", place)
    computed = node.value.get("isComputed")
    if kind.value != "RELATION" or (computed is not None and computed.value is True):
        _known(node, tuple(shape.FIELD), what, instead=(shape.RELATION, "belongs to fields of the type RELATION"))
        values, places = _values(node, shape.FIELD, place, what)
        values["label"] = values["label"] or name
        values["settings"] = values["settings"] or None
        return Entry(name, values, place, places)
    _known(node, tuple(shape.RELATION), what, instead=(shape.FIELD, "does not belong to a field of the type RELATION"))
    values, places = _values(node, shape.RELATION, place, what)
    if values["key"] is not None:
        _known(node.value["key"], tuple(shape.FOREIGN_KEY), f"the key of {what}")
        values["key"], inner = _values(node.value["key"], shape.FOREIGN_KEY, place, f"the key of {what}")
        places.update({f"key.{key}": at for key, at in inner.items()})
    return Entry(name, complete_relation(name, values), place, places)


def complete_relation(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A relation's values with those defaults that follow from others."""
    values = dict(given)
    values["label"] = values["label"] or name
    values["inverseLabel"] = values["inverseLabel"] or values["inverseName"]
    if values["relationType"] == "MANY_TO_MANY":
        return values
    values["onDelete"] = values["onDelete"] or ("SET_NULL" if values["isNullable"] else "CASCADE")
    end = "inverse" if values["relationType"] == "ONE_TO_MANY" else ""
    label, description, icon = (values[_at(end, key)] for key in ("label", "description", "icon"))
    key = values["key"] or dict.fromkeys(shape.FOREIGN_KEY)
    values["key"] = {
        "label": key["label"] or f"{label[:190]} id",
        "description": key["description"]
        if key["description"] is not None
        else (f"{description.rstrip('.')}, by its id." if description.rstrip(".") else "The id of the related record."),
        "icon": key["icon"] if key["icon"] is not None else icon,
        "isActive": key["isActive"] is not False,
    }
    return values


def _at(end: str, key: str) -> str:
    return f"{end}{key[0].upper()}{key[1:]}" if end else key


def _index(node: Node) -> Entry:
    _map(node, "An index")
    _known(node, tuple(shape.INDEX), "an index")
    values, places = _values(node, shape.INDEX, node.place, "an index")
    if not values["fields"]:
        raise FileError("An index has at least one field.", places["fields"])
    if values["isLiveOnly"] is None:
        values["isLiveOnly"] = values["isUnique"]
    return Entry(values["name"] or "", values, node.place, places)


def _values(node: Node, keys: Mapping[str, Key], place: Place, what: str) -> tuple[dict[str, Any], dict[str, Place]]:
    """The value of every key, its default where it is left out; and the places of those that are given."""
    values = {}
    places = {}
    for name, key in keys.items():
        given = node.value.get(name)
        if given is None or given.value is None:
            if key.needed:
                raise FileError(f"{name} of {what} is missing.", place)
            values[name] = key.default
        else:
            values[name] = _value(given, name, key)
        if given is not None:
            places[name] = given.place
    return values, places


def _value(node: Node, name: str, key: Key) -> Any:
    value = node.value
    fits = {
        Kind.TEXT: isinstance(value, str),
        Kind.FLAG: isinstance(value, bool),
        Kind.ANY: True,
        Kind.NAMES: isinstance(value, list) and all(isinstance(each.value, str) for each in value),
        Kind.OPTIONS: isinstance(value, list),
        Kind.MAP: isinstance(value, dict),
    }[key.kind]
    if not fits:
        hint = (
            " Quote it, if it is meant as a text."
            if key.kind is Kind.TEXT and not isinstance(value, dict | list)
            else ""
        )
        raise FileError(f"{name} is {key.kind}, not {_shown(node)}.{hint}", node.place)
    if key.choices and value not in key.choices:
        raise FileError(f"{name} is one of {', '.join(key.choices)}, not {_shown(node)}.", node.place)
    if key.kind is Kind.OPTIONS:
        return [_option(each) for each in value]
    return node.plain()


def _option(node: Node) -> dict[str, Any]:
    _map(node, "An option")
    _known(node, tuple(shape.OPTION), "an option")
    values, _ = _values(node, shape.OPTION, node.place, "an option")
    values["label"] = values["label"] or values["value"]
    return {key: value for key, value in values.items() if value is not None}


def _rest(read: tuple[dict[str, Any], dict[str, Place]], place: Place) -> tuple[Any, Place, Any]:
    return read[0], place, read[1]


def _entries(node: Node, what: str) -> dict[str, Node]:
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        raise FileError(f"{what} is a list of names, each with a colon, not {_shown(node)}.", node.place)
    return node.value


def _map(node: Node, what: str) -> None:
    if not isinstance(node.value, dict):
        raise FileError(f"{what} is described by keys with values, not by {_shown(node)}.", node.place)


def _known(node: Node, known: tuple[str, ...], what: str, instead: tuple[Mapping[str, Key], str] | None = None) -> None:
    for key in node.value:
        if key in known:
            continue
        if instead is not None and key in instead[0]:
            raise FileError(f"{key} {instead[1]}.", node.keys[key])
        near = difflib.get_close_matches(key, known, 1)
        meant = f' Is "{near[0]}" meant?' if near else ""
        raise FileError(
            f'"{key[:_MOST_SHOWN]}" means nothing of {what}.{meant} Known: {", ".join(known)}.', node.keys[key]
        )


def _shown(node: Node) -> str:
    if isinstance(node.value, dict | list):
        return "a list of keys" if isinstance(node.value, dict) else "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return f'the text "{node.value[:_MOST_SHOWN]}"' if isinstance(node.value, str) else f"the number {node.value}"


def _check_names(model: Model) -> None:
    """Refuse what would be two things with one name, or one thing that two say they were."""
    for entries in (model.objects, *(each.fields for each in model.objects.values())):
        seen: dict[tuple[str, str], Entry] = {}
        for entry in entries.values():
            for key in ("was", "id"):
                said = entry.values.get(key)
                if said is None:
                    continue
                other = seen.setdefault((key, said), entry)
                if other is not entry:
                    raise FileError(
                        f'"{entry.name}" and "{other.name}" both say {key}: {said[:_MOST_SHOWN]}.', entry.where(key)
                    )
    ends = {(owner.name, field.name): field for owner in model.objects.values() for field in owner.fields.values()}
    for owner in model.objects.values():
        for field in owner.fields.values():
            if not field.is_relation:
                continue
            target, inverse = field.values["target"], field.values["inverseName"]
            if target not in model.objects:
                near = difflib.get_close_matches(target, model.objects, 1)
                meant = f' Is "{near[0]}" meant?' if near else ""
                raise FileError(
                    f'There is no object "{target[:_MOST_SHOWN]}" to relate to.{meant}', field.where("target")
                )
            junction = field.values["junction"]
            if junction is not None and junction not in model.objects:
                raise FileError(
                    f'There is no object "{junction[:_MOST_SHOWN]}" to be the junction.', field.where("junction")
                )
            other = ends.setdefault((target, inverse), field)
            if other is not field:
                raise FileError(
                    f'"{target}" has a field or relation "{inverse[:_MOST_SHOWN]}" already, line {other.place.line}. '
                    "A relation is described once, at one of its ends.",
                    field.where("inverseName"),
                )
