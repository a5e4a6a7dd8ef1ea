"""ADDRESS: a postal address, and where it is."""

from app.model.types import Field, Part
from app.query.fieldtype import FieldType, Schema, Settings, by_part
from app.query.types.number import within
from app.query.values import Convert

# Degrees, north and east of zero.
_RANGES = {"addressLat": (-90, 90), "addressLng": (-180, 180)}


def _convert(part: Part, field: Field, settings: Settings) -> Convert | None:
    return within(part, *_RANGES[part.name]) if part.name in _RANGES else None


def _limits(part: Part, field: Field, settings: Settings) -> Schema:
    return dict(zip(("minimum", "maximum"), _RANGES[part.name], strict=True)) if part.name in _RANGES else {}


TYPES = {
    "ADDRESS": FieldType(
        convert=_convert,
        limits=_limits,
        example=by_part(
            {
                "addressStreet1": "123 Main St",
                "addressStreet2": "Floor 4",
                "addressCity": "San Francisco",
                "addressState": "California",
                "addressPostcode": "94105",
                "addressCountry": "United States",
                "addressLat": 37.7749,
                "addressLng": -122.4194,
            }
        ),
        parts={
            "addressStreet1": "The street and house number.",
            "addressStreet2": "A second line of the street, such as the floor.",
            "addressCity": "The city.",
            "addressState": "The state, province or region.",
            "addressPostcode": "The postal code.",
            "addressCountry": "The country.",
            "addressLat": "The latitude in degrees, from -90 to 90.",
            "addressLng": "The longitude in degrees, from -180 to 180.",
        },
    ),
}
