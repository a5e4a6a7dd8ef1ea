"""Ids of new records: uuids of version 7, made here so that a statement that reads what another one wrote knows them.

In charge of their order: within a process each is greater than the one before, so that a batch is listed as given.
RFC 9562, section 6.2, method 3: the twelve bits behind the milliseconds hold the fraction of one.
"""

import secrets
import time

_VERSION, _VARIANT = 0x7 << 76, 0b10 << 62
_FRACTIONS = 4096  # of a millisecond


class Clock:
    """Gives times in 4096ths of a millisecond, each later than the one before."""

    __slots__ = ("_last", "_now")

    def __init__(self, now_ns: object = None) -> None:
        self._now = now_ns if callable(now_ns) else time.time_ns
        self._last = 0

    def tick(self) -> int:
        """The time, or the next moment after the last one given where the clock did not move on."""
        now = self._now() * _FRACTIONS // 1_000_000
        self._last = now if now > self._last else self._last + 1
        return self._last


_clock = Clock()


def uuid7(clock: Clock = _clock) -> str:
    """A new uuid as text."""
    time_and_fraction = clock.tick()
    number = (
        (time_and_fraction // _FRACTIONS) << 80
        | _VERSION
        | (time_and_fraction % _FRACTIONS) << 64
        | _VARIANT
        | secrets.randbits(62)
    )
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
