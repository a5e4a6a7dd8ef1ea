"""An operation of a valid document: all that is needed to answer it again.

In charge of the variables of a request: which are missing, what shape they have, and what is wrong with those that have
none. It holds the document's text and nothing that was parsed from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graphql import GraphQLInputType, GraphQLNonNull

from app.errors import Detail, InvalidInput
from app.graphql.errors import MOST_ERRORS, RequestErrors, api_error
from app.graphql.shapes import ShapeOf, Unshaped
from app.graphql.values import check_variable, full_form

# Stands for a variable that the request leaves out.
_ABSENT = ...
_OPERATION_BYTES = 1_500
_VARIABLE_BYTES = 1_500


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that an operation declares. `root` is the response key of the first root field that uses it."""

    name: str
    type: GraphQLInputType
    shape: ShapeOf
    has_default: bool
    root: str | None


class Operation:
    """An operation of a valid document: all that is needed to answer it again."""

    __slots__ = ("_defaults", "_shapes", "_variables", "is_mutation", "name", "text")

    def __init__(
        self,
        text: str,
        name: str | None,
        is_mutation: bool,
        variables: tuple[Variable, ...],
        defaults: Mapping[str, object],
    ) -> None:
        self.text = text
        self.name = name
        self.is_mutation = is_mutation
        self._variables = variables
        self._defaults = defaults
        self._shapes = tuple((variable.name, variable.shape, not _may_lack(variable)) for variable in variables)

    @property
    def weight(self) -> int:
        """About how many bytes it takes, without the types of its variables, which are the schema's."""
        return _OPERATION_BYTES + len(self.text) + _VARIABLE_BYTES * len(self._variables)

    def complete(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables with the defaults of those that were left out."""
        return {**self._defaults, **variables} if self._defaults else variables

    def shape(self, variables: Mapping[str, Any]) -> tuple[object, ...]:
        """The shape of complete variables. Raises Unshaped."""
        shape: list[object] = []
        for name, shape_of, is_required in self._shapes:
            if name in variables:
                shape.append(shape_of(variables[name]))
            elif is_required:
                raise Unshaped
            else:
                shape.append(_ABSENT)
        return tuple(shape)

    def checked(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Complete variables that have no plain shape, in a form that has one. Raises RequestErrors saying what is
        wrong with each that cannot have one."""
        errors: list[dict[str, Any]] = []
        checked: dict[str, Any] = {}
        for variable in self._variables:
            where = f"${variable.name}"
            if variable.name not in variables:
                if not _may_lack(variable):
                    errors.append(_wrong(where, f"is required: a value of the type {variable.type}", variable))
                continue
            value = variables[variable.name]
            for problem in islice(check_variable(variable.type, value), MOST_ERRORS):
                at = ".".join([where, *map(str, problem.path)])
                errors.append(_wrong(at, problem.message, variable))
            if len(errors) >= MOST_ERRORS:
                break
            if not errors:
                checked[variable.name] = full_form(variable.type, value)
        if errors:
            raise RequestErrors(errors)
        return checked


def _may_lack(variable: Variable) -> bool:
    return variable.has_default or not isinstance(variable.type, GraphQLNonNull)


def _wrong(where: str, message: str, variable: Variable) -> dict[str, Any]:
    error = InvalidInput(f"{where}: {message}", [Detail(where, message)])
    return api_error(error, None if variable.root is None else (variable.root,))
