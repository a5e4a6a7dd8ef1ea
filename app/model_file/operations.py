"""The steps that make a workspace's model what a file says.

In charge of one step's dataclass, of ids that are known only when it is made, and of the order of all steps.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from app.model_file.document import NOWHERE, Entry, FileError, Place
from app.model_file.held import HeldField, HeldObject


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of an object, or of a field of it, by the names that they have when the step is made."""

    object: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.object}.{self.field}" if self.field else self.object


@dataclass(slots=True)
class Operation:
    """One call of metadata.`function`(`given`).

    `lines` say what changes, beginning with +, ~ or -. `entries` are what of the file it makes, by whose places an
    error is told; of several fields at once the first one that the database refuses. `drops` is what it drops with the
    `lost` records or values in it.
    """

    function: str
    given: dict[str, Any]
    about: str
    lines: tuple[str, ...]
    place: Place = NOWHERE
    entries: tuple[Entry, ...] = ()
    drops: HeldObject | HeldField | None = None
    lost: int = 0
    renames: tuple[str, str] | None = None


@dataclass(slots=True)
class Steps:
    """All steps, apart by when they can be made: what a later one needs is there, and names are free."""

    unindex: list[Operation] = dataclass_field(default_factory=list)
    objects: list[Operation] = dataclass_field(default_factory=list)
    new_objects: list[Operation] = dataclass_field(default_factory=list)
    fields: list[Operation] = dataclass_field(default_factory=list)
    new_fields: list[Operation] = dataclass_field(default_factory=list)
    relations: list[Operation] = dataclass_field(default_factory=list)
    links: list[Operation] = dataclass_field(default_factory=list)
    ends: list[Operation] = dataclass_field(default_factory=list)
    labels: list[Operation] = dataclass_field(default_factory=list)
    hidden: list[Operation] = dataclass_field(default_factory=list)
    indexes: list[Operation] = dataclass_field(default_factory=list)
    dropped_views: list[Operation] = dataclass_field(default_factory=list)
    dropped_links: list[Operation] = dataclass_field(default_factory=list)
    dropped_relations: list[Operation] = dataclass_field(default_factory=list)
    dropped_fields: list[Operation] = dataclass_field(default_factory=list)
    dropped_objects: list[Operation] = dataclass_field(default_factory=list)

    def in_order(self) -> list[Operation]:
        """Every step in its place. Raises FileError for names that change round."""
        return [
            *self.unindex,
            *_in_turn(self.objects, lambda each: ""),
            *self.new_objects,
            *_in_turn(self.fields, lambda each: each.about.partition(".")[0]),
            *self.new_fields,
            *self.relations,
            *self.links,
            *self.ends,
            *self.labels,
            *self.hidden,
            *self.indexes,
            # A later view may be made of an earlier one.
            *reversed(self.dropped_views),
            *self.dropped_links,
            *self.dropped_relations,
            *self.dropped_fields,
            *self.dropped_objects,
        ]


def _in_turn(steps: Iterable[Operation], space: Callable[[Operation], str]) -> list[Operation]:
    """The steps with each rename behind the one that frees its name."""
    left, made = list(steps), []
    while left:
        held = {(space(each), each.renames[0]) for each in left if each.renames}
        free = [each for each in left if not each.renames or (space(each), each.renames[1]) not in held]
        if not free:
            names = ", ".join(f'"{each.renames[0]}" to "{each.renames[1]}"' for each in left if each.renames)
            raise FileError(f"These renames change round: {names}. Make them in two steps.", left[0].place)
        made += free
        left = [each for each in left if all(each is not other for other in free)]
    return made


def shown(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a step is given as JSON, with names in the place of ids that are not known yet."""

    def plain(value: Any) -> Any:
        if isinstance(value, Ref):
            return str(value)
        if isinstance(value, Mapping):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list) else value

    made: dict[str, Any] = plain(given)
    return made
