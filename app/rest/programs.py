"""The programs of REST's calls: each compiled once for every shape of a call."""

from collections.abc import Callable

from app.model.types import Model
from app.query.execution import Program, compile_program
from app.query.plan import Plan
from app.query.recent import Recent

# Bytes, by estimate: what a worker may spend on programs. One is some ten kilobytes.
_BYTES = 32 * 1024 * 1024
_STEP = "data"


class Programs:
    """The programs that were used last, by keys that say all that is in them."""

    def __init__(self, most_bytes: int = _BYTES) -> None:
        self._kept = Recent[tuple[object, ...], Program](most_bytes)

    def get(self, key: tuple[object, ...], make: Callable[[], Plan], model: Model) -> Program:
        """The program of a plan, which is made only where it is not known yet."""
        program = self._kept.get(key)
        if program is None:
            program = compile_program([(_STEP, make())], model)
            self._kept.keep(key, program, program.weight + 2 * len(repr(key)))
        return program

    @property
    def weight(self) -> int:
        """About how many bytes they take."""
        return self._kept.weight
