"""The shared clock jumps only when every scenario waits or has ended, and never further than the earliest moment."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.simulation.scenarios.clock import Clock

NOW = datetime.now(UTC)


class Operator:
    """Stands for the operator: notes by how many days the clocks are set ahead."""

    def __init__(self) -> None:
        self.addresses = {"intake": "", "workflow": ""}
        self.days: list[tuple[str, int]] = []

    async def put(self, service: str, _path: str, body: Any) -> None:
        self.days.append((service, round(body["seconds"] / 86400)))


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


async def test_all_services_are_set_to_the_earliest_moment_first() -> None:
    operator, order = Operator(), []
    clock = Clock(operator, 3)  # type: ignore[arg-type]

    async def scenario(command: int) -> None:
        async with clock.scenario():
            await clock.reach(days(command))
            order.append(command)

    await asyncio.gather(scenario(9), scenario(3), scenario(5))
    assert order == [3, 5, 9]
    assert operator.days == [(service, command) for command in (3, 5, 9) for service in ("intake", "workflow")]


async def test_no_one_is_made_late_while_still_at_work() -> None:
    operator = Operator()
    clock, work = Clock(operator, 2), asyncio.Event()  # type: ignore[arg-type]
    seen: list[list[Any]] = []

    async def waits() -> None:
        async with clock.scenario():
            await clock.reach(days(3))

    async def works() -> None:
        async with clock.scenario():
            await work.wait()
            seen.append(list(operator.days))

    async def lets_go() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        work.set()

    await asyncio.gather(waits(), works(), lets_go())
    assert seen == [[]]
    assert [day for _, day in operator.days] == [3, 3]


async def test_a_scenario_that_fails_does_not_keep_the_others_waiting() -> None:
    clock = Clock(Operator(), 2)  # type: ignore[arg-type]

    async def fails() -> None:
        async with clock.scenario():
            raise ValueError("it ends badly")

    async def waits() -> str:
        async with clock.scenario():
            await clock.reach(days(3))
        return "came"

    assert (await asyncio.gather(waits(), fails(), return_exceptions=True))[0] == "came"


async def test_a_moment_that_has_passed_moves_nothing_back() -> None:
    operator = Operator()
    clock = Clock(operator)  # type: ignore[arg-type]
    async with clock.scenario():
        await clock.reach(days(-5))
    assert {day for _, day in operator.days} == {0}
