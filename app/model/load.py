"""The model document of the database as a `Model`.

In charge of reading the JSON that `core.model` writes. Where it comes from and how long it is kept is `model.cache`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.model.types import Field, Junction, Model, Object, Operator, Option, Part, Relation, RelationKind


def read_model(document: Mapping[str, Any]) -> Model:
    """A `Model` from the parsed document. Raises KeyError or ValueError if the document is not one."""
    objects = [_object(each) for each in document["objects"]]
    return Model(
        fingerprint=document["fingerprint"],
        objects={each.name_singular: each for each in objects},
        by_plural={each.name_plural: each for each in objects},
        operators=_operators(document["operators"]),
    )


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


def _operators(given: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Operator, ...]]:
    by_type: dict[str, list[Operator]] = {}
    for each in given:
        operator = Operator(each["operator"], each["function"], each["argumentType"], each["description"] or "")
        by_type.setdefault(each["fieldType"], []).append(operator)
    return {field_type: tuple(operators) for field_type, operators in by_type.items()}
