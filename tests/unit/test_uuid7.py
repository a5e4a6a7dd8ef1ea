"""Ids of new records: their form, the time in them, and that they go up whatever the clock does."""

import time
import uuid
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.query.uuid7 import Clock, uuid7

MILLISECOND = 1_000_000  # in nanoseconds


def test_the_form_is_that_of_version_7() -> None:
    text = uuid7()
    made = uuid.UUID(text)
    assert str(made) == text
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_the_time_is_in_the_first_48_bits_and_its_fraction_behind_the_version() -> None:
    made = uuid.UUID(uuid7(Clock(lambda: 1_700_000_000_123 * MILLISECOND + MILLISECOND // 4)))
    assert made.int >> 80 == 1_700_000_000_123
    assert made.int >> 64 & 0xFFF == 4096 // 4


def test_the_time_is_now() -> None:
    before = time.time_ns() // MILLISECOND
    made = uuid.UUID(uuid7()).int >> 80
    # A process that makes many at once runs ahead of the clock, by less than a millisecond for each 4,096.
    assert before <= made <= time.time_ns() // MILLISECOND + 1


def test_each_is_greater_than_the_one_before() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_clock_that_stands_still_counts_on_into_the_next_millisecond() -> None:
    clock = Clock(lambda: 5 * MILLISECOND)
    ticks = [clock.tick() for _ in range(5_000)]
    assert ticks == list(range(5 * 4096, 5 * 4096 + 5_000))


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(MILLISECOND, 2**62), min_size=2))
def test_a_clock_that_is_set_back_does_not_turn_ids_back(times: list[int]) -> None:
    given_times = iter(times)
    clock = Clock(lambda: next(given_times))
    ticks = [clock.tick() for _ in times]
    assert all(one < other for one, other in pairwise(ticks))
    assert ticks[0] == times[0] * 4096 // MILLISECOND


def test_two_in_the_same_moment_differ_by_chance() -> None:
    made = {uuid7(Clock(lambda: MILLISECOND)) for _ in range(100)}
    assert len(made) == 100
    assert len({text[:18] for text in made}) == 1
