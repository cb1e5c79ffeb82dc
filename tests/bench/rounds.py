"""What a run measures, in interleaved rounds: ours, the peer and the ceiling alternate, so that ratios hold.

Keys are `part.figure`; what is measured in several rounds is kept with all its values, and reported as the median.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

from tests.bench import ceiling, latency, listed, peers, persons, relaying
from tests.bench.case import PLACES
from tests.bench.drain import consumer_alone, full_cases
from tests.bench.fanout import fanned_out
from tests.bench.finished import finished_cases
from tests.bench.ground import Yard
from tests.bench.installation import installation, intake_apart


@dataclass(frozen=True)
class Size:
    """How much of everything; `of` is a whole run in small."""

    rounds: int = 3
    cases: int = 5000
    consumed: int = 2000  # dossiers of 11 entries each
    singly: int = 1500  # entries, one a transaction
    peer: int = 150
    seconds: float = 20.0
    outbox: int = 100_000
    dossiers: int = 7
    finished: int = 1_000_000
    fanned_out: int = 100_000
    listed: int = 1_000_000
    asked: int = 100
    rewrapped: int = 200_000

    @classmethod
    def of(cls, scale: float) -> Size:
        whole = cls()
        return cls(
            rounds=max(1, round(whole.rounds * min(1.0, scale * 4))),
            cases=max(50, int(whole.cases * scale)),
            consumed=max(50, int(whole.consumed * scale)),
            singly=max(30, int(whole.singly * scale)),
            peer=max(60, int(whole.peer * scale)),  # fewer wait for each other, not for the machine
            seconds=max(3.0, whole.seconds * scale),
            outbox=max(1200, int(whole.outbox * scale)),
            dossiers=max(1, int(whole.dossiers * scale)),
            finished=max(1000, int(whole.finished * scale)),
            fanned_out=max(1000, int(whole.fanned_out * scale)),
            listed=whole.listed if scale >= 0.1 else 10_000,
            asked=max(20, int(whole.asked * scale)),
            rewrapped=max(2000, int(whole.rewrapped * scale)),
        )


@dataclass
class Run:
    """One run: its yard, its size, and its figures so far."""

    yard: Yard
    size: Size
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def figures(self) -> dict[str, float]:
        """The medians, and the ratios round by round (their median)."""
        found = self.found | {ALONE: self._best_shape()}
        known = {key: median(values) for key, values in found.items() if values}
        for key, (above, below, unit) in RATIOS.items():
            pairs = list(zip(found.get(above, ()), found.get(below, ()), strict=False))
            if pairs:
                known[key] = median(one / other * unit for one, other in pairs)
        return known

    def _best_shape(self) -> list[float]:
        """The rounds of the peer's shape whose median is the highest; empty if none was run."""
        tried = [self.found[key] for key in map(shape_key, peers.SHAPES) if self.found.get(key)]
        return max(tried, key=median, default=[])

    async def take(self, key: str, work: Awaitable[float | dict[str, float]]) -> None:
        """Measures one figure and prints it."""
        with self.yard.console.status(f"Measuring {key}"):
            value = await work
        told = value if isinstance(value, dict) else {"": value}
        for name, figure in told.items():
            self.found[f"{key}.{name}".rstrip(".")].append(figure)
        self.yard.console.print(f"{key}: " + ", ".join(f"{name} {one:,.4g}".strip() for name, one in told.items()))


#: The peer without a partner, in the shape that was best in this run.
ALONE = "dbos.without_partner.cases/s"


def shape_key(shape: str) -> str:
    """The key of a shape of the peer's without a partner."""
    return f"dbos.without_partner.{shape}.cases/s"


RATIOS = {
    "full.of_dbos": ("full.cases/s", "dbos.cases/s", 1),
    "full.of_dbos_without_partner": ("full.cases/s", ALONE, 1),
    "full.of_ceiling": ("full.cases/s", "ceiling.cases/s", 100),
    "consumer.of_ceiling": ("consumer.moves/s", "ceiling.moves/s", 100),
    "consumer.of_batch_1": ("consumer.moves/s", "consumer.batch_1.moves/s", 1),
    "look.of_read": ("search.look.first", "search.look.read", 100),
    "look.again.of_read": ("search.look.again", "search.look.read", 100),
    "finished.of_empty": ("finished.full.cases/s", "finished.empty.cases/s", 100),
    "finished.submit.200.of_empty": ("finished.submit.200.p99", "submit.200.p99", 100),
    "finished.submit.400.of_empty": ("finished.submit.400.p99", "submit.400.p99", 100),
}


