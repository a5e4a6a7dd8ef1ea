"""TEXT: any text, or one of at most `maxLength` characters. ARRAY: a list of texts, of at most `maxItems`."""

from app.query.fieldtype import FieldType, Schema, Settings, always, at_most
from app.query.values import list_of, to_text


def _said(settings: Settings, key: str) -> Schema:
    """A setting that JSON Schema calls the same."""
    return {key: settings[key]} if key in settings else {}


TYPES = {
    "TEXT": FieldType(
        convert=lambda part, field, settings: at_most(settings.get("maxLength"), to_text),
        limits=lambda part, field, settings: _said(settings, "maxLength"),
        example=lambda part, field, settings: "Example"[: settings.get("maxLength")],
    ),
    "ARRAY": FieldType(
        convert=lambda part, field, settings: list_of(to_text, is_quoted=True, most=settings.get("maxItems")),
        limits=lambda part, field, settings: _said(settings, "maxItems"),
        example=always(["Example"]),
    ),
}
