"""One producer of the bench as a process: `python -m tests.bench.place`, configured by MOTCUA_* and two more.

MOTCUA_BENCH is `name:tail`. MOTCUA_BENCH_PARTS names the parts that run (`consumer`, `relay`); without it the
whole service runs, as a worker in production does.
"""

from __future__ import annotations

import asyncio
import os
import signal

import uvloop

from shared.kernel import telemetry
from shared.kernel.consumer import Consumer
from shared.kernel.db import Database
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from shared.kernel.settings import Settings
from shared.web.service import Service, run
from tests.bench.case import Bench

PARTS: dict[str, type[Consumer] | type[Relay]] = {"consumer": Consumer, "relay": Relay}


def main() -> None:
    name, _, tail = os.environ["MOTCUA_BENCH"].partition(":")
    registry = Bench(tail).registries[name]
    named = os.environ.get("MOTCUA_BENCH_PARTS")
    if named:
        telemetry.configure(registry.producer)
        settings = Settings()
        node = Node(settings, registry, Database(settings.database_url, writers=settings.writers))
        uvloop.run(alone(node, named.split(",")))
    else:
        run(Service(name, "tests.bench", registry, []))


async def alone(node: Node, parts: list[str]) -> None:
    """Runs these parts only, until the process is stopped."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, node.stopping.set)
    await node.database.open()
    await asyncio.gather(*(PARTS[part](node).run() for part in parts))
    await node.database.close()


if __name__ == "__main__":
    main()
