"""Filter parameters as the plan's filter.

In charge of operators and operands. Parameters are joined by AND; those that go through the same relation speak of the
same record at its far end, as the fields of one filter object do in GraphQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import invalid
from app.model.types import Model, Object
from app.query.filters import whole_operators
from app.query.plan import And, Compare, Filter, NullTest, Param, Related
from app.query.url_text import UrlText
from app.rest.names import find_part, unknown_field
from app.rest.parameters import FilterParameter

IS = "is"
NULL_TESTS = {"NULL": True, "NOT_NULL": False}


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
        name, part_name, known = _meant(model, target, path, parameter)
        if parameter.operator not in known:
            message = f"unknown operator {parameter.operator[:40]!r}; known for it: {', '.join(known)}"
            raise invalid(parameter.name, message)
        if parameter.operator == IS:
            level.items.append(NullTest(name, part_name, _is_null(parameter)))
        else:
            level.items.append(Compare(name, part_name, parameter.operator, Param(index, label(parameter))))
            index += 1
    return root.joined() if root.items else None


def operands(given: Sequence[FilterParameter]) -> list[object]:
    """The operands in the order in which `plan_filter` numbers them."""
    return [UrlText(parameter.value) for parameter in given if parameter.operator != IS]


def label(parameter: FilterParameter) -> str:
    """The path by which the query layer names the operand."""
    return f"filter.{parameter.path}.{parameter.operator}"


def _meant(model: Model, of: Object, path: str, parameter: FilterParameter) -> tuple[str, str, list[str]]:
    """The field and the part that a path means, "" for a composite as a whole, and the operators that it knows."""
    field = of.fields.get(path)
    if field is not None and (operators := whole_operators(model, field)):
        known = [operator.name for operator in operators]
        if parameter.operator not in known:
            parts = ", ".join(f"{path}.{part.name}" for part in field.parts)
            raise invalid(parameter.name, f"{path} as a whole knows {', '.join(known)}; else name a part: {parts}")
        return path, "", known
    found, part = find_part(of, path, parameter.name)
    return found.name, part.name, [operator.name for operator in model.operators.get(part.type, ())]


def _is_null(parameter: FilterParameter) -> bool:
    is_null = NULL_TESTS.get(parameter.value)
    if is_null is None:
        raise invalid(parameter.name, f"NULL or NOT_NULL, not {parameter.value[:40]!r}")
    return is_null
