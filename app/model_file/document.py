"""A data model as a file says it, and the error that points into the file.

In charge of the dataclasses between YAML and the database. What may be said of an object or field is `shape`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the file, counted from 1; 0 is the file as a whole."""

    line: int = 0
    column: int = 0


NOWHERE = Place()


class FileError(Exception):
    """The model file says something that cannot be. `str()` is `file:line:column: what to do`."""

    def __init__(self, message: str, place: Place = NOWHERE, file: str = "") -> None:
        self.message, self.place, self.file = message, place, file
        where = [file, *([str(place.line), str(place.column)] if place.line else [])]
        super().__init__(": ".join(part for part in (":".join(each for each in where if each), message) if part))

    def of(self, file: str) -> "FileError":
        """The same error, which names its file."""
        return FileError(self.message, self.place, file)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field or an index. `values` holds every key of its `shape`, defaults filled in, as JSON values.

    `place` is where its name stands, `places` where the values stand that the file gives.
    """

    name: str
    values: Mapping[str, Any]
    place: Place = NOWHERE
    places: Mapping[str, Place] = dataclass_field(default_factory=dict)

    @property
    def is_relation(self) -> bool:
        """Whether it is an end of a relation; rows that a function gives are none."""
        return self.values.get("type") == "RELATION" and not self.values.get("isComputed")

    @property
    def is_system(self) -> bool:
        """Whether it is a field that every object has; of those a file tells no type."""
        return "type" not in self.values

    def where(self, key: object) -> Place:
        """Where a value stands; where the entry begins if the file leaves it out."""
        return self.places.get(str(key), self.place)


@dataclass(frozen=True, slots=True)
class Object(Entry):
    """An object. `fields` are its own and those that every object has, in the file's order."""

    fields: Mapping[str, Entry] = dataclass_field(default_factory=dict)
    indexes: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """All objects by their nameSingular, in the file's order."""

    objects: Mapping[str, Object]


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal; Python takes true for 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return one == other
