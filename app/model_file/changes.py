"""What has to be done to a workspace's model to make it what a file says.

In charge of objects and indexes and of what goes; fields and relations are `field_changes`. The file is the whole
model: custom objects, fields and relations that it leaves out are dropped, those of the standard model hidden.
"""

from typing import Any

from app.model_file import shape
from app.model_file.document import NOWHERE, FileError, Model, Object, Place, same
from app.model_file.field_changes import FieldChanges, Normalise, line_of
from app.model_file.held import HeldField, HeldModel, HeldObject, paths
from app.model_file.matching import Match, match
from app.model_file.operations import Operation, Ref, Steps

_CHANGEABLE = ("namePlural", "labelSingular", "labelPlural", "description", "icon", "isSearchable")


def find_changes(wanted: Model, held: HeldModel, normalise: Normalise) -> list[Operation]:
    """The operations, in an order that works; none where the models are the same. Raises FileError."""
    return _Changes(wanted, held, normalise).found()


class _Changes:
    def __init__(self, wanted: Model, held: HeldModel, normalise: Normalise) -> None:
        self._wanted, self._held = wanted, held
        self._match: Match = match(wanted, held)
        self._steps = Steps()
        self._fields = FieldChanges(wanted, held, self._match, self._steps, normalise)

    def found(self) -> list[Operation]:
        for entry in self._wanted.objects.values():
            owner = self._match.objects.get(entry.name)
            if owner is None:
                self._create(entry)
            else:
                self._update(entry, owner)
            self._fields.of(entry, owner)
            self._indexes(entry, owner)
        gone = {each.id for each in self._match.left_objects if each.is_custom}
        for field in self._match.left_fields:
            self._leave_field(field, gone)
        for owner in self._match.left_objects:
            self._leave_object(owner)
        return self._steps.in_order()

    def _create(self, entry: Object) -> None:
        values = entry.values
        if values["kind"] == "VIEW":
            raise FileError(
                f'There is no view "{entry.name}" in this workspace. A view is made in SQL and taken over by '
                "metadata.adopt; then the file may describe it.",
                entry.where("kind"),
            )
        if values["isSystem"]:
            raise FileError(
                f'There is no object "{entry.name}" in this workspace, and isSystem cannot be said of a new one.',
                entry.where("isSystem"),
            )
        own = [each for each in entry.fields.values() if not each.is_relation and not each.is_system]
        label = values["labelIdentifierFieldName"]
        is_there = label in (*shape.SYSTEM_FIELDS, *(each.name for each in own))
        self._steps.new_objects.append(
            Operation(
                "create_object",
                {
                    "workspaceId": self._held.workspace_id,
                    "nameSingular": entry.name,
                    **{key: values[key] for key in _CHANGEABLE if values[key] is not None},
                    **({"labelIdentifierFieldName": label} if is_there else {}),
                    "fields": [self._fields.given(each) for each in own],
                },
                entry.name,
                (
                    f"+ object {entry.name} ({values['namePlural']})",
                    *(f"+ field {entry.name}.{each.name}: {each.values['type']}" for each in own),
                ),
                entry.place,
                (entry, *own),
            )
        )
        if label is not None and not is_there:
            self._label(entry, Ref(entry.name), None)
        if not values["isActive"]:
            self._hide(entry, Ref(entry.name))

    def _update(self, entry: Object, owner: HeldObject) -> None:
        values, has = entry.values, owner.entry.values
        for key in ("kind", "isSystem"):
            if values[key] != has[key]:
                raise FileError(f'The {key} of the object "{entry.name}" cannot be changed.', entry.where(key))
        given: dict[str, Any] = {key: values[key] for key in _CHANGEABLE if not same(values[key], has[key])}
        old = {key: has[key] for key in given}
        if values["isActive"] and not has["isActive"]:
            given["isActive"], old["isActive"] = True, False
        is_renamed = entry.name != owner.name
        if given or is_renamed:
            self._steps.objects.append(
                Operation(
                    "update_object",
                    {"id": owner.id, **({"nameSingular": entry.name} if is_renamed else {}), **given},
                    entry.name,
                    (line_of("object", owner.name, entry.name, old, given),),
                    entry.place,
                    (entry,),
                    renames=(owner.name, entry.name) if is_renamed else None,
                )
            )
        label = values["labelIdentifierFieldName"]
        if label is not None and label != self._fields.name_of(owner, has["labelIdentifierFieldName"]):
            self._label(entry, owner.id, has["labelIdentifierFieldName"])
        if has["isActive"] and not values["isActive"]:
            self._hide(entry, owner.id)

    def _label(self, entry: Object, object_id: str | Ref, old: str | None) -> None:
        label = {"labelIdentifierFieldName": entry.values["labelIdentifierFieldName"]}
        self._steps.labels.append(
            Operation(
                "update_object",
                {"id": object_id, **label},
                entry.name,
                (line_of("object", entry.name, entry.name, {"labelIdentifierFieldName": old}, label),),
                entry.place,
                (entry,),
            )
        )

    def _hide(self, entry: Object, object_id: str | Ref) -> None:
        self._steps.hidden.append(
            Operation(
                "update_object",
                {"id": object_id, "isActive": False},
                entry.name,
                (f"~ object {entry.name}: hidden",),
                entry.place,
                (entry,),
            )
        )

    def _indexes(self, entry: Object, owner: HeldObject | None) -> None:
        wanted_types = {name: str(each.values.get("type")) for name, each in entry.fields.items()}
        there = list(owner.indexes) if owner else []
        names = {name: self._fields.name_of(owner, name) for name in self._fields.names(owner)} if owner else {}
        for index in entry.indexes:
            values = index.values
            for other in there:
                has = other.entry.values
                now = [
                    ".".join((names.get(field, field), *part))
                    for field, *part in (each.split(".") for each in has["fields"])
                ]
                if (
                    paths(now, wanted_types, self._held.types)
                    == paths(values["fields"], wanted_types, self._held.types)
                    and (values["isUnique"], values["isLiveOnly"]) == (has["isUnique"], has["isLiveOnly"])
                    and values["name"] in (None, other.entry.name)
                ):
                    there.remove(other)
                    break
            else:
                given = {key: values[key] for key in shape.INDEX if values[key] is not None}
                kind = "unique index" if values["isUnique"] else "index"
                self._steps.indexes.append(
                    Operation(
                        "create_index",
                        {"objectMetadataId": owner.id if owner else Ref(entry.name), **given},
                        entry.name,
                        (f"+ {kind} {entry.name} ({', '.join(values['fields'])})",),
                        index.place,
                        (index,),
                    )
                )
        for other in there:
            self._steps.unindex.append(
                Operation(
                    "delete_index",
                    {"id": other.id},
                    entry.name,
                    (f"- index {other.entry.name} of {entry.name} ({', '.join(other.entry.values['fields'])})",),
                    entry.place,
                )
            )

    def _leave_field(self, field: HeldField, gone: set[str]) -> None:
        """Drop or hide what only the workspace has; what goes with its object needs no step of its own."""
        owner = next(each for each in self._held.objects.values() if each.id == field.object_id)
        about = f"{owner.name}.{field.name}"
        place = next(
            (self._wanted.objects[name].place for name, each in self._match.objects.items() if each is owner),
            NOWHERE,
        )
        if not field.inverse_id:
            if not field.is_custom:
                self._hide_left("update_field", field, about, place)
            elif owner.id not in gone:
                self._steps.dropped_fields.append(
                    Operation(
                        "delete_field",
                        {"id": field.id, "confirm": self._fields.name_of(owner, field.name)},
                        about,
                        (f"- field {about}",),
                        place,
                        drops=field,
                    )
                )
        elif not field.is_custom:
            # With an object that is hidden all its relations are out of sight.
            if not {field.object_id, field.target_id}.intersection(each.id for each in self._match.left_objects):
                self._hide_left("update_relation", field, about, place)
        else:
            is_link = field.entry.values["relationType"] == "MANY_TO_MANY"
            (self._steps.dropped_links if is_link else self._steps.dropped_relations).append(
                Operation(
                    "delete_relation",
                    {"id": field.relation_id, "confirm": field.name},
                    about,
                    (f"- relation {about}: {field.entry.values['relationType']} to {field.entry.values['target']}",),
                    place,
                    drops=field,
                )
            )

    def _hide_left(self, function: str, field: HeldField, about: str, place: Place) -> None:
        if not (field.entry.values["isActive"] or field.entry.values.get("inverseIsActive")):
            return
        what = "relation" if field.inverse_id else "field"
        self._steps.hidden.append(
            Operation(
                function,
                {"id": field.relation_id or field.id, "isActive": False},
                about,
                (f"~ {what} {about}: hidden",),
                place,
            )
        )

    def _leave_object(self, owner: HeldObject) -> None:
        if not owner.is_custom:
            if owner.entry.values["isActive"]:
                self._steps.hidden.append(
                    Operation(
                        "update_object",
                        {"id": owner.id, "isActive": False},
                        owner.name,
                        (f"~ object {owner.name}: hidden",),
                    )
                )
            return
        is_view = owner.entry.values["kind"] == "VIEW"
        (self._steps.dropped_views if is_view else self._steps.dropped_objects).append(
            Operation(
                "delete_object",
                {"id": owner.id, "confirm": owner.name},
                owner.name,
                (f"- object {owner.name}",),
                drops=owner,
            )
        )
