"""The JSON Schema of model files, for editors.

In charge of saying what `shape` says in the words of JSON Schema (draft 07, which every editor reads). The schema is a
file beside this one, made from `shape` and the field types of `sql/metadata`; a test keeps them equal.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.db.sources import load_files
from app.model_file import shape
from app.model_file.shape import Key, Kind

FILE = Path(__file__).parent / "model.schema.json"

_NAME = "^[a-z][A-Za-z0-9]*$"


def json_schema() -> str:
    """The schema that came along."""
    return FILE.read_text(encoding="utf-8")


def make_json_schema() -> str:
    """The schema made anew."""
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A data model of Vingt",
        **_object(
            {
                "vingt": {"const": shape.VERSION, "description": "The version of the form of this file."},
                "objects": {
                    "type": ["object", "null"],
                    "description": "Every object of the workspace by its nameSingular.",
                    "propertyNames": {"pattern": _NAME},
                    "additionalProperties": {"$ref": "#/definitions/object"},
                },
            },
            ["vingt", "objects"],
        ),
        "definitions": {
            "object": _keys(
                shape.OBJECT,
                {
                    "fields": {
                        "type": ["object", "null"],
                        "description": "Every field and relation by its name.",
                        "propertyNames": {"pattern": _NAME},
                        # A table that was made by hand may have one of those names for something else.
                        "properties": {
                            name: _either(["type"], {}, "anyField", "systemField") for name in shape.SYSTEM_FIELDS
                        },
                        "additionalProperties": {"$ref": "#/definitions/anyField"},
                    },
                    "indexes": {"type": ["array", "null"], "items": {"$ref": "#/definitions/index"}},
                },
            ),
            "anyField": _either(
                ["type"],
                {"type": {"const": "RELATION"}, "isComputed": {"enum": [False, None]}},
                "relation",
                "field",
            ),
            "field": _keys(
                shape.FIELD,
                {"type": {"enum": [*field_types(), "RELATION"], "description": shape.FIELD["type"].meaning}},
            ),
            "relation": _keys(shape.RELATION, {"key": {"$ref": "#/definitions/foreignKey"}}),
            "systemField": _keys(shape.SYSTEM_FIELD, {}),
            "foreignKey": _keys(shape.FOREIGN_KEY, {}),
            "index": _keys(shape.INDEX, {}),
            "option": _keys(shape.OPTION, {}),
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def field_types() -> list[str]:
    """The types that a field of a file can have, as sql/metadata knows them."""
    found = {
        name.upper()
        for source in load_files()
        for name in re.findall(r"function metadata\.(\w+)_columns\(settings jsonb\)", source.text)
    }
    return sorted(found - shape.SYSTEM_TYPES)


def _keys(keys: Mapping[str, Key], special: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: special.get(name) or _value(key) for name, key in keys.items()}
    return _object({**properties, **special}, [name for name, key in keys.items() if key.needed])


def _object(properties: Mapping[str, Any], needed: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": needed} if needed else made


def _either(needed: list[str], properties: Mapping[str, Any], then: str, otherwise: str) -> dict[str, Any]:
    return {
        "if": {"properties": properties, "required": needed},
        "then": {"$ref": f"#/definitions/{then}"},
        "else": {"$ref": f"#/definitions/{otherwise}"},
    }


def _value(key: Key) -> dict[str, Any]:
    # What may be left out may also be null, but for what has a fixed set of values.
    null = [] if key.needed else ["null"]
    made: dict[str, Any] = {
        Kind.TEXT: {"enum": [*key.choices, *([None] if null else [])]} if key.choices else {"type": ["string", *null]},
        Kind.FLAG: {"type": ["boolean", *null]},
        Kind.ANY: {},
        Kind.NAMES: {"type": ["array", *null], "items": {"type": "string"}, "minItems": 1},
        Kind.OPTIONS: {"type": ["array", *null], "items": {"$ref": "#/definitions/option"}},
        Kind.MAP: {"type": ["object", *null]},
    }[key.kind]
    described = {**made, "description": key.meaning}
    return described if key.default in (None, "") else {**described, "default": key.default}
