"""Names in a request against the model: which object, field, part and relation is meant.

In charge of finding them and of saying what there is when a name is wrong.
"""

from collections.abc import Mapping, Sequence

from app.errors import ApiError, Detail, InvalidInput, MethodNotAllowed, NotFound, invalid
from app.model.types import Field, Model, Object, Part

# How the query layer names the values of a body.
BODY = "data"
_READS = "GET, HEAD, OPTIONS"


def find_object(model: Model, plural: str) -> Object:
    """The object of a path. Raises NotFound naming those that there are."""
    found = model.by_plural.get(plural)
    if found is None:
        known = ", ".join(sorted(model.by_plural))
        raise NotFound(f"There is no object {plural[:80]!r}. Known: {known}.")
    return found


def require_writable(of: Object) -> None:
    """Raises MethodNotAllowed for an object whose records can only be read."""
    if not of.is_writable:
        refused = MethodNotAllowed(f"The records of {of.name_plural} can only be read. Possible: {_READS}.")
        refused.allow = _READS
        raise refused


def find_part(of: Object, path: str, parameter: str) -> tuple[Field, Part]:
    """The single value that a path of one or two names means. Raises InvalidInput naming the parameter."""
    name, _, rest = path.partition(".")
    field = of.fields.get(name)
    if field is None:
        raise unknown_field(of, name, parameter)
    if not field.is_composite:
        if rest:
            raise invalid(parameter, f"{name} holds a single value and has no {rest[:80]!r}")
        return field, field.parts[0]
    try:
        return field, field.part(rest)
    except KeyError:
        parts = ", ".join(f"{name}.{part.name}" for part in field.parts)
        raise invalid(parameter, f"{name} has several parts; name one: {parts}") from None


def unknown_field(of: Object, name: str, parameter: str) -> InvalidInput:
    """The error for a name that is no field of the object."""
    return _unknown(of, name, parameter, [*of.fields, *of.relations])


def unknown_in_body(of: Object, name: str, parameter: str) -> InvalidInput:
    """The error for a name of a body that is no field of the object: it lists only what a body may set."""
    names = [field.name for field in of.fields.values() if field.is_writable]
    return _unknown(of, name, parameter, [*names, *of.relations])


def _unknown(of: Object, name: str, parameter: str, names: Sequence[str]) -> InvalidInput:
    known = ", ".join(names)
    message = f"Field '{name[:80]}' doesn't exist on type '{of.type_name}'"
    return invalid(parameter, f"{message}; known: {known}")


def renamed(error: ApiError, labels: Mapping[str, str]) -> ApiError:
    """The error with the names that the client wrote: `filter.industry.eq` is `filter[industry][eq]`, and a body's
    `data.email` is its `email`."""
    if not error.details:
        return error
    message, details = error.message, []
    for detail in error.details:
        name = "body" if detail.field == BODY else detail.field.removeprefix(f"{BODY}.")
        name = labels.get(detail.field) or name
        if name != detail.field and message.startswith(f"{detail.field}:"):
            message = name + message[len(detail.field) :]
        details.append(Detail(name, detail.message))
    return type(error)(message, details, path=error.path, retry_after=error.retry_after)
