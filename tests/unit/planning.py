"""Plans, SQL and golden files for tests of both doors: documents are planned on the standard model with samples."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from graphql import FieldNode

from app.db.wire import Call
from app.graphql.documents import read_again, read_operation
from app.graphql.measure import DocumentLimits
from app.graphql.schema import build_schema
from app.graphql.shapes import Shapes
from app.graphql.to_plan import Planned, plan_operation
from app.model.types import Model
from app.query import bind, execution
from app.query.execution import Program
from app.query.plan import Plan
from app.rest import door as rest_door
from app.rest import programs
from app.rest.door import RestDoor
from tests.standard_model import GOLDEN as GOLDEN
from tests.standard_model import sample_model

MODEL = sample_model()
SCHEMA = build_schema(MODEL)
SHAPES = Shapes()


def planned(text: str, variables: dict[str, Any] | None = None) -> tuple[Planned, list[object], tuple[object, ...]]:
    """The plans of a document, their values, and the shape of the variables."""
    operation = read_operation(SCHEMA.graphql, SHAPES, text, None, DocumentLimits())
    complete = operation.complete(variables or {})
    shape = operation.shape(complete)
    plan = plan_operation(SCHEMA, *read_again(operation), complete)
    return plan, list(plan.values.bind(complete)), shape


def written(value: object, indent: str = "") -> str:
    """A plan as text: on one line where it fits, else a line for each part."""
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value):
        opening, closing = f"{type(value).__name__}(", ")"
        inner = [(f"{each.name}=", getattr(value, each.name)) for each in fields(value)]
    elif isinstance(value, list | tuple):
        opening, closing = "[", "]"
        inner = [("", each) for each in value]
    elif isinstance(value, dict):
        opening, closing = "{", "}"
        inner = [(f"{name}: ", each) for name, each in value.items()]
    else:
        return repr(value)
    line = opening + ", ".join(name + written(each) for name, each in inner) + closing
    if len(indent) + len(line) <= 110:
        return line
    deeper = indent + "  "
    return "\n".join([opening, *(deeper + name + written(each, deeper) for name, each in inner), indent + closing])


def check(text: str, golden: Path) -> None:
    """Compare with a golden file. VINGT_UPDATE_GOLDEN=1 writes it anew; read the difference."""
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        golden.write_text(text + "\n")
    assert text + "\n" == golden.read_text()


@dataclass(frozen=True)
class Asked:
    """What a call of REST asks the query layer for: one plan, its values, and the texts and parameters it sends."""

    plan: Plan
    values: list[object]
    calls: tuple[Call, ...]


def rest_planned(request: str) -> Asked:
    """The same for a call: `GET companies?limit=2`, and a body on the lines behind it."""
    line, _, body = request.partition("\n")
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    asked: list[Asked] = []

    async def answer(database: object, models: object, caller: object, prepare: Any) -> list[bytes]:
        program, values = prepare(MODEL)
        (plan,) = plans
        asked.append(Asked(plan, list(values), program.bind("schema", values)))
        return [b"{}"]

    plans: list[Plan] = []

    def compile_program(steps: Sequence[tuple[str, Plan]], model: Model) -> Program:
        plans.extend(plan for _, plan in steps)
        return execution.compile_program(steps, model)

    door = RestDoor(cast(Any, None), cast(Any, None))
    plural, _, own = path.partition("/")
    compiled = patch.object(programs, "compile_program", compile_program)
    with patch.object(rest_door, "answer", answer), compiled, the_same_ids():
        caller = cast(Any, None)
        calls: dict[str, Callable[[], Coroutine[Any, Any, bytes]]] = {
            "GET": lambda: (
                door.get_record(caller, plural, own, query) if own else door.list_records(caller, plural, query)
            ),
            "POST": lambda: door.create_record(caller, plural, json.loads(body), query),
            "PATCH": lambda: door.update_record(caller, plural, own, json.loads(body), query),
            "DELETE": lambda: door.delete_record(caller, plural, own, query),
        }
        asyncio.run(calls[method]())
    (only,) = asked
    return only


def graphql_planned(text: str, variables: dict[str, Any] | None = None) -> Asked:
    """What a document with one root field asks the query layer for."""
    plan, values, _ = planned(text, variables)
    ((key, root),) = plan.roots
    assert not isinstance(root, str | FieldNode)
    with the_same_ids():
        return Asked(root, values, execution.compile_program([(key, root)], MODEL).bind("schema", values))


def the_same_ids() -> AbstractContextManager[object]:
    """New records have the same id each time."""
    return patch.object(bind, "uuid7", return_value="01890a5d-ac96-774b-bcce-000000000000")
