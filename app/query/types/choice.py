"""SELECT: the value of one of the options. MULTI_SELECT: a list of such values, of at most `maxItems`."""

from typing import Any

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Settings
from app.query.values import Convert, list_of, one_of, to_text


def _option(field: Field) -> Convert:
    return one_of([option.value for option in field.options]) if field.options else to_text


def _example(part: Part, field: Field, settings: Settings) -> Any:
    if not field.options:
        return None
    first = field.options[0].value
    return [first] if part.type == "MULTI_SELECT" else first


TYPES = {
    "SELECT": FieldType(convert=lambda part, field, settings: _option(field), example=_example),
    "MULTI_SELECT": FieldType(
        convert=lambda part, field, settings: list_of(_option(field), is_quoted=True, most=settings.get("maxItems")),
        limits=lambda part, field, settings: {key: settings[key] for key in ("maxItems",) if key in settings},
        example=_example,
    ),
}
