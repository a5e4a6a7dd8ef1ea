"""Calls of REST and the plans they become: `tests/golden/rest/NAME.request` gives NAME.plan, and the plan NAME.sql.
VINGT_UPDATE_GOLDEN=1 writes both anew; read the difference."""

from pathlib import Path

import pytest

from app.query.compile import sql_of
from tests.unit.planning import GOLDEN, MODEL, check, rest_planned, written


@pytest.mark.parametrize("path", sorted((GOLDEN / "rest").glob("*.request")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    asked = rest_planned(path.read_text().rstrip())
    bound = [list(call.params) for call in asked.calls]
    lines = [written(asked.plan), f"values: {written(asked.values)}", f"bound: {written(bound)}"]
    check("\n\n".join(lines), path.with_suffix(".plan"))
    check(sql_of(MODEL, asked.plan) + ";", path.with_suffix(".sql"))
