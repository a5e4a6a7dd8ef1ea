"""The programs of REST's calls: each compiled once for every shape of a call."""

from collections import OrderedDict
from collections.abc import Callable

from app.model.types import Model
from app.query.execution import Program, compile_program
from app.query.plan import Plan

# A program is some ten kilobytes.
_PROGRAMS = 1000
_STEP = "data"


class Programs:
    """The programs that were used last, by keys that say all that is in them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Program] = OrderedDict()

    def get(self, key: tuple[object, ...], make: Callable[[], Plan], model: Model) -> Program:
        """The program of a plan, which is made only where it is not known yet."""
        program = self._kept.get(key)
        if program is None:
            program = self._kept[key] = compile_program([(_STEP, make())], model)
            if len(self._kept) > _PROGRAMS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return program
