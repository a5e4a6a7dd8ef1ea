"""What is what in a file and in a workspace: which object, field and relation of the one is which of the other.

In charge of identity: first by id, then by `was`, then by name. A `was` counts as long as there is nothing by the new
name and something by the old one, so that a file that was applied can be applied again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.model_file.document import Entry, FileError, Model, Object
from app.model_file.held import HeldField, HeldModel, HeldObject
from app.model_file.reading import complete_relation

Held = TypeVar("Held")

_TURNED = {"MANY_TO_ONE": "ONE_TO_MANY", "ONE_TO_MANY": "MANY_TO_ONE"}
_PAIRS = (
    ("label", "inverseLabel"),
    ("description", "inverseDescription"),
    ("icon", "inverseIcon"),
    ("isActive", "inverseIsActive"),
    ("junctionFieldName", "junctionInverseFieldName"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """What is what. `fields` has (object, field) of the file; its entry is as the workspace's relation was declared.

    What only the workspace has is in the `left_` lists: it goes, or is hidden.
    """

    objects: Mapping[str, HeldObject]
    fields: Mapping[tuple[str, str], tuple[Entry, HeldField]]
    left_objects: list[HeldObject]
    left_fields: list[HeldField]


def match(wanted: Model, held: HeldModel) -> Match:
    """Find everything that is both in the file and in the workspace. Raises FileError."""
    by_id = {each.id: each for each in held.objects.values()}
    objects = _pairs(wanted.objects, held.objects, by_id)
    ends: dict[str, dict[str, tuple[HeldField, bool]]] = {each: {} for each in by_id}
    for owner in held.objects.values():
        for field in owner.fields:
            ends[owner.id][field.name] = (field, False)
            if field.inverse_id:
                ends[field.target_id][str(field.entry.values["inverseName"])] = (field, True)
    fields: dict[tuple[str, str], tuple[Entry, HeldField]] = {}
    taken: set[str] = set()
    for name, owner in objects.items():
        file_object = wanted.objects[name]
        here = ends[owner.id]
        ids = {end[0].inverse_id if end[1] else end[0].id: end for end in here.values()}
        for field_name, (field, is_turned) in _pairs(file_object.fields, here, ids).items():
            entry = file_object.fields[field_name]
            if entry.is_relation != field.entry.is_relation:
                raise FileError(
                    f'"{name}.{field_name}" is {"a" if field.entry.is_relation else "no"} relation in the workspace, '
                    "and one cannot become the other. Take it out, apply, and describe it anew.",
                    entry.where("type"),
                )
            if field.id in taken:
                raise FileError(f'"{name}.{field_name}" is a relation that stands twice.', entry.place)
            taken.add(field.id)
            fields[name, field_name] = (turned(file_object, entry) if is_turned else entry, field)
    kept = {each.id for each in objects.values()}
    return Match(
        objects,
        fields,
        [each for each in held.objects.values() if each.id not in kept],
        [
            field
            for owner in held.objects.values()
            for field in owner.fields
            if field.id not in taken and not field.is_system and (owner.id in kept or field.inverse_id)
        ],
    )


def turned(owner: Object, entry: Entry) -> Entry:
    """A relation as it is described at its other end. Raises FileError where the foreign key would be elsewhere."""
    values: dict[str, Any] = dict(entry.values)
    places = dict(entry.places)
    if values["relationType"] == "ONE_TO_ONE":
        raise FileError(
            f'"{owner.name}.{entry.name}" is described at its other end in the workspace: '
            f'"{values["target"]}.{values["inverseName"]}", whose object has the foreign key. Describe it there.',
            entry.place,
        )
    for near, far in _PAIRS:
        values[near], values[far] = entry.values[far], entry.values[near]
        places = {key: place for key, place in places.items() if key not in (near, far)}
        places |= {new: entry.places[old] for new, old in ((near, far), (far, near)) if old in entry.places}
    values["relationType"] = _TURNED.get(values["relationType"], values["relationType"])
    values["target"], values["inverseName"] = owner.name, entry.name
    # Its id is that of the other end.
    values["id"] = None
    name = entry.values["inverseName"]
    return replace(entry, name=name, values=complete_relation(name, values), places=places)


def _pairs(wanted: Mapping[str, Entry], held: Mapping[str, Held], by_id: Mapping[str, Held]) -> dict[str, Held]:
    pairs: dict[str, Held] = {}
    taken: set[int] = set()

    def take(entry: Entry, found: Held | None) -> None:
        if entry.name not in pairs and found is not None and id(found) not in taken:
            pairs[entry.name] = found
            taken.add(id(found))

    for entry in wanted.values():
        take(entry, by_id.get(str(entry.values.get("id"))))
    for entry in wanted.values():
        was = entry.values.get("was")
        if was is not None and entry.name not in held:
            take(entry, held.get(was))
    for entry in wanted.values():
        take(entry, held.get(entry.name))
    return pairs
