"""Plans, SQL and golden files for tests of both doors: documents are planned on the standard model with samples."""

import os
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from app.graphql.documents import read_again, read_operation
from app.graphql.measure import DocumentLimits
from app.graphql.schema import build_schema
from app.graphql.shapes import Shapes
from app.graphql.to_plan import Planned, plan_operation
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
