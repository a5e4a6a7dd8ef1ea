"""What there is to say of a field type beyond the type of its columns.

In charge of the form in which a type's module, in `query.types`, says it. All of it may be left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.model.types import Field, Part
from app.query.values import BadValue, Convert, shown

Settings = Mapping[str, Any]
# Keywords of JSON Schema, as OpenAPI 3.0 has them.
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field type. Each function takes the part, its field, and the settings: those of the field, or none where the
    part of a composite is of the type.

    `convert` makes the converter of what is written, None where that of the column's type will do. `limits` gives what
    JSON Schema can say of it. `example` gives a value that it takes, None where any of the column's type will do.
    `parts` says in a sentence what each part of a composite is.
    """

    convert: Callable[[Part, Field, Settings], Convert | None] = lambda part, field, settings: None
    limits: Callable[[Part, Field, Settings], Schema] = lambda part, field, settings: {}
    example: Callable[[Part, Field, Settings], Any] = lambda part, field, settings: None
    parts: Mapping[str, str] = field(default_factory=dict)


def always(value: Any) -> Callable[[Part, Field, Settings], Any]:
    """The same example whatever the settings are."""
    return lambda part, field, settings: value


def by_part(examples: Mapping[str, Any]) -> Callable[[Part, Field, Settings], Any]:
    """An example for each part."""
    return lambda part, field, settings: examples.get(part.name)


def at_most(longest: int | None, convert: Convert) -> Convert:
    """A converter of texts that refuses longer ones; lengths are counted in characters, as Postgres does."""
    if longest is None:
        return convert

    def to_limited(value: Any) -> bytes:
        converted = convert(value)
        if len(value) > longest:
            raise BadValue(f"{shown(value)} has {len(value):,} characters; at most {longest:,} are possible")
        return converted

    return to_limited
