"""Field types: what each takes and is, beyond what the type of its column says.

In charge of finding a type's own words. Each module in here has those of a type, or of near relatives, in `TYPES`. A
type that no module has is what its columns are, so that one which is made in SQL alone works as well. What is checked
here is checked in SQL too, by the type's file in `sql/metadata`; here it is told in more helpful words.
"""

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Schema, Settings
from app.query.values import Convert, converter

_TYPES: dict[str, FieldType] = {}
for _module in iter_modules(__path__):
    _TYPES |= import_module(f"{__name__}.{_module.name}").TYPES
_PLAIN = FieldType()
_CAPITAL = re.compile("([A-Z])")


def written_as(field: Field, part: Part) -> Convert:
    """The converter of what is written into a part of a field."""
    made = (type_.convert(part, field, settings) for type_, settings in _types(field, part))
    return next((each for each in made if each is not None), None) or converter(part.pg_type)


def limits(field: Field, part: Part) -> Schema:
    """What JSON Schema can say of a part beyond the type of its column: formats, lengths, ranges."""
    said: Schema = {}
    for type_, settings in reversed(_types(field, part)):
        said.update(type_.limits(part, field, settings))
    return said


def example(field: Field, part: Part) -> Any:
    """A value that the part takes, None where any of its column's type will do."""
    made = (type_.example(part, field, settings) for type_, settings in _types(field, part))
    return next((each for each in made if each is not None), None)


def about(field: Field, part: Part) -> str:
    """What a part of a composite is, in a sentence."""
    words = _CAPITAL.sub(r" \1", part.name).lower()
    return _TYPES.get(field.type, _PLAIN).parts.get(part.name) or f"Its {words}."


def _types(field: Field, part: Part) -> list[tuple[FieldType, Settings]]:
    """The types that have a say: the field's with its settings, and then that of a composite's part."""
    own = (_TYPES.get(field.type, _PLAIN), field.settings)
    return [own, (_TYPES.get(part.type, _PLAIN), {})] if part.name else [own]
