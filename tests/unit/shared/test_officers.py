"""What officers are called, as a service asks for it: many at once, as they were then, and what it does without."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.kernel.errors import NotYet, Unavailable
from shared.reference.officers import AWAY, KEPT, MOST, PATIENT, Officers, Purpose
from tests.support.colleagues import Colleagues, officer

NOON = datetime(2026, 11, 10, 5, tzinfo=UTC)
HOA = officer("officer:hoa", "Lê Thị Hoa", NOON)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_an_act_keeps_the_name_of_its_time(clock: Clock) -> None:
    later = {"since": (NOON + timedelta(days=9)).isoformat(), "name": "Lê Thị Hoa", "title": {"vi": "A", "en": "B"}}
    officers = Officers(Colleagues(HOA | {"names": [*HOA["names"], later]}), clock)
    days = {-1: "Chuyên viên", 0: "Chuyên viên", 8: "Chuyên viên", 9: "A"}
    acts = {("officer:hoa", NOON + timedelta(days=day)): title for day, title in days.items()}
    found = await officers.called(Purpose.NOTICE, [*acts, ("officer:nobody", NOON)])
    assert {act: called.title.vi for act, called in found.items()} == acts


async def test_many_are_asked_for_at_once_and_not_again_for_a_while(clock: Clock) -> None:
    workflow = Colleagues(HOA)
    officers = Officers(workflow, clock)
    acts = [(f"officer:{n}", NOON) for n in range(MOST + 1)] + [("officer:hoa", NOON)] * 2
    for _ in range(2):
        assert len(await officers.called(Purpose.NOTICE, acts)) == 1
    assert [len(each) for each in workflow.asked] == [MOST, 2]
    clock.now += KEPT
    await officers.called(Purpose.NOTICE, acts[-1:])
    assert workflow.asked[2:] == [["officer:hoa"]]


async def test_those_who_ask_at_once_share_a_question(clock: Clock) -> None:
    workflow = Colleagues(HOA)
    officers = Officers(workflow, clock)
    await asyncio.gather(*(officers.called(Purpose.NOTICE, [(f"officer:{n}", NOON)]) for n in range(9)))
    assert [len(each) for each in workflow.asked] == [1, 8]


async def test_who_waits_does_so_for_a_second(clock: Clock) -> None:
    """And workflow, which hangs, is left in peace afterwards."""
    workflow = Colleagues(HOA)
    workflow.hangs = True
    officers = Officers(workflow, clock)
    for _ in range(2):
        assert await officers.called_at_once(Purpose.NOTICE, [("officer:hoa", NOON)]) == {}
    assert len(workflow.asked) == 1


async def test_while_workflow_is_away_what_is_known_serves(clock: Clock) -> None:
    workflow = Colleagues(HOA)
    officers = Officers(workflow, clock)
    old, new = ("officer:hoa", NOON), ("officer:new", NOON)
    await officers.called(Purpose.NOTICE, [old])
    workflow.away, clock.now = True, clock.now + KEPT
    assert (await officers.called(Purpose.NOTICE, [old]))[old].name == "Lê Thị Hoa"
    with pytest.raises(Unavailable):
        await officers.called(Purpose.NOTICE, [old, new])
    assert (await officers.called_at_once(Purpose.NOTICE, [old, new])).keys() == {old}
    assert len(workflow.asked) == 2, "it is not asked again at once"
    clock.now += AWAY
    workflow.away = False
    assert (await officers.called(Purpose.NOTICE, [old, new])).keys() == {old}
    assert workflow.asked[2] == ["officer:hoa", "officer:new"]


async def test_a_call_waits_for_names_and_not_for_ever(clock: Clock) -> None:
    workflow = Colleagues(HOA)
    workflow.away = True
    officers = Officers(workflow, clock)
    with pytest.raises(NotYet):
        await officers.called_by_now(Purpose.NOTICE, [("officer:hoa", NOON)], PATIENT - 1)
    assert await officers.called_by_now(Purpose.NOTICE, [("officer:hoa", NOON)], PATIENT) == {}


async def test_without_anybody_to_name_nobody_is_asked(clock: Clock) -> None:
    workflow = Colleagues()
    assert await Officers(workflow, clock).called(Purpose.NOTICE, []) == {}
    assert workflow.asked == []
