"""How much memory a model takes, by estimate.

In charge of the numbers that caches of models are bounded by. They were measured with CPython 3.11 and are on the high
side of it; `tests/unit/test_many_models.py` compares them with what is used.
"""

from app.model.types import Field, Object

_OBJECT = 2_500
_RELATION = 500
_CONSTRAINT = 300
_FIELD = 500
_PART = 200
_OPTION = 200


def object_weight(of: Object) -> int:
    """About how many bytes an object takes."""
    fields = sum(map(_field_weight, of.fields.values()))
    return _OBJECT + fields + _RELATION * len(of.relations) + _CONSTRAINT * len(of.constraints)


def _field_weight(field: Field) -> int:
    texts = len(field.description) + sum(len(part.default) for part in field.parts)
    return _FIELD + texts + _PART * len(field.parts) + _OPTION * len(field.options)
