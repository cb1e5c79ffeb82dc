"""The server of a process: uvicorn, which ends readiness first when it is told to stop."""

from __future__ import annotations

import asyncio
import gc
from types import FrameType

import uvicorn

from shared.web.served import ServedNode


class Server(uvicorn.Server):
    """Uvicorn, told to stop by a signal."""

    def __init__(self, config: uvicorn.Config, node: ServedNode) -> None:
        super().__init__(config)
        self._node = node
        self._told = asyncio.Event()

    async def main_loop(self) -> None:
        """Looks once a second if it should end, or when it is told to: uvicorn's own looks ten times."""
        while not await self.on_tick(0):
            await self._node.rest(1.0, self._told)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._node.stopping.set()
        super().handle_exit(sig, frame)
        self._told.set()


def calm() -> None:
    """Keeps the garbage collector off what was loaded at start, and makes it run less often during batches."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
