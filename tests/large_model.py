"""A large model without a database: as many objects as wanted, each with fields of all types and with relations."""

import json
from typing import Any

from tests.standard_model import sample_document, standard_document

_OBJECTS, _FIELDS = 200, 50
# Each object points to the ones that many places further on, so that all of them hang together.
_STEPS = (1, 7, 31)


def large_document(
    objects: int = _OBJECTS, fields: int = _FIELDS, fingerprint: str = "large", extra: int = 0
) -> dict[str, Any]:
    """The document of a model of that many objects with that many fields each; `extra` more in the first object."""
    made = [_object(place, objects, fields + (extra if place == 0 else 0)) for place in range(objects)]
    return {**standard_document(fingerprint), "objects": made}


def custom_document(workspace: int, fields: int = 20) -> dict[str, Any]:
    """The standard model with so many custom fields in its companies, called otherwise in every workspace."""
    document = standard_document(f"custom{workspace}")
    samples = _samples()
    document["objects"][0]["fields"] += [
        _renamed(samples[place % len(samples)], f"custom{workspace}x{place}") for place in range(fields)
    ]
    return document


def as_postgres_writes(document: dict[str, Any]) -> bytes:
    """The JSON that `core.model` makes of it."""

    def written(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(", ", " : "))

    objects = ",".join(map(written, document["objects"]))
    return f"{written({**document, 'objects': []})[:-2]}{objects}]}}".encode()


def _object(place: int, objects: int, fields: int) -> dict[str, Any]:
    company = standard_document()["objects"][0]
    system = [each for each in company["fields"] if each["isSystem"] or each["name"] in ("id", "name")]
    targets = [(step, (place + step) % objects) for step in _STEPS[: objects - 1]]
    keys = [{**_like("ref"), **_named(f"link{step}Id")} for step, _ in targets]
    samples = _samples()
    own = [_renamed(samples[at % len(samples)], f"field{at}") for at in range(fields - len(system) - len(keys))]
    relations = [
        *(_relation(f"link{step}", True, target, f"linked{step}", step) for step, target in targets),
        *(_relation(f"linked{step}", False, (place - step) % objects, f"link{step}", step) for step, _ in targets),
    ]
    name = f"thing{place}"
    return {
        **company,
        "nameSingular": name,
        "namePlural": f"{name}s",
        "labelSingular": f"Thing {place}",
        "labelPlural": f"Things {place}",
        "table": name,
        "fields": [*system, *keys, *own],
        "relations": relations,
        "constraints": [],
    }


def _samples() -> list[dict[str, Any]]:
    sample = sample_document()["objects"][-1]
    return [each for each in sample["fields"] if not each["isSystem"] and each["name"] not in ("id", "name")]


def _like(name: str) -> dict[str, Any]:
    (found,) = [each for each in _samples() if each["name"] == name]
    return found


def _named(name: str) -> dict[str, Any]:
    column = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return {"name": name, "label": name, "columns": [{**_like("ref")["columns"][0], "name": column}]}


def _renamed(sample: dict[str, Any], name: str) -> dict[str, Any]:
    columns = [
        {**column, "name": f"{name}_{column['part']}".lower().rstrip("_"), "default": None}
        for column in sample["columns"]
    ]
    return {**sample, "name": name, "label": name, "columns": columns}


def _relation(name: str, holds_key: bool, target: int, inverse: str, step: int) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "MANY_TO_ONE" if holds_key else "ONE_TO_MANY",
        "target": f"thing{target}",
        "column": f"link{step}_id",
        "field": f"link{step}Id",
        "holdsKey": holds_key,
        "junction": None,
        "inverse": inverse,
        "label": name,
        "description": None,
    }
