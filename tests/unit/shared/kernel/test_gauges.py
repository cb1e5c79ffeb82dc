"""How long outbox rows wait is told by when they were first seen: a row put in again has the time of its event."""

from __future__ import annotations

from shared.kernel.gauges import Waited


class Clock:
    """Seconds that a test passes."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_the_oldest_row_has_waited_since_it_was_first_seen() -> None:
    clock = Clock()
    waited = Waited(clock)
    told = []
    for oldest, newest in [(1, 5), (1, 9), (4, 9), (6, 30), (10, 30), (31, 31), (None, None), (32, 32)]:
        told.append(waited.look(oldest, newest))
        clock.seconds += 15
    #        first  waits  4 <= 5  6 <= 9  10 <= 30  new  empty  new
    assert told == [0, 15, 30, 30, 15, 0, 0, 0]


def test_a_queue_that_moves_keeps_no_more_looks_than_it_is_long() -> None:
    clock = Clock()
    waited = Waited(clock)
    for number in range(100):
        waited.look(number, number + 3)
        clock.seconds += 15
    assert len(waited._seen) == 4
