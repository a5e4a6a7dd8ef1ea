"""The standard model without a database: a golden copy of the document that `core.model` writes of a new workspace, and
one of an object that has a field of every type. `tests/query/test_golden_model.py` compares both with a database's.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.model.load import read_model
from app.model.types import Model

GOLDEN = Path(__file__).parent / "golden"
MODEL, SAMPLE = GOLDEN / "model.json", GOLDEN / "sample.json"

_CHOICES = [{"value": "A"}, {"value": "B"}, {"value": "LONG_ONE"}]
# What `metadata.create_object` takes. The defaults hold what could be mistaken for a part of a statement.
SAMPLE_OBJECT: dict[str, Any] = {
    "nameSingular": "sample",
    "namePlural": "samples",
    "description": "Has a field of every type.",
    "fields": [
        {"name": "name", "type": "TEXT"},
        {"name": "flag", "type": "BOOLEAN"},
        {"name": "whole", "type": "NUMBER", "settings": {"dataType": "integer"}},
        {"name": "big", "type": "NUMBER", "settings": {"dataType": "bigint"}},
        {"name": "exact", "type": "NUMBER", "settings": {"dataType": "numeric"}},
        {"name": "double", "type": "NUMBER", "settings": {"dataType": "double"}},
        {"name": "moment", "type": "DATE_TIME"},
        {"name": "day", "type": "DATE"},
        {"name": "mail", "type": "EMAIL"},
        {"name": "phone", "type": "PHONE"},
        {"name": "link", "type": "URL"},
        {"name": "money", "type": "CURRENCY"},
        {"name": "person", "type": "FULL_NAME"},
        {"name": "choice", "type": "SELECT", "options": _CHOICES},
        {"name": "choices", "type": "MULTI_SELECT", "options": _CHOICES},
        {"name": "stars", "type": "RATING"},
        {"name": "settings", "type": "JSON"},
        {"name": "tags", "type": "ARRAY"},
        {"name": "ref", "type": "UUID"},
        {"name": "place", "type": "ADDRESS"},
        {"name": "links", "type": "LINKS"},
        {"name": "mails", "type": "EMAILS"},
        {"name": "phones", "type": "PHONES"},
        {"name": "story", "type": "RICH_TEXT"},
        {"name": "code", "type": "TEXT", "settings": {"maxLength": 5}},
        {"name": "rate", "type": "NUMBER", "settings": {"decimals": 2, "min": 0, "max": 100}},
        {"name": "score", "type": "RATING", "settings": {"min": 0, "max": 10}},
        {"name": "fee", "type": "CURRENCY", "settings": {"currencyCodes": ["EUR", "CHF"]}},
        {"name": "few", "type": "ARRAY", "settings": {"maxItems": 2}},
        {"name": "text", "type": "TEXT", "defaultValue": 'it\'s "$schema" $1 "\\0" \\ %s\n--'},
        {"name": "list", "type": "ARRAY", "defaultValue": ['a "b"', "x,y", "{", "\\", ""]},
        {"name": "object", "type": "JSON", "defaultValue": {"a": '"$schema"'}},
        {"name": "steps", "type": "NUMBER", "defaultValue": 12.50, "isNullable": False},
        {"name": "parent", "type": "RELATION", "target": "sample", "inverseName": "children"},
    ],
}


def standard_document(fingerprint: str | None = None) -> dict[str, Any]:
    """The document, each time a new one; with a fingerprint of its own where one is given."""
    document: dict[str, Any] = json.loads(MODEL.read_text())
    return document if fingerprint is None else {**document, "fingerprint": fingerprint}


@cache
def standard_model() -> Model:
    return read_model(standard_document())


def sample_document() -> dict[str, Any]:
    """The standard model and samples."""
    document = standard_document("samples")
    document["objects"].append(json.loads(SAMPLE.read_text()))
    return document


@cache
def sample_model() -> Model:
    return read_model(sample_document())


def laid_out(value: object, indent: str = "") -> str:
    """JSON of which a person reads the difference: one line for what fits on it."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= 400 or not isinstance(value, dict | list):
        return line
    deeper = indent + " "
    if isinstance(value, dict):
        inner = [f"{json.dumps(key)}: {laid_out(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(deeper + each for each in inner) + "\n" + indent + "}"
    return "[\n" + ",\n".join(deeper + laid_out(item, deeper) for item in value) + "\n" + indent + "]"
