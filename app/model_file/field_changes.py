"""What has to be done to fields and relations to make them what a file says.

In charge of one object's fields at a time, whether the object is new or there already.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.model_file import shape
from app.model_file.document import Entry, FileError, Model, Object, same
from app.model_file.held import HeldField, HeldModel, HeldObject
from app.model_file.matching import Match
from app.model_file.operations import Operation, Ref, Steps
from app.model_file.reading import complete_relation

# The settings and options of a type as the database keeps them. Raises FileError.
Normalise = Callable[[Entry], tuple[Any, Any]]

_SAID = ("label", "description", "icon")
_FIXED = ("relationType", "isNullable", "group")
_MOST_SHOWN = 60


class FieldChanges:
    """Adds the steps of fields and relations to `steps`."""

    def __init__(self, wanted: Model, held: HeldModel, match: Match, steps: Steps, normalise: Normalise) -> None:
        self._wanted, self._held, self._match, self._steps = wanted, held, match, steps
        self._normalise = normalise
        self._new_names = {field.id: entry.name for entry, field in match.fields.values()}

    def of(self, owner: Object, held: HeldObject | None) -> None:
        """The steps of one object's fields."""
        new: list[Entry] = []
        relations: dict[bool, list[Entry]] = {False: [], True: []}
        for entry in owner.fields.values():
            found = self._match.fields.get((owner.name, entry.name))
            if found is not None and entry.is_system != found[1].entry.is_system:
                raise FileError(
                    f'Whether "{owner.name}.{entry.name}" is the field that every object has is a matter of its table.',
                    entry.place,
                )
            if entry.is_system:
                self._system(owner, entry, found and found[1])
            elif entry.values["type"] not in {*self._held.types, "RELATION"}:
                raise FileError(
                    f'There is no field type "{entry.values["type"][:_MOST_SHOWN]}". '
                    f"Known: {', '.join(sorted({*self._held.types, 'RELATION'} - shape.SYSTEM_TYPES))}.",
                    entry.where("type"),
                )
            elif found is not None:
                (self._relate if entry.is_relation else self._update)(owner, *found)
            elif entry.is_relation:
                relations[entry.values["relationType"] == "MANY_TO_MANY"].append(entry)
            else:
                self._check_new(owner, entry)
                new.append(entry)
        if held is not None:
            self._create(owner, held.id, new, self._steps.new_fields)
            for field in held.fields:
                if field.is_system and field.name not in owner.fields:
                    self._system(owner, Entry(field.name, dict.fromkeys(shape.SYSTEM_FIELD), owner.place), field)
        at = held.id if held else Ref(owner.name)
        self._create(owner, at, relations[False], self._steps.relations)
        self._create(owner, at, relations[True], self._steps.links)
        for entry in new:
            if not entry.values["isActive"]:
                self._hide(owner, entry, Ref(owner.name, entry.name))
        for entry in (*relations[False], *relations[True]):
            self._finish(owner, entry)

    def given(self, entry: Entry) -> dict[str, Any]:
        """A new field as metadata.create_field takes it."""
        values = entry.values
        if not entry.is_relation:
            return _given(entry, {"id", "was", "isActive", "isComputed"})
        left_out = {"id", "was", "key", "isActive", "inverseIsActive", "junction"}
        # Links of a junction belong to no end.
        left_out |= {"isNullable", "group"} if values["relationType"] == "MANY_TO_MANY" else set()
        return {
            **_given(entry, left_out),
            **({"junctionObjectMetadataId": Ref(values["junction"])} if values["junction"] else {}),
        }

    def name_of(self, owner: HeldObject | None, name: str) -> str:
        """The name that a field of the workspace has in the file."""
        if owner is None:
            return name
        for field in owner.fields:
            if field.name == name:
                return self._new_names.get(field.id, name)
            if field.key_id and name == f"{field.name}Id":
                return f"{self._new_names.get(field.id, field.name)}Id"
        return name

    @staticmethod
    def names(owner: HeldObject | None) -> list[str]:
        """The names of an object's fields, with those of foreign keys."""
        if owner is None:
            return []
        return [name for field in owner.fields for name in (field.name, *([f"{field.name}Id"] if field.key_id else []))]

    def _check_new(self, owner: Object, entry: Entry) -> None:
        if entry.values["isComputed"]:
            raise FileError(
                f'There is no computed field "{owner.name}.{entry.name}" in this workspace. Its function is made in '
                "SQL and taken over by metadata.adopt; then the file may describe it.",
                entry.where("isComputed"),
            )

    def _create(self, owner: Object, object_id: str | Ref, entries: list[Entry], steps: list[Operation]) -> None:
        if not entries:
            return
        steps.append(
            Operation(
                "create_fields",
                {"fields": [{"objectMetadataId": object_id, **self.given(each)} for each in entries]},
                owner.name,
                tuple(
                    f"+ relation {owner.name}.{each.name}: {each.values['relationType']} to {each.values['target']}"
                    if each.is_relation
                    else f"+ field {owner.name}.{each.name}: {each.values['type']}"
                    for each in entries
                ),
                entries[0].place,
                tuple(entries),
            )
        )

    def _system(self, owner: Object, entry: Entry, held: HeldField | None) -> None:
        usual = self._held.system[entry.name]
        has = held.entry.values if held else usual
        given = {
            key: wanted
            for key in (*_SAID, "isActive")
            if not same(
                wanted := usual[key] if entry.values[key] is None else entry.values[key],
                has[key],
            )
        }
        if given:
            self._say(owner, entry, held.id if held else Ref(owner.name, entry.name), has, given, self._steps.ends)

    def _update(self, owner: Object, entry: Entry, held: HeldField) -> None:
        values, has = entry.values, held.entry.values
        if values["isComputed"] != has["isComputed"]:
            raise FileError(
                f'Whether "{owner.name}.{entry.name}" is computed is a matter of SQL, and not of this file.',
                entry.where("isComputed"),
            )
        given: dict[str, Any] = {
            key: values[key]
            for key in (*_SAID, "isNullable", "isUnique", "defaultValue")
            if not same(values[key], has[key])
        }
        if values["isComputed"]:
            if values["type"] != has["type"]:
                raise FileError(f"The type is what the function gives: {has['type']}.", entry.where("type"))
        else:
            self._refit(entry, held, given)
        if values["isActive"] and not has["isActive"]:
            given["isActive"] = True
        if "type" in given and has["defaultValue"] is not None:
            # A default of the old type has no meaning in the new one.
            self._say(owner, entry, held.id, has, {"defaultValue": None}, self._steps.fields, is_quiet=True)
            given["defaultValue"] = values["defaultValue"]
        if given or entry.name != held.name:
            self._say(owner, entry, held.id, has, given, self._steps.fields, was=held.name)
        if has["isActive"] and not values["isActive"]:
            self._hide(owner, entry, held.id)

    def _refit(self, entry: Entry, held: HeldField, given: dict[str, Any]) -> None:
        """Add to `given` what changes of the type, its settings and options, and of the search."""
        values, has = entry.values, held.entry.values
        is_retyped = values["type"] != has["type"]
        settings, options = values["settings"], _without_was(values["options"])
        if is_retyped or not same(settings, has["settings"]) or not same(options, has["options"]):
            settings, options = self._normalise(entry)
        if is_retyped:
            given["type"] = values["type"]
        if not same(settings, has["settings"]) or (is_retyped and settings is not None):
            given["settings"] = values["settings"]
        if not same(options, has["options"]):
            given["options"] = _renaming(values["options"], has["options"])
        is_searched = self._held.types[values["type"]].is_searched
        searchable = is_searched if values["isSearchable"] is None else values["isSearchable"]
        if searchable is not (has["isSearchable"] and (is_searched or not is_retyped)):
            given["isSearchable"] = searchable

    def _hide(self, owner: Object, entry: Entry, field_id: str | Ref) -> None:
        self._say(owner, entry, field_id, {"isActive": True}, {"isActive": False}, self._steps.hidden)

    def _relate(self, owner: Object, entry: Entry, held: HeldField) -> None:
        values, has = entry.values, held.entry.values
        target = self._match.objects.get(values["target"])
        junction = self._match.objects.get(values["junction"])
        fixed = {
            **{key: same(values[key], has[key]) for key in _FIXED},
            "target": target is not None and target.id == held.target_id,
            "junction": (junction.id if junction else "") == held.junction_id
            if values["junction"]
            else not held.junction_id,
        }
        for key, is_same in fixed.items():
            if not is_same:
                raise FileError(
                    f'The {key} of the relation "{owner.name}.{entry.name}" cannot be changed: it is '
                    f"{_shown(has[key])}. Take the relation out, apply, and describe it anew.",
                    entry.where(key),
                )
        near = {key: values[key] for key in _SAID if not same(values[key], has[key])}
        far = {key: values[_inverse(key)] for key in _SAID if not same(values[_inverse(key)], has[_inverse(key)])}
        self._show_ends(owner, entry, held, near, far)
        if near or entry.name != held.name:
            self._say(owner, entry, held.id, has, near, self._steps.fields, was=held.name)
        if far or values["inverseName"] != has["inverseName"]:
            inverse = Entry(values["inverseName"], {}, entry.where("inverseName"), entry.places)
            old = {**{key: has[_inverse(key)] for key in _SAID}, "isActive": has["inverseIsActive"]}
            other = self._wanted.objects[values["target"]]
            self._say(other, inverse, held.inverse_id, old, far, self._steps.fields, was=has["inverseName"])
        if values["key"] is not None:
            given = {
                key: values["key"][key] for key in shape.FOREIGN_KEY if not same(values["key"][key], has["key"][key])
            }
            if given:
                self._key(owner, entry, held.key_id, has["key"], given)
        if not same(values["onDelete"], has["onDelete"]):
            self._change_relation(owner, entry, held, {"onDelete": has["onDelete"]}, {"onDelete": values["onDelete"]})

    def _show_ends(
        self, owner: Object, entry: Entry, held: HeldField, near: dict[str, Any], far: dict[str, Any]
    ) -> None:
        """What has to be said of the ends, or of the relation as a whole, for each end to be seen or not."""
        values, has = entry.values, held.entry.values
        wanted, now = (values["isActive"], values["inverseIsActive"]), (has["isActive"], has["inverseIsActive"])
        if wanted == now:
            return
        if not held.is_relation_active:
            self._change_relation(owner, entry, held, {"isActive": False}, {"isActive": True})
            # What its ends are by themselves is not told, so both are set.
            now = (not wanted[0], not wanted[1])
        if wanted[0] is not now[0]:
            near["isActive"] = wanted[0]
        if wanted[1] is not now[1]:
            far["isActive"] = wanted[1]

    def _change_relation(
        self, owner: Object, entry: Entry, held: HeldField, old: Mapping[str, Any], given: dict[str, Any]
    ) -> None:
        about = f"{owner.name}.{entry.name}"
        self._steps.ends.append(
            Operation(
                "update_relation",
                {"id": held.relation_id, **given},
                about,
                (line_of("relation", about, about, old, given),),
                entry.place,
                (entry,),
            )
        )

    def _finish(self, owner: Object, entry: Entry) -> None:
        """What is said of a new relation besides its making."""
        values = entry.values
        target = self._wanted.objects[values["target"]]
        usual = complete_relation(entry.name, {**values, "key": None})["key"]
        if usual is not None:
            given = {key: value for key, value in values["key"].items() if not same(value, usual[key])}
            if given:
                holder, end = (
                    (target, values["inverseName"]) if values["relationType"] == "ONE_TO_MANY" else (owner, entry.name)
                )
                self._key(owner, entry, Ref(holder.name, f"{end}Id"), usual, given)
        if not values["isActive"]:
            self._hide(owner, entry, Ref(owner.name, entry.name))
        if not values["inverseIsActive"]:
            inverse = Entry(values["inverseName"], {}, entry.where("inverseIsActive"))
            self._hide(target, inverse, Ref(target.name, inverse.name))

    def _key(
        self, owner: Object, entry: Entry, field_id: str | Ref, old: Mapping[str, Any], given: dict[str, Any]
    ) -> None:
        about = f"{owner.name}.{entry.name}"
        self._steps.ends.append(
            Operation(
                "update_field",
                {"id": field_id, **given},
                about,
                (line_of("foreign key of", about, about, old, given),),
                entry.where("key"),
                (Entry(entry.name, {}, entry.where("key"), {key: entry.where(f"key.{key}") for key in given}),),
            )
        )

    def _say(
        self,
        owner: Object,
        entry: Entry,
        field_id: str | Ref,
        old: Mapping[str, Any],
        given: Mapping[str, Any],
        steps: list[Operation],
        *,
        was: str = "",
        is_quiet: bool = False,
    ) -> None:
        about = f"{owner.name}.{entry.name}"
        is_renamed = was not in ("", entry.name)
        before = f"{owner.name}.{was}" if is_renamed else about
        steps.append(
            Operation(
                "update_field",
                {"id": field_id, **({"name": entry.name} if is_renamed else {}), **given},
                about,
                () if is_quiet else (line_of("field", before, about, old, given),),
                entry.place,
                (entry,),
                renames=(was, entry.name) if is_renamed else None,
            )
        )


def line_of(what: str, was: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What changes, in one line."""
    changes = [f"{key} {_shown(old.get(key))} -> {_shown(value)}" for key, value in new.items() if key != "isActive"]
    if "isActive" in new:
        changes.append("shown again" if new["isActive"] else "hidden")
    if was != name:
        changes.insert(0, f"renamed to {name}")
    return f"~ {what} {was}: {', '.join(changes)}"


def _given(entry: Entry, left_out: set[str]) -> dict[str, Any]:
    said = {key: value for key, value in entry.values.items() if key not in left_out and value is not None}
    return {"name": entry.name, **said}


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _inverse(key: str) -> str:
    return f"inverse{key.title()}"


def _without_was(options: list[dict[str, Any]] | None) -> Any:
    return options and [{key: value for key, value in option.items() if key != "was"} for option in options]


def _renaming(options: list[dict[str, Any]] | None, held: list[dict[str, Any]] | None) -> Any:
    """The options, with `was` only where the rename is still to be made."""
    values = {option["value"] for option in held or ()}
    return options and [
        {
            key: value
            for key, value in option.items()
            if key != "was" or (value in values and option["value"] not in values)
        }
        for option in options
    ]
