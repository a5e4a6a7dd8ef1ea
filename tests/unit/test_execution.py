"""Programs without a database: which line they take, and which step an error is about."""

import pytest

from app.db.wire import Line, SlowResults
from app.query.bind import Derived, Parameters
from app.query.compile import Statement
from app.query.execution import Program, Step
from app.query.expressions import select, text


def statement(count: int) -> tuple[Statement, ...]:
    return tuple(Statement(select([("x", text("x"))]), Parameters(Derived())) for _ in range(count))


def test_a_read_that_is_slow_twice_moves_aside_and_comes_back() -> None:
    program = Program((Step("a", statement(1)),), False)
    assert program.line is Line.READ
    program.pace.note(SlowResults())
    assert program.line is Line.READ
    program.pace.note(SlowResults())
    assert program.line is Line.SLOW
    for _ in range(10):
        program.pace.note(SlowResults())
    for _ in range(2):
        assert program.line is Line.SLOW
        program.pace.note([])
    program.pace.note([])
    assert program.line is Line.READ


def test_being_slow_now_and_then_is_no_rule() -> None:
    program = Program((Step("a", statement(1)),), False)
    for _ in range(10):
        program.pace.note(SlowResults())
        program.pace.note([])
        assert program.line is Line.READ


def test_a_write_keeps_its_line() -> None:
    program = Program((Step("a", statement(1)),), True)
    for _ in range(5):
        program.pace.note(SlowResults())
    assert program.line is Line.WRITE


@pytest.mark.parametrize(("call", "key"), [(0, None), (1, "a"), (2, "b"), (3, "b"), (4, "c"), (5, None)])
def test_the_step_of_a_call(call: int, key: str | None) -> None:
    program = Program((Step("a", statement(1)), Step("b", statement(2)), Step("c", statement(1))), True)
    step = program.step_of(call)
    assert (step.key if step else None) == key
