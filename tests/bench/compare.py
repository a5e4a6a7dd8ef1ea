"""Two ways of doing the same, measured in turns.

In charge of alternating between them, so that whatever else the machine does meets both, and of the median of the ratios
of all rounds. What a way is and what ratio is wanted of it belongs to the rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.load import Load

# Measures once, for so many seconds.
Measure = Callable[[float], Load]
Say = Callable[[str], None]
WARM_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing it, by a name to print."""

    name: str
    measure: Measure
    warm: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table. `wanted` is the least that will do, or the most where `at_most` says so; None where nothing
    is asked and the figure is there to be known. `values` are those of the rounds."""

    row: str
    work: str
    compared: str
    values: Sequence[float]
    wanted: float | None
    at_most: bool = False
    note: str = ""

    @property
    def measured(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    @property
    def is_reached(self) -> bool:
        """Whether the figure is good enough."""
        if self.wanted is None:
            return True
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


@dataclass(slots=True)
class Rounds:
    """The loads of each way, round by round."""

    ways: Sequence[Way]
    loads: dict[str, list[Load]] = field(default_factory=dict)

    def rates(self, one: str, other: str) -> list[float]:
        """How many times as many answers one way gave as another, in each round."""
        pairs = zip(self.loads[one], self.loads[other], strict=True)
        return [first.rate / second.rate for first, second in pairs]

    def tails(self, one: str, other: str) -> list[float]:
        """How many times as long the slowest hundredth of its answers took, in each round."""
        pairs = zip(self.loads[one], self.loads[other], strict=True)
        return [first.p99 / second.p99 for first, second in pairs]


def alternate(ways: Sequence[Way], rounds: int, seconds: float, say: Say) -> Rounds:
    """Measure every way in every round, each round in the opposite order of the one before. Raises BenchError."""
    done = Rounds(ways, {way.name: [] for way in ways})
    for way in ways:
        if way.warm:
            way.measure(WARM_SECONDS)
    for number in range(rounds):
        for way in ways if number % 2 == 0 else [*ways][::-1]:
            load = way.measure(seconds)
            done.loads[way.name].append(load)
        told = ", ".join(f"{way.name} {done.loads[way.name][-1].rate:,.0f}/s" for way in ways)
        say(f"  round {number + 1}: {told}")
    return done
