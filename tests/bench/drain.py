"""(a) a backlog of cases through both services, and (h) what is in memory after it; (b) the consumer alone."""

from __future__ import annotations

from contextlib import ExitStack

from motcua.stack.addresses import Scratch
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from tests.bench.case import HANDLED, HELPS, MOVES, PLACES, Submit
from tests.bench.clocks import memory, spent
from tests.bench.ground import Ground, Yard
from tests.support.emitter import Emitter

Figures = dict[str, float]


async def full_cases(yard: Yard, cases: int, given: dict[str, Scratch] | None = None) -> Figures:
    """Cases a second from the first move to the last; CPU in us a move; MiB a process."""
    async with yard.ground(given) as ground:
        before = await ground.said("desk")
        await ground.send(submitted(ground, cases))
        with ExitStack() as running:
            for name in PLACES:
                running.enter_context(ground.place(name))
            await ground.until_emitted("desk", before + 1)
            begun = spent(yard.stack, yard.pids)
            await ground.until_emitted("desk", before + cases * MOVES)
            cpu = spent(yard.stack, yard.pids).since(begun, cases * HANDLED)
            kept = memory(yard.stack, yard.pids)
        assert await ground.deferred() == 0
        seconds, moves = await ground.took("desk", before)
        return {
            "cases/s": cases / seconds,
            "moves/transaction": moves,
            **{f"cpu.{name}": used for name, used in cpu.items()},
            **{f"memory.{name}": used for name, used in kept.items()},
        }


def submitted(ground: Ground, cases: int) -> list[EventRecord]:
    """The counter's events: so many dossiers handed in."""
    emitter = Emitter(ground.bench.registries["counter"])
    return [line for _ in range(cases) for line in emitter.emit(uuid7(), Submit())]


async def consumer_alone(yard: Yard, cases: int, batch: int = 500, steps: int = HELPS) -> float:
    """Moves a second of the desk's consumer alone, on a topic that was filled before."""
    async with yard.ground() as ground:
        begun = submitted(ground, cases)
        await ground.send(begun)
        with ground.place("desk", "consumer"):
            await ground.until_emitted("desk", cases)
        helper = Emitter(ground.bench.registries["partner"])
        asked = ground.bench.Asked(
            step=1, procedure="2.000004", agency="H99.03", route="promotion-registration/7", due_at=helper.context.now
        )
        await ground.send([line for _ in range(steps) for one in begun for line in helper.emit(one.dossier, asked)])
        with ground.place("desk", "consumer", MOTCUA_BATCH=str(batch)):
            await ground.until_emitted("desk", cases * (1 + steps))
        assert await ground.deferred() == 0
        return cases * steps / (await ground.took("desk", cases))[0]
