"""Any case on any route that may be published comes to an end: routes and moves at random, the real handlers.

After every move: the case is over and nothing of it is open, or a task lies in a queue, or it waits for something named
that has a deadline. And whatever has happened, when everybody does what is asked of them it ends. More journeys:
`pytest --hypothesis-profile chaos`.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.reference import Procedure, Route
from shared.contracts.reference.carried import mismatched, uncarried
from tests.support.journeys import Journey
from tests.support.routes_at_random import procedure_at_random, route_at_random
from workflow.case.machine import CaseState
from workflow.task.machine import TaskState

QUICK = settings.get_current_profile_name() != "chaos"
PLAYED = settings(
    max_examples=200 if QUICK else 10_000,
    deadline=None,
    derandomize=QUICK,
    suppress_health_check=[HealthCheck.too_slow],
)
LONGEST = 40  # moves, before everybody does what is asked of them


@PLAYED
@given(seed=st.integers(0, 2**32), data=st.data())
def test_any_route_comes_to_an_end(seed: int, data: st.DataObject) -> None:
    journey = begun(Random(seed))
    nothing_is_lost(journey)
    for choice in data.draw(st.lists(st.integers(0, 60), max_size=LONGEST)):
        moves = list(journey.moves())
        journey.taken(moves[choice % len(moves)])
        nothing_is_lost(journey)
    to_the_end(journey)


def begun(luck: Random) -> Journey:
    """A case that begins on a route that may be published, under a procedure that may be published with it."""
    while list(uncarried(Route.model_validate(route := route_at_random(luck)))):
        pass
    while list(mismatched(Procedure.model_validate(told := procedure_at_random(luck, route)), Route(**route))):
        pass
    journey = Journey(route, told, luck.choice(told["returns"]))
    journey.begin()
    return journey


def nothing_is_lost(journey: Journey) -> None:
    """Over with nothing open, or a task in a queue, or something named is waited for; each step once, in its turn."""
    if journey.over:
        assert not journey.open, "an open task of a case that is over"
        assert not journey.deadlines(), "a deadline of a case that is over"
    else:
        assert journey.waits_for(), f"{journey.case.state}, and nothing is waited for: {journey.said}"
    tasks = journey.context.tasks.rows[journey.case.id]
    at_work = Counter(task.step for task in tasks if task.state != TaskState.CANCELLED)
    assert max(at_work.values(), default=1) == 1, f"a step is done twice: {at_work}"
    behind = journey.done()
    for task in journey.open:
        assert set(journey.route.before(task.step)) <= behind, f"{task.step} before its turn"
    if journey.case.state == CaseState.RETURNED:
        assert behind >= {step.code for step in journey.route.steps if step.kind != "return"}, "a step was left out"


def to_the_end(journey: Journey) -> None:
    """Everybody does what is asked of them: nothing is refused, and the case ends."""
    for _ in range(4 * len(journey.route.steps) + 10):
        if journey.over:
            return
        first = next(journey.forward())
        assert journey.taken(first), f"{first[0]} is refused in {journey.case.state}"
        nothing_is_lost(journey)
    raise AssertionError(f"{journey.case.state} for ever: {journey.said}")


def test_half_of_all_routes_are_carried(capsys: pytest.CaptureFixture[str]) -> None:
    """What is refused is the odd one: of a thousand routes that are sound in themselves, half may be published."""
    luck = Random(11)
    drawn = [Route.model_validate(route_at_random(luck)) for _ in range(1_000)]
    carried = sum(not list(uncarried(route)) for route in drawn)
    with capsys.disabled():
        print(f"\n{carried} of {len(drawn)} routes at random are carried")  # noqa: T201 - to be read
    assert carried >= len(drawn) / 2
