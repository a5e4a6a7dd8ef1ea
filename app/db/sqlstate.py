"""The one table from what Postgres refuses to what a client is told.

In charge of the words: what to change, and never anything of another record or of the inside. Postgres's own texts go
to the log. Python parses no message: it goes by SQLSTATE, by the names in the error's fields, and for errors that our
SQL raises (class VG, the last three digits being the status) by the JSON object in the detail.
"""

import json
import logging
from collections.abc import Callable, Sequence

from app.db.wire import DatabaseError
from app.errors import (
    ApiError,
    Conflict,
    Detail,
    Forbidden,
    InvalidInput,
    NotFound,
    Unauthorized,
    Unavailable,
)

logger = logging.getLogger(__name__)

# (table, constraint) -> names of the fields it is about; (table, column) -> name of the field, if it is one.
FieldsOf = Callable[[str, str], tuple[str, ...]]
FieldOfColumn = Callable[[str, str], str | None]

RAISED: dict[str, type[ApiError]] = {
    "VG400": InvalidInput,
    "VG401": Unauthorized,
    "VG403": Forbidden,
    "VG404": NotFound,
    "VG409": Conflict,
}

# What a value or a combination of values did wrong: the error class, and the words for one and for several fields.
VALUES: dict[str, tuple[type[ApiError], str, str]] = {
    "23505": (
        Conflict,
        "a live record with this value exists already",
        "a live record with these values exists already",
    ),
    "23P01": (Conflict, "a record that excludes this value exists", "a record that excludes these values exists"),
    "23503": (InvalidInput, "there is no record with this id", "there is no record with these ids"),
    "23502": (InvalidInput, "must not be null", "must not be null"),
    "23514": (InvalidInput, "this value is not allowed", "these values are not allowed together"),
    "22P02": (InvalidInput, "not a valid value of its type", "not valid values of their types"),
    "22003": (InvalidInput, "this number is out of range", "a number is out of range"),
    "22007": (InvalidInput, "not a valid date or time", "not a valid date or time"),
    "22008": (InvalidInput, "this date or time is out of range", "a date or time is out of range"),
    "22021": (InvalidInput, "a text holds a character that cannot be stored", "a text cannot be stored"),
    "22P05": (InvalidInput, "a text holds a character that cannot be stored", "a text cannot be stored"),
    "22001": (InvalidInput, "this text is too long", "a text is too long"),
}

# A record that is deleted is in the key of another. Since version 18 Postgres has a state of its own for it.
REFERRED = ("23503", "23001")
REFERRING = "other records refer to this one; change or delete those first"

BUSY = "Another change was made to the same data at the same time, and this one was undone. Send it again."
UNAVAILABLE = "The database cannot take the request now. Try again in a moment."

# Whole errors that no field is to blame for, by SQLSTATE or by its class: message, seconds to wait.
CONFLICTS: dict[str, tuple[str, int]] = {"40001": (BUSY, 1), "40P01": (BUSY, 1), "40": (BUSY, 1)}
UNAVAILABLES: dict[str, tuple[str, int]] = {
    "57014": ("The request took longer than a statement may. Ask for less at a time, or for fewer relations.", 5),
    "55P03": ("Another change holds the same data. Try again in a moment.", 1),
    "55006": ("Another change holds the same data. Try again in a moment.", 1),
    "25006": ("The database takes no changes at the moment. Try again in a moment.", 5),
    "25P03": (UNAVAILABLE, 1),
    "25P04": (UNAVAILABLE, 1),
    "57P": (UNAVAILABLE, 2),
    "53": (UNAVAILABLE, 5),
    "08": (UNAVAILABLE, 2),
}


def to_api_error(
    error: DatabaseError, fields_of: FieldsOf, field_of_column: FieldOfColumn, deleted: str = ""
) -> ApiError:
    """What the client is told of `error`. The two functions name the fields of the caller's model behind a
    constraint and a column; both are asked only for names that Postgres gave. `deleted` is the argument with the ids of
    records that were to be deleted for good."""
    state = error.sqlstate
    if deleted and state in REFERRED:
        return Conflict(f"{deleted}: {REFERRING}", [Detail(deleted, REFERRING)])
    known = RAISED.get(state)
    if known is not None:
        return _raised(error, known)
    told = VALUES.get(state)
    if told is not None:
        kind, one, several = told
        fields = _fields(error, fields_of, field_of_column)
        words = several if len(fields) > 1 else one
        prefix = f"{', '.join(fields)}: " if fields else ""
        return kind(prefix + words, [Detail(field, words) for field in fields])
    if state == "42501":
        return Forbidden("This is not allowed for your role.")
    for key in (state, state[:3], state[:2]):
        if key in CONFLICTS:
            return Conflict(CONFLICTS[key][0], retry_after=CONFLICTS[key][1])
        # 08P01 is a statement that does not fit its parameters: a mistake of ours, not of the network.
        if key in UNAVAILABLES and state != "08P01":
            logger.warning("unavailable: %s", _whole(error))
            return Unavailable(UNAVAILABLES[key][0], retry_after=UNAVAILABLES[key][1])
    if state.startswith("22"):
        logger.info("a value was refused: %s", _whole(error))
        return InvalidInput("A value of the request is not valid here.")
    if state.startswith("54"):
        logger.info("over a limit of Postgres: %s", _whole(error))
        return InvalidInput("The request, or a value in it, is too large for the database.")
    if state.startswith("23"):
        return Conflict("The change contradicts other data.")
    logger.error("unexpected: %s", _whole(error))
    return ApiError("internal error")


def _fields(error: DatabaseError, fields_of: FieldsOf, field_of_column: FieldOfColumn) -> tuple[str, ...]:
    table = error.table
    if not table:
        return ()
    if error.constraint:
        fields = fields_of(table, error.constraint)
        if fields:
            return tuple(fields)
    if error.column:
        field = field_of_column(table, error.column)
        if field:
            return (field,)
    return ()


def _raised(error: DatabaseError, kind: type[ApiError]) -> ApiError:
    """An error of our own SQL: its message is safe, its detail a JSON object that may name a `field` or `fields`."""
    fields: Sequence[object] = ()
    try:
        detail = json.loads(error.detail) if error.detail else {}
    except ValueError:
        logger.warning("the detail is no JSON: %s", _whole(error))
        detail = {}
    if isinstance(detail, dict):
        several = detail.get("fields")
        fields = several if isinstance(several, list) else [detail.get("field")]
    named = [field for field in fields if isinstance(field, str)]
    return kind(error.message, [Detail(field, error.message.removeprefix(f"{field}: ")) for field in named])


def _whole(error: DatabaseError) -> str:
    place = ".".join(name for name in (error.schema, error.table, error.column) if name)
    parts = [error.sqlstate, error.message, error.detail, place, error.constraint, f"call {error.call_index}"]
    return "; ".join(part for part in parts if part)
