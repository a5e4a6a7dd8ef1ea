"""Filter parameters as the plan's filter.

In charge of operators and operands. Parameters are joined by AND; those that go through the same relation speak of the
same record at its far end, as the fields of one filter object do in GraphQL.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import invalid
from app.model.types import Model, Object
from app.query.plan import And, Compare, Filter, NullTest, Param, Related
from app.query.values import UrlText
from app.rest.names import find_part, unknown_field
from app.rest.parameters import FilterParameter

IS, IN = "is", "in"
NULL_TESTS = {"NULL": True, "NOT_NULL": False}
_LIST_ITEM = re.compile(r'(?:\s*"(?P<quoted>(?:[^"]|"")*)"\s*|(?P<bare>[^,]*))(?P<end>,|\Z)')


@dataclass(slots=True)
class _Level:
    """The filters on one record: its own, and those of each relation, in the order written."""

    items: list["Filter | tuple[str, _Level]"] = field(default_factory=list)
    relations: dict[str, "_Level"] = field(default_factory=dict)

    def through(self, relation: str) -> "_Level":
        if relation not in self.relations:
            self.relations[relation] = _Level()
            self.items.append((relation, self.relations[relation]))
        return self.relations[relation]

    def joined(self) -> Filter:
        items = tuple(Related(item[0], item[1].joined()) if isinstance(item, tuple) else item for item in self.items)
        return items[0] if len(items) == 1 else And(items)


def plan_filter(model: Model, of: Object, given: Sequence[FilterParameter], first_param: int = 0) -> Filter | None:
    """The filter of all parameters, None without any. Operands are numbered from `first_param` in the order written.

    Raises InvalidInput naming the parameter and what would be possible.
    """
    root = _Level()
    index = first_param
    for parameter in given:
        level, target, path = root, of, parameter.path
        while (head := path.partition("."))[0] in target.relations:
            relation = target.relations[head[0]]
            if not head[2]:
                raise invalid(parameter.name, f"{head[0]} is a relation; name a field of it, as in {head[0]}.id")
            level, target, path = level.through(head[0]), model.objects[relation.target], head[2]
        if head[2] and head[0] not in target.fields:
            raise unknown_field(target, head[0], parameter.name)
        found, part = find_part(target, path, parameter.name)
        operators = model.operators.get(part.type, ())
        if parameter.operator not in [operator.name for operator in operators]:
            known = ", ".join(operator.name for operator in operators)
            raise invalid(parameter.name, f"unknown operator {parameter.operator[:40]!r}; known for it: {known}")
        if parameter.operator == IS:
            level.items.append(NullTest(found.name, part.name, _is_null(parameter)))
        else:
            operand = Param(index, label(parameter))
            level.items.append(Compare(found.name, part.name, parameter.operator, operand))
            index += 1
    return root.joined() if root.items else None


def operands(given: Sequence[FilterParameter]) -> list[object]:
    """The operands in the order in which `plan_filter` numbers them. Raises InvalidInput naming the parameter."""
    return [
        _list(parameter) if parameter.operator == IN else UrlText(parameter.value)
        for parameter in given
        if parameter.operator != IS
    ]


def label(parameter: FilterParameter) -> str:
    """The path by which the query layer names the operand."""
    return f"filter.{parameter.path}.{parameter.operator}"


def _is_null(parameter: FilterParameter) -> bool:
    is_null = NULL_TESTS.get(parameter.value)
    if is_null is None:
        raise invalid(parameter.name, f"NULL or NOT_NULL, not {parameter.value[:40]!r}")
    return is_null


def _list(parameter: FilterParameter) -> list[UrlText]:
    """`a,"b,c"` -> a and b,c; a quote inside of quotes is doubled."""
    text = parameter.value
    if not text:
        raise invalid(parameter.name, "name at least one value; several are parted by commas")
    if '"' not in text:
        return [UrlText(item) for item in text.split(",")]
    items: list[UrlText] = []
    at, is_last = 0, False
    while not is_last:
        match = _LIST_ITEM.match(text, at)
        if match is None or (match["bare"] or "").lstrip().startswith('"'):
            raise invalid(parameter.name, 'a quoted value must end with a quote before the comma: "b,c"')
        quoted = match["quoted"]
        items.append(UrlText(match["bare"] if quoted is None else quoted.replace('""', '"')))
        at, is_last = match.end(), not match["end"]
    return items
