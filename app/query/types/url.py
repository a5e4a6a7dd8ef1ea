"""URL: a web address. The same rule as core.is_url, which has the last word."""

import re
from typing import Any

from app.query.fieldtype import FieldType, always, at_most
from app.query.values import BadValue, shown, to_text

_NAMES = r"[^\]\[@:/?#.]+(?:\.[^\]\[@:/?#.]+)"
_BLANKS = r"\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
# http(s) with any host, or a domain of two names at least; then perhaps a port, and a path, query or fragment.
PATTERN = (
    rf'^(?!.*[{_BLANKS}<>\\"])'
    rf"(?:[Hh][Tt][Tt][Pp][Ss]?://(?:[^/?#@]+@)?(?:\[[0-9A-Fa-f:.]+\]|{_NAMES}*\.?)|{_NAMES}+)(?::[0-9]{{1,5}})?(?:[/?#].*)?$"
)
_URL = re.compile(PATTERN)
EXAMPLE = "https://example.com"
LONGEST = 2048


def is_url(value: str) -> bool:
    """Whether a text is a web address."""
    return len(value) <= LONGEST and bool(_URL.fullmatch(value))


def to_url(value: Any) -> bytes:
    """A web address."""
    if not isinstance(value, str) or not is_url(value):
        raise BadValue(
            f"{shown(value)} is not a web address such as https://example.com/page or example.com, without blanks and "
            f"of at most {LONGEST:,} characters"
        )
    return to_text(value)


TYPES = {
    "URL": FieldType(
        convert=lambda part, field, settings: at_most(settings.get("maxLength"), to_url),
        # No format: "uri" takes no address without a scheme.
        limits=lambda part, field, settings: {
            "pattern": PATTERN,
            "maxLength": min(LONGEST, settings.get("maxLength", LONGEST)),
            "example": EXAMPLE,
        },
        example=always(EXAMPLE),
    ),
}