async def full(run: Run) -> None:
    """(a) and (h) beside the peer and the ceiling; a first round, which is not counted, warms the broker up."""
    await full_cases(run.yard, run.size.cases // 5)
    for _ in range(run.size.rounds):
        await run.take("full", full_cases(run.yard, run.size.cases))
        await run.take("dbos.cases/s", peers.with_partner(run.yard, run.size.peer))
        await run.take("ceiling.cases/s", _ceiling(run, ceiling.both_services))
        for name, shape in peers.SHAPES.items():
            await run.take(shape_key(name), peers.without_partner(run.yard, 2 * run.size.peer, shape))


async def consumer(run: Run) -> None:
    """(b) beside the ceiling, and with batches of one."""
    for _ in range(run.size.rounds):
        await run.take("consumer.moves/s", consumer_alone(run.yard, run.size.consumed))
        await run.take("ceiling.moves/s", _ceiling(run, ceiling.desk_alone))
        await run.take("consumer.batch_1.moves/s", consumer_alone(run.yard, run.size.singly, batch=1, steps=1))


async def _ceiling(run: Run, measure: Callable[..., Awaitable[float]]) -> float:
    async with run.yard.ground() as ground:
        return await measure(ground.databases, ground.bench, run.size.consumed, 500)


async def commits(run: Run) -> None:
    """(d) at 30 % of the figure of (a), or of an estimate if (a) was not run."""
    rate = 0.3 * run.figures.get("full.cases/s", 100.0)
    await run.take("commits", latency.between_commits(run.yard, rate, run.size.seconds))


async def relay(run: Run) -> None:
    """(f): the relay."""
    await run.take("relay.events/s", relaying.drained(run.yard, run.size.outbox))
    await run.take("relay.lag", relaying.lag(run.yard, run.size.seconds))


async def real(run: Run) -> None:
    """(e), (c), and (c) again with finished dossiers in the tables."""
    async with installation(run.yard) as here:
        await run.take("one.seconds", here.one_dossier(run.size.dossiers))
        draft = await here.drafted()
        async with intake_apart(here):
            for prefix in ("", "finished."):
                for rate in (200, 400) * run.size.rounds:
                    await run.take(f"{prefix}submit.{rate}", here.submissions(draft, rate, run.size.seconds))
                if not prefix and run.size.finished:
                    with run.yard.console.status(f"Copying {run.size.finished:,} finished dossiers"):
                        await here.fill(run.size.finished)


async def idle(run: Run) -> None:
    """(k): what five services cost that are asked nothing."""
    async with installation(run.yard) as here:
        await run.take("idle", here.idle(3 * run.size.seconds))


async def finished(run: Run) -> None:
    """(a) again, alternating between empty tables and tables with finished cases."""
    databases = {name: await run.yard.database() for name in PLACES}
    await full_cases(run.yard, 1, databases)
    with run.yard.console.status(f"Copying {run.size.finished:,} finished cases"):
        await finished_cases(databases, {"desk": "cases", "partner": "helps"}, run.size.finished)
    for _ in range(run.size.rounds):
        await run.take("finished.empty", full_cases(run.yard, run.size.cases))
        await run.take("finished.full", full_cases(run.yard, run.size.cases, databases))


async def fanout(run: Run) -> None:
    """(i): fan-out."""
    await run.take("fanout", fanned_out(run.yard, run.size.fanned_out))


async def lists(run: Run) -> None:
    """(j), at 1,000,000 rows however small the run is."""
    async for name, figures in listed.asked(run.yard, run.size.listed, run.size.asked):
        await run.take(f"lists.{name}", _known(figures))


async def kept(run: Run) -> None:
    """(l), among 1,000,000 dossiers however small the run is."""
    async for name, figures in persons.searched(run.yard, run.size.listed, run.size.asked):
        await run.take(f"search.{name}", _known(figures))
    await run.take("rewrap.keys/s", persons.rewrapped(run.yard, run.size.rewrapped))


async def _known(figures: dict[str, float]) -> dict[str, float]:
    return figures


PARTS = {
    "full": full,
    "consumer": consumer,
    "commits": commits,
    "relay": relay,
    "real": real,
    "idle": idle,
    "finished": finished,
    "fanout": fanout,
    "lists": lists,
    "persons": kept,
}
