"""The model document of the database as a `Model`.

In charge of reading the JSON that `core.model` writes, and of sharing what is the same in several models: an object is
read once, however many workspaces have it, and a change of one object leaves the others as they were. Where the
document comes from and how long a model is kept is `model.cache`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from time import perf_counter
from typing import Any
from weakref import WeakValueDictionary

import orjson

from app.model.types import Field, Junction, Model, Object, Operator, Option, Part, Relation, RelationKind

# How long a document is read at a time before others have their turn.
_TURN_SECONDS = 0.01
# The database writes the objects last, with nothing but this between two of them, and elsewhere a blank behind commas.
# In a text these marks would have backslashes.
_OBJECTS = b'"objects" : ['
_BETWEEN = b'},{"'
_END = b"]}"

# By the digest of its JSON, every object that some model has.
_SHARED: WeakValueDictionary[bytes, Object] = WeakValueDictionary()


def read_model(document: Mapping[str, Any]) -> Model:
    """A `Model` from the parsed document. Raises KeyError or ValueError if the document is not one."""
    return _model(document, [_shared(orjson.dumps(each)) for each in document["objects"]])


async def load_model(text: bytes) -> Model:
    """A `Model` from the document as the database writes it, with turns for others in between. Only what no other model
    has is parsed. Raises KeyError or ValueError if the text is no document."""
    split = split_document(text)
    if split is None:
        return read_model(orjson.loads(text))
    rest, parts = split
    objects, until = list[Object](), perf_counter() + _TURN_SECONDS
    for part in parts:
        try:
            objects.append(_shared(part))
        except ValueError:
            return read_model(orjson.loads(text))
        if perf_counter() > until:
            await asyncio.sleep(0)
            until = perf_counter() + _TURN_SECONDS
    return _model(rest, objects)


def split_document(text: bytes) -> tuple[dict[str, Any], list[bytes]] | None:
    """The document without its objects, and the JSON of each of these; None where it is not written as expected.

    It is cut without being parsed. A cut that is wrong leaves a piece that is no JSON: all pieces before it were
    complete, so that the cut is inside of this one."""
    head, found, tail = text.partition(_OBJECTS)
    if not found or not tail.endswith(_END):
        return None
    try:
        rest = orjson.loads(head + _OBJECTS + _END)
    except ValueError:
        return None
    first, *others = tail[: -len(_END)].split(_BETWEEN)
    if not others:
        return rest, [first] if first.strip() else []
    *inner, last = others
    return rest, [first + b"}", *(b'{"%b}' % each for each in inner), b'{"' + last]


def _model(document: Mapping[str, Any], objects: Sequence[Object]) -> Model:
    return Model(
        fingerprint=document["fingerprint"],
        objects={each.name_singular: each for each in objects},
        by_plural={each.name_plural: each for each in objects},
        operators=_operators(orjson.dumps(document["operators"])),
    )


def _shared(text: bytes) -> Object:
    """The object of some JSON, the same one for the same text."""
    digest = sha256(text).digest()
    found = _SHARED.get(digest)
    if found is None:
        found = _SHARED[digest] = _object(orjson.loads(text))
    return found


def _object(given: Mapping[str, Any]) -> Object:
    return Object(
        name_singular=given["nameSingular"],
        name_plural=given["namePlural"],
        label_singular=given["labelSingular"],
        label_plural=given["labelPlural"],
        description=given["description"] or "",
        table=given["table"],
        label_field=given["labelField"],
        fields={each["name"]: _field(each) for each in given["fields"]},
        relations={each["name"]: _relation(each) for each in given["relations"]},
        constraints={each["name"]: tuple(each["fields"]) for each in given["constraints"]},
        deleted_at=given["deletedAt"],
        is_writable=given["isWritable"],
        schema=given.get("schema", ""),
    )


def _field(given: Mapping[str, Any]) -> Field:
    return Field(
        name=given["name"],
        type=given["type"],
        label=given["label"],
        description=given["description"] or "",
        is_nullable=given["isNullable"],
        is_unique=given["isUnique"],
        is_system=given["isSystem"],
        is_writable=given["isWritable"],
        is_required=given["isRequired"],
        has_default=given["hasDefault"],
        parts=tuple(_part(each) for each in given["columns"]),
        options=_options(given["options"] or ()),
        settings=given["settings"] or {},
        is_computed=given["isComputed"],
    )


def _part(given: Mapping[str, Any]) -> Part:
    return Part(
        name=given["part"] or "",
        column=given["name"],
        type=given["type"],
        pg_type=given["pgType"],
        is_nullable=given["isNullable"],
        default=given.get("default") or "",
    )


def _options(given: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    options = [Option(each["value"], each["label"], each["position"]) for each in given]
    return tuple(sorted(options, key=lambda option: option.position))


def _relation(given: Mapping[str, Any]) -> Relation:
    return Relation(
        name=given["name"],
        kind=RelationKind(given["kind"]),
        target=given["target"],
        column=given["column"] or "",
        field=given["field"] or "",
        inverse=given["inverse"],
        label=given["label"],
        description=given["description"] or "",
        holds_key=given["holdsKey"],
        junction=_junction(given["junction"]),
        function=given.get("function") or "",
    )


def _junction(given: Mapping[str, Any] | None) -> Junction | None:
    if given is None:
        return None
    return Junction(
        table=given["table"],
        source=given["sourceColumn"],
        target=given["targetColumn"],
        deleted_at=given["deletedAt"],
        object=given["object"] or "",
    )


@lru_cache(maxsize=8)
def _operators(text: bytes) -> Mapping[str, tuple[Operator, ...]]:
    """Operators belong to all workspaces: there are several sets of them only while they change."""
    by_type: dict[str, list[Operator]] = {}
    for each in orjson.loads(text):
        operator = Operator(each["operator"], each["function"], each["argumentType"], each["description"] or "")
        by_type.setdefault(each["fieldType"], []).append(operator)
    return {field_type: tuple(operators) for field_type, operators in by_type.items()}
